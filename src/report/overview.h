/* A run on one screen, as Markdown added to a file of the CI server's: verdict, a line for each
 * gate, then what did not pass with the command that runs it again. GitHub shows nothing of a file
 * beyond 1 MiB: what does not fit is left out, in words. */
#ifndef LG_REPORT_OVERVIEW_H
#define LG_REPORT_OVERVIEW_H

#include "event/bus.h"

enum { LG_OVERVIEW_BYTES_MAX = 1024 * 1024 };

struct lg_overview_options {
    size_t max_bytes; /* of the whole file, what was in it before included; 0: as above */
    /* Hears why it could not be written. It is an extra beside the reports: no failure of the run.
     */
    void (*say)(const char *why); /* NULL: nobody */
};

/* Whether a summary could be added there: it is a regular file, which is made where it is not
 * there. LG_ERR_WRITE. */
int lg_overview_check(const char *path, struct lg_err *err) LG_MUST_CHECK;
/* Adds to the file once the run has ended, with the last of its exit codes, and makes it where
 * there is none. The path is copied. */
struct lg_sink *lg_overview_new(const char *path, const struct lg_overview_options *options);

#endif
