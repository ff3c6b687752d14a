/* One line per result for a person, failures repeated at the end, the last line names the target
 * and the totals. */
#ifndef LG_REPORT_CONSOLE_H
#define LG_REPORT_CONSOLE_H

#include <stdio.h>

#include "event/bus.h"

struct lg_console_options {
    FILE *out;
    bool colour;
    bool quiet;   /* only what did not pass, and the last line */
    bool verbose; /* checks and results of what passed, too */
};

struct lg_sink *lg_console_new(const struct lg_console_options *options);

#endif
