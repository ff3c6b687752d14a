/* One recording against another: by how much it is louder, and what that does not explain. Two
 * files that differ by a gain alone leave nothing but rounding. */
#ifndef LG_AUDIO_RESIDUAL_H
#define LG_AUDIO_RESIDUAL_H

#include "base/env.h"
#include "base/err.h"

struct lg_residual {
    double gain_db;     /* of the best fit, as least squares have it; -inf: nothing in common */
    double residual_db; /* what is left, against the level of the first; -inf: nothing is */
};

/* How `path` follows from `reference`, sample by sample. LG_ERR_READ: unlike in rate, channels or
 * frames, silent, or unreadable. `env` may be NULL. */
int lg_residual_measure(const char *path, const char *reference, const struct lg_env *env,
                        struct lg_residual *out, struct lg_err *err) LG_MUST_CHECK;

#endif
