#include <stdio.h>

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

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_plan *plan = NULL;
    if (lg_select_plan(app, args, &plan, err) != 0)
        return -1;
    for (size_t i = 0; i < plan->num_gates; i++)
        print_gate(plan, &plan->gates[i]);
    for (size_t i = 0; i < plan->num_matrices; i++)
        print_matrix(&plan->matrices[i]);
    if (plan->nothing != NULL)
        printf("nothing to run, because %s\n", lg_shown(plan->nothing));
    lg_plan_free(plan);
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
