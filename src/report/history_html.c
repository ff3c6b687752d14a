#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "report/history_tell.h"
#include "report/html_page.h"
#include "report/html_step.h"
#include "report/html_text.h"
#include "report/plot.h"
#include "report/words.h"

/* What the page shows at most; the rest is counted. */
enum { STRIP_RUNS_MAX = 400, PLOTS_MAX = 40, GROUPS_MAX = 100, RUNS_MAX = 400 };

struct page {
    const struct lg_history *history;
    struct lg_str *out;
};

static void begin_section(const struct page *page, const char *id, const char *title) {
    lg_str_printf(page->out, "<section aria-labelledby=%s><h2 id=%s>%s</h2>\n", id, id, title);
}

/* `columns` is HTML. */
static void begin_table(const struct page *page, const char *name, const char *columns) {
    lg_str_printf(page->out,
                  "<div class=scroll role=region tabindex=0 aria-label=\"%s\"><table>"
                  "<caption>%s</caption>\n<thead><tr>%s</tr></thead>\n<tbody>\n",
                  name, name, columns);
}

static void end_table(const struct page *page, size_t more) {
    lg_str_add(page->out, "</tbody></table></div>");
    if (more > 0)
        lg_str_printf(page->out, "<p class=note>and %zu more</p>", more);
    lg_str_add_char(page->out, '\n');
}

static void add_when(const struct page *page, size_t run) {
    struct lg_str text = {0};
    lg_history_when(page->history, run, &text);
    lg_html_line(page->out, lg_str_text(&text));
    lg_str_dispose(&text);
}

/* --- gates ----------------------------------------------------------------------------------- */

/* A cell for each of the last runs, coloured by how the gate ended in it. */
static void add_strip(const struct page *page, const struct lg_history_gate *gate) {
    size_t num_runs = page->history->num_runs;
    size_t from = num_runs > STRIP_RUNS_MAX ? num_runs - STRIP_RUNS_MAX : 0;
    lg_str_printf(page->out,
                  "<svg class=strip viewBox=\"0 0 %zu 10\" preserveAspectRatio=none role=img "
                  "aria-label=\"how it ended, run by run\">",
                  10 * (num_runs - from));
    for (size_t i = from; i < num_runs; i++) {
        if (gate->marks[i] == 0)
            continue;
        enum lg_outcome outcome = (enum lg_outcome)(gate->marks[i] - 1);
        lg_str_printf(page->out, "<rect class=\"%s\" x=%zu y=0 width=9 height=10><title>",
                      lg_html_tone(outcome), 10 * (i - from));
        add_when(page, i);
        lg_str_printf(page->out, ": %s</title></rect>", lg_words_outcome(outcome));
    }
    lg_str_add(page->out, "</svg>");
}

/* A green of long ago is none of today. */
static const char *tone_of(const struct lg_history *history, const struct lg_history_gate *gate) {
    if (!gate->is_green)
        return "bad";
    return lg_history_since(history, gate) == 0 ? "ok" : "odd";
}

static void add_gate(const struct page *page, const struct lg_history_gate *gate) {
    size_t judged = lg_history_judged(gate);
    size_t passed = lg_history_passed(gate);
    struct lg_str turn = {0};
    lg_history_turn(page->history, gate, &turn);
    lg_str_add(&turn, turn.length > 0 && lg_history_since(page->history, gate) > 0 ? "; " : "");
    lg_history_absence(page->history, gate, &turn);
    lg_str_add(page->out, "<tr><th scope=row>");
    lg_html_line(page->out, gate->suite);
    lg_str_add(page->out, "<td>");
    if (judged == 0)
        lg_html_pill(page->out, "off", "no verdict");
    else
        lg_html_pill(page->out, tone_of(page->history, gate), gate->is_green ? "green" : "red");
    lg_str_add(page->out, "<td class=n>");
    if (judged > 0)
        lg_str_printf(page->out, "%zu %% (%zu of %zu)", 100 * passed / judged, passed, judged);
    lg_str_add(page->out, "<td>");
    add_strip(page, gate);
    lg_html_line(page->out, lg_str_text(&turn));
    lg_str_add_char(page->out, '\n');
    lg_str_dispose(&turn);
}

static void add_gates(const struct page *page) {
    begin_section(page, "gates", "Gates");
    begin_table(page, "Gates and matrices, and how they ended from the first run to the last",
                "<th scope=col>Gate<th scope=col>Is<th scope=col class=n>Passed<th scope=col>"
                "Run by run");
    for (size_t i = 0; i < page->history->num_gates; i++)
        add_gate(page, &page->history->gates[i]);
    end_table(page, 0);
    lg_str_add(page->out, "</section>\n");
}

/* --- levels ---------------------------------------------------------------------------------- */

/* The level of each stretch between two steps, as a line. */
static void add_levels(const struct lg_plot *plot, const struct lg_history_series *series) {
    struct lg_plot_pair pairs[LG_SHIFTS_MAX + 2];
    size_t count = 0;
    double level = series->shifts[0].before;
    for (size_t i = 0; i <= series->num_shifts; i++) {
        size_t at = i == 0 ? 0 : series->shifts[i - 1].at;
        level = i == 0 ? level : series->shifts[i - 1].after;
        pairs[count++] =
            (struct lg_plot_pair){(double)(series->values[at].run + 1), level, level, level, 1};
    }
    pairs[count++] = (struct lg_plot_pair){(double)(series->values[series->count - 1].run + 1),
                                           level, level, level, 1};
    lg_plot_steps(plot, pairs, count, "c1");
}

static void add_dots(const struct page *page, const struct lg_plot *plot,
                     const struct lg_history_series *series) {
    for (size_t i = 0; i < series->count; i++) {
        const struct lg_history_value *value = &series->values[i];
        struct lg_str title = {0};
        lg_str_printf(&title, "%.2f %s on ", value->value, series->unit);
        lg_history_when(page->history, value->run, &title);
        lg_plot_dot(plot, (double)(value->run + 1), value->value, "", lg_str_text(&title));
        lg_str_dispose(&title);
    }
}

static void add_plot(const struct page *page, const struct lg_history_series *series) {
    struct lg_str of = {0};
    struct lg_str label = {0};
    lg_str_printf(&of, "%s %s", series->suite, series->id);
    lg_str_printf(&label, "%s (%s)", series->metric, series->unit);
    struct lg_plot plot = {.out = page->out,
                           .title = lg_str_text(&label),
                           .of = lg_str_text(&of),
                           .x = LG_PLOT_NOTHING("run"),
                           .y = LG_PLOT_NOTHING(lg_str_text(&label))};
    for (size_t i = 0; i < series->count; i++) {
        lg_plot_fit(&plot.x, (double)(series->values[i].run + 1));
        lg_plot_fit(&plot.y, series->values[i].value);
    }
    lg_plot_begin(&plot);
    if (series->num_shifts > 0)
        add_levels(&plot, series);
    add_dots(page, &plot, series);
    lg_plot_end(&plot, series->num_shifts > 0 ? "The line is the level between its steps." : NULL);
    lg_str_dispose(&of);
    lg_str_dispose(&label);
}

/* Its steps, and what may be the next one. */
static size_t num_told(const struct lg_history_series *series) {
    return series->num_shifts + series->is_latest_new;
}

static void add_shifts(const struct page *page, const struct lg_history_series *series) {
    for (size_t i = 0; i < num_told(series); i++) {
        struct lg_str text = {0};
        if (i < series->num_shifts)
            lg_history_shift(page->history, series, i, &text);
        else
            lg_history_latest(page->history, series, &text);
        lg_str_add(page->out, "<li>");
        lg_html_line(page->out, series->suite);
        lg_str_add_char(page->out, ' ');
        lg_html_line(page->out, series->id);
        lg_str_printf(page->out, " <b>%s</b>: ", series->metric);
        lg_html_line(page->out, lg_str_text(&text));
        lg_str_dispose(&text);
    }
}

static void add_all_levels(const struct page *page) {
    const struct lg_history *history = page->history;
    size_t shown = 0;
    size_t stepped = 0;
    if (history->num_series == 0)
        return;
    begin_section(page, "levels", "Levels");
    for (size_t i = 0; i < history->num_series; i++)
        stepped += num_told(&history->series[i]);
    lg_str_add(page->out, stepped > 0 ? "<ul>" : "<p>No level stepped.</p>");
    for (size_t i = 0; i < history->num_series; i++)
        add_shifts(page, &history->series[i]);
    lg_str_add(page->out, stepped > 0 ? "</ul>\n<div class=plots>\n" : "\n<div class=plots>\n");
    /* What stepped stands first. */
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < history->num_series && shown < PLOTS_MAX; i++) {
            const struct lg_history_series *series = &history->series[i];
            if ((num_told(series) > 0) != (round == 0) || series->count < 2)
                continue;
            add_plot(page, series);
            shown++;
        }
    }
    lg_str_add(page->out, "</div></section>\n");
}

/* --- steps, the unknown, runs ----------------------------------------------------------------- */

static void add_slowest(const struct page *page) {
    const struct lg_history_step *steps[LG_HISTORY_SLOWEST + 1];
    size_t count = lg_history_slowest(page->history, steps, LG_HISTORY_SLOWEST);
    if (count == 0)
        return;
    begin_section(page, "slowest", "Slowest steps");
    begin_table(page, "Steps and points by the time they take on average",
                "<th scope=col>Step<th scope=col>Gate<th scope=col class=n>Times<th scope=col "
                "class=n>On average<th scope=col class=n>At most<th scope=col>When");
    for (size_t i = 0; i < count; i++) {
        lg_str_add(page->out, "<tr><th scope=row>");
        lg_html_line(page->out, steps[i]->id);
        lg_str_add(page->out, "<td>");
        lg_html_line(page->out, steps[i]->suite);
        lg_str_printf(page->out, "<td class=n>%zu<td class=n>", steps[i]->count);
        lg_html_duration(page->out, steps[i]->sum_ns / (int64_t)steps[i]->count);
        lg_str_add(page->out, "<td class=n>");
        lg_html_duration(page->out, steps[i]->longest_ns);
        lg_str_add(page->out, "<td>");
        add_when(page, steps[i]->longest);
        lg_str_add_char(page->out, '\n');
    }
    end_table(page, 0);
    lg_str_add(page->out, "</section>\n");
}

static void add_unknown(const struct page *page) {
    size_t count = page->history->num_groups;
    if (count == 0)
        return;
    begin_section(page, "unknown", "Not classified");
    begin_table(page, "What no rule of the taxonomy knows, alike but for numbers and names",
                "<th scope=col>Message<th scope=col class=n>Times<th scope=col>First<th scope=col>"
                "Last<th scope=col>Where");
    for (size_t i = 0; i < count && i < GROUPS_MAX; i++) {
        const struct lg_history_group *group = &page->history->groups[i];
        lg_str_add(page->out, "<tr><th scope=row>");
        lg_html_line(page->out, group->masked);
        lg_str_printf(page->out, " <code class=hash>%s</code><td class=n>%zu<td>",
                      group->fingerprint, group->count);
        add_when(page, group->first);
        lg_str_add(page->out, "<td>");
        add_when(page, group->last);
        lg_str_add(page->out, "<td>");
        lg_html_line(page->out, group->suite);
        lg_str_add_char(page->out, ' ');
        lg_html_line(page->out, group->id);
        lg_str_add_char(page->out, '\n');
    }
    end_table(page, count > GROUPS_MAX ? count - GROUPS_MAX : 0);
    lg_str_add(page->out, "</section>\n");
}

static void add_run(const struct page *page, size_t i) {
    const struct lg_history_run *run = &page->history->runs[i];
    lg_str_printf(page->out, "<tr><td class=n>%zu<th scope=row>", i + 1);
    lg_html_line(page->out, run->run);
    lg_str_add(page->out, "<td>");
    if (run->is_cut)
        lg_html_pill(page->out, "odd", "cut off");
    else
        lg_str_printf(page->out, "exit %d", run->exit_code);
    lg_str_add(page->out, "<td><code class=hash>");
    lg_html_line(page->out, run->revision);
    lg_str_add(page->out, "</code><td>");
    lg_html_line(page->out, run->target);
    lg_str_add(page->out, "<td>");
    lg_html_line(page->out, run->host);
    lg_str_add_char(page->out, '\n');
}

/* The newest first. */
static void add_runs(const struct page *page) {
    size_t count = page->history->num_runs;
    begin_section(page, "runs", "Runs");
    begin_table(page, "Runs, the newest first",
                "<th scope=col class=n>No.<th scope=col>Run<th scope=col>Ended<th scope=col>"
                "Commit<th scope=col>Target<th scope=col>Host");
    for (size_t i = count; i > 0 && count - i < RUNS_MAX; i--)
        add_run(page, i - 1);
    end_table(page, count > RUNS_MAX ? count - RUNS_MAX : 0);
    lg_str_add(page->out, "</section>\n");
}

static void add_skipped(const struct page *page) {
    const struct lg_history *history = page->history;
    if (history->num_skipped == 0)
        return;
    begin_section(page, "skipped", "Files that could not be read");
    lg_str_add(page->out, "<ul>");
    for (size_t i = 0; i < history->num_skipped; i++) {
        lg_str_add(page->out, "<li>");
        lg_html_line(page->out, history->skipped[i].path);
        lg_str_add(page->out, ": ");
        lg_html_line(page->out, history->skipped[i].why);
    }
    lg_str_add(page->out, "</ul></section>\n");
}

/* --- the page -------------------------------------------------------------------------------- */

/* No red is no green yet: a gate may never have come to a verdict, nor the last run to its end. */
static void add_verdict(const struct page *page) {
    const struct lg_history *history = page->history;
    size_t red = 0;
    size_t green = 0;
    size_t late = 0;
    for (size_t i = 0; i < history->num_gates; i++) {
        bool is_judged = lg_history_judged(&history->gates[i]) > 0;
        bool is_late = lg_history_since(history, &history->gates[i]) > 0;
        red += is_judged && !history->gates[i].is_green;
        green += is_judged && history->gates[i].is_green;
        late += is_late;
    }
    const struct lg_history_run *last = &history->runs[history->num_runs - 1];
    bool is_odd = last->is_cut || last->exit_code > 1;
    lg_str_printf(page->out,
                  "<header class=%s>\n<p class=brand>livegate</p>\n<h1><span class=verdict>",
                  red > 0                            ? "bad"
                  : is_odd || green == 0 || late > 0 ? "odd"
                                                     : "ok");
    if (red > 0)
        lg_str_printf(page->out, "%zu of %zu gates %s red", red, history->num_gates,
                      red == 1 ? "is" : "are");
    else if (is_odd && !last->is_cut)
        lg_str_printf(page->out, "The last run ended with exit %d", last->exit_code);
    else
        lg_str_add(page->out, last->is_cut ? "The last run was cut off"
                              : green > 0  ? "No gate is red"
                                           : "No verdict");
    if (late > 0)
        lg_str_printf(page->out, ", %zu not judged in the last run", late);
    lg_str_printf(page->out, "</span> <span class=where>after %zu run%s</span></h1>\n",
                  history->num_runs, history->num_runs == 1 ? "" : "s");
}

static void add_header(const struct page *page, const char *from) {
    lg_str_add(page->out, "<body>\n<a class=skip href=#results>Skip to the results</a>\n");
    add_verdict(page);
    lg_str_add(page->out, "<p class=lead>");
    add_when(page, 0);
    lg_str_add(page->out, " to ");
    add_when(page, page->history->num_runs - 1);
    lg_str_add(page->out, ", of ");
    lg_html_line(page->out, from);
    lg_str_add(page->out, "</p>\n</header>\n<main id=results tabindex=-1>\n");
}

void lg_history_page(const struct lg_history *history, const char *from, struct lg_str *out) {
    const struct page page = {history, out};
    lg_html_page_head(out, "history", "History \xc2\xb7 livegate");
    add_header(&page, from);
    add_gates(&page);
    add_all_levels(&page);
    add_slowest(&page);
    add_unknown(&page);
    add_runs(&page);
    add_skipped(&page);
    lg_html_page_foot(out, "Written by livegate from the receipts alone. This file loads nothing "
                           "and sends nothing; <code>livegate history --json</code> holds all that "
                           "is shortened here.");
}
