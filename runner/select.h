/* The options that say what to run, shared by run, plan and list. */
#ifndef LG_RUNNER_SELECT_H
#define LG_RUNNER_SELECT_H

#include "run/plan.h"
#include "runner/app.h"

extern const struct lg_option lg_option_changed;
extern const struct lg_option lg_option_keep_going;
extern const struct lg_option lg_option_point;
extern const struct lg_option lg_option_seed;
extern const struct lg_option lg_option_tag;
extern const struct lg_option lg_option_var;
extern const struct lg_option lg_option_when;

/* The plan that words, --tag, --point, --var, --seed, --changed and --when ask for; the caller
 * frees it, before the app's arena. With --changed or --when there may be nothing to run: `nothing`
 * of the plan. */
int lg_select_plan(struct lg_app *app, const struct lg_args *args, struct lg_plan **plan_out,
                   struct lg_err *err) LG_MUST_CHECK;
/* The files that say in which order gates run, what stops the line, and what --changed and --when
 * ask for; returns their count, 0 when they can't be read. */
size_t lg_select_tables(struct lg_app *app, const char *paths_out[static LG_SEQUENCE_FILES]);
/* Tells why each gate was picked, where a sequence did, and which keys of a matrix have no effect,
 * for people. */
void lg_select_say(const struct lg_plan *plan);
/* Prints every gate and step of a plan, every matrix and point, with counts and times. */
void lg_select_print(const struct lg_plan *plan);
/* Says so where its matrices take about longer than the run may; 0: as long as it likes. */
void lg_select_say_time(const struct lg_plan *plan, int64_t timeout_ns);

#endif
