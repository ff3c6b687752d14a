#include <math.h>
#include <string.h>

#include "matrix/strategy.h"

const struct lg_strategy *const lg_strategies[] = {
    &lg_strategy_bisect, &lg_strategy_coordinate, &lg_strategy_grid,
    &lg_strategy_list,   &lg_strategy_optimize,   &lg_strategy_random,
    &lg_strategy_sobol,  &lg_strategy_zip,        NULL};

const struct lg_strategy *lg_strategy_find(const char *name) {
    for (size_t i = 0; lg_strategies[i] != NULL; i++) {
        if (strcmp(lg_strategies[i]->name, name) == 0)
            return lg_strategies[i];
    }
    return NULL;
}

const struct lg_result *lg_oracle_try(struct lg_oracle *oracle, const uint64_t *steps) {
    size_t num_axes = oracle->matrix->num_axes;
    for (size_t i = 0; i < oracle->count; i++) {
        if (memcmp(oracle->steps + i * num_axes, steps, num_axes * sizeof *steps) == 0)
            return &oracle->results[i];
    }
    oracle->is_asked = true;
    memcpy(oracle->steps_out, steps, num_axes * sizeof *steps);
    return NULL;
}

void lg_oracle_start(const struct lg_oracle *oracle, uint64_t *steps_out) {
    const struct lg_matrix *matrix = oracle->matrix;
    for (size_t i = 0; i < matrix->num_axes; i++) {
        const struct lg_node *node = lg_node_get(matrix->plan.start, matrix->params[i].key);
        struct lg_setting setting;
        steps_out[i] = 0;
        /* The loader has seen to it that the value is one of the axis. */
        if (node == NULL || lg_setting_read(node, matrix->params[i].unit, &setting, NULL) != 0 ||
            !lg_axis_find(&matrix->axes[i], &setting, &steps_out[i]))
            continue;
    }
}

double lg_oracle_gap(const struct lg_oracle *oracle, const struct lg_result *result) {
    const struct lg_target_bound *goal = lg_targets_goal(&oracle->matrix->targets);
    return goal->value - lg_result_level(result, goal->metric);
}

/* More than what the last moves of a search leave, and less than a corner between two targets is
 * wide. */
#define AIM_INSIDE_DB 0.05

double lg_oracle_beyond(const struct lg_target_bound *bound, const struct lg_result *result) {
    bool is_near = bound->op == LG_TARGET_NEAR;
    double room = is_near ? fmin(bound->below, bound->above) / 2.0 : AIM_INSIDE_DB;
    return lg_target_beyond(bound, result) + fmin(room, AIM_INSIDE_DB);
}

double lg_oracle_worst(const struct lg_oracle *oracle, const struct lg_result *result) {
    const struct lg_targets *targets = &oracle->matrix->targets;
    const struct lg_target_bound *goal = lg_targets_goal(targets);
    double worst = -HUGE_VAL;
    for (size_t i = 0; i < targets->count; i++) {
        if (&targets->items[i] != goal)
            worst = fmax(worst, lg_oracle_beyond(&targets->items[i], result));
    }
    return worst;
}

double lg_oracle_excess(const struct lg_oracle *oracle, const struct lg_result *result) {
    const struct lg_targets *targets = &oracle->matrix->targets;
    const struct lg_target_bound *goal = lg_targets_goal(targets);
    double sum = 0.0;
    for (size_t i = 0; i < targets->count; i++) {
        if (&targets->items[i] != goal)
            sum += lg_target_miss(&targets->items[i], result);
    }
    return sum;
}
