/* Steps as HTML, and the parts that steps and points have in common. Each adds to `out`. */
#ifndef LG_REPORT_HTML_STEP_H
#define LG_REPORT_HTML_STEP_H

#include "event/event.h"

/* The class that colours an outcome: "ok", "fixed", "bad", "odd" or "off". */
const char *lg_html_tone(enum lg_outcome outcome);
/* `<span class="pill …">word</span>` */
void lg_html_pill(struct lg_str *out, const char *tone, const char *word);
/* What was judged, what is advised, what it came to: all that is inside of a step or a point but
 * its trail. `with_result` false leaves out what it produced. */
void lg_html_evidence(struct lg_str *out, const struct lg_event_step *step, bool with_result);
/* A map as a list of names and values, texts of a list one by one. What has a drawing
 * (report/html_curves.h) is left to it. */
void lg_html_result(struct lg_str *out, const struct lg_value *result);
/* One that has not passed is open. `trail` and `diff` are HTML, may be "". */
struct lg_html_step {
    const struct lg_event_step *step;
    size_t number; /* of the page: its anchor is "step-<number>" */
    const char *trail, *diff;
    bool with_result;
};
void lg_html_step(struct lg_str *out, const struct lg_html_step *from);

#endif
