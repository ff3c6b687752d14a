#include "report/html_trail.h"

#include "base/clock.h"
#include "report/html_text.h"

enum { ITEMS_MAX = 200 };

static void add_probe(struct lg_str *out, const struct lg_event_probe *probe) {
    struct lg_str name = {0};
    lg_str_add(out, "<b class=look>probe</b> ");
    lg_str_printf(&name, "%s%s%s", probe->number == NULL ? "" : probe->number,
                  probe->number == NULL ? "" : " ", probe->probe);
    lg_html_element(out, "code", lg_str_text(&name));
    lg_str_add(out, ": ");
    lg_html_element(out, "b", probe->seen == NULL ? "could not look" : probe->seen);
    if (probe->means != NULL) {
        lg_str_add(out, ", ");
        lg_html_line(out, probe->means);
    }
    if (probe->detail != NULL) {
        lg_str_add(out, " (");
        lg_html_line(out, probe->detail);
        lg_str_add(out, ")");
    }
    if (probe->then != NULL) {
        lg_str_add(out, "; then: ");
        lg_html_line(out, probe->then);
    }
    lg_str_dispose(&name);
}

static void add_fix(struct lg_str *out, const struct lg_event_fix *fix) {
    lg_str_add(out, "<b class=mend>fix</b> ");
    lg_html_element(out, "code", fix->fix);
    lg_str_add(out, ": ");
    lg_html_line(out, fix->help);
    lg_str_add(out, fix->error == NULL ? "; done" : "; could not be done: ");
    lg_html_line(out, fix->error);
    for (size_t i = 0; i < fix->num_changed; i++) {
        lg_str_add(out, i == 0 ? "; changed: " : ", ");
        lg_html_line(out, fix->changed[i]);
    }
}

static void add_transition(struct lg_str *out, const struct lg_event_transition *transition) {
    lg_html_element(out, "b class=state", transition->state);
    lg_str_add_char(out, ' ');
    lg_html_line(out, transition->trigger);
    lg_str_add(out, transition->artifact == NULL || transition->artifact[0] == '\0' ? "" : ": ");
    lg_html_line(out, transition->artifact);
}

void lg_html_trail_add(struct lg_html_trail *trail, const struct lg_event *event) {
    struct lg_str *out = &trail->items;
    if (trail->count == 0)
        trail->began_ms = event->ts_ms;
    if (++trail->count > ITEMS_MAX)
        return;
    lg_str_add(out, "<li><span class=at>+");
    lg_html_duration(out, (event->ts_ms - trail->began_ms) * LG_NS_PER_MS);
    lg_str_add(out, "</span> ");
    if (event->kind == LG_EVENT_PROBE)
        add_probe(out, &event->as.probe);
    else if (event->kind == LG_EVENT_FIX)
        add_fix(out, &event->as.fix);
    else
        add_transition(out, &event->as.transition);
    lg_str_add(out, "</li>");
}

void lg_html_trail_take(struct lg_html_trail *trail, struct lg_str *out) {
    if (trail->count > 0) {
        lg_str_add(out, "<ol class=trail aria-label=\"states\">");
        lg_str_add_n(out, trail->items.text, trail->items.length);
        if (trail->count > ITEMS_MAX)
            lg_str_printf(out, "<li>and %zu more</li>", trail->count - ITEMS_MAX);
        lg_str_add(out, "</ol>");
    }
    lg_str_clear(&trail->items);
    trail->count = 0;
}

void lg_html_trail_dispose(struct lg_html_trail *trail) {
    lg_str_dispose(&trail->items);
    *trail = (struct lg_html_trail){0};
}
