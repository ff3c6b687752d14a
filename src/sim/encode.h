/* Writes a reply as AbletonOSC's python-osc does: the type tag follows from the value, so that a
 * bool is T or F, an int i or, from 33 bits up, h, and a float always f. */
#ifndef LG_SIM_ENCODE_H
#define LG_SIM_ENCODE_H

#include <stddef.h>

#include "base/str.h"
#include "sim/value.h"

enum lg_sim_encoded {
    LG_SIM_ENCODED,
    LG_SIM_BUILD_ERROR, /* the script logs it and goes on; the reply is lost */
    LG_SIM_UNSUPPORTED  /* an exception, which ends the tick */
};

/* Adds the message's bytes to `out`; unless encoded, *why_out is the exception's text and `out`
 * holds nothing to use. */
enum lg_sim_encoded lg_sim_encode(const char *address, const struct lg_sim_value *values,
                                  size_t count, struct lg_str *out, const char **why_out);

#endif
