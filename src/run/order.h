/* The order of running: what a gate needs stands before it; else as given. */
#ifndef LG_RUN_ORDER_H
#define LG_RUN_ORDER_H

#include "run/shelf.h"

/* Adds to `out` the gates selected and all that they need, and resolves their `needs` to positions
 * in it. LG_ERR_READ, with place: a need that names no gate, needs that form a cycle; also of gates
 * in the files and folders named that are not selected. */
int lg_order(struct lg_shelf *shelf, const struct lg_docs *selected, struct lg_docs *out,
             struct lg_err *err) LG_MUST_CHECK;

#endif
