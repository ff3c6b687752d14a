/* `report merge`: the receipts of shards become those of one run. */
#ifndef LG_RUNNER_MERGE_H
#define LG_RUNNER_MERGE_H

#include "runner/app.h"

extern const struct lg_option lg_option_to;

/* Joins the runs that the words name (their folders or receipts, from the second word on) into
 * --to. Returns the exit code of the whole, or -1. */
int lg_merge_runs(struct lg_app *app, const struct lg_args *args, struct lg_err *err);

#endif
