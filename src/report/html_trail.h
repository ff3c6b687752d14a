/* The way of one step or point through the state machine, with what was looked at and what was
 * mended on it: a list in the order of the events. */
#ifndef LG_REPORT_HTML_TRAIL_H
#define LG_REPORT_HTML_TRAIL_H

#include "event/event.h"

/* Zeroed is valid and empty. */
struct lg_html_trail {
    struct lg_str items;
    int64_t began_ms;
    size_t count;
};

/* Takes in a transition, a probe or a fix. */
void lg_html_trail_add(struct lg_html_trail *trail, const struct lg_event *event);
/* Adds the list to `out`, nothing where it is empty, and begins a new one. */
void lg_html_trail_take(struct lg_html_trail *trail, struct lg_str *out);
void lg_html_trail_dispose(struct lg_html_trail *trail);

#endif
