/* What the running set looks like, in the fewest ticks. */
#ifndef LG_LIVE_SCAN_H
#define LG_LIVE_SCAN_H

#include "live/client.h"
#include "live/fingerprint.h"
#include "live/set.h"

/* Version, num_tracks and track_data in one burst; the two counts must agree or it is LG_ERR_READ.
 * A set whose reply is too long for one datagram is read in blocks, halved until they fit.
 * Everything lives in `arena`. Parameters, mixers, master and returns are not asked for
 * (live/survey.h). */
int lg_live_scan(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                 struct lg_live_set *out, struct lg_err *err) LG_MUST_CHECK;

/* Something else to be asked in the burst behind the first, which a set that is too long for one
 * datagram is read in. `set` knows the number of its tracks. */
struct lg_scan_along {
    void (*ask)(void *ctx, const struct lg_live_set *set, struct lg_batch *batch);
    /* What was answered, right after that burst; -1 ends the scan. */
    int (*take)(void *ctx, const struct lg_batch *batch, struct lg_err *err);
    void *ctx;
};
int lg_live_scan_along(struct lg_live *live, const struct lg_scan_along *along, int64_t deadline_ns,
                       struct lg_arena *arena, struct lg_live_set *out,
                       struct lg_err *err) LG_MUST_CHECK;

#endif
