/* Dialects: how a script names the master track and the returns. The stock script can't reach them
 * and takes a negative index for one of the last regular tracks, so that what means the master in
 * one dialect would write to another track in the next. A reference to a track is therefore made
 * here alone, and only for a dialect that was detected.
 *
 *   stock          regular tracks only
 *   neg1000        -1000 is the master, -1-k return k
 *   neg1           -1 is the master, in /live/track/ alone (AbletonOSC PR #218)
 *   string-master  "master", "return_0" (PR #205)                                           */
#ifndef LG_LIVE_DIALECT_H
#define LG_LIVE_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "live/client.h"

enum lg_dialect {
    LG_DIALECT_STOCK,
    LG_DIALECT_NEG1000,
    LG_DIALECT_NEG1,
    LG_DIALECT_STRING_MASTER,
    LG_DIALECT__COUNT
};

/* "stock", "neg1000", …; "unknown" out of range. */
const char *lg_dialect_name(enum lg_dialect dialect);

/* Adds probes to a batch, which only read. Most of them are of /live/track/get/mute: for the master
 * the answer is nil, which no other track gives. For "master" it is the getter of its name that PR
 * #205 brought, as an address that is not known does not end the script's tick. On stock one probe
 * does, the last: it had best stand where a tick ends anyway. */
struct lg_dialect_asked {
    size_t neg1, name, neg1000; /* the requests */
};
struct lg_dialect_asked lg_dialect_ask(struct lg_batch *batch);
/* What the answers say. Where there is that getter, "master" has to prove itself by its mute, in a
 * burst of its own. */
int lg_dialect_take(struct lg_live *live, const struct lg_batch *batch,
                    const struct lg_dialect_asked *asked, int64_t deadline_ns, enum lg_dialect *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* Both. */
int lg_dialect_detect(struct lg_live *live, int64_t deadline_ns, enum lg_dialect *out,
                      struct lg_err *err) LG_MUST_CHECK;

enum lg_track_kind { LG_TRACK_REGULAR, LG_TRACK_RETURN, LG_TRACK_MASTER, LG_TRACK__COUNT };

/* What a dialect has addresses for. */
enum lg_track_part {
    LG_PART_TRACK, /* /live/track/: mixer, names of devices */
    LG_PART_DEVICE /* /live/device/: parameters */
};

bool lg_dialect_reaches(enum lg_dialect dialect, enum lg_track_kind kind, enum lg_track_part part);

/* A track in a dialect; made by lg_track_ref_make. */
struct lg_track_ref {
    enum lg_dialect dialect;
    enum lg_track_kind kind;
    size_t index; /* among those of its kind */
};

/* LG_ERR_READ, naming the ways out, for a track that the dialect does not reach at all. */
int lg_track_ref_make(enum lg_dialect dialect, enum lg_track_kind kind, size_t index,
                      struct lg_track_ref *out, struct lg_err *err) LG_MUST_CHECK;
/* The first argument of requests below that part, which the guard lets through. LG_ERR_READ where
 * the dialect reaches the track, but not this part of it. Text lives in `arena`. */
int lg_track_ref_arg(const struct lg_track_ref *ref, enum lg_track_part part,
                     struct lg_arena *arena, struct lg_osc_arg *out,
                     struct lg_err *err) LG_MUST_CHECK;
/* The track that an argument once meant, for one that was written down. LG_ERR_READ when it means
 * none in this dialect. */
int lg_track_ref_of_arg(enum lg_dialect dialect, const struct lg_osc_arg *arg,
                        struct lg_track_ref *out, struct lg_err *err) LG_MUST_CHECK;

#endif
