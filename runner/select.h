/* The options that say what to run, shared by run, plan and list. */
#ifndef LG_RUNNER_SELECT_H
#define LG_RUNNER_SELECT_H

#include "run/plan.h"
#include "runner/app.h"

extern const struct lg_option lg_option_tag;
extern const struct lg_option lg_option_var;

/* The plan that words, --tag and --var ask for; the caller frees it. */
int lg_select_plan(struct lg_app *app, const struct lg_args *args, struct lg_plan **plan_out,
                   struct lg_err *err) LG_MUST_CHECK;
/* Prints every gate and step of a plan, with counts and times. */
void lg_select_print(const struct lg_plan *plan);

#endif
