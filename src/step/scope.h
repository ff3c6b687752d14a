/* Names that a gate's steps may use: variables and captures. `${x}` alone keeps its type. */
#ifndef LG_STEP_SCOPE_H
#define LG_STEP_SCOPE_H

#include "base/value.h"
#include "conf/tree.h"

/* A map value holds the scope: its keys are the names. Load and run share these functions. */

/* Refuses any `${name…}` below `node` whose first part is not among `names`, at its place, with a
 * suggestion. */
int lg_scope_check(const struct lg_node *node, const char *const *names, size_t count,
                   struct lg_err *err) LG_MUST_CHECK;
/* A copy of the tree with each `${path}` replaced; a missing value is LG_ERR_READ at its place. */
int lg_scope_resolve(const struct lg_node *node, const struct lg_value *scope,
                     struct lg_arena *arena, struct lg_node **out,
                     struct lg_err *err) LG_MUST_CHECK;

#endif
