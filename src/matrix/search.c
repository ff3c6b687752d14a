#include "matrix/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "matrix/strategy.h"

struct lg_search {
    const struct lg_matrix *matrix;
    struct lg_matrix_points points; /* of strategies that draw */
    struct lg_matrix_point now, best;
    struct lg_ending ending;
    int64_t stale;     /* points in a row that improved nothing worth it */
    double stale_miss; /* the miss that they are compared with */
    /* All results, of a hunt alone: at most plan.count of them. */
    uint64_t *steps;
    struct lg_result *results;
    size_t count;
};

const char *lg_end_name(enum lg_end end) {
    static const char *const names[LG_END__COUNT] = {
        [LG_END_OPEN] = "open",   [LG_END_ALL] = "all",
        [LG_END_HIT] = "hit",     [LG_END_NO_IMPROVEMENT] = "no_improvement",
        [LG_END_LIMIT] = "limit", [LG_END_GAVE_UP] = "gave_up",
    };
    return (unsigned)end < LG_END__COUNT ? names[end] : "unknown";
}

static bool is_hunt(const struct lg_search *search) {
    return search->matrix->plan.strategy->hunt != NULL;
}

int lg_search_new(const struct lg_matrix *matrix, struct lg_search **out, struct lg_err *err) {
    if (lg_matrix_check_goal(matrix, err) != 0)
        return -1;
    struct lg_search *search = lg_xcalloc(1, sizeof *search);
    search->matrix = matrix;
    search->stale_miss = HUGE_VAL;
    lg_matrix_points_init(&search->points, matrix);
    lg_matrix_point_init(&search->now, matrix);
    lg_matrix_point_init(&search->best, matrix);
    if (is_hunt(search)) {
        size_t most = (size_t)matrix->plan.count;
        search->steps = lg_xcalloc(most * matrix->num_axes, sizeof *search->steps);
        search->results = lg_xcalloc(most, sizeof *search->results);
    }
    *out = search;
    return 0;
}

void lg_search_free(struct lg_search *search) {
    if (search == NULL)
        return;
    lg_matrix_points_dispose(&search->points);
    lg_matrix_point_dispose(&search->now);
    lg_matrix_point_dispose(&search->best);
    free(search->steps);
    free(search->results);
    free(search);
}

static bool end(struct lg_search *search, enum lg_end how, const char *why) {
    search->ending.end = how;
    search->ending.why = why;
    return false;
}

static bool ask_hunt(struct lg_search *search) {
    const struct lg_matrix *matrix = search->matrix;
    struct lg_oracle oracle = {.matrix = matrix,
                               .steps = search->steps,
                               .results = search->results,
                               .count = search->count,
                               .steps_out = search->points.steps};
    const char *why = matrix->plan.strategy->hunt(&oracle);
    if (!oracle.is_asked)
        return end(search, search->ending.hits > 0 ? LG_END_HIT : LG_END_GAVE_UP, why);
    if (search->count == (size_t)matrix->plan.count)
        return end(search, LG_END_LIMIT, "the search used up its count");
    lg_matrix_point_set_steps(&search->now, search->points.steps);
    return true;
}

static const char *all_tried(const struct lg_search *search) {
    return search->ending.failed == 0 ? "every point was rendered" : "every point was tried";
}

bool lg_search_next(struct lg_search *search, const struct lg_matrix_point **out) {
    if (search->ending.end != LG_END_OPEN)
        return false;
    bool found = is_hunt(search) ? ask_hunt(search)
                                 : lg_matrix_points_next(&search->points, &search->now) ||
                                       end(search, LG_END_ALL, all_tried(search));
    if (found)
        *out = &search->now;
    return found;
}

static void keep_best(struct lg_search *search, const struct lg_result *result) {
    const struct lg_targets *targets = &search->matrix->targets;
    struct lg_ending *ending = &search->ending;
    if (targets->count == 0 || !isfinite(lg_targets_miss(targets, result)))
        return;
    if (ending->best != NULL && !lg_targets_better(targets, result, &ending->best_result))
        return;
    lg_matrix_point_copy(&search->best, &search->now);
    ending->best = &search->best;
    ending->best_result = *result;
    ending->best_at = ending->rendered;
    ending->best_miss = lg_targets_miss(targets, result);
}

static void apply_stop(struct lg_search *search, const struct lg_result *result) {
    const struct lg_matrix_stop *stop = &search->matrix->stop;
    double miss = lg_targets_miss(&search->matrix->targets, result);
    if (stop->rule == LG_STOP_FIRST_HIT && lg_targets_met(&search->matrix->targets, result))
        (void)end(search, LG_END_HIT, "a point met the targets");
    if (stop->rule != LG_STOP_NO_IMPROVEMENT)
        return;
    if (miss <= search->stale_miss - stop->lu || search->ending.rendered == 1) {
        search->stale_miss = miss;
        search->stale = 0;
    } else if (++search->stale >= stop->runs) {
        (void)end(search, LG_END_NO_IMPROVEMENT, "the last points improved nothing worth it");
    }
}

void lg_search_tell(struct lg_search *search, const struct lg_result *result) {
    struct lg_ending *ending = &search->ending;
    ending->rendered++;
    ending->failed += !result->is_measured;
    ending->hits += lg_targets_met(&search->matrix->targets, result);
    if (is_hunt(search) && search->count < (size_t)search->matrix->plan.count) {
        size_t num_axes = search->matrix->num_axes;
        memcpy(search->steps + search->count * num_axes, search->now.steps,
               num_axes * sizeof *search->steps);
        search->results[search->count++] = *result;
    }
    keep_best(search, result);
    apply_stop(search, result);
}

void lg_search_end(const struct lg_search *search, struct lg_ending *out) {
    *out = search->ending;
}

/* The targets that the best one misses. */
static void print_missed(const struct lg_ending *ending, const struct lg_targets *targets,
                         struct lg_str *out) {
    const char *joint = "has";
    for (size_t i = 0; i < targets->count; i++) {
        const struct lg_target_bound *bound = &targets->items[i];
        char level[LG_NUMBER_MAX];
        if (lg_target_miss(bound, &ending->best_result) == 0.0)
            continue;
        lg_target_show(bound, &ending->best_result, level);
        lg_str_printf(out, " %s %s %s %s (wanted ", joint, lg_metric_name(bound->metric), level,
                      lg_metric_unit(bound->metric));
        lg_target_print(bound, out);
        lg_str_add_char(out, ')');
        joint = "and";
    }
}

void lg_ending_print(const struct lg_ending *ending, const struct lg_targets *targets,
                     struct lg_str *out) {
    const char *why = ending->why == NULL ? "it goes on" : ending->why;
    if (targets->count == 0)
        lg_str_printf(out, "there are no targets; %s", why);
    else if (ending->best == NULL)
        lg_str_printf(out, "no point could be measured and judged; %s", why);
    else if (ending->best_miss == 0.0)
        lg_str_printf(out, "%s met the targets, the best of %llu", ending->best->id,
                      (unsigned long long)ending->hits);
    else {
        lg_str_printf(out, "no point met the targets: the best, %s,", ending->best->id);
        print_missed(ending, targets, out);
        lg_str_printf(out, "; %s", why);
    }
}
