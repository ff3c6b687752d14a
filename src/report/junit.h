/* JUnit XML by the profile that its readers agree on: flat suites, one file, written whole or not
 * at all. */
#ifndef LG_REPORT_JUNIT_H
#define LG_REPORT_JUNIT_H

#include "base/env.h"
#include "event/bus.h"

/* Cases are spooled beside `path`, so memory stays flat; the file appears at run_end by rename. */
int lg_junit_open(const char *path, const struct lg_env *env, struct lg_sink **out,
                  struct lg_err *err) LG_MUST_CHECK;

#endif
