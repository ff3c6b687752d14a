/* Reads what `/live/error` says. */
#ifndef LG_LIVE_REPORT_H
#define LG_LIVE_REPORT_H

#include <stdbool.h>

#include "osc/message.h"

struct lg_report {
    const char *address; /* of the request, where the error names it; else NULL */
    const char *text;
    bool ends_bundle; /* an exception: the rest of its bundle is lost, that of the queue is late */
};

/* `text`; or of one fork, ("request", address, text, …) and ("log", text). False for what is no
 * error of a request: another shape, or a bare word, which is a remark of track_data. Borrows from
 * `error`. */
bool lg_report_read(const struct lg_osc_msg *error, struct lg_report *out);
/* It names its request, and ended nothing: that address is unknown, whatever else is under way. */
bool lg_report_is_certain(const struct lg_report *report);

#endif
