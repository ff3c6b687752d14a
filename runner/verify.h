/* What `report verify` says of receipts, for all that read them: broken ones tell nothing. */
#ifndef LG_RUNNER_VERIFY_H
#define LG_RUNNER_VERIFY_H

#include "report/receipts.h"
#include "runner/app.h"

/* As lg_receipts_verify, and the lines must be those of a run that could have been: its steps went
 * the way of the state machine, and it ended with the code of its totals. */
int lg_verify_receipts(const char *path, const char *head, struct lg_receipts_report *out,
                       struct lg_err *err) LG_MUST_CHECK;
/* The receipts that a word means: a file, or those in a run's folder. Lives in the app's arena. */
const char *lg_verify_path(struct lg_app *app, const char *word);

#endif
