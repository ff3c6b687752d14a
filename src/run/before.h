/* `before:` of a gate or of livegate.yaml: what starts Live where it does not answer, and how long
 * it may take.
 *
 *   before: [open, -a, Ableton Live 12 Suite, song.als]
 *   before: {start: [open, -a, Ableton Live 12 Suite, song.als], ping: {wait: 180s}} */
#ifndef LG_RUN_BEFORE_H
#define LG_RUN_BEFORE_H

#include "conf/node.h"
#include "conf/shape.h"

struct lg_before {
    const char *const *argv; /* ended by NULL; NULL: nothing is started */
    int64_t wait_ns;
};

/* `node` NULL gives nothing. Everything lives in `arena`. LG_ERR_READ with place. */
int lg_before_read(const struct lg_node *node, struct lg_arena *arena, struct lg_before *out,
                   struct lg_err *err) LG_MUST_CHECK;

/* What it looks like. */
extern const struct lg_shape lg_before_shape;

#endif
