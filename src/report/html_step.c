#include "report/html_step.h"

#include <string.h>

#include "report/clean.h"
#include "report/html_curves.h"
#include "report/html_effects.h"
#include "report/html_table.h"
#include "report/html_text.h"
#include "report/words.h"

enum { CHECKS_MAX = 500, FIELDS_MAX = 200, TEXTS_MAX = 100 };

static const char *const tones[LG_OUTCOME__COUNT] = {
    [LG_PASSED] = "ok",   [LG_PASSED_AFTER_FIX] = "fixed",
    [LG_FAILED] = "bad",  [LG_ERROR] = "bad",
    [LG_SKIPPED] = "off", [LG_BLOCKED] = "odd",
    [LG_STOPPED] = "off", [LG_INTERRUPTED] = "odd",
};

static const char *const verdict_tones[LG_VERDICT__COUNT] = {
    [LG_HELD] = "ok", [LG_NOT_MET] = "bad", [LG_NOT_JUDGED] = "odd"};

const char *lg_html_tone(enum lg_outcome outcome) {
    return (unsigned)outcome < LG_OUTCOME__COUNT ? tones[outcome] : "odd";
}

void lg_html_pill(struct lg_str *out, const char *tone, const char *word) {
    lg_str_printf(out, "<span class=\"pill %s\">%s</span>", tone, word);
}

/* --- what was judged --- */

static void add_checks(struct lg_str *out, const struct lg_event_step *step) {
    if (step->num_checks == 0)
        return;
    lg_str_add(out, "<ul class=checks>");
    for (size_t i = 0; i < step->num_checks && i < CHECKS_MAX; i++) {
        const struct lg_check *check = &step->checks[i];
        lg_str_printf(out, "<li class=%s><b>%s</b> ", verdict_tones[check->verdict],
                      lg_words_verdict(check->verdict));
        lg_html_line(out, check->text);
        lg_str_add(out, "</li>");
    }
    if (step->num_checks > CHECKS_MAX)
        lg_str_printf(out, "<li>and %zu more, in the receipts</li>", step->num_checks - CHECKS_MAX);
    lg_str_add(out, "</ul>");
}

/* --- what it produced --- */

static bool is_all_text(const struct lg_value *value) {
    if (value->kind != LG_VALUE_LIST || value->as.list.count == 0)
        return false;
    for (const struct lg_item *item = value->as.list.first; item != NULL; item = item->next) {
        if (item->value->kind != LG_VALUE_STRING)
            return false;
    }
    return true;
}

static void add_item(struct lg_str *out, struct lg_view text) {
    struct lg_str line = {0};
    lg_clean_line(text, LG_HTML_LINE_MAX, &line);
    lg_html_element(out, "li", lg_str_text(&line));
    lg_str_dispose(&line);
}

static void add_texts(struct lg_str *out, const struct lg_value *list) {
    size_t count = 0;
    lg_str_add(out, "<ul>");
    for (const struct lg_item *item = list->as.list.first; item != NULL && count < TEXTS_MAX;
         item = item->next, count++)
        add_item(out, item->value->as.string);
    if (list->as.list.count > count)
        lg_str_printf(out, "<li>and %zu more</li>", list->as.list.count - count);
    lg_str_add(out, "</ul>");
}

static void add_value(struct lg_str *out, const char *name, const struct lg_value *value) {
    bool is_list = is_all_text(value) && value->as.list.count > 1;
    bool is_text = value->kind == LG_VALUE_STRING &&
                   memchr(value->as.string.text, '\n', value->as.string.length) != NULL;
    if (is_text) {
        lg_str_add(out, "<pre class=output tabindex=0>");
        lg_html_block(out, value->as.string);
        lg_str_add(out, "</pre>");
    } else if (lg_html_is_effects(value))
        lg_html_effects(out, value);
    else if (lg_html_is_table(value))
        lg_html_table(out, name, value);
    else if (is_list)
        add_texts(out, value);
    else
        lg_html_value(out, value);
}

/* What has a drawing is not told in numbers as well. */
static bool is_drawn(const struct lg_pair *pair) {
    bool is_curve = strcmp(pair->key, "bands") == 0 || strcmp(pair->key, "series") == 0;
    return is_curve && pair->value->kind == LG_VALUE_MAP;
}

void lg_html_result(struct lg_str *out, const struct lg_value *result) {
    size_t count = 0;
    if (result->kind != LG_VALUE_MAP) {
        lg_str_add(out, "<div>");
        add_value(out, "result", result);
        lg_str_add(out, "</div>");
        return;
    }
    lg_str_add(out, "<dl class=result>");
    for (const struct lg_pair *pair = result->as.map.first; pair != NULL && count < FIELDS_MAX;
         pair = pair->next) {
        if (is_drawn(pair))
            continue;
        lg_str_add(out, "<dt>");
        lg_html_line(out, pair->key);
        lg_str_add(out, "</dt><dd>");
        add_value(out, pair->key, pair->value);
        lg_str_add(out, "</dd>");
        count++;
    }
    lg_str_add(out, "</dl>");
}

static bool is_told_by_check(const struct lg_event_step *step) {
    for (size_t i = 0; i < step->num_checks && i < CHECKS_MAX && step->message != NULL; i++) {
        if (strcmp(step->checks[i].text, step->message) == 0)
            return true;
    }
    return false;
}

void lg_html_evidence(struct lg_str *out, const struct lg_event_step *step, bool with_result) {
    struct lg_str place = {0};
    struct lg_str reason = {0};
    if (step->outcome != LG_PASSED && !is_told_by_check(step))
        lg_words_reason(step->outcome, step->message, step->blocker, &reason);
    lg_html_element(out, "p class=why", lg_str_text(&reason));
    if (step->category != NULL || step->error_kind != LG_ERR_NONE || step->stop != NULL) {
        lg_str_add(out, "<dl class=facts>");
        lg_html_field(out, "category", step->category);
        if (step->error_kind != LG_ERR_NONE)
            lg_html_field(out, "kind of error", lg_err_kind_name(step->error_kind));
        lg_html_field(out, "stop rule", step->stop);
        lg_str_add(out, "</dl>");
    }
    add_checks(out, step);
    if (step->advice != NULL && step->advice[0] != '\0') {
        lg_str_add(out, "<pre class=advice>");
        lg_html_block(out, lg_view_of(step->advice));
        lg_str_add(out, "</pre>");
    }
    if (with_result && step->result != NULL) {
        lg_html_result(out, step->result);
        lg_html_draw_result(out, step->result);
    }
    lg_words_place(step, &place);
    lg_html_element(out, "p class=place", lg_str_text(&place));
    lg_str_dispose(&place);
    lg_str_dispose(&reason);
}

void lg_html_step(struct lg_str *out, const struct lg_html_step *from) {
    const struct lg_event_step *step = from->step;
    const char *tone = lg_html_tone(step->outcome);
    bool is_open = strcmp(tone, "bad") == 0;
    lg_str_printf(out, "<details class=\"step %s\" id=step-%zu%s><summary>", tone, from->number,
                  is_open ? " open" : "");
    lg_html_pill(out, tone, lg_words_outcome(step->outcome));
    lg_html_element(out, "b", step->id);
    lg_html_element(out, "span class=verb", step->verb);
    lg_str_add(out, "<span class=took>");
    lg_html_duration(out, step->duration_ns);
    lg_str_add(out, "</span></summary><div class=inside>");
    lg_html_evidence(out, step, from->with_result);
    if (!from->with_result && step->result != NULL)
        lg_str_add(out, "<p class=note>What it produced is in the receipts.</p>");
    lg_str_add(out, from->diff);
    lg_str_add(out, from->trail);
    lg_str_add(out, "</div></details>\n");
}
