#include "runner/select.h"

#include <stdio.h>

const struct lg_option lg_option_tag = {
    "--tag", LG_OPTION_VALUE, "T", "only gates with this tag (may be repeated: any of them)", NULL};
const struct lg_option lg_option_var = {"--var", LG_OPTION_VALUE, "K=V",
                                        "sets a variable that a gate declares (may be repeated)",
                                        NULL};

/* AbletonOSC answers once per tick, so an exchange takes about this long. */
enum { TICK_MS = 100 };

int lg_select_plan(struct lg_app *app, const struct lg_args *args, struct lg_plan **plan_out,
                   struct lg_err *err) {
    struct lg_given tags = lg_args_all(args, "--tag");
    struct lg_given vars = lg_args_all(args, "--var");
    struct lg_plan_options options = {
        .selectors = args->words,
        .num_selectors = args->num_words,
        .tags = tags.values,
        .num_tags = tags.count,
        .vars = vars.values,
        .num_vars = vars.count,
    };
    return lg_plan_new(&app->paths, &options, plan_out, err);
}

struct totals {
    int64_t live_ms; /* about, against Live */
    int64_t most_ms; /* if each step used up its time */
};

static void print_steps(const struct lg_plan_step *steps, size_t count, const char *note,
                        struct totals *totals) {
    for (size_t i = 0; i < count; i++) {
        const struct lg_plan_step *step = &steps[i];
        bool live = (step->verb->flags & LG_VERB_LIVE) != 0;
        printf("  %-32s %-8s at most %lld ms%s%s\n", step->id, step->verb->name,
               (long long)step->timeout_ms, live ? ", asks Live" : "", note);
        totals->live_ms += live ? TICK_MS : 0;
        totals->most_ms += step->timeout_ms;
    }
}

void lg_select_print(const struct lg_plan *plan) {
    struct totals totals = {0};
    for (size_t i = 0; i < plan->num_gates; i++) {
        const struct lg_plan_gate *gate = &plan->gates[i];
        printf("%s  %s  (%s)%s\n", gate->id, lg_shown(gate->name), lg_shown(gate->source),
               gate->is_needed_only ? "  [needed by a gate that was selected]" : "");
        print_steps(gate->steps, gate->num_steps, "", &totals);
        print_steps(gate->teardown, gate->num_teardown, ", teardown", &totals);
    }
    printf("%zu gate%s, %zu step%s; waiting for Live about %.1f s, at most %.1f s\n",
           plan->num_gates, plan->num_gates == 1 ? "" : "s", plan->num_steps,
           plan->num_steps == 1 ? "" : "s", (double)totals.live_ms / 1e3,
           (double)totals.most_ms / 1e3);
}
