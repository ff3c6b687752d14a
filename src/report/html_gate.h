/* What the page keeps of the gate at hand until it ends: how its steps ended, and how long each
 * took. */
#ifndef LG_REPORT_HTML_GATE_H
#define LG_REPORT_HTML_GATE_H

#include "event/event.h"

enum { LG_HTML_STRIP_MAX = 2000 };

/* Zeroed is valid. */
struct lg_html_gate {
    size_t number; /* of the page, from 1 */
    struct lg_str suite, name, source, selector;
    size_t outcomes[LG_OUTCOME__COUNT]; /* of its steps and points */
    struct {
        int64_t duration_ns;
        enum lg_outcome outcome;
    } strip[LG_HTML_STRIP_MAX];
    size_t num_strip;
    size_t num_steps; /* of them, points left out */
};

void lg_html_gate_begin(struct lg_html_gate *gate, const struct lg_event_gate_start *start);
void lg_html_gate_count(struct lg_html_gate *gate, const struct lg_event_step *step);
/* "12 passed, 1 failed" */
void lg_html_counts(struct lg_str *out, const size_t outcomes[static LG_OUTCOME__COUNT]);
/* Its steps by time, as a bar; nothing for a matrix, whose points have plots, and for more steps
 * than LG_HTML_STRIP_MAX. */
void lg_html_gate_strip(struct lg_str *out, const struct lg_html_gate *gate);
/* Its row in the table of gates. */
void lg_html_gate_row(struct lg_str *out, const struct lg_html_gate *gate,
                      const struct lg_event_gate_end *end);
/* The begin of its section. `option` chooses the target on a command line; may be "". */
void lg_html_gate_head(struct lg_str *out, const struct lg_html_gate *gate,
                       const struct lg_event_gate_end *end, const char *option);
void lg_html_gate_dispose(struct lg_html_gate *gate);

#endif
