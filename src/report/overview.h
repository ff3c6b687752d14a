/* A run on one screen, as Markdown added to a file of the CI server's: verdict, a line for each
 * gate, then what did not pass with the command that runs it again. GitHub shows nothing of a file
 * beyond 1 MiB: what does not fit is left out, in words. */
#ifndef LG_REPORT_OVERVIEW_H
#define LG_REPORT_OVERVIEW_H

#include "event/bus.h"

enum { LG_OVERVIEW_BYTES_MAX = 1024 * 1024 };

struct lg_overview_options {
    size_t max_bytes; /* of the whole file, what was in it before included; 0: as above */
};

/* Adds to the file once the run has ended, and makes it where there is none. The path is copied. */
struct lg_sink *lg_overview_new(const char *path, const struct lg_overview_options *options);

#endif
