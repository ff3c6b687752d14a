/* One step on its way through the state machine. */
#ifndef LG_RUN_ITEM_H
#define LG_RUN_ITEM_H

#include "run/gate_run.h"

/* Takes the step from PLAN to DONE or STOP: a transition event for each state, one step event at
 * the end. What it produced is freed at once, save what it captures. */
void lg_item_run(struct lg_gate_run *run, const struct lg_plan_step *step);

#endif
