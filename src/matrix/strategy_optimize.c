/* COBYLA of NLopt (Powell 1994): derivative free, with limits such as the true peak's as
 * constraints of their own. NLopt wants to call; here it is asked. It is played through from the
 * start with the results so far, and stopped where it wants one that is not there. */
#include <math.h>
#include <nlopt.h>
#include <stdlib.h>

#include "matrix/strategy.h"

/* The first moves, and those below which nobody hears a difference, as parts of an axis. */
#define FIRST_MOVE 0.25
#define LAST_MOVE 0.004
/* As bad as a point that could not be measured, in LU. */
#define UNMEASURED_LU 100.0

struct play {
    struct lg_oracle *oracle;
    nlopt_opt opt;
    uint64_t *steps;
    bool is_hit;
};

static const struct lg_result *result_at(struct play *play, unsigned n, const double *x) {
    for (unsigned i = 0; i < n; i++)
        play->steps[i] = lg_axis_step_of(&play->oracle->matrix->axes[i], x[i]);
    if (play->oracle->is_asked || play->is_hit)
        return NULL;
    const struct lg_result *result = lg_oracle_try(play->oracle, play->steps);
    play->is_hit = result != NULL && lg_targets_met(&play->oracle->matrix->targets, result);
    if (result == NULL || play->is_hit)
        (void)nlopt_force_stop(play->opt);
    return result;
}

static double finite(double number) {
    return isfinite(number) ? number : UNMEASURED_LU;
}

static double objective(unsigned n, const double *x, double *gradient, void *ctx) {
    struct play *play = ctx;
    LG_UNUSED(gradient);
    const struct lg_result *result = result_at(play, n, x);
    if (result == NULL || !result->is_measured)
        return UNMEASURED_LU;
    return finite(fabs(lg_oracle_gap(play->oracle, result)));
}

/* Each has to be at most 0; below its limit it says how far, so that the slope shows in time. */
static void constraints(unsigned m, double *out, unsigned n, const double *x, double *gradient,
                        void *ctx) {
    struct play *play = ctx;
    const struct lg_targets *targets = &play->oracle->matrix->targets;
    const struct lg_target_bound *goal = lg_targets_goal(targets);
    const struct lg_result *result = result_at(play, n, x);
    unsigned row = 0;
    LG_UNUSED(gradient);
    for (size_t i = 0; i < targets->count && row < m; i++) {
        if (&targets->items[i] == goal)
            continue;
        bool is_known = result != NULL && result->is_measured;
        out[row++] = is_known ? finite(lg_oracle_beyond(&targets->items[i], result)) : 0.0;
    }
}

static int set_up(struct play *play) {
    unsigned limits = (unsigned)play->oracle->matrix->targets.count - 1;
    double tol[LG_TARGETS_MAX] = {0};
    bool is_set = nlopt_set_min_objective(play->opt, objective, play) > 0 &&
                  nlopt_set_lower_bounds1(play->opt, 0.0) > 0 &&
                  nlopt_set_upper_bounds1(play->opt, 1.0) > 0 &&
                  nlopt_set_initial_step1(play->opt, FIRST_MOVE) > 0 &&
                  nlopt_set_xtol_abs1(play->opt, LAST_MOVE) > 0 &&
                  nlopt_set_maxeval(play->opt, 100000) > 0;
    if (is_set && limits > 0)
        is_set = nlopt_add_inequality_mconstraint(play->opt, limits, constraints, play, tol) > 0;
    return is_set ? 0 : -1;
}

static const char *hunt(struct lg_oracle *oracle) {
    const struct lg_matrix *matrix = oracle->matrix;
    size_t n = matrix->num_axes;
    double *x = lg_xcalloc(n, sizeof *x);
    double least = 0.0;
    const char *why = "the search came to rest";
    struct play play = {.oracle = oracle,
                        .opt = lg_xcheck(nlopt_create(NLOPT_LN_COBYLA, (unsigned)n)),
                        .steps = lg_xcalloc(n, sizeof *play.steps)};
    lg_oracle_start(oracle, play.steps);
    for (size_t i = 0; i < n; i++)
        x[i] = lg_axis_fraction_of(&matrix->axes[i], play.steps[i]);
    if (set_up(&play) != 0)
        why = "NLopt refused the task";
    else
        (void)nlopt_optimize(play.opt, x, &least);
    nlopt_destroy(play.opt);
    free(play.steps);
    free(x);
    if (oracle->is_asked)
        return NULL;
    return play.is_hit ? "a point met the targets" : why;
}

const struct lg_strategy lg_strategy_optimize = {
    .name = "optimize",
    .help = "all axes together by COBYLA (NLopt), limits as constraints",
    .flags = LG_STRATEGY_AXES | LG_STRATEGY_GOAL | LG_STRATEGY_OPEN,
    .count = 15,
    .hunt = hunt,
};
