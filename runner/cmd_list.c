#include <stdio.h>

#include "base/fs.h"
#include "matrix/strategy.h"
#include "runner/commands.h"
#include "runner/select.h"

static const struct lg_option *const options[] = {&lg_option_tag, &lg_option_changed,
                                                  &lg_option_when, NULL};

static void print_words(const char *what, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        printf("%s%s", i == 0 ? what : ", ", lg_shown(words[i]));
}

static void print_gate(const struct lg_plan *plan, const struct lg_plan_gate *gate) {
    printf("%-12s %3zu steps  %s  (%s)", gate->id, gate->num_steps + gate->num_teardown,
           lg_shown(gate->name), lg_shown(gate->source));
    print_words("  tags: ", gate->tags, gate->num_tags);
    for (size_t n = 0; n < gate->num_needs; n++)
        printf("%s%s", n == 0 ? "  needs: " : ", ", plan->gates[gate->needs[n]].id);
    if (gate->why != NULL)
        printf("  picked by %s", lg_shown(gate->why));
    putchar('\n');
}

static void print_matrix(const struct lg_plan_matrix *item) {
    const struct lg_plan_gate *suite = &item->suite;
    bool is_hunt = item->matrix->plan.strategy->hunt != NULL;
    printf("%-12s %s%3llu points  %s  (%s)", suite->id, is_hunt ? "at most " : "",
           (unsigned long long)item->matrix->num_points, lg_shown(suite->name),
           lg_shown(suite->source));
    print_words("  tags: ", suite->tags, suite->num_tags);
    putchar('\n');
}

/* Those of the project, which nothing runs by itself: how many. */
static int list_matrices(struct lg_app *app, const struct lg_args *args, size_t *count_out,
                         struct lg_err *err) {
    const char *folder = "gates/matrices";
    struct lg_given tags = lg_args_all(args, "--tag");
    const struct lg_plan_options wanted = {
        .selectors = &folder, .num_selectors = 1, .tags = tags.values, .num_tags = tags.count};
    struct lg_plan *plan = NULL;
    struct lg_err why = {0};
    if (!lg_fs_is_dir(lg_paths_user(&app->paths, &app->arena, folder)))
        return 0;
    if (lg_plan_new(&app->paths, &wanted, &plan, &why) != 0) {
        if (why.kind != LG_ERR_EMPTY)
            *err = why;
        return why.kind == LG_ERR_EMPTY ? 0 : -1;
    }
    for (size_t i = 0; i < plan->num_matrices; i++)
        print_matrix(&plan->matrices[i]);
    *count_out = plan->num_matrices;
    lg_plan_free(plan);
    return 0;
}

static void print_plan(const struct lg_plan *plan) {
    for (size_t i = 0; i < plan->num_gates; i++)
        print_gate(plan, &plan->gates[i]);
    for (size_t i = 0; i < plan->num_matrices; i++)
        print_matrix(&plan->matrices[i]);
    if (plan->nothing != NULL)
        printf("nothing to run, because %s\n", lg_shown(plan->nothing));
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    bool is_picked = lg_args_has(args, "--changed") || lg_args_has(args, "--when");
    struct lg_plan *plan = NULL;
    struct lg_err why = {0};
    size_t num_matrices = 0;
    if (lg_select_plan(app, args, &plan, &why) == 0)
        print_plan(plan);
    else if (why.kind != LG_ERR_EMPTY) {
        *err = why;
        return -1;
    }
    lg_plan_free(plan);
    if (args->num_words == 0 && !is_picked && list_matrices(app, args, &num_matrices, err) != 0)
        return -1;
    /* No gates, and no matrices either. */
    if (lg_err_is_set(&why) && num_matrices == 0) {
        *err = why;
        return -1;
    }
    return 0;
}

const struct lg_command lg_cmd_list = {
    .name = "list",
    .usage = "list [FILE|DIR|GATE...] [--tag T] [--changed [REV]] [--when MOMENT]",
    .help = "the gates and matrices there are, with tags and needs",
    .options = options,
    .words = LG_WORDS_GATES,
    .run = run,
};
