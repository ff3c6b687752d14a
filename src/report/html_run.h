/* The head of the page: verdict, what the exit code means, what ran on what, what did not pass. */
#ifndef LG_REPORT_HTML_RUN_H
#define LG_REPORT_HTML_RUN_H

#include "event/event.h"

/* Zeroed is valid and empty. */
struct lg_html_run {
    struct lg_str option, target_kind, target; /* of run_start */
    struct lg_str facts;                       /* HTML */
    struct lg_str troubles;                    /* HTML: items of a list */
    size_t num_troubles;
};

void lg_html_run_start(struct lg_html_run *run, const struct lg_event *event);
/* Something did not pass: `anchor` is where the page tells of it. */
void lg_html_run_trouble(struct lg_html_run *run, const char *anchor, const char *suite,
                         const struct lg_event_step *step);
/* So many more of a matrix' points did not pass that were not told one by one. */
void lg_html_run_more(struct lg_html_run *run, const char *anchor, const char *suite, size_t count);
/* All from the doctype to the table of gates, whose rows follow. `meaning` of the exit code: NULL,
 * unknown. */
void lg_html_run_head(struct lg_str *out, const struct lg_html_run *run,
                      const struct lg_event *run_end, const char *meaning);
/* All after the sections. */
void lg_html_run_foot(struct lg_str *out);
void lg_html_run_dispose(struct lg_html_run *run);

#endif
