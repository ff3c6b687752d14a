#include <stdlib.h>
#include <string.h>

#include "matrix/build.h"
#include "matrix/points.h"
#include "matrix/strategy.h"

static const struct lg_node *place_of(const struct lg_matrix *matrix, const char *key) {
    const struct lg_node *node = lg_node_get(matrix->place, key);
    return node == NULL ? matrix->place : node;
}

/* Params that vary, sorted by key: ids don't depend on the order in the file. */
static void sort_params(struct lg_build *build) {
    struct lg_matrix *matrix = build->matrix;
    matrix->by_key = lg_arena_array(build->arena, matrix->num_params, sizeof *matrix->by_key);
    for (size_t i = 0; i < matrix->num_params; i++) {
        size_t at = matrix->num_varied;
        if (matrix->constants[i].kind != LG_SETTING_AS_FOUND)
            continue;
        for (; at > 0 &&
               strcmp(matrix->params[matrix->by_key[at - 1]].key, matrix->params[i].key) > 0;
             at--)
            matrix->by_key[at] = matrix->by_key[at - 1];
        matrix->by_key[at] = i;
        matrix->num_varied++;
    }
}

static void add_factor(struct lg_build *build, size_t *axes, size_t num_axes) {
    struct lg_matrix *matrix = build->matrix;
    matrix->factors[matrix->num_factors++] = (struct lg_matrix_factor){
        .axes = axes, .num_axes = num_axes, .count = matrix->axes[axes[0]].count};
}

static int same_length(struct lg_build *build, const size_t *axes, size_t num_axes) {
    const struct lg_matrix *matrix = build->matrix;
    for (size_t i = 1; i < num_axes; i++) {
        const struct lg_axis *first = &matrix->axes[axes[0]];
        const struct lg_axis *axis = &matrix->axes[axes[i]];
        if (axis->count != first->count)
            return lg_node_err(axis->place, build->err,
                               "'%s' has %llu values and '%s' %llu: axes that move together have "
                               "as many",
                               matrix->params[axis->param].key, (unsigned long long)axis->count,
                               matrix->params[first->param].key, (unsigned long long)first->count);
    }
    return 0;
}

static int read_zip_group(struct lg_build *build, const struct lg_node *node, bool *is_taken) {
    size_t *axes = lg_arena_array(build->arena, node->count, sizeof *axes);
    if (node->kind != LG_NODE_SEQ || node->count < 2)
        return lg_node_err(node, build->err, "zip is a list of lists, each of two axes or more");
    for (size_t i = 0; i < node->count; i++) {
        if (lg_build_axis_key(build, node->items[i], &axes[i]) != 0)
            return -1;
        if (is_taken[axes[i]])
            return lg_node_err(node->items[i], build->err, "'%s' moves with other axes already",
                               node->items[i]->text);
        is_taken[axes[i]] = true;
    }
    if (same_length(build, axes, node->count) != 0)
        return -1;
    add_factor(build, axes, node->count);
    return 0;
}

/* All axes as one factor. */
static int zip_all(struct lg_build *build) {
    struct lg_matrix *matrix = build->matrix;
    size_t *axes = lg_arena_array(build->arena, matrix->num_axes, sizeof *axes);
    for (size_t i = 0; i < matrix->num_axes; i++)
        axes[i] = i;
    if (same_length(build, axes, matrix->num_axes) != 0)
        return -1;
    add_factor(build, axes, matrix->num_axes);
    return 0;
}

static int make_factors(struct lg_build *build, const struct lg_node *zip) {
    struct lg_matrix *matrix = build->matrix;
    bool *is_taken = lg_arena_array(build->arena, matrix->num_axes, sizeof *is_taken);
    size_t *axes = lg_arena_array(build->arena, matrix->num_axes, sizeof *axes);
    matrix->factors = lg_arena_array(build->arena, matrix->num_axes, sizeof *matrix->factors);
    if (zip != NULL && matrix->plan.strategy != &lg_strategy_grid)
        return lg_node_err(zip, build->err, "zip groups the axes of a grid; strategy %s has none",
                           matrix->plan.strategy->name);
    if (matrix->plan.strategy == &lg_strategy_zip)
        return zip_all(build);
    if (zip != NULL && zip->kind != LG_NODE_SEQ)
        return lg_node_err(zip, build->err, "zip is a list of lists, each of two axes or more");
    for (size_t i = 0; zip != NULL && i < zip->count; i++) {
        if (read_zip_group(build, zip->items[i], is_taken) != 0)
            return -1;
    }
    for (size_t i = 0; i < matrix->num_axes; i++) {
        axes[i] = i;
        if (!is_taken[i])
            add_factor(build, &axes[i], 1);
    }
    return 0;
}

/* The product, at most one more than any matrix may have… where somebody walks through it. */
static uint64_t grid_size(const struct lg_matrix *matrix) {
    uint64_t size = matrix->num_factors == 0 ? 0 : 1;
    for (size_t i = 0; i < matrix->num_factors; i++) {
        uint64_t count = matrix->factors[i].count;
        if (size > UINT64_MAX / count)
            return UINT64_MAX;
        size *= count;
    }
    return size;
}

/* Walks through the grid: how many points stay, and does each exclude leave some out? */
static int count_grid(struct lg_build *build) {
    struct lg_matrix *matrix = build->matrix;
    const struct lg_strategy *strategy = matrix->plan.strategy;
    uint64_t *steps = lg_arena_array(build->arena, matrix->num_axes, sizeof *steps);
    for (uint64_t n = 0; n < matrix->num_grid; n++) {
        if (strategy->draw(matrix, n, steps) == LG_DRAW_POINT)
            matrix->num_points++;
    }
    if (matrix->num_points == 0)
        return lg_node_err(place_of(matrix, "exclude"), build->err, "every point is left out");
    return 0;
}

static bool bound_hits_axis(const struct lg_matrix *matrix, const struct lg_matrix_bound *bound) {
    const struct lg_axis *axis = &matrix->axes[bound->axis];
    for (uint64_t step = 0; bound->is_range && step < axis->count; step++) {
        struct lg_setting setting = lg_axis_at(axis, step);
        double base = lg_setting_base(&setting);
        if (base >= bound->low && base <= bound->high)
            return true;
    }
    return !bound->is_range;
}

/* An exclude that leaves nothing out is most likely mistyped. */
static int check_excludes(struct lg_build *build) {
    const struct lg_matrix *matrix = build->matrix;
    for (size_t i = 0; i < matrix->num_excludes; i++) {
        const struct lg_matrix_exclude *exclude = &matrix->excludes[i];
        for (size_t k = 0; k < exclude->num_bounds; k++) {
            if (!bound_hits_axis(matrix, &exclude->bounds[k]))
                return lg_node_err(exclude->place->entries[k].value, build->err,
                                   "no value of its axis lies in this range: nothing is left out");
        }
    }
    return 0;
}

static int count_points(struct lg_build *build) {
    struct lg_matrix *matrix = build->matrix;
    const struct lg_strategy *strategy = matrix->plan.strategy;
    uint64_t count = (uint64_t)matrix->plan.count;
    matrix->num_grid = grid_size(matrix);
    if (check_excludes(build) != 0)
        return -1;
    bool is_walked = (strategy->flags & LG_STRATEGY_AXES) != 0 && strategy->draw != NULL &&
                     (strategy->flags & LG_STRATEGY_COUNT) == 0;
    if (strategy == &lg_strategy_zip && matrix->num_factors > 0)
        matrix->num_grid = matrix->factors[0].count;
    if (is_walked && matrix->num_grid > LG_MATRIX_POINTS_MAX)
        return lg_node_err(place_of(matrix, "axes"), build->err,
                           "the axes span %llu points: at most %d",
                           (unsigned long long)matrix->num_grid, LG_MATRIX_POINTS_MAX);
    if (is_walked && count_grid(build) != 0)
        return -1;
    if (!is_walked)
        matrix->num_points = count;
    if ((strategy->flags & LG_STRATEGY_COUNT) != 0 && count > matrix->num_grid)
        return lg_node_err(place_of(matrix, "strategy"), build->err,
                           "count %llu: the axes span %llu points alone", (unsigned long long)count,
                           (unsigned long long)matrix->num_grid);
    matrix->num_points += matrix->num_extras;
    return 0;
}

static int refuse(const struct lg_build *build, const char *key, const char *format) {
    const struct lg_matrix *matrix = build->matrix;
    char text[256];
    struct lg_str line = {0};
    lg_str_printf(&line, "%s: strategy %s %s", key, matrix->plan.strategy->name, format);
    size_t length = line.length < sizeof text - 1 ? line.length : sizeof text - 1;
    memcpy(text, lg_str_text(&line), length);
    text[length] = '\0';
    lg_str_dispose(&line);
    return lg_node_err(place_of(matrix, key), build->err, "%s", text);
}

static int check_axes(struct lg_build *build) {
    const struct lg_matrix *matrix = build->matrix;
    const struct lg_strategy *strategy = matrix->plan.strategy;
    if (strategy->max_axes != 0 && matrix->num_axes > strategy->max_axes)
        return lg_node_err(place_of(matrix, "axes"), build->err,
                           "strategy %s takes at most %zu ax%cs, not %zu", strategy->name,
                           strategy->max_axes, strategy->max_axes == 1 ? 'i' : 'e',
                           matrix->num_axes);
    for (size_t i = 0; i < matrix->num_axes; i++) {
        if (matrix->axes[i].is_open && (strategy->flags & LG_STRATEGY_OPEN) == 0)
            return lg_node_err(matrix->axes[i].place, build->err,
                               "strategy %s needs a step or a count in a range", strategy->name);
    }
    return 0;
}

static int check_start(struct lg_build *build) {
    struct lg_matrix *matrix = build->matrix;
    const struct lg_node *start = matrix->plan.start;
    char shown[LG_NODE_QUOTE_MAX];
    if (start == NULL)
        return 0;
    if (start->kind != LG_NODE_MAP)
        return lg_node_err(start, build->err, "start is a map of axes to values, not %s",
                           lg_node_kind_name(start));
    for (size_t i = 0; i < start->count; i++) {
        struct lg_setting setting;
        size_t axis;
        uint64_t step;
        const struct lg_entry *entry = &start->entries[i];
        if (lg_build_axis_key(build, entry->key, &axis) != 0 ||
            lg_setting_read(entry->value, matrix->params[axis].unit, &setting, build->err) != 0)
            return -1;
        if (!lg_axis_find(&matrix->axes[axis], &setting, &step))
            return lg_node_err(entry->value, build->err, "%s is no value of its axis",
                               lg_node_quote(entry->value, shown));
    }
    return 0;
}

static int check_phases(struct lg_build *build) {
    const struct lg_matrix *matrix = build->matrix;
    const struct lg_node *phases = lg_node_get(matrix->plan.place, "phases");
    bool *is_taken = lg_arena_array(build->arena, matrix->num_axes, sizeof *is_taken);
    for (size_t i = 0; i < matrix->plan.num_phases; i++) {
        const struct lg_node *list = phases->entries[i].value;
        for (size_t k = 0; k < matrix->plan.phases[i].count; k++) {
            const struct lg_node *key = list->kind == LG_NODE_SEQ ? list->items[k] : list;
            size_t axis;
            if (lg_build_axis_key(build, key, &axis) != 0)
                return -1;
            if (is_taken[axis])
                return lg_node_err(key, build->err, "'%s' belongs to a phase already", key->text);
            is_taken[axis] = true;
        }
    }
    for (size_t i = 0; matrix->plan.num_phases > 0 && i < matrix->num_axes; i++) {
        if (!is_taken[i])
            return lg_node_err(phases, build->err, "no phase has the axis '%s'",
                               matrix->params[i].key);
    }
    return 0;
}

/* What a strategy is told and can't use would mislead. */
static int check_strategy(struct lg_build *build) {
    struct lg_matrix *matrix = build->matrix;
    struct lg_matrix_plan *plan = &matrix->plan;
    bool is_hunt = plan->strategy->hunt != NULL;
    bool draws = (plan->strategy->flags & LG_STRATEGY_COUNT) != 0;
    if ((plan->strategy->flags & LG_STRATEGY_RUNS) != 0 && matrix->num_axes > 0)
        return refuse(build, "axes", "takes runs");
    if ((plan->strategy->flags & LG_STRATEGY_AXES) != 0 && matrix->num_axes == 0)
        return refuse(build, "runs", "takes axes");
    if (is_hunt && (matrix->num_extras > 0 || matrix->num_excludes > 0))
        return refuse(build, matrix->num_extras > 0 ? "include" : "exclude",
                      "chooses its points itself");
    if (draws && plan->count == 0)
        return refuse(build, "strategy", "needs a count: {kind: …, count: 40}");
    if (!draws && !is_hunt && plan->count != 0)
        return refuse(build, "strategy", "has as many points as the file says: it takes no count");
    if (plan->start != NULL && !is_hunt)
        return refuse(build, "strategy", "searches nothing: it has no start");
    if (plan->num_phases > 0 && plan->strategy != &lg_strategy_coordinate)
        return refuse(build, "strategy", "has no phases");
    if (is_hunt && plan->count == 0)
        plan->count = plan->strategy->count;
    return check_axes(build);
}

/* A pattern without {id} would write all points to one file. */
static int check_file(struct lg_build *build) {
    const struct lg_matrix *matrix = build->matrix;
    const char *file = matrix->export.file;
    if (file == NULL || strstr(file, "{id}") != NULL || matrix->num_points < 2)
        return 0;
    return lg_node_err(lg_node_get(lg_node_get(matrix->place, "export"), "file"), build->err,
                       "'%s' is one file for all points: {id} tells them apart", file);
}

static int check_targets(struct lg_build *build) {
    struct lg_matrix *matrix = build->matrix;
    bool has_targets = matrix->targets.count > 0 || matrix->profiles.count > 0;
    if (!has_targets && matrix->stop.rule != LG_STOP_ALL)
        return lg_node_err(matrix->stop.place, build->err,
                           "there are no targets: nothing can be hit, nothing improves");
    if (!has_targets && !matrix->may_miss)
        return lg_node_err(matrix->place, build->err,
                           "there are no targets: give %s, or `on_miss: pass` for a sweep that "
                           "only measures",
                           matrix->is_original ? "target_lufs and peak_limit_dbfs"
                                               : "targets or a profile");
    /* What a profile wants is known only once it is looked up. */
    return matrix->profiles.count > 0 ? 0 : lg_matrix_check_goal(matrix, build->err);
}

int lg_matrix_check_goal(const struct lg_matrix *matrix, struct lg_err *err) {
    if ((matrix->plan.strategy->flags & LG_STRATEGY_GOAL) == 0 ||
        lg_targets_goal(&matrix->targets) != NULL)
        return 0;
    return lg_node_err(place_of(matrix, "strategy"), err,
                       "strategy %s goes for a goal: a target with near is needed, such as lufs_i",
                       matrix->plan.strategy->name);
}

int lg_build_finish(struct lg_build *build, const struct lg_node *zip) {
    struct lg_matrix *matrix = build->matrix;
    bool has_runs = matrix->num_extras > 0 && matrix->num_axes == 0;
    if (matrix->num_axes == 0 && !has_runs)
        return lg_node_err(matrix->place, build->err, "there is nothing to try: axes or runs");
    if (matrix->plan.strategy == NULL)
        matrix->plan.strategy = has_runs ? &lg_strategy_list : &lg_strategy_grid;
    sort_params(build);
    if (check_strategy(build) != 0 || check_start(build) != 0 || check_phases(build) != 0 ||
        make_factors(build, zip) != 0 || count_points(build) != 0 || check_file(build) != 0)
        return -1;
    return check_targets(build);
}
