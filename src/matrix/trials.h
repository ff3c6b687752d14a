/* What was tried and what came of it, for the judging of a sweep as a whole. A few hundred bytes a
 * point; nothing here compares all pairs. */
#ifndef LG_MATRIX_TRIALS_H
#define LG_MATRIX_TRIALS_H

#include "matrix/points.h"

struct lg_trials {
    const struct lg_matrix *matrix;
    struct lg_result *results;
    /* count × num_params: a number in its base unit, a text as a number of its own (its step where
     * the parameter is an axis), NAN as found. */
    double *coordinates;
    size_t count, capacity;
};

void lg_trials_init(struct lg_trials *trials, const struct lg_matrix *matrix);
void lg_trials_dispose(struct lg_trials *trials);
void lg_trials_add(struct lg_trials *trials, const struct lg_matrix_point *point,
                   const struct lg_result *result);
/* Of a trial and a param. */
double lg_trials_at(const struct lg_trials *trials, size_t trial, size_t param);

/* How the best grew better: each trial that missed the targets by less than all before it. */
struct lg_improvement {
    size_t trial;
    double miss;
};
size_t lg_trials_convergence(const struct lg_trials *trials, struct lg_arena *arena,
                             struct lg_improvement **out);

#endif
