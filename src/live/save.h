/* A set as a file for the simulated Live (src/sim/set.h has the format), so that a studio can run
 * its gates on a model of its own set. */
#ifndef LG_LIVE_SAVE_H
#define LG_LIVE_SAVE_H

#include "live/details.h"

/* Writes the set's YAML. `unread_out` gets a line for each thing that nobody can read through the
 * script, or that the format does not hold. LG_ERR_READ for a parameter that is not finite. */
int lg_live_save(const struct lg_live_set *set, const struct lg_live_details *details,
                 struct lg_str *out, struct lg_str *unread_out, struct lg_err *err) LG_MUST_CHECK;

#endif
