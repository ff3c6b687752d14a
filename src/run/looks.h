/* Which parts of a step's result the gate's expectations look at. */
#ifndef LG_RUN_LOOKS_H
#define LG_RUN_LOOKS_H

#include "run/plan.h"

/* Fills `looked_at` of the gate's steps. LG_ERR_READ, at its place, for a parameter that turns an
 * error into something for an expect to judge where none looks at it. */
int lg_looks_check(struct lg_plan_gate *gate, struct lg_err *err) LG_MUST_CHECK;

#endif
