/* How long a print is to be, as gates say it. */
#ifndef LG_STEP_LENGTH_H
#define LG_STEP_LENGTH_H

#include "conf/node.h"
#include "render/render.h"

/* "8 beats", or a duration: "4 s". LG_ERR_READ with place. */
int lg_step_length_read(const struct lg_node *node, struct lg_print_length *out,
                        struct lg_err *err) LG_MUST_CHECK;

#endif
