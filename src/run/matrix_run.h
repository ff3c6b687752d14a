/* One matrix of a run: a suite whose steps the engine makes.
 *
 *   @preflight   track, devices and parameters are there; fader, order and switches are as they
 *                have to be; what values come to. Where it does not pass, nothing is set.
 *   a point      set with read-back, rendered, measured, told to the search
 *   @floor       the first point that was measured, rendered once more: what two renders differ by
 *   @drift       behind the last point, where programs or people render: the first one again
 *   @as-found    only where the first point is a hit: it must sound otherwise than the chain did
 *   @effects     did the settings do anything?
 *   @targets     did any point meet them? The best one, ready to be set again
 *
 * A point that errs is told, and the next one comes, unless the file says otherwise. What was
 * written is put back when the suite ends, whatever ended it, as for a gate. */
#ifndef LG_RUN_MATRIX_RUN_H
#define LG_RUN_MATRIX_RUN_H

#include "run/session.h"

/* Announces what is known beforehand: of a hunt its first point alone. */
void lg_matrix_announce(const struct lg_plan_matrix *plan,
                        void (*item)(void *ctx, const struct lg_event_item *item), void *ctx);
enum lg_outcome lg_matrix_run(struct lg_session *session, const struct lg_plan_matrix *plan);

#endif
