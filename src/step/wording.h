/* One line for people about a check: wanted, got, tolerance, unit, how far off. */
#ifndef LG_STEP_WORDING_H
#define LG_STEP_WORDING_H

#include "step/operator.h"

/* `first.num_tracks: wanted > 0, got 0`; `lufs_i: wanted -17.7 LUFS ±0.5, got -14.66 LUFS (3.04 LU
 * off)`; `x.y: cannot be judged: there is no 'y'; wanted > 0`. In the judging's arena. */
const char *lg_wording_check(const char *path, const struct lg_operator *op,
                             const struct lg_judging *judging, enum lg_verdict verdict);

#endif
