/* Waiting for a Live that may not be there yet: it starts, or loads a set. */
#ifndef LG_LIVE_REACH_H
#define LG_LIVE_REACH_H

#include "live/client.h"

/* One try at least takes this long, unless the deadline is nearer (reference execution-system,
 * section L: OSC ping). */
#define LG_REACH_TRY_NS (2 * LG_NS_PER_S)

/* Asks /live/test again and again until it is answered. LG_ERR_TIMEOUT at the deadline, telling a
 * Live that isn't there from one that stands still behind a menu or dialog. The reply lives in
 * `arena`. */
int lg_live_reach(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                  struct lg_osc_msg *reply_out, struct lg_err *err) LG_MUST_CHECK;

#endif
