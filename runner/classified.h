/* What `classify` found in a log, shown. */
#ifndef LG_RUNNER_CLASSIFIED_H
#define LG_RUNNER_CLASSIFIED_H

#include "runner/app.h"
#include "taxonomy/log.h"

struct lg_classified {
    struct lg_app *app;
    const struct lg_log *log;
    const char *name; /* of the log, as the user named it */
};

/* A line for each group; then what the log as a whole speaks of, and what comes next. */
void lg_classified_print(const struct lg_classified *classified);
/* As lg_classified_print, with line, carets, rule, other rules, probes, fix and stop of each. */
void lg_classified_explain(const struct lg_classified *classified);
struct lg_value *lg_classified_value(const struct lg_classified *classified);

#endif
