/* --resume: the receipts of the run that is gone on with. */
#ifndef LG_RUNNER_RESUME_H
#define LG_RUNNER_RESUME_H

#include "report/cursor.h"
#include "run/engine.h"
#include "runner/app.h"

/* --head says what the last line of the receipts must hash to; `report verify` has it too. */
extern const struct lg_option lg_option_resume, lg_option_head;

/* Zeroed: nothing is resumed. */
struct lg_resume {
    struct lg_app *app;
    const char *named; /* the receipts, as the user calls them… */
    const char *path;  /* …and where they are, without links; NULL: none are named */
    struct lg_receipts_cursor cursor;
    const char *run;               /* whose receipts the cursor reads… */
    const struct lg_value *before; /* …and which run that one went on with; NULL: none */
    const char *suite;             /* whose ends are read; NULL: none yet */
    size_t told;                   /* points of them */
    struct lg_recorded recorded;
    const struct lg_value *resumes; /* for run_start: {run, path, head} */
};

/* Finds the receipts that --resume names. Before anything of this run is made: `latest` means the
 * newest run that there is by then. */
void lg_resume_name(struct lg_resume *resume, struct lg_app *app, const struct lg_args *args);
/* What that run did not come to tell of the run that it went on with itself, is taken from the
 * receipts of that one, where they are still what they were.
 *
 * Opens what was named, if anything was, and checks that tool, target, set, settings
 * and each matrix of the plan are those of that run. LG_ERR_READ, with the difference in words;
 * LG_ERR_USAGE where the plan has no matrix. */
int lg_resume_open(struct lg_resume *resume, struct lg_app *app, const struct lg_args *args,
                   const struct lg_plan *plan, const struct lg_run_options *options,
                   struct lg_err *err) LG_MUST_CHECK;
void lg_resume_dispose(struct lg_resume *resume);
/* The row of a matrix in run_start's `matrices`; NULL: it is not there. */
const struct lg_value *lg_resume_matrix(const struct lg_value *matrices, const char *id);

#endif
