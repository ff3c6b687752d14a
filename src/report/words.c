#include "report/words.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "report/clean.h"

/* Evidence stops growing here: no report shows more of it. */
enum { EVIDENCE_BYTES_MAX = 512 * 1024 };

static const char *const outcome_words[LG_OUTCOME__COUNT] = {
    [LG_PASSED] = "passed",   [LG_PASSED_AFTER_FIX] = "passed after fix",
    [LG_FAILED] = "failed",   [LG_ERROR] = "in error",
    [LG_SKIPPED] = "skipped", [LG_BLOCKED] = "blocked",
    [LG_STOPPED] = "stopped", [LG_INTERRUPTED] = "not run",
};

static const char *const verdict_words[LG_VERDICT__COUNT] = {
    [LG_HELD] = "held",
    [LG_NOT_MET] = "not met",
    [LG_NOT_JUDGED] = "not judged",
};

const char *lg_words_outcome(enum lg_outcome outcome) {
    return (unsigned)outcome < LG_OUTCOME__COUNT ? outcome_words[outcome] : "unknown";
}

const char *lg_words_verdict(enum lg_verdict verdict) {
    return (unsigned)verdict < LG_VERDICT__COUNT ? verdict_words[verdict] : "unknown";
}

static bool has(const char *text) {
    return text != NULL && text[0] != '\0';
}

void lg_words_reason(enum lg_outcome outcome, const char *message, const char *blocker,
                     struct lg_str *out) {
    const char *word = lg_words_outcome(outcome);
    bool names_blocker = has(blocker) && has(message) && strstr(message, blocker) != NULL;
    bool says_so = has(message) && lg_starts_with(message, word);
    if (has(blocker) && !names_blocker)
        lg_str_printf(out, "blocked by %s%s", blocker, has(message) ? ": " : "");
    else if (outcome == LG_INTERRUPTED && !says_so)
        lg_str_printf(out, "%s%s", word, has(message) ? ": " : "");
    else if (!has(message))
        lg_str_add(out, word);
    if (has(message))
        lg_str_add(out, message);
}

void lg_words_place(const struct lg_event_step *step, struct lg_str *out) {
    if (!has(step->source))
        return;
    lg_str_add(out, step->source);
    if (step->line > 0)
        lg_str_printf(out, ":%u", step->line);
    if (step->line > 0 && step->column > 0)
        lg_str_printf(out, ":%u", step->column);
}

void lg_words_seconds(int64_t duration_ns, char out[static 24]) {
    int64_t ms = duration_ns > 0 ? duration_ns / LG_NS_PER_MS : 0;
    if (duration_ns > 0 && duration_ns % LG_NS_PER_MS >= LG_NS_PER_MS / 2)
        ms++;
    snprintf(out, 24, "%lld.%03d", (long long)(ms / 1000), (int)(ms % 1000));
}

void lg_words_span(int64_t span_ns, struct lg_str *out) {
    double seconds = (double)span_ns / (double)LG_NS_PER_S;
    if (seconds < 99.5)
        lg_str_printf(out, "%.0f s", seconds);
    else if (seconds < 99.5 * 60.0)
        lg_str_printf(out, "%.0f min", seconds / 60.0);
    else
        lg_str_printf(out, "%.1f h", seconds / 3600.0);
}

static void add_line(const char *indent, const struct lg_str *line, struct lg_str *out) {
    lg_str_add(out, indent);
    lg_clean_line((struct lg_view){lg_str_text(line), line->length}, LG_WORDS_LINE_MAX, out);
    lg_str_add_char(out, '\n');
}

static void add_check(const struct lg_check *check, const char *indent, struct lg_str *out) {
    struct lg_str line = {0};
    lg_str_printf(&line, "%s: ", lg_words_verdict(check->verdict));
    lg_str_add(&line, check->text);
    add_line(indent, &line, out);
    lg_str_dispose(&line);
}

static void add_named(const char *name, const struct lg_value *value, const char *indent,
                      struct lg_str *out) {
    struct lg_str line = {0};
    lg_str_add(&line, name);
    lg_str_add(&line, ": ");
    lg_value_print(value, &line);
    add_line(indent, &line, out);
    lg_str_dispose(&line);
}

static void add_result(const struct lg_value *result, const char *indent, struct lg_str *out) {
    if (result->kind != LG_VALUE_MAP) {
        add_named("result", result, indent, out);
        return;
    }
    for (const struct lg_pair *pair = result->as.map.first;
         pair != NULL && out->length < EVIDENCE_BYTES_MAX; pair = pair->next)
        add_named(pair->key, pair->value, indent, out);
}

void lg_words_evidence(const struct lg_event_step *step, const char *indent, struct lg_str *out) {
    for (size_t i = 0; i < step->num_checks && out->length < EVIDENCE_BYTES_MAX; i++)
        add_check(&step->checks[i], indent, out);
    if (step->result != NULL)
        add_result(step->result, indent, out);
}

static void add_text(const char *name, const char *text, const char *indent, struct lg_str *out) {
    struct lg_str line = {0};
    if (text == NULL)
        return;
    lg_str_printf(&line, "%s: %s", name, text);
    add_line(indent, &line, out);
    lg_str_dispose(&line);
}

void lg_words_case(const struct lg_event_case *point, const char *indent, struct lg_str *out) {
    const struct lg_value *shown =
        point->params == NULL ? NULL : lg_value_get(point->params, "display");
    if (shown != NULL)
        add_result(shown, indent, out);
    add_text("verdict", point->verdict, indent, out);
    add_text("phase", point->phase, indent, out);
}

void lg_words_misses(const struct lg_event_step *step, const char *indent, struct lg_str *out) {
    for (size_t i = 0; i < step->num_checks && out->length < EVIDENCE_BYTES_MAX; i++) {
        const struct lg_check *check = &step->checks[i];
        bool is_told = step->message != NULL && strcmp(check->text, step->message) == 0;
        if (check->verdict != LG_HELD && !is_told)
            add_check(check, indent, out);
    }
}

void lg_words_advice(const struct lg_event_step *step, const char *indent, struct lg_str *out) {
    const char *rest = step->advice == NULL ? "" : step->advice;
    while (*rest != '\0') {
        size_t length = strcspn(rest, "\n");
        if (length > 0) {
            lg_str_add(out, indent);
            lg_clean_line((struct lg_view){rest, length}, LG_WORDS_LINE_MAX, out);
            lg_str_add_char(out, '\n');
        }
        rest += length + (rest[length] == '\n');
    }
}

void lg_words_again(const char *selector, const char *option, const struct lg_event_step *step,
                    struct lg_str *out) {
    lg_str_add(out, "livegate run ");
    lg_str_add_word(out, selector);
    if (has(option))
        lg_str_printf(out, " %s", option);
    if (step == NULL || step->verb == NULL || strcmp(step->verb, LG_EVENT_CASE_VERB) != 0)
        return;
    /* A recording is replayed from its beginning. */
    if (has(option) && lg_starts_with(option, "--fixture"))
        return;
    lg_str_add(out, " --point ");
    lg_str_add_word(out, step->id);
}
