/* Before the first step of a run: Live is there, started where it has to be, and its set is the one
 * that is expected. */
#ifndef LG_RUNNER_REACH_H
#define LG_RUNNER_REACH_H

#include "fixture/recording.h"
#include "run/plan.h"
#include "runner/target.h"

/* Where livegate.yaml, or else a gate of the plan, has `before:` and Live gives no sign of life:
 * starts it and waits. What the program says goes to before.log in `folder`. A recording holds
 * nothing of it, and a replay does nothing. */
int lg_reach_start(struct lg_app *app, const struct lg_target *target, const struct lg_plan *plan,
                   const char *folder, struct lg_err *err) LG_MUST_CHECK;
/* Is the set to be looked at before the first step: because it is expected, and this is a Live or a
 * recording? */
bool lg_reach_checks(const struct lg_app *app, const struct lg_target *target,
                     const struct lg_plan *plan);
/* LG_ERR_READ for another set than `set:` expects, with what differs. */
int lg_reach_check(struct lg_app *app, struct lg_live *live, struct lg_err *err) LG_MUST_CHECK;
/* As that, of the set that was recorded, whatever it was asked for: nothing of a replay is used up
 * by it. LG_ERR_READ also where the recording does not tell enough. */
int lg_reach_check_recorded(struct lg_app *app, const struct lg_recording *recording,
                            struct lg_err *err) LG_MUST_CHECK;
/* The set that G0 expects: with the simulated Live in-process that of its own file, else `set:`;
 * NULL: none, or no step asks. It lives in the app's arena. */
int lg_reach_expected(struct lg_app *app, const struct lg_target *target,
                      const struct lg_plan *plan, const struct lg_expected **out,
                      struct lg_err *err) LG_MUST_CHECK;

#endif
