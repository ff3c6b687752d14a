/* The parts of a recording against the gates and matrices of a run that replays it. */
#ifndef LG_RUNNER_PARTS_H
#define LG_RUNNER_PARTS_H

#include "fixture/recording.h"
#include "run/plan.h"
#include "runner/app.h"

/* What a run is to select: `args`; where it says nothing of that, replays a recording and the
 * project has no gates of its own, what was recorded. Lives in the app's arena. */
const struct lg_args *lg_parts_choose(struct lg_app *app, const struct lg_args *args);
/* LG_ERR_READ where the plan has gates that ask Live and were not recorded, by name. In a run that
 * did not pass some gates may not have begun: those are told alone. */
int lg_parts_check(struct lg_app *app, const struct lg_plan *plan,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
