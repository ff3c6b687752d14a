#include "report/html_gate.h"

#include <string.h>

#include "report/html_step.h"
#include "report/html_text.h"
#include "report/words.h"

/* Parts of a bar: more would be thinner than a dot. */
enum { PARTS_MAX = 200, STRIP_WIDTH = 1000 };

static void set_text(struct lg_str *str, const char *text) {
    lg_str_clear(str);
    lg_str_add(str, text == NULL ? "" : text);
}

void lg_html_gate_begin(struct lg_html_gate *gate, const struct lg_event_gate_start *start) {
    gate->number++;
    gate->num_strip = 0;
    gate->num_steps = 0;
    memset(gate->outcomes, 0, sizeof gate->outcomes);
    set_text(&gate->suite, start->suite);
    set_text(&gate->name, start->name);
    set_text(&gate->source, start->source);
    set_text(&gate->selector, start->selector);
}

void lg_html_gate_count(struct lg_html_gate *gate, const struct lg_event_step *step) {
    gate->outcomes[step->outcome]++;
    if (gate->num_strip == LG_HTML_STRIP_MAX)
        return;
    gate->strip[gate->num_strip].duration_ns = step->duration_ns;
    gate->strip[gate->num_strip].outcome = step->outcome;
    gate->num_strip++;
}

void lg_html_counts(struct lg_str *out, const size_t outcomes[static LG_OUTCOME__COUNT]) {
    bool is_first = true;
    for (size_t i = 0; i < LG_OUTCOME__COUNT; i++) {
        if (outcomes[i] == 0)
            continue;
        lg_str_printf(out, "%s%zu %s", is_first ? "" : ", ", outcomes[i],
                      lg_words_outcome((enum lg_outcome)i));
        is_first = false;
    }
    lg_str_add(out, is_first ? "none" : "");
}

/* --- the bar --- */

static bool is_bad(enum lg_outcome outcome) {
    return outcome == LG_FAILED || outcome == LG_ERROR;
}

static void add_part(struct lg_str *out, int64_t from_ns, int64_t to_ns, int64_t total_ns,
                     enum lg_outcome outcome) {
    double scale = (double)STRIP_WIDTH / (double)total_ns;
    int left = (int)((double)from_ns * scale);
    int right = (int)((double)to_ns * scale);
    int width = right - left > 1 ? right - left - 1 : 1;
    lg_str_printf(out, "<rect class=\"%s\" x=%d y=0 width=%d height=10 />", lg_html_tone(outcome),
                  left, width);
}

void lg_html_gate_strip(struct lg_str *out, const struct lg_html_gate *gate) {
    int64_t total_ns = 0;
    int64_t at_ns = 0;
    int64_t from_ns = 0;
    size_t every = (gate->num_strip + PARTS_MAX - 1) / PARTS_MAX;
    enum lg_outcome worst = LG_PASSED;
    for (size_t i = 0; i < gate->num_strip; i++)
        total_ns += gate->strip[i].duration_ns;
    if (gate->num_strip != gate->num_steps || gate->num_strip < 2 || total_ns <= 0)
        return;
    lg_str_printf(out,
                  "<svg class=strip viewBox=\"0 0 %d 10\" preserveAspectRatio=none role=img "
                  "aria-label=\"%zu steps by the time each took\">",
                  (int)STRIP_WIDTH, gate->num_strip);
    for (size_t i = 0; i < gate->num_strip; i++) {
        enum lg_outcome outcome = gate->strip[i].outcome;
        worst = worst == LG_PASSED || (is_bad(outcome) && !is_bad(worst)) ? outcome : worst;
        at_ns += gate->strip[i].duration_ns;
        if ((i + 1) % every != 0 && i + 1 < gate->num_strip)
            continue;
        add_part(out, from_ns, at_ns, total_ns, worst);
        from_ns = at_ns;
        worst = LG_PASSED;
    }
    lg_str_add(out, "</svg>");
}

/* --- its row and its section --- */

void lg_html_gate_row(struct lg_str *out, const struct lg_html_gate *gate,
                      const struct lg_event_gate_end *end) {
    lg_str_printf(out, "<tr><th scope=row><a href=#gate-%zu>", gate->number);
    lg_html_line(out, lg_str_text(&gate->suite));
    lg_str_add(out, "</a><td>");
    lg_html_line(out, lg_str_text(&gate->name));
    lg_str_add(out, "<td>");
    lg_html_pill(out, lg_html_tone(end->outcome), lg_words_outcome(end->outcome));
    lg_str_add(out, "<td>");
    lg_html_counts(out, gate->outcomes);
    lg_str_add(out, "<td class=n>");
    lg_html_duration(out, end->duration_ns);
    lg_str_add_char(out, '\n');
}

static void add_again(struct lg_str *out, const struct lg_html_gate *gate, const char *option) {
    struct lg_str command = {0};
    if (gate->selector.length == 0)
        return;
    lg_words_again(gate->selector.text, option, NULL, &command);
    lg_str_add(out, " \xc2\xb7 again: ");
    lg_html_element(out, "code", lg_str_text(&command));
    lg_str_dispose(&command);
}

void lg_html_gate_head(struct lg_str *out, const struct lg_html_gate *gate,
                       const struct lg_event_gate_end *end, const char *option) {
    lg_str_printf(out,
                  "<section class=gate id=gate-%zu aria-labelledby=gate-%zu-name>"
                  "<h2 id=gate-%zu-name>",
                  gate->number, gate->number, gate->number);
    lg_html_line(out, lg_str_text(&gate->suite));
    lg_str_add_char(out, ' ');
    lg_html_pill(out, lg_html_tone(end->outcome), lg_words_outcome(end->outcome));
    lg_str_add(out, "</h2>");
    lg_html_element(out, "p class=name", lg_str_text(&gate->name));
    if (end->outcome != LG_PASSED && end->message != NULL)
        lg_html_element(out, "p class=why", end->message);
    lg_str_add(out, "<p class=place>");
    lg_html_line(out, lg_str_text(&gate->source));
    add_again(out, gate, option);
    lg_str_add(out, "</p>");
    lg_html_gate_strip(out, gate);
    lg_str_add_char(out, '\n');
}

void lg_html_gate_dispose(struct lg_html_gate *gate) {
    lg_str_dispose(&gate->suite);
    lg_str_dispose(&gate->name);
    lg_str_dispose(&gate->source);
    lg_str_dispose(&gate->selector);
}
