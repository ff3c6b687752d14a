/* Inside of a journal, for its files. */
#ifndef LG_LIVE_JOURNAL_STATE_H
#define LG_LIVE_JOURNAL_STATE_H

#include "live/journal.h"

/* "v2:" and a hash of live/fingerprint.h. */
enum { LG_STRUCTURE_MAX = LG_SHA256_HEX + 8 };

/* Of the lines that are written; older ones are read. */
enum { LG_JOURNAL_VERSION = 2 };

struct lg_journal {
    struct lg_env *env;
    char *path, *pointer, *record, *run, *target, *mark;
    char *before;        /* the journal that waited when the open section began; NULL: none */
    int file;            /* -1: not opened yet */
    int64_t whole_bytes; /* of a file that was read: where its last whole line ends; -1: not read */
    char *host;          /* whose process began the open section, and which */
    int64_t pid;
    struct lg_str line;  /* kept for its memory */
    struct lg_arena own; /* of the journal; the next one is emptied with each section */
    struct lg_arena arena;
    bool is_open;
    uint64_t lines;  /* added by this process */
    int64_t version; /* of the open section */
    const char *dialect;
    char beyond[LG_STRUCTURE_MAX]; /* where there is a dialect: of master and returns */
    size_t found_tracks;           /* how many the set had when the section began */
    char structure[LG_STRUCTURE_MAX];
    size_t *alike; /* by track: the first one of its name and devices; NULL: not known */
    struct lg_journal_entry *entries;
    size_t num_entries;
    struct lg_journal_track *tracks;
    size_t num_tracks;
};

struct lg_journal *lg_journal_make(struct lg_env *env, const struct lg_journal_options *options);

/* The open section in memory. */
void lg_journal_forget(struct lg_journal *journal);
size_t lg_journal_add_entry(struct lg_journal *journal, const struct lg_spot *spot,
                            const struct lg_landmark *mark, const struct lg_reading *found);
void lg_journal_add_ours(struct lg_journal *journal, size_t entry,
                         const struct lg_journal_tries *ours);
void lg_journal_add_track(struct lg_journal *journal, int32_t index);
/* The newest one; NULL: no such track was announced. */
struct lg_journal_track *lg_journal_track_at(struct lg_journal *journal, int32_t index);
void lg_journal_add_slot(struct lg_journal_track *track, int32_t slot, struct lg_arena *arena);

/* The open section on disk: each adds a line. */
int lg_journal_write_open(struct lg_journal *journal, struct lg_err *err) LG_MUST_CHECK;
int lg_journal_write_dialect(struct lg_journal *journal, struct lg_err *err) LG_MUST_CHECK;
int lg_journal_write_found(struct lg_journal *journal, size_t entry,
                           struct lg_err *err) LG_MUST_CHECK;
/* `kind`: "write" or "took". */
int lg_journal_write_value(struct lg_journal *journal, const char *kind, size_t entry,
                           const struct lg_osc_arg *value, struct lg_err *err) LG_MUST_CHECK;
int lg_journal_write_tries(struct lg_journal *journal, size_t entry,
                           const struct lg_journal_tries *tries, struct lg_err *err) LG_MUST_CHECK;
int lg_journal_write_track(struct lg_journal *journal, int32_t index,
                           struct lg_err *err) LG_MUST_CHECK;
int lg_journal_write_slot(struct lg_journal *journal, int32_t index, int32_t slot,
                          struct lg_err *err) LG_MUST_CHECK;
int lg_journal_write_closed(struct lg_journal *journal, struct lg_err *err) LG_MUST_CHECK;
/* What was added is on disk before this returns. */
int lg_journal_sync(struct lg_journal *journal, struct lg_err *err) LG_MUST_CHECK;
/* The other journal that pointer or record lead to now; NULL: none. */
char *lg_journal_waiting(struct lg_journal *journal);
/* The pointer and the record lead to the file, or to where they led before, or away. */
int lg_journal_point(struct lg_journal *journal, struct lg_err *err) LG_MUST_CHECK;
int lg_journal_unpoint(struct lg_journal *journal, struct lg_err *err) LG_MUST_CHECK;
int lg_journal_write_record(struct lg_journal *journal, const char *path,
                            struct lg_err *err) LG_MUST_CHECK;
int lg_journal_remove_record(struct lg_journal *journal, struct lg_err *err) LG_MUST_CHECK;

#endif
