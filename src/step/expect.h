/* Expectations: paths to operators; judged against what a step produced or what was captured. */
#ifndef LG_STEP_EXPECT_H
#define LG_STEP_EXPECT_H

#include "base/value.h"
#include "conf/shape.h"
#include "conf/tree.h"
#include "event/event.h"

/* Checks an expectation at load: a non-empty map of paths to operators (or to a literal: eq); known
 * operators with a suggestion; operands that fit (near needs value and tol > 0, one_of a non-empty
 * list, matches a regex that compiles and can fail, contains something, exists a bool); operands
 * with `${` are left for the run. `what` is the key it stands
 * under: "expect", "when". */
int lg_expect_check(const struct lg_node *node, const char *what, struct lg_err *err) LG_MUST_CHECK;
/* Checks one of the verb `expect`, whose paths are names that `${` knows too: none may be compared
 * with itself. */
int lg_expect_check_apart(const struct lg_node *node, struct lg_err *err) LG_MUST_CHECK;
/* Judges a resolved expectation: one check per operator, in file order. A missing, NaN or
 * differently typed operand, or a unit that doesn't fit or lacks, is LG_NOT_JUDGED for every
 * operator; only `exists` speaks of absence. -1 only for an expectation that became malformed by
 * substitution. */
int lg_expect_judge(const struct lg_node *node, const struct lg_value *subject,
                    struct lg_arena *arena, struct lg_check **checks_out, size_t *count_out,
                    struct lg_err *err) LG_MUST_CHECK;

/* What it looks like. */
extern const struct lg_shape lg_expect_shape;

#endif
