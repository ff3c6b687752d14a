/* Tracks beyond the regular ones: returns and the master, where the script's dialect reaches them.
 */
#ifndef LG_LIVE_BEYOND_H
#define LG_LIVE_BEYOND_H

#include "live/client.h"
#include "live/set.h"

/* Live has no more. */
enum { LG_LIVE_RETURNS_MAX = 12 };

/* The tracks in the order of asking: regular ones, returns, the master. NULL past the last. */
struct lg_live_track *lg_live_track_at(const struct lg_live_set *set, size_t at,
                                       struct lg_track_ref *ref_out);

/* Adds to a scanned set names and devices of master and returns in this dialect, without tables. */
int lg_live_look_beyond(struct lg_live *live, enum lg_dialect dialect, int64_t deadline_ns,
                        struct lg_arena *arena, struct lg_live_set *set,
                        struct lg_err *err) LG_MUST_CHECK;

#endif
