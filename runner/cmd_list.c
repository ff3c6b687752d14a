#include <stdio.h>

#include "runner/commands.h"
#include "runner/select.h"

static const struct lg_option *const options[] = {&lg_option_tag, &lg_option_changed,
                                                  &lg_option_when, NULL};

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_plan *plan = NULL;
    if (lg_select_plan(app, args, &plan, err) != 0)
        return -1;
    for (size_t i = 0; i < plan->num_gates; i++) {
        const struct lg_plan_gate *gate = &plan->gates[i];
        printf("%-12s %3zu steps  %s  (%s)", gate->id, gate->num_steps + gate->num_teardown,
               lg_shown(gate->name), lg_shown(gate->source));
        for (size_t t = 0; t < gate->num_tags; t++)
            printf("%s%s", t == 0 ? "  tags: " : ", ", lg_shown(gate->tags[t]));
        for (size_t n = 0; n < gate->num_needs; n++)
            printf("%s%s", n == 0 ? "  needs: " : ", ", plan->gates[gate->needs[n]].id);
        if (gate->why != NULL)
            printf("  picked by %s", lg_shown(gate->why));
        putchar('\n');
    }
    if (plan->nothing != NULL)
        printf("nothing to run, because %s\n", lg_shown(plan->nothing));
    lg_plan_free(plan);
    return 0;
}

const struct lg_command lg_cmd_list = {
    .name = "list",
    .usage = "list [FILE|DIR|GATE...] [--tag T] [--changed [REV]] [--when MOMENT]",
    .help = "the gates there are, with tags and needs",
    .options = options,
    .words = LG_WORDS_GATES,
    .run = run,
};
