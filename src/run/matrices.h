/* The matrices among what is selected. */
#ifndef LG_RUN_MATRICES_H
#define LG_RUN_MATRICES_H

#include "run/plan.h"

/* Reads the matrices that the selectors name, and those of folders, into `plan`, as far as the tags
 * leave them. `gates_out` is `options` with the selectors that remain for gates; of a folder that
 * holds both, its gates one by one. LG_ERR_READ with place; LG_ERR_EMPTY where no matrix has one of
 * the tags and there is nothing else; LG_ERR_USAGE for a matrix where a sequence picks. */
int lg_matrices_take(const struct lg_paths *paths, const struct lg_plan_options *options,
                     struct lg_plan *plan, struct lg_plan_options *gates_out,
                     struct lg_err *err) LG_MUST_CHECK;
/* No two suites of one name. */
int lg_matrices_check(const struct lg_plan *plan, struct lg_err *err) LG_MUST_CHECK;

#endif
