/* What differs between two scans, in words. */
#ifndef LG_LIVE_DIFF_H
#define LG_LIVE_DIFF_H

#include "live/set.h"

struct lg_diff {
    const char **lines; /* "PREMASTER / Limiter: on → off" */
    size_t count, capacity;
    const char *unseen; /* "parameters and mixers": what was not compared; NULL: nothing */
};

/* Tracks and devices are followed by name, then by what is in them; where they stand, whether they
 * are new or gone, ranges, values, switches, mixers, tempo and loop. What one of the two scans did
 * not read is not compared, but named. Lines live in `arena`. */
void lg_live_diff(const struct lg_live_set *was, const struct lg_live_set *is,
                  struct lg_arena *arena, struct lg_diff *out);

#endif
