/* JUnit XML by the profile that its readers agree on: flat suites, one file, written whole or not
 * at all.
 *
 * A gate is a suite, a step is a case. failed → failure; error → error; interrupted → error "not
 * run: …"; skipped, blocked, stopped → skipped; passed after fix → flakyFailure. The message is an
 * attribute and the first line of the body, the category is the type; a case's system-out holds its
 * checks and its result. What failed without a step that did (a gate's time limit, the run itself)
 * becomes a case as well, since readers believe cases only: "gate" in the gate's suite, "run" in
 * the suite "livegate". */
#ifndef LG_REPORT_JUNIT_H
#define LG_REPORT_JUNIT_H

#include "base/env.h"
#include "event/bus.h"

/* Cases are spooled beside `path` (in the env's tmpdir where that is a device), so memory stays
 * flat; the file appears at run_end by rename. The path is copied, nothing of env is kept.
 * LG_ERR_WRITE when the folder can't be written. */
int lg_junit_open(const char *path, const struct lg_env *env, struct lg_sink **out,
                  struct lg_err *err) LG_MUST_CHECK;

#endif
