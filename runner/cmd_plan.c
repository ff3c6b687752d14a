#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/select.h"

static const struct lg_option *const options[] = {&lg_option_tag,
                                                  &lg_option_point,
                                                  &lg_option_var,
                                                  &lg_option_changed,
                                                  &lg_option_when,
                                                  &lg_option_seed,
                                                  NULL};

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_plan *plan = NULL;
    if (lg_select_plan(app, args, &plan, err) != 0)
        return -1;
    lg_select_print(plan);
    lg_select_say_time(plan, app->settings.timeout_ns);
    lg_plan_free(plan);
    return LG_EXIT_OK;
}

const struct lg_command lg_cmd_plan = {
    .name = "plan",
    .usage = "plan [FILE|DIR|GATE...] [--tag T] [--point ID] [--var K=V] [--changed [REV]] [--when "
             "MOMENT]",
    .help = "what would run, step by step or point by point, without touching anything",
    .options = options,
    .words = LG_WORDS_GATES,
    .run = run,
};
