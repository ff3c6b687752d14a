/* A value of Live that a step names. */
#ifndef LG_STEP_PLACE_H
#define LG_STEP_PLACE_H

#include "live/place.h"
#include "step/step.h"

/* As lg_resolve, by the project's roles. LG_ERR_READ, also for a path that is none: the file is
 * wrong, not the command line. */
int lg_step_place(struct lg_step_ctx *ctx, const char *path, struct lg_place *out,
                  struct lg_err *err) LG_MUST_CHECK;

#endif
