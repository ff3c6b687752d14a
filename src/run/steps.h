/* The steps of a gate: one verb each with its parameters, plus the modifiers id as expect timeout
 * when. */
#ifndef LG_RUN_STEPS_H
#define LG_RUN_STEPS_H

#include "conf/shape.h"
#include "run/plan.h"

/* Bounds of every time-out that a gate file names, in seconds. */
#define LG_STEP_TIMEOUT_MIN_S 0.001
#define LG_STEP_TIMEOUT_MAX_S 86400.0

struct lg_steps_lists {
    const struct lg_node *steps;
    const struct lg_node *teardown; /* may be NULL */
};

/* Fills the gate's steps and teardown; its variables must be there already. LG_ERR_READ with place.
 */
int lg_steps_read(const struct lg_steps_lists *lists, const struct lg_verb *const *verbs,
                  struct lg_arena *arena, struct lg_plan_gate *gate,
                  struct lg_err *err) LG_MUST_CHECK;
/* Nanoseconds as milliseconds, rounded up so that no limit becomes none. */
int64_t lg_steps_ms(int64_t ns);

/* What a list of steps looks like. */
extern const struct lg_shape lg_steps_shape;

#endif
