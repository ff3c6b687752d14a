/* One line per result for a person, failures repeated at the end with the command that reruns just
 * their gate, or their point of a matrix; the last line names the target and the totals. All text
 * is cleaned: no byte of a name or a message acts on a terminal. */
#ifndef LG_REPORT_CONSOLE_H
#define LG_REPORT_CONSOLE_H

#include <stdio.h>

#include "event/bus.h"

struct lg_console_options {
    FILE *out; /* borrowed */
    bool colour;
    bool quiet;   /* only what did not pass, and the last line */
    bool verbose; /* checks and results of what passed, too */
};

struct lg_sink *lg_console_new(const struct lg_console_options *options);

#endif
