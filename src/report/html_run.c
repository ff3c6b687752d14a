#include "report/html_run.h"

#include <string.h>

#include "base/clock.h"
#include "report/html_gate.h"
#include "report/html_page.h"
#include "report/html_step.h"
#include "report/html_text.h"
#include "report/words.h"

enum { TROUBLES_MAX = 100 };

static void set_text(struct lg_str *str, const char *text) {
    lg_str_clear(str);
    lg_str_add(str, text == NULL ? "" : text);
}

/* --- what ran --- */

static void add_command(struct lg_str *out, const struct lg_event_run_start *start) {
    struct lg_str command = {0};
    lg_str_add(&command, "livegate");
    for (size_t i = 0; i < start->num_options; i++) {
        lg_str_add_char(&command, ' ');
        lg_str_add_word(&command, start->options[i]);
    }
    lg_html_group(out, "Command", lg_str_text(&command));
    lg_str_dispose(&command);
}

static void add_resumed(struct lg_str *out, const struct lg_value *resumes) {
    const struct lg_value *run = lg_value_get(resumes, "run");
    if (run != NULL && run->kind == LG_VALUE_STRING)
        lg_html_group(out, "Goes on with run", run->as.string.text);
}

/* A green of a part must not be taken for one of the whole. */
static void add_parts(struct lg_str *out, const struct lg_event_run_start *start) {
    const struct lg_value *index = lg_value_get(start->shard, "index");
    const struct lg_value *count = lg_value_get(start->shard, "count");
    struct lg_str text = {0};
    if (index != NULL && count != NULL) {
        lg_str_printf(&text, "%.0f of %.0f: a part of the run, `livegate report merge` joins them",
                      lg_value_number(index), lg_value_number(count));
        lg_html_group(out, "Shard", lg_str_text(&text));
    }
    lg_str_clear(&text);
    if (start->merged != NULL && start->merged->kind == LG_VALUE_LIST) {
        lg_str_printf(&text, "%zu shards", start->merged->as.list.count);
        lg_html_group(out, "Joined of", lg_str_text(&text));
    }
    lg_str_dispose(&text);
}

static void add_inputs(struct lg_str *out, const struct lg_event_run_start *start) {
    if (start->num_inputs == 0)
        return;
    lg_str_printf(out,
                  "<details class=inputs><summary>%zu %s went in</summary><div class=scroll "
                  "role=region tabindex=0 aria-label=\"Files that went in\"><table><caption>Files "
                  "and their SHA-256</caption><thead><tr><th scope=col>Kind<th scope=col>Path"
                  "<th scope=col>SHA-256</thead><tbody>",
                  start->num_inputs, start->num_inputs == 1 ? "file" : "files");
    for (size_t i = 0; i < start->num_inputs; i++) {
        lg_str_add(out, "<tr><td>");
        lg_html_line(out, start->inputs[i].kind);
        lg_str_add(out, "<th scope=row>");
        lg_html_line(out, start->inputs[i].path);
        lg_str_add(out, "<td><code class=hash>");
        lg_html_line(out, start->inputs[i].sha256);
        lg_str_add(out, "</code>");
    }
    lg_str_add(out, "</table></div></details>");
}

void lg_html_run_start(struct lg_html_run *run, const struct lg_event *event) {
    const struct lg_event_run_start *start = &event->as.run_start;
    struct lg_str *out = &run->facts;
    char began[25];
    lg_clock_format_utc(event->ts_ms, began);
    set_text(&run->option, start->target_option);
    set_text(&run->target_kind, start->target_kind);
    set_text(&run->target, start->target);
    lg_html_group(out, "Target", start->target);
    lg_html_group(out, "Began", began);
    lg_html_group(out, "Run", event->run);
    lg_html_group(out, "Tool", start->tool);
    lg_html_group(out, "Revision", start->revision);
    lg_html_group(out, "Host", start->host);
    add_command(out, start);
    add_resumed(out, start->resumes);
    add_parts(out, start);
    lg_str_add(out, "</dl>");
    add_inputs(out, start);
}

void lg_html_run_trouble(struct lg_html_run *run, const char *anchor, const char *suite,
                         const struct lg_event_step *step) {
    struct lg_str *out = &run->troubles;
    struct lg_str reason = {0};
    if (++run->num_troubles > TROUBLES_MAX)
        return;
    lg_words_reason(step->outcome, step->message, step->blocker, &reason);
    lg_str_printf(out, "<li><a href=#%s>", anchor);
    lg_html_line(out, suite);
    lg_str_add_char(out, ' ');
    lg_html_line(out, step->id);
    lg_str_add(out, "</a> ");
    lg_html_pill(out, lg_html_tone(step->outcome), lg_words_outcome(step->outcome));
    lg_html_element(out, "span class=category", step->category);
    lg_html_element(out, "p", lg_str_text(&reason));
    lg_str_add(out, "</li>\n");
    lg_str_dispose(&reason);
}

void lg_html_run_more(struct lg_html_run *run, const char *anchor, const char *suite,
                      size_t count) {
    lg_str_printf(&run->troubles, "<li><a href=#%s>", anchor);
    lg_html_line(&run->troubles, suite);
    lg_str_printf(&run->troubles, "</a> and %zu more of its points</li>\n", count);
}

/* --- the verdict --- */

struct verdict {
    const char *tone, *word;
};

static struct verdict verdict_of(const struct lg_event_run_end *end) {
    if (end->exit_code == 0 && end->planned == 0)
        return (struct verdict){"off", "Nothing to run"};
    if (end->exit_code == 0)
        return (struct verdict){"ok", end->steps[LG_PASSED_AFTER_FIX] > 0 ? "Passed after a fix"
                                                                          : "Passed"};
    if (end->exit_code == 1)
        return (struct verdict){"bad", "Failed"};
    if (end->exit_code == 5)
        return (struct verdict){"odd", "Incomplete"};
    if (end->exit_code == 124 || end->exit_code > 128)
        return (struct verdict){"odd", "Stopped"};
    return (struct verdict){"bad", "In error"};
}

/* A green of a simulated Live must not be taken for one of the studio's. */
static const char *where_of(const struct lg_html_run *run) {
    static const char *const words[][2] = {{"sim", "in a simulated Live"},
                                           {"fixture", "in a recording played again"},
                                           {"live", "in Live"}};
    for (size_t i = 0; i < LG_ARRAY_LEN(words); i++) {
        if (strcmp(lg_str_text(&run->target_kind), words[i][0]) == 0)
            return words[i][1];
    }
    return "";
}

static void add_totals(struct lg_str *out, const char *what,
                       const size_t outcomes[static LG_OUTCOME__COUNT]) {
    size_t total = 0;
    for (size_t i = 0; i < LG_OUTCOME__COUNT; i++)
        total += outcomes[i];
    lg_str_printf(out, "<dt>%s</dt><dd><b>%zu</b>", what, total);
    if (total > 0)
        lg_str_add(out, ": ");
    for (size_t i = 0; i < LG_OUTCOME__COUNT; i++) {
        if (outcomes[i] > 0)
            lg_str_printf(out, "<span class=\"count %s\">%zu %s</span> ",
                          lg_html_tone((enum lg_outcome)i), outcomes[i],
                          lg_words_outcome((enum lg_outcome)i));
    }
    lg_str_add(out, "</dd>");
}

static void add_lead(struct lg_str *out, const struct lg_event_run_end *end, const char *meaning) {
    lg_str_printf(out, "<p class=lead>Exit %d", end->exit_code);
    if (meaning != NULL) {
        lg_str_add(out, ": ");
        lg_html_line(out, meaning);
    }
    lg_str_add(out, ".");
    lg_str_add(out, "</p>");
    lg_html_element(out, "p class=why", end->message);
}

static void add_header(struct lg_str *out, const struct lg_html_run *run,
                       const struct lg_event *run_end, const char *meaning) {
    const struct lg_event_run_end *end = &run_end->as.run_end;
    struct verdict verdict = verdict_of(end);
    lg_str_printf(out,
                  "<body>\n<a class=skip href=#results>Skip to the results</a>\n"
                  "<header class=%s>\n<p class=brand>livegate</p>\n<h1><span class=verdict>%s"
                  "</span> <span class=where>%s</span></h1>\n",
                  verdict.tone, verdict.word, where_of(run));
    add_lead(out, end, meaning);
    lg_str_add(out, "<dl class=totals>");
    add_totals(out, "Gates", end->gates);
    add_totals(out, "Steps and points", end->steps);
    lg_str_printf(out, "<dt>Planned</dt><dd><b>%zu</b></dd><dt>Took</dt><dd><b>", end->planned);
    lg_html_duration(out, end->duration_ns);
    lg_str_add(out, "</b></dd></dl>\n<dl class=facts>");
    lg_str_add(out, run->facts.length > 0 ? run->facts.text : "</dl>");
    lg_str_add(out, "\n</header>\n");
}

static void add_troubles(struct lg_str *out, const struct lg_html_run *run) {
    if (run->num_troubles == 0)
        return;
    lg_str_add(out, "<section class=troubles aria-labelledby=troubles><h2 id=troubles>What did "
                    "not pass</h2>\n<ol>\n");
    lg_str_add_n(out, run->troubles.text, run->troubles.length);
    lg_str_add(out, "</ol>");
    if (run->num_troubles > TROUBLES_MAX)
        lg_str_printf(out, "<p>And %zu more, below.</p>", run->num_troubles - TROUBLES_MAX);
    lg_str_add(out, "</section>\n");
}

void lg_html_run_head(struct lg_str *out, const struct lg_html_run *run,
                      const struct lg_event *run_end, const char *meaning) {
    struct lg_str title = {0};
    struct lg_str of = {0};
    lg_str_printf(&title, "%s (exit %d) \xc2\xb7 livegate \xc2\xb7 ",
                  verdict_of(&run_end->as.run_end).word, run_end->as.run_end.exit_code);
    lg_str_add(&title, lg_str_text(&run->target));
    lg_str_printf(&of, "run %s", run_end->run);
    lg_html_page_head(out, lg_str_text(&of), lg_str_text(&title));
    add_header(out, run, run_end, meaning);
    lg_str_add(out, "<main id=results tabindex=-1>\n");
    add_troubles(out, run);
    lg_str_add(
        out,
        "<section aria-labelledby=gates><h2 id=gates>Gates</h2>\n<div class=scroll "
        "role=region tabindex=0 aria-label=\"Table of gates\"><table class=gates><caption>Gates "
        "and matrices, in the order they ran</caption>\n<thead><tr><th scope=col>Gate"
        "<th scope=col>Name<th scope=col>Ended<th scope=col>Steps<th scope=col class=n>"
        "Took</tr></thead>\n<tbody>\n");
    lg_str_dispose(&title);
    lg_str_dispose(&of);
}

void lg_html_run_foot(struct lg_str *out) {
    lg_html_page_foot(out, "Written by livegate from the run's events alone. This file loads "
                           "nothing and sends nothing; the receipts beside it hold all that is "
                           "shortened here.");
}

void lg_html_run_dispose(struct lg_html_run *run) {
    lg_str_dispose(&run->option);
    lg_str_dispose(&run->target_kind);
    lg_str_dispose(&run->target);
    lg_str_dispose(&run->facts);
    lg_str_dispose(&run->troubles);
}
