/* The phased search: one parameter after the other (compression, saturation, limiting), each moved
 * by as much as the gap calls for, until two moves in a row gain less than 0.2 LU. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "matrix/strategy.h"

#define WORTH_LU 0.2
#define NOTHING_LU 0.05
/* A first move is this part of the axis for each LU of the gap… */
#define MOVE_PER_LU 0.05
/* …within these. */
#define MOVE_MIN 0.05
#define MOVE_MAX 0.4
/* A point so near to a limit is held by it. */
#define NEAR_DB 1.0

enum { STALE_MAX = 2 };

/* What is known of an axis: how the goal's measure and the excess change over its whole length. */
struct slope {
    bool is_known;
    double goal, excess;
    double beyond; /* as excess, and inside of the limits too */
};

static bool is_flat(const struct slope *slope) {
    return fabs(slope->goal) <= NOTHING_LU && fabs(slope->excess) <= NOTHING_LU;
}

struct climb {
    struct lg_oracle *oracle;
    uint64_t *best; /* steps of the best point so far */
    uint64_t *next;
    const struct lg_result *result; /* of the best */
    struct slope *slopes;
    size_t *order; /* of the axes, by phases */
    bool is_waiting;
};

/* How far a result is from a hit; what lies beyond a limit counts twice. */
static double badness(const struct lg_oracle *oracle, const struct lg_result *result) {
    double sum = fabs(lg_oracle_gap(oracle, result)) + 2.0 * lg_oracle_excess(oracle, result);
    return result->is_measured && isfinite(sum) ? sum : HUGE_VAL;
}

static void order_axes(struct climb *climb) {
    const struct lg_matrix *matrix = climb->oracle->matrix;
    size_t count = 0;
    for (size_t i = 0; i < matrix->plan.num_phases; i++) {
        for (size_t k = 0; k < matrix->plan.phases[i].count; k++) {
            size_t axis = 0;
            while (strcmp(matrix->params[axis].key, matrix->plan.phases[i].keys[k]) != 0)
                axis++;
            climb->order[count++] = axis;
        }
    }
    for (size_t i = 0; matrix->plan.num_phases == 0 && i < matrix->num_axes; i++)
        climb->order[i] = i;
}

/* The part of the axis to move by: as the slope says where one is known, else a careful guess. */
static double wanted_move(const struct climb *climb, size_t axis, size_t stale) {
    const struct slope *slope = &climb->slopes[axis];
    double gap = lg_oracle_gap(climb->oracle, climb->result);
    double excess = lg_oracle_excess(climb->oracle, climb->result);
    double far = fmax(fabs(gap), excess);
    double guess = fmin(fmax(far * MOVE_PER_LU, MOVE_MIN), MOVE_MAX);
    /* What does nothing upwards, as a ceiling above all that is played, may downwards. */
    if (slope->is_known && excess > 0.0 && is_flat(slope))
        return -guess;
    if (!slope->is_known)
        return stale % 2 == 0 ? guess : -guess;
    double move = 0.0;
    if (excess > 0.0 && fabs(slope->excess) > NOTHING_LU)
        move = -excess / slope->excess;
    else if (fabs(slope->goal) > NOTHING_LU)
        move = gap / slope->goal;
    /* Moves that did not gain anything were too long. */
    if (stale > 0)
        move /= 2.0;
    return fmin(fmax(move, -MOVE_MAX), MOVE_MAX);
}

/* Sets next to the best point moved along the axis; false: it can't move there. */
static bool move(struct climb *climb, size_t axis, double by) {
    const struct lg_axis *along = &climb->oracle->matrix->axes[axis];
    size_t bytes = climb->oracle->matrix->num_axes * sizeof *climb->next;
    double at = lg_axis_fraction_of(along, climb->best[axis]);
    memcpy(climb->next, climb->best, bytes);
    climb->next[axis] = lg_axis_step_of(along, at + by);
    if (climb->next[axis] == climb->best[axis] && by != 0.0 && along->count > 1) {
        bool can_rise = climb->best[axis] + 1 < along->count;
        if (by > 0.0 && can_rise)
            climb->next[axis]++;
        else if (by < 0.0 && climb->best[axis] > 0)
            climb->next[axis]--;
    }
    return climb->next[axis] != climb->best[axis];
}

static void learn(struct climb *climb, size_t axis, const struct lg_result *result) {
    const struct lg_axis *along = &climb->oracle->matrix->axes[axis];
    double way = lg_axis_fraction_of(along, climb->next[axis]) -
                 lg_axis_fraction_of(along, climb->best[axis]);
    if (!result->is_measured || way == 0.0)
        return;
    climb->slopes[axis] = (struct slope){
        .is_known = true,
        .goal =
            (lg_oracle_gap(climb->oracle, climb->result) - lg_oracle_gap(climb->oracle, result)) /
            way,
        .excess = (lg_oracle_excess(climb->oracle, result) -
                   lg_oracle_excess(climb->oracle, climb->result)) /
                  way,
        .beyond = (lg_oracle_worst(climb->oracle, result) -
                   lg_oracle_worst(climb->oracle, climb->result)) /
                  way,
    };
}

/* Moves along one axis while that gains; returns what it gained. */
static double follow(struct climb *climb, size_t axis) {
    double before = badness(climb->oracle, climb->result);
    for (size_t stale = 0; stale < STALE_MAX;) {
        double by = wanted_move(climb, axis, stale);
        if (!move(climb, axis, by) && !(!climb->slopes[axis].is_known && move(climb, axis, -by)))
            break;
        const struct lg_result *result = lg_oracle_try(climb->oracle, climb->next);
        if (result == NULL) {
            climb->is_waiting = true;
            return 0.0;
        }
        double gain = badness(climb->oracle, climb->result) - badness(climb->oracle, result);
        learn(climb, axis, result);
        /* What can't be told is no gain either. */
        stale = gain >= WORTH_LU ? 0 : stale + 1;
        if (gain > 0.0) {
            climb->best[axis] = climb->next[axis];
            climb->result = result;
        }
        if (lg_targets_met(&climb->oracle->matrix->targets, climb->result))
            break;
    }
    return before - badness(climb->oracle, climb->result);
}

/* --- in the corner of a limit --------------------------------------------------------------- */

/* Two axes, and how far each is to move. */
struct pair {
    size_t axes[2];
    double by[2];
};

/* Where a limit holds the best point, no single axis gains any more: what brings it nearer to the
 * goal takes it beyond. Two together may bring it to the goal and onto the limit. False: no two
 * are known well enough. */
static bool find_pair(const struct climb *climb, struct pair *out) {
    double gap = lg_oracle_gap(climb->oracle, climb->result);
    double beyond = lg_oracle_worst(climb->oracle, climb->result);
    double most = NOTHING_LU;
    for (size_t a = 0; beyond > -NEAR_DB && a < climb->oracle->matrix->num_axes; a++) {
        for (size_t b = 0; b < a; b++) {
            const struct slope *x = &climb->slopes[a];
            const struct slope *y = &climb->slopes[b];
            double det = x->goal * y->beyond - y->goal * x->beyond;
            if (!x->is_known || !y->is_known || !(fabs(det) > most))
                continue;
            most = fabs(det);
            *out = (struct pair){{a, b},
                                 {(gap * y->beyond + beyond * y->goal) / det,
                                  -(gap * x->beyond + beyond * x->goal) / det}};
        }
    }
    return most > NOTHING_LU;
}

/* What two moves at once gave, besides what was foretold, is each axis' part in them (Broyden). */
static void learn_both(struct climb *climb, const struct pair *pair,
                       const struct lg_result *result) {
    double goal =
        lg_oracle_gap(climb->oracle, climb->result) - lg_oracle_gap(climb->oracle, result);
    double beyond =
        lg_oracle_worst(climb->oracle, result) - lg_oracle_worst(climb->oracle, climb->result);
    double way = pair->by[0] * pair->by[0] + pair->by[1] * pair->by[1];
    if (!result->is_measured || way == 0.0)
        return;
    for (size_t i = 0; i < 2; i++) {
        goal -= climb->slopes[pair->axes[i]].goal * pair->by[i];
        beyond -= climb->slopes[pair->axes[i]].beyond * pair->by[i];
    }
    for (size_t i = 0; i < 2; i++) {
        climb->slopes[pair->axes[i]].goal += goal * pair->by[i] / way;
        climb->slopes[pair->axes[i]].beyond += beyond * pair->by[i] / way;
    }
}

/* Sets next to the best point moved along both, and the pair to what that comes to. */
static bool move_both(struct climb *climb, struct pair *pair) {
    const struct lg_matrix *matrix = climb->oracle->matrix;
    bool moves = false;
    memcpy(climb->next, climb->best, matrix->num_axes * sizeof *climb->next);
    for (size_t i = 0; i < 2; i++) {
        size_t axis = pair->axes[i];
        const struct lg_axis *along = &matrix->axes[axis];
        double from = lg_axis_fraction_of(along, climb->best[axis]);
        double by = fmin(fmax(pair->by[i], -MOVE_MAX), MOVE_MAX);
        climb->next[axis] = lg_axis_step_of(along, from + by);
        pair->by[i] = lg_axis_fraction_of(along, climb->next[axis]) - from;
        moves = moves || climb->next[axis] != climb->best[axis];
    }
    return moves;
}

/* Along an edge, until that gains nothing; returns what it gained. */
static double follow_edge(struct climb *climb) {
    const struct lg_targets *targets = &climb->oracle->matrix->targets;
    double before = badness(climb->oracle, climb->result);
    struct pair pair;
    for (size_t stale = 0; stale < STALE_MAX && !lg_targets_met(targets, climb->result);) {
        if (!find_pair(climb, &pair) || !move_both(climb, &pair))
            break;
        const struct lg_result *result = lg_oracle_try(climb->oracle, climb->next);
        if (result == NULL) {
            climb->is_waiting = true;
            return 0.0;
        }
        bool gains = badness(climb->oracle, result) < badness(climb->oracle, climb->result);
        learn_both(climb, &pair, result);
        stale = gains ? 0 : stale + 1;
        if (gains) {
            memcpy(climb->best, climb->next, climb->oracle->matrix->num_axes * sizeof *climb->best);
            climb->result = result;
        }
    }
    return before - badness(climb->oracle, climb->result);
}

static const char *run(struct climb *climb) {
    const struct lg_matrix *matrix = climb->oracle->matrix;
    double gained = HUGE_VAL;
    lg_oracle_start(climb->oracle, climb->best);
    climb->result = lg_oracle_try(climb->oracle, climb->best);
    if (climb->result == NULL)
        return NULL;
    if (!climb->result->is_measured)
        return "the start could not be measured";
    while (gained >= WORTH_LU) {
        gained = 0.0;
        for (size_t i = 0; i < matrix->num_axes; i++) {
            if (lg_targets_met(&matrix->targets, climb->result))
                return "a point met the targets";
            gained += follow(climb, climb->order[i]);
            if (climb->is_waiting)
                return NULL;
        }
        gained += follow_edge(climb);
        if (climb->is_waiting)
            return NULL;
    }
    if (lg_targets_met(&matrix->targets, climb->result))
        return "a point met the targets";
    return "diminishing returns: moves gained less than 0.2 LU twice along every axis";
}

static const char *hunt(struct lg_oracle *oracle) {
    size_t num_axes = oracle->matrix->num_axes;
    struct climb climb = {
        .oracle = oracle,
        .best = lg_xcalloc(num_axes, sizeof *climb.best),
        .next = lg_xcalloc(num_axes, sizeof *climb.next),
        .slopes = lg_xcalloc(num_axes, sizeof *climb.slopes),
        .order = lg_xcalloc(num_axes, sizeof *climb.order),
    };
    order_axes(&climb);
    const char *why = run(&climb);
    free(climb.best);
    free(climb.next);
    free(climb.slopes);
    free(climb.order);
    return why;
}

const struct lg_strategy lg_strategy_coordinate = {
    .name = "coordinate",
    .help = "one parameter after the other, by phases, as far as the gap calls for; stops where "
            "moves gain less than 0.2 LU",
    .flags = LG_STRATEGY_AXES | LG_STRATEGY_GOAL | LG_STRATEGY_OPEN,
    .count = 15,
    .hunt = hunt,
};
