#include "run/matrices.h"

#include <string.h>

#include "base/fs.h"
#include "base/suggest.h"
#include "matrix/pick.h"
#include "run/goals.h"

/* The selectors, being told apart. */
struct sorting {
    const struct lg_paths *paths;
    const struct lg_plan_options *options;
    struct lg_plan *plan;
    struct lg_err *err;
    const char **words; /* for gates */
    size_t num_words, words_capacity, matrices_capacity;
    bool has_untagged; /* a matrix was left out by the tags */
    bool *has_point;   /* by the options' points: a matrix has it */
};

/* `items`, or a longer copy of them, with room for one more. */
static void *grow(struct lg_arena *arena, void *items, size_t count, size_t *capacity,
                  size_t item_bytes) {
    if (count < *capacity)
        return items;
    *capacity = *capacity == 0 ? 8 : *capacity * 2;
    char *more = lg_arena_array(arena, *capacity, item_bytes);
    if (count > 0)
        memcpy(more, items, count * item_bytes);
    return more;
}

static void leave_word(struct sorting *sorting, const char *word) {
    sorting->words = grow(&sorting->plan->arena, sorting->words, sorting->num_words,
                          &sorting->words_capacity, sizeof *sorting->words);
    sorting->words[sorting->num_words++] = word;
}

/* What can't be read is no matrix: the reader of gates says what is wrong with it. */
static bool is_matrix(const struct lg_paths *paths, const char *word) {
    struct lg_arena arena = {0};
    struct lg_node *root = NULL;
    const char *path = lg_paths_user(paths, &arena, word);
    bool is_one =
        lg_fs_is_file(path) && lg_conf_read(path, &arena, &root, NULL) == 0 && lg_matrix_is(root);
    lg_arena_dispose(&arena);
    return is_one;
}

static bool has_tag(const struct lg_matrix *matrix, const struct lg_plan_options *options) {
    for (size_t i = 0; i < options->num_tags; i++)
        for (size_t k = 0; k < matrix->tags.count; k++)
            if (strcmp(options->tags[i], matrix->tags.items[k]) == 0)
                return true;
    return options->num_tags == 0;
}

static int refuse_pick(struct sorting *sorting, const char *word) {
    return lg_err_set(sorting->err, LG_ERR_USAGE,
                      "--changed and --when pick gates, and '%s' is a matrix: run it by itself",
                      word);
}

/* However often it is named, or its folder. */
static bool is_known(const struct sorting *sorting, const char *path) {
    struct lg_arena arena = {0};
    bool found = false;
    for (size_t i = 0; i < sorting->plan->num_matrices; i++)
        found =
            found || lg_fs_is_same(path, lg_paths_user(sorting->paths, &arena,
                                                       sorting->plan->matrices[i].suite.source));
    lg_arena_dispose(&arena);
    return found;
}

/* Whoever reads of it is to know that none of its prints is of this run. */
static void mark(struct lg_plan_matrix *plan, struct lg_arena *arena) {
    if ((plan->mode->flags & LG_RENDER_OLD) == 0 || plan->mode->source == NULL)
        return;
    const char *folder = lg_fs_folder(arena, plan->mode->source(plan->mode_params, arena));
    plan->suite.mark = lg_arena_printf(arena, "prints from %s '%s'", plan->mode->name, folder);
}

/* How its points are rendered; the project's default is Live itself. */
static int find_mode(struct lg_plan_matrix *plan, struct lg_arena *arena, struct lg_err *err) {
    const struct lg_matrix_export *export = &plan->matrix->export;
    size_t count = 0;
    while (lg_render_names[count] != NULL)
        count++;
    plan->mode = lg_render_find(export->mode == NULL ? lg_render_resample.name : export->mode);
    const struct lg_node *place = lg_node_get(lg_node_get(plan->matrix->place, "export"), "mode");
    if (plan->mode != NULL) {
        if (lg_render_read(plan->mode, export->with, arena, &plan->mode_params, err) == 0) {
            mark(plan, arena);
            return 0;
        }
        return place == NULL ? -1 : lg_err_place(err, place->source, place->line, place->column);
    }
    const char *near = lg_suggest(export->mode, lg_render_names, count);
    return lg_node_err(place, err, "there is no way to render '%s'%s%s%s", export->mode,
                       near == NULL ? "" : "; did you mean '", near == NULL ? "" : near,
                       near == NULL ? "" : "'?");
}

static int add_matrix(struct sorting *sorting, const char *word) {
    struct lg_plan *plan = sorting->plan;
    struct lg_arena *arena = &plan->arena;
    struct lg_matrix *matrix = NULL;
    const char *path = lg_paths_user(sorting->paths, arena, word);
    if (sorting->options->picks != NULL)
        return refuse_pick(sorting, word);
    if (is_known(sorting, path))
        return 0;
    if (lg_matrix_read(path, word, arena, &matrix, sorting->err) != 0 ||
        lg_goals_add(sorting->paths, matrix, arena, sorting->err) != 0)
        return -1;
    if (!has_tag(matrix, sorting->options)) {
        sorting->has_untagged = true;
        return 0;
    }
    if (sorting->options->seed != NULL)
        matrix->plan.seed = *sorting->options->seed;
    const struct lg_texts *points = &sorting->options->points;
    if (points->count > 0 && lg_matrix_pick(matrix, points, arena, sorting->has_point) == 0)
        return 0;
    plan->matrices = grow(arena, plan->matrices, plan->num_matrices, &sorting->matrices_capacity,
                          sizeof *plan->matrices);
    struct lg_plan_matrix *added = &plan->matrices[plan->num_matrices];
    *added =
        (struct lg_plan_matrix){.matrix = matrix,
                                .suite = {.id = matrix->id,
                                          .name = matrix->name == NULL ? matrix->id : matrix->name,
                                          .source = matrix->source,
                                          .selector = word,
                                          .sha256 = matrix->sha256,
                                          .place = matrix->place,
                                          .tags = matrix->tags.items,
                                          .num_tags = matrix->tags.count,
                                          .vars = lg_value_map(arena),
                                          .allow_louder = matrix->allow_louder}};
    plan->num_matrices++;
    return find_mode(added, arena, sorting->err);
}

static int sort_folder(struct sorting *sorting, const char *word) {
    struct lg_arena *arena = &sorting->plan->arena;
    const char *path = lg_paths_user(sorting->paths, arena, word);
    char **names = NULL;
    size_t count = 0;
    size_t matrices = 0;
    if (lg_fs_list(path, ".yaml", arena, &names, &count, sorting->err) != 0)
        return -1;
    bool *is_one = lg_arena_array(arena, count, sizeof *is_one);
    for (size_t i = 0; i < count; i++) {
        is_one[i] = is_matrix(sorting->paths, lg_fs_join(arena, word, names[i]));
        matrices += is_one[i];
    }
    if (matrices == 0) {
        leave_word(sorting, word);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        const char *file = lg_fs_join(arena, word, names[i]);
        if (!is_one[i])
            leave_word(sorting, file);
        else if (add_matrix(sorting, file) != 0)
            return -1;
    }
    return 0;
}

static int sort_word(struct sorting *sorting, const char *word) {
    if (lg_fs_is_dir(lg_paths_user(sorting->paths, &sorting->plan->arena, word)))
        return sort_folder(sorting, word);
    if (is_matrix(sorting->paths, word))
        return add_matrix(sorting, word);
    leave_word(sorting, word);
    return 0;
}

static int check_points(const struct sorting *sorting, struct lg_err *err) {
    const struct lg_texts *points = &sorting->options->points;
    for (size_t i = 0; i < points->count; i++)
        if (!sorting->has_point[i])
            return lg_err_set(err, LG_ERR_EMPTY,
                              "no matrix that is selected has a point '%s'; `livegate plan FILE` "
                              "prints them",
                              points->items[i]);
    return 0;
}

int lg_matrices_take(const struct lg_paths *paths, const struct lg_plan_options *options,
                     struct lg_plan *plan, struct lg_plan_options *gates_out, struct lg_err *err) {
    struct sorting sorting = {.paths = paths, .options = options, .plan = plan, .err = err};
    sorting.has_point =
        lg_arena_array(&plan->arena, options->points.count, sizeof *sorting.has_point);
    for (size_t i = 0; i < options->num_selectors; i++)
        if (sort_word(&sorting, options->selectors[i]) != 0)
            return -1;
    if (sorting.has_untagged && plan->num_matrices == 0 && sorting.num_words == 0)
        return lg_err_set(err, LG_ERR_EMPTY, "no selected matrix has the tag '%s'",
                          options->tags[0]);
    if (check_points(&sorting, err) != 0)
        return -1;
    *gates_out = *options;
    gates_out->selectors = sorting.words;
    gates_out->num_selectors = sorting.num_words;
    return 0;
}

static int refuse_twin(const struct lg_plan_gate *suite, const struct lg_plan_gate *twin,
                       struct lg_err *err) {
    return lg_node_err(suite->place, err, "there is another '%s', in %s", suite->id, twin->source);
}

int lg_matrices_check(const struct lg_plan *plan, struct lg_err *err) {
    for (size_t i = 0; i < plan->num_matrices; i++) {
        const struct lg_plan_gate *suite = &plan->matrices[i].suite;
        for (size_t k = 0; k < i; k++)
            if (strcmp(plan->matrices[k].suite.id, suite->id) == 0)
                return refuse_twin(suite, &plan->matrices[k].suite, err);
        for (size_t k = 0; k < plan->num_gates; k++)
            if (strcmp(plan->gates[k].id, suite->id) == 0)
                return refuse_twin(suite, &plan->gates[k], err);
    }
    return 0;
}
