#include "report/junit_case.h"

#include "report/clean.h"
#include "report/words.h"

/* How an outcome is told; a passed case has no element. */
static const struct {
    const char *element;
    size_t counter; /* in struct lg_junit_counts */
} tellings[LG_OUTCOME__COUNT] = {
    [LG_PASSED] = {NULL, 0},
    [LG_PASSED_AFTER_FIX] = {"flakyFailure", 0},
    [LG_FAILED] = {"failure", offsetof(struct lg_junit_counts, failures)},
    [LG_ERROR] = {"error", offsetof(struct lg_junit_counts, errors)},
    [LG_SKIPPED] = {"skipped", offsetof(struct lg_junit_counts, skipped)},
    [LG_BLOCKED] = {"skipped", offsetof(struct lg_junit_counts, skipped)},
    [LG_STOPPED] = {"skipped", offsetof(struct lg_junit_counts, skipped)},
    [LG_INTERRUPTED] = {"error", offsetof(struct lg_junit_counts, errors)},
};

void lg_junit_count(struct lg_junit_counts *counts, enum lg_outcome outcome) {
    counts->tests++;
    if (tellings[outcome].counter != 0)
        ++*(size_t *)(void *)((char *)counts + tellings[outcome].counter);
}

void lg_junit_count_all(struct lg_junit_counts *to, const struct lg_junit_counts *from) {
    to->tests += from->tests;
    to->failures += from->failures;
    to->errors += from->errors;
    to->skipped += from->skipped;
}

bool lg_junit_is_red(const struct lg_junit_counts *counts) {
    return counts->failures + counts->errors > 0;
}

void lg_junit_write_counts(struct lg_xml *xml, const struct lg_junit_counts *counts) {
    lg_xml_attr_count(xml, "tests", counts->tests);
    lg_xml_attr_count(xml, "failures", counts->failures);
    lg_xml_attr_count(xml, "errors", counts->errors);
}

void lg_junit_write_time(struct lg_xml *xml, int64_t duration_ns) {
    char seconds[24];
    lg_words_seconds(duration_ns, seconds);
    lg_xml_attr(xml, "time", seconds);
}

const char *lg_junit_name(const char *name) {
    return name == NULL || name[0] == '\0' ? "(unnamed)" : name;
}

static void write_verdict(struct lg_xml *xml, const struct lg_junit_case *item) {
    struct lg_str reason = {0};
    struct lg_str body = {0};
    lg_words_reason(item->outcome, item->message, item->blocker, &reason);
    /* As in the attribute: readers show the one or the other. */
    lg_clean_line((struct lg_view){reason.text, reason.length}, LG_XML_ATTR_MAX, &body);
    if (item->details != NULL && item->details[0] != '\0') {
        lg_str_add_char(&body, '\n');
        lg_str_add(&body, item->details);
    }
    lg_xml_break(xml, 3);
    lg_xml_begin(xml, tellings[item->outcome].element);
    lg_xml_attr(xml, "message", lg_str_text(&reason));
    lg_xml_attr(xml, "type", item->category == NULL ? "unknown" : item->category);
    if (item->outcome == LG_PASSED_AFTER_FIX)
        lg_xml_begin(xml, "stackTrace");
    lg_xml_text(xml, lg_str_text(&body));
    if (item->outcome == LG_PASSED_AFTER_FIX)
        lg_xml_end(xml);
    lg_xml_end(xml);
    lg_str_dispose(&reason);
    lg_str_dispose(&body);
}

static void write_place(struct lg_xml *xml, const struct lg_junit_case *item) {
    if (item->source == NULL || item->source[0] == '\0')
        return;
    lg_xml_attr(xml, "file", item->source);
    if (item->line > 0)
        lg_xml_attr_count(xml, "line", item->line);
}

static void write_property(struct lg_xml *xml, const char *name, const char *value) {
    if (value == NULL)
        return;
    lg_xml_break(xml, 4);
    lg_xml_begin(xml, "property");
    lg_xml_attr(xml, "name", name);
    lg_xml_attr(xml, "value", value);
    lg_xml_end(xml);
}

/* The outcome is among them, since JUnit has fewer ways to end than we do. */
static void write_properties(struct lg_xml *xml, const struct lg_junit_case *item) {
    lg_xml_break(xml, 3);
    lg_xml_begin(xml, "properties");
    write_property(xml, "verb", item->verb);
    write_property(xml, "outcome", lg_outcome_name(item->outcome));
    write_property(xml, "category", item->category);
    lg_xml_break(xml, 3);
    lg_xml_end(xml);
}

/* Attachments stand on lines of their own, before what was captured. */
static struct lg_spool_range write_output(struct lg_xml *xml, const struct lg_junit_case *item) {
    struct lg_spool_range line = {0};
    lg_xml_break(xml, 3);
    lg_xml_begin(xml, "system-out");
    lg_xml_text(xml, ""); /* ends the start tag */
    if (item->page != NULL)
        lg_xml_attachment(xml, item->page);
    line.offset = lg_xml_length(xml);
    if (item->audio != NULL)
        lg_xml_attachment(xml, item->audio);
    line.length = lg_xml_length(xml) - line.offset;
    if (item->output != NULL)
        lg_xml_text(xml, item->output);
    lg_xml_end(xml);
    return line;
}

struct lg_spool_range lg_junit_write_case(struct lg_xml *xml, enum lg_junit_dialect dialect,
                                          const struct lg_junit_case *item) {
    struct lg_spool_range line = {0};
    bool is_wide = dialect == LG_JUNIT_WIDE;
    bool has_verdict = tellings[item->outcome].element != NULL;
    bool has_output = (item->output != NULL && item->output[0] != '\0') || item->page != NULL ||
                      item->audio != NULL;
    lg_xml_break(xml, 2);
    lg_xml_begin(xml, "testcase");
    lg_xml_attr(xml, "classname", item->suite);
    lg_xml_attr(xml, "name", lg_junit_name(item->name));
    lg_junit_write_time(xml, item->duration_ns);
    if (is_wide) {
        write_place(xml, item);
        write_properties(xml, item);
    }
    if (has_verdict)
        write_verdict(xml, item);
    if (has_output)
        line = write_output(xml, item);
    if (is_wide || has_verdict || has_output)
        lg_xml_break(xml, 2);
    lg_xml_end(xml);
    return line;
}
