/* What receipts say that was judged, judged again. */
#ifndef LG_STEP_RECHECK_H
#define LG_STEP_RECHECK_H

#include "event/event.h"

/* LG_ERR_READ, naming the step, where a check that is told as held is not by its own numbers, where
 * a step that judges judged nothing and passed, or where one failed with nothing that was not met.
 */
int lg_recheck(const struct lg_event *event, struct lg_err *err) LG_MUST_CHECK;

#endif
