#include "runner/points.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "matrix/points.h"
#include "matrix/strategy.h"
#include "run/shard.h"
#include "runner/app.h"

static void say_idle(const struct lg_matrix *matrix, const struct lg_target_bound *bound) {
    const struct lg_node *place = bound->place == NULL ? matrix->place : bound->place;
    struct lg_str text = {0};
    if (!lg_target_is_idle(bound))
        return;
    lg_target_print(bound, &text);
    lg_say("%s:%u:%u: warning: no print misses %s: it judges nothing", place->source, place->line,
           place->column, lg_str_text(&text));
    lg_str_dispose(&text);
}

void lg_points_say_ignored(const struct lg_matrix *matrix) {
    for (size_t i = 0; i < matrix->num_ignored; i++) {
        const struct lg_node *key = matrix->ignored[i];
        lg_say("%s:%u:%u: '%s' has no effect here", key->source, key->line, key->column, key->text);
    }
    for (size_t i = 0; i < matrix->targets.count; i++)
        say_idle(matrix, &matrix->targets.items[i]);
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

/* Returns how many. */
static size_t print_points(const struct lg_matrix *matrix, const struct lg_shard_points *share,
                           struct lg_str *line) {
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    size_t count = 0;
    lg_matrix_points_init(&points, matrix);
    lg_matrix_point_init(&point, matrix);
    for (uint64_t i = 0; lg_matrix_points_next(&points, &point); i++) {
        if (!lg_shard_has(share, i))
            continue;
        count++;
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
    return count;
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

/* What somebody else has to make, or has made. */
static void print_files(const struct lg_plan_matrix *plan, struct lg_arena *arena) {
    const char *source =
        plan->mode->source == NULL ? NULL : plan->mode->source(plan->mode_params, arena);
    if (source == NULL)
        return;
    printf("  files %s: %s, for each point, then first-again (the first point once more)%s\n",
           (plan->mode->flags & LG_RENDER_OLD) != 0 ? "taken" : "awaited", lg_shown(source),
           plan->matrix->targets.count == 0 ? ""
                                            : ", as-found (the chain as it was) if the first hits");
}

void lg_points_print(const struct lg_plan_matrix *plan) {
    const struct lg_matrix *matrix = plan->matrix;
    const struct lg_shard_points *share = plan->share;
    struct lg_arena arena = {0};
    struct lg_str line = {0};
    printf("%s  %s%s(%s), strategy %s on %s\n", matrix->id, lg_shown(matrix->name),
           matrix->name == NULL ? "" : "  ", lg_shown(matrix->source), matrix->plan.strategy->name,
           lg_shown(matrix->track));
    print_targets(matrix, &line);
    lg_str_clear(&line);
    print_constants(matrix, &line);
    print_files(plan, &arena);
    size_t count = print_points(matrix, share, &line);
    if (share == NULL)
        print_count(matrix);
    else
        printf("%zu of %llu points are this shard's; effects and targets are left to the merge\n",
               count, (unsigned long long)matrix->num_points);
    lg_str_dispose(&line);
    lg_arena_dispose(&arena);
}
