/* A second look at a value that was set, a tick later: something else may move it (automation, a
 * modulator, a person), or the devices may have moved while it was written, so that it went to
 * another one. */
#ifndef LG_LIVE_CONFIRM_H
#define LG_LIVE_CONFIRM_H

#include "live/resolve.h"

/* LG_ERR_WRITE, naming the place, where what was read back does not hold or the names of device and
 * parameter are others by now. */
int lg_confirm(struct lg_live *live, const struct lg_place *place, const struct lg_reading *got,
               int64_t deadline_ns, struct lg_arena *arena, struct lg_err *err) LG_MUST_CHECK;

/* A look at several places, to travel in a burst with other questions. Borrows all of it. */
struct lg_confirm {
    const struct lg_place *places;
    const struct lg_reading *got; /* by place, as what follows */
    size_t count;
    struct lg_confirm_asked *asked;
};
/* `asked` is made in `arena`. */
void lg_confirm_ask(struct lg_confirm *confirm, struct lg_batch *batch, struct lg_arena *arena);
/* What came of it; errors and `now_out` as lg_confirm_all's. */
int lg_confirm_take(const struct lg_confirm *confirm, const struct lg_batch *batch,
                    struct lg_arena *arena, struct lg_reading *now_out,
                    struct lg_err *err) LG_MUST_CHECK;

/* As lg_confirm for several in one burst; `now_out` (by place) is what they read. */
int lg_confirm_all(struct lg_live *live, const struct lg_place *places,
                   const struct lg_reading *got, size_t count, int64_t deadline_ns,
                   struct lg_arena *arena, struct lg_reading *now_out,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
