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

/* Adds a probe to a batch, a read of /live/track/get/mute alone: for the master the answer is nil,
 * which no other track gives. On stock all but the first fail, which costs a tick each unless they
 * stand where a tick of the script ends anyway. Returns the request's index. */
enum { LG_DIALECT_PROBES = 3 };
size_t lg_dialect_ask(struct lg_batch *batch, size_t probe);
/* `asked`: what lg_dialect_ask gave for each probe. */
enum lg_dialect lg_dialect_read(const struct lg_batch *batch,
                                const size_t asked[LG_DIALECT_PROBES]);
/* All of them, in a burst of their own. */
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
