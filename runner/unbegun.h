/* A run that ended before it began: a wrong word on the command line, settings or a target that
 * can't be. Who reads its reports learns that from them, and not yesterday's verdict. */
#ifndef LG_RUNNER_UNBEGUN_H
#define LG_RUNNER_UNBEGUN_H

#include "runner/app.h"

/* Replaces the JUnit file that the command line names by one with an error that says `why`, removes
 * older Markdown and pages, and tells by `on_fail:`, as far as paths and settings can be read.
 * Nothing of it for `--dry-run`. */
void lg_unbegun_tell(struct lg_app *app, const struct lg_err *why);

#endif
