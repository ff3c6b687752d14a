/* --resume: the receipts of the run that is gone on with. */
#ifndef LG_RUNNER_RESUME_H
#define LG_RUNNER_RESUME_H

#include "report/cursor.h"
#include "run/engine.h"
#include "runner/app.h"

extern const struct lg_option lg_option_resume;

/* Zeroed: nothing is resumed. */
struct lg_resume {
    struct lg_app *app;
    const char *path; /* of the receipts that were named */
    struct lg_receipts_cursor cursor;
    const char *run;               /* whose receipts the cursor reads… */
    const struct lg_value *before; /* …and which run that one went on with; NULL: none */
    const char *suite;             /* whose ends are read; NULL: none yet */
    size_t told;                   /* of them */
    struct lg_recorded recorded;
    const struct lg_value *resumes; /* for run_start: {run, path, head} */
};

/* What that run did not come to tell of the run that it went on with itself, is taken from the
 * receipts of that one, where they are still what they were.
 *
 * Opens what --resume names, if it is given, and checks that tool, target, set, settings
 * and each matrix of the plan are those of that run. LG_ERR_READ, with the difference in words;
 * LG_ERR_USAGE where the plan has no matrix. */
int lg_resume_open(struct lg_resume *resume, struct lg_app *app, const struct lg_args *args,
                   const struct lg_plan *plan, const struct lg_run_options *options,
                   struct lg_err *err) LG_MUST_CHECK;
void lg_resume_dispose(struct lg_resume *resume);
/* The row of a matrix in run_start's `matrices`; NULL: it is not there. */
const struct lg_value *lg_resume_matrix(const struct lg_value *matrices, const char *id);

#endif
