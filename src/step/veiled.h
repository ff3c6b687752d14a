/* What is found in an output of which a recording may not hold all: names of people and of sets are
 * hidden there, and a pattern can match what stands in their place, or no longer match. So what was
 * found in the output itself is told through the seam of base/outside.h, by what it was sought by:
 * a replay says it again, and has no answer to other patterns. */
#ifndef LG_STEP_VEILED_H
#define LG_STEP_VEILED_H

#include "step/output.h"
#include "step/step.h"

/* As lg_output_find. LG_ERR_READ where it was not sought by that when it was recorded. */
int lg_veiled_find(struct lg_step_ctx *ctx, const struct lg_output_wanted *wanted,
                   const struct lg_output_got *got, struct lg_output_found *out,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
