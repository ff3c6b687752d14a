#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fs.h"
#include "matrix/points.h"
#include "matrix/strategy.h"
#include "run/goals.h"
#include "runner/commands.h"
#include "runner/select.h"

static const struct lg_option *const options[] = {&lg_option_tag, &lg_option_var,
                                                  &lg_option_changed, &lg_option_when, NULL};

/* The words of the command line, told apart. */
struct selection {
    struct lg_args gates; /* as the whole, but for the words that are matrices */
    const char **matrices;
    size_t num_matrices;
};

static bool is_matrix(struct lg_app *app, const char *word) {
    struct lg_arena arena = {0};
    struct lg_node *root = NULL;
    const char *path = lg_paths_user(&app->paths, &arena, word);
    bool is_one =
        lg_fs_is_file(path) && lg_conf_read(path, &arena, &root, NULL) == 0 && lg_matrix_is(root);
    lg_arena_dispose(&arena);
    return is_one;
}

static void tell_apart(struct lg_app *app, const struct lg_args *args, struct selection *out) {
    const char **gates = lg_arena_array(&app->arena, args->num_words, sizeof *gates);
    *out = (struct selection){.gates = *args};
    out->matrices = lg_arena_array(&app->arena, args->num_words, sizeof *out->matrices);
    out->gates.words = gates;
    out->gates.num_words = 0;
    for (size_t i = 0; i < args->num_words; i++) {
        if (is_matrix(app, args->words[i]))
            out->matrices[out->num_matrices++] = args->words[i];
        else
            gates[out->gates.num_words++] = args->words[i];
    }
}

static void print_ignored(const struct lg_matrix *matrix) {
    for (size_t i = 0; i < matrix->num_ignored; i++) {
        const struct lg_node *key = matrix->ignored[i];
        lg_say("%s:%u:%u: '%s' has no effect here", key->source, key->line, key->column, key->text);
    }
}

static void print_targets(const struct lg_matrix *matrix, struct lg_str *line) {
    for (size_t i = 0; i < matrix->targets.count; i++) {
        lg_str_add(line, i == 0 ? "" : ", ");
        lg_target_print(&matrix->targets.items[i], line);
    }
    printf("  targets: %s\n", line->length == 0 ? "none" : lg_shown(lg_str_text(line)));
}

static void print_constants(const struct lg_matrix *matrix, struct lg_str *line) {
    for (size_t i = 0; i < matrix->num_params; i++) {
        if (matrix->constants[i].kind == LG_SETTING_AS_FOUND)
            continue;
        lg_str_printf(line, "%s%s ", line->length == 0 ? "" : ", ", matrix->params[i].key);
        lg_setting_write(&matrix->constants[i], line);
    }
    if (line->length > 0)
        printf("  at every point: %s\n", lg_shown(lg_str_text(line)));
}

static void print_points(const struct lg_matrix *matrix, struct lg_str *line) {
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    lg_matrix_points_init(&points, matrix);
    lg_matrix_point_init(&point, matrix);
    while (lg_matrix_points_next(&points, &point)) {
        /* An id that was made of the settings says them already. */
        lg_str_clear(line);
        if (point.is_extra || strchr(point.id, '~') != NULL)
            lg_matrix_point_print(&point, false, line);
        printf("  %s%s%s\n", point.id, line->length == 0 ? "" : "  ", lg_shown(lg_str_text(line)));
    }
    if (matrix->plan.strategy->hunt != NULL)
        printf("  then as results come in (%s)\n", matrix->plan.strategy->help);
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
}

static void print_span(const char *words, int64_t span_ns) {
    double seconds = (double)span_ns / (double)LG_NS_PER_S;
    if (seconds < 100.0)
        printf("%s %.1f s", words, seconds);
    else if (seconds < 6000.0)
        printf("%s %.1f min", words, seconds / 60.0);
    else
        printf("%s %.1f h", words, seconds / 3600.0);
}

static void print_count(const struct lg_matrix *matrix) {
    struct lg_matrix_time time = lg_matrix_time(matrix);
    bool is_hunt = matrix->plan.strategy->hunt != NULL;
    printf("%s%llu point%s, the first rendered twice;", is_hunt ? "at most " : "",
           (unsigned long long)matrix->num_points, matrix->num_points == 1 ? "" : "s");
    if (time.about_ns > 0)
        print_span(" about", time.about_ns);
    else
        printf(" how long a render takes, export.length does not tell");
    print_span("; at most", time.most_ns);
    putchar('\n');
}

static int print_matrix(struct lg_app *app, const char *word, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_matrix *matrix = NULL;
    struct lg_str line = {0};
    const char *path = lg_paths_user(&app->paths, &arena, word);
    int status = lg_matrix_read(path, word, &arena, &matrix, err);
    if (status == 0)
        status = lg_goals_add(&app->paths, matrix, &arena, err);
    if (status == 0) {
        print_ignored(matrix);
        printf("%s  %s%s(%s), strategy %s on %s\n", matrix->id, lg_shown(matrix->name),
               matrix->name == NULL ? "" : "  ", lg_shown(matrix->source),
               matrix->plan.strategy->name, lg_shown(matrix->track));
        print_targets(matrix, &line);
        lg_str_clear(&line);
        print_constants(matrix, &line);
        print_points(matrix, &line);
        print_count(matrix);
    }
    lg_str_dispose(&line);
    lg_arena_dispose(&arena);
    return status;
}

static int print_gates(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_plan *plan = NULL;
    if (lg_select_plan(app, args, &plan, err) != 0)
        return -1;
    lg_select_print(plan);
    lg_plan_free(plan);
    return 0;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct selection selection;
    tell_apart(app, args, &selection);
    bool has_gates = selection.num_matrices == 0 || selection.gates.num_words > 0;
    for (const struct lg_option *const *at = options; !has_gates && *at != NULL; at++) {
        if (lg_args_has(args, (*at)->name))
            return lg_err_set(err, LG_ERR_USAGE, "%s is for gates, not for a matrix", (*at)->name);
    }
    if (has_gates && print_gates(app, &selection.gates, err) != 0)
        return -1;
    for (size_t i = 0; i < selection.num_matrices; i++) {
        if (print_matrix(app, selection.matrices[i], err) != 0)
            return -1;
    }
    return 0;
}

const struct lg_command lg_cmd_plan = {
    .name = "plan",
    .usage = "plan [FILE|DIR|GATE...] [--tag T] [--var K=V] [--changed [REV]] [--when MOMENT]",
    .help = "what would run, step by step or point by point, without touching anything",
    .options = options,
    .run = run,
};
