/* The journal: what Live held before a run first wrote to it, on disk before the write is sent, so
 * that it can be put back (live/restore.h) whatever becomes of the run, a kill -9 included.
 *
 * JSON lines, one write() each; all that stand before a write are synced before it is sent. A
 * section begins with `open` and is over with `closed`; what is behind the last `closed` has to be
 * put back. Values are [tag, value] with the tags of OSC.
 *
 *   {"kind":"open","v":1,"ts":…,"run":…,"pid":…,"host":…,"target":…,"tracks":8,"structure":"v2:…"}
 *   {"kind":"dialect","name":"neg1000","beyond":"v2:…"}
 *                                              once, before the first spot off the regular tracks,
 *                                              or a send, which goes to a return: what is there
 *   {"kind":"found","n":0,"label":…,"get":…,"set":…,"off":…,"show":…,"index":[["i",2]],
 *    "value":["f",0.85],"shown":…}             and of a parameter, by which it is known again:
 *                                              "param":{"device":…,"name":…,"min":…,"max":…}
 *   {"kind":"write","n":0,"value":["f",0.5]}   is about to be written
 *   {"kind":"tries","n":0,"values":[["f",0.5],…]} all of them are, in one burst
 *   {"kind":"took","n":0,"value":["f",0.25]}   what that write came to, where it is another value
 *   {"kind":"track","index":8}                 is about to be made, to be named lg_journal_mark
 *   {"kind":"slot","index":8,"slot":0}         of that track: what it will hold is the run's
 *   {"kind":"closed"}
 *
 * Before the first write to a track the same spot of its twins, tracks of its name and its devices,
 * is noted as well: their values tell afterwards whether the two changed places.
 *
 * While a section is open a link at a fixed place, the pointer, leads to the file; and so does a
 * record, a small file that all projects of the machine look for: it holds the absolute path. A
 * journal that waited there before ("before" in `open`) has both again afterwards. */
#ifndef LG_LIVE_JOURNAL_H
#define LG_LIVE_JOURNAL_H

#include "base/env.h"
#include "live/landmark.h"
#include "live/scan.h"
#include "live/spot.h"

struct lg_journal;

struct lg_journal_options {
    const char *path;    /* made at the first write; its folder exists */
    const char *pointer; /* NULL: none, where nothing outlives the run */
    const char *run;
    const char *target; /* for people */
};

/* `env` must outlive the journal; texts are copied. */
struct lg_journal *lg_journal_new(struct lg_env *env, const struct lg_journal_options *options);
/* Leaves file and pointer as they are. */
void lg_journal_free(struct lg_journal *journal);

/* Where a pointer leads; NULL in `path_out` when there is none. LG_ERR_READ for something else that
 * lies there. */
int lg_journal_find(const char *pointer, struct lg_arena *arena, char **path_out,
                    struct lg_err *err) LG_MUST_CHECK;
/* Before the first write, or before what was loaded is put back: where the record of its Live lies
 * (lg_live_shared_path). It is made with the pointer, over an older one; closing removes it where
 * it leads to this journal. */
void lg_journal_set_record(struct lg_journal *journal, const char *record);
/* Where a record leads, that no other user can have written; NULL when there is none. */
char *lg_journal_read_record(const char *record, struct lg_arena *arena);
/* Reads the open section of a journal that another run left; the file is not touched before
 * lg_journal_close. A last line that was cut off is
 * dropped: what it announces was never sent. LG_ERR_READ, with the line. */
int lg_journal_load(struct lg_env *env, const char *path, const char *pointer,
                    struct lg_journal **out, struct lg_err *err) LG_MUST_CHECK;

/* Before a write: opens the section (a scan), reads and notes what is found unless the spot is
 * known, notes the value, and all else that Live may change along with it (live/undo.h).
 * LG_ERR_READ where nothing can be read, LG_ERR_WRITE where nothing can be noted: then nothing may
 * be sent. */
int lg_journal_announce(struct lg_journal *journal, struct lg_live *live,
                        const struct lg_spot *spot, const struct lg_osc_arg *value,
                        int64_t deadline_ns, struct lg_err *err) LG_MUST_CHECK;
/* The same before a burst that tries these values of a parameter, one after the other. */
struct lg_journal_tries {
    const struct lg_osc_arg *values;
    size_t count;
};
int lg_journal_announce_tries(struct lg_journal *journal, struct lg_live *live,
                              const struct lg_spot *spot, const struct lg_journal_tries *tries,
                              int64_t deadline_ns, struct lg_err *err) LG_MUST_CHECK;
/* After a write that came to another value. */
int lg_journal_took(struct lg_journal *journal, const struct lg_spot *spot,
                    const struct lg_osc_arg *value, struct lg_err *err) LG_MUST_CHECK;
/* Before a track is made, which will stand at `index`, the last (live/owned.h). */
int lg_journal_announce_track(struct lg_journal *journal, struct lg_live *live, int32_t index,
                              int64_t deadline_ns, struct lg_err *err) LG_MUST_CHECK;
/* Before something is recorded into a slot of a track that was announced. */
int lg_journal_announce_slot(struct lg_journal *journal, int32_t index, int32_t slot,
                             struct lg_err *err) LG_MUST_CHECK;
/* Ends the section and forgets it: all is as found, or what is not is meant to stay. */
int lg_journal_close(struct lg_journal *journal, struct lg_err *err) LG_MUST_CHECK;

/* A section is open: something may have to be put back. */
bool lg_journal_is_open(const struct lg_journal *journal);
/* Lines added so far: more than before mean that something may have been written to Live since. */
uint64_t lg_journal_lines(const struct lg_journal *journal);
const char *lg_journal_path(const struct lg_journal *journal);
const char *lg_journal_run(const struct lg_journal *journal);
const char *lg_journal_target(const struct lg_journal *journal); /* as it was named; NULL: not */
/* The machine and the process that wrote the open section; NULL: not told. */
const char *lg_journal_host(const struct lg_journal *journal);
int64_t lg_journal_pid(const struct lg_journal *journal);
/* "livegate <run>": the name of the tracks that the run makes. */
const char *lg_journal_mark(const struct lg_journal *journal);
/* Another process wrote it: Live may have been changed since by anybody. */
bool lg_journal_was_loaded(const struct lg_journal *journal);
/* Of an older livegate, which did not note all by which what it wrote to is known again; 0: not. */
int64_t lg_journal_old_version(const struct lg_journal *journal);
/* Of the open section: the dialect in which spots off the regular tracks were written; "" when
 * there are none. */
const char *lg_journal_dialect(const struct lg_journal *journal);

/* One spot of the open section. */
struct lg_journal_entry {
    struct lg_spot spot;
    struct lg_landmark mark;
    struct lg_reading found;
    /* What our last two writes, or bursts of tries, came to, the newest first: what was announced
     * may not have been sent. */
    struct lg_journal_tries ours[2];
    bool was_written;
};
size_t lg_journal_num_entries(const struct lg_journal *journal);
const struct lg_journal_entry *lg_journal_entry(const struct lg_journal *journal, size_t index);
bool lg_journal_was_written(const struct lg_journal_entry *entry);
/* Somebody's value is neither the found one nor ours. */
bool lg_journal_is_ours(const struct lg_journal_entry *entry, const struct lg_osc_arg *value);

/* A track that the run made. */
struct lg_journal_track {
    int32_t index;
    int32_t *slots;
    size_t num_slots;
};
size_t lg_journal_num_tracks(const struct lg_journal *journal);
const struct lg_journal_track *lg_journal_track(const struct lg_journal *journal, size_t index);

/* Is the set still the one that was found, but for tracks of ours behind it? */
bool lg_journal_fits(const struct lg_journal *journal, const struct lg_live_set *set);
/* The same of its master and returns, where something was written there, or sent. */
bool lg_journal_fits_beyond(const struct lg_journal *journal, const struct lg_live_set *set);

#endif
