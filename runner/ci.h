/* What a CI server is told beside the reports: annotations on stdout, and a summary of the run. */
#ifndef LG_RUNNER_CI_H
#define LG_RUNNER_CI_H

#include "event/bus.h"
#include "report/annotate.h"
#include "runner/app.h"

extern const struct lg_option lg_option_annotations;

struct lg_ci {
    enum lg_annotate_server server;
    const char *root;    /* the checkout */
    const char *summary; /* where the run's summary is added; NULL: nowhere */
};

/* The checkout that the CI server made, without links; the project's folder where there is none. */
const char *lg_ci_checkout(struct lg_app *app);
/* Reads --annotations, `fallback` where it is not given; by "auto" it is the server that the
 * environment speaks of. LG_ERR_USAGE. */
int lg_ci_choose(struct lg_app *app, const struct lg_args *args, const char *fallback,
                 struct lg_ci *out, struct lg_err *err) LG_MUST_CHECK;
/* Azure takes a file of ours: it lies in the folder of the run. */
void lg_ci_name(struct lg_app *app, struct lg_ci *ci, const char *folder);
/* Adds the sinks; a summary that can't be added to is said, and left out: the run's verdict is told
 * without it. */
void lg_ci_add(struct lg_app *app, const struct lg_ci *ci, struct lg_bus *bus);
/* Once the sinks are done: hands the summary over where the server wants that. */
void lg_ci_conclude(const struct lg_ci *ci);

#endif
