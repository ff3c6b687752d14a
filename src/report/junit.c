#include "report/junit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "report/clean.h"
#include "report/spool.h"
#include "report/words.h"
#include "report/xml.h"

struct counts {
    size_t tests, failures, errors, skipped;
};

struct junit {
    struct lg_sink sink;
    char *path;
    struct lg_xml *xml;
    struct lg_spool cases;  /* of the suite that is open */
    struct lg_spool suites; /* whole ones */
    struct counts suite, total;
    size_t num_suites;
    struct lg_str host, target_kind;
    struct lg_str name; /* of the suite that is open */
    int64_t began_ms;
    bool is_open;
};

/* One testcase. */
struct item {
    const char *name;
    enum lg_outcome outcome;
    int64_t duration_ns;
    const char *category; /* NULL: unknown */
    const char *message;
    const char *blocker;
    const char *details; /* lines of the body after the first */
    const char *output;
};

/* How an outcome is told; a passed case has no element. */
static const struct {
    const char *element;
    size_t counter; /* in struct counts */
} tellings[LG_OUTCOME__COUNT] = {
    [LG_PASSED] = {NULL, 0},
    [LG_PASSED_AFTER_FIX] = {"flakyFailure", 0},
    [LG_FAILED] = {"failure", offsetof(struct counts, failures)},
    [LG_ERROR] = {"error", offsetof(struct counts, errors)},
    [LG_SKIPPED] = {"skipped", offsetof(struct counts, skipped)},
    [LG_BLOCKED] = {"skipped", offsetof(struct counts, skipped)},
    [LG_STOPPED] = {"skipped", offsetof(struct counts, skipped)},
    [LG_INTERRUPTED] = {"error", offsetof(struct counts, errors)},
};

static void count_case(struct counts *counts, enum lg_outcome outcome) {
    counts->tests++;
    if (tellings[outcome].counter != 0)
        ++*(size_t *)(void *)((char *)counts + tellings[outcome].counter);
}

static void add_counts(struct counts *to, const struct counts *from) {
    to->tests += from->tests;
    to->failures += from->failures;
    to->errors += from->errors;
    to->skipped += from->skipped;
}

static bool is_red(const struct counts *counts) {
    return counts->failures + counts->errors > 0;
}

/* A name is never empty: readers drop or refuse what has none. */
static const char *name_of(const char *name) {
    return name == NULL || name[0] == '\0' ? "(unnamed)" : name;
}

static void write_time(struct lg_xml *xml, int64_t duration_ns) {
    char seconds[24];
    lg_words_seconds(duration_ns, seconds);
    lg_xml_attr(xml, "time", seconds);
}

static void write_verdict(struct lg_xml *xml, const struct item *item) {
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

static int write_case(struct junit *junit, const struct item *item, struct lg_err *err) {
    struct lg_xml *xml = junit->xml;
    bool has_verdict = tellings[item->outcome].element != NULL;
    bool has_output = item->output != NULL && item->output[0] != '\0';
    count_case(&junit->suite, item->outcome);
    lg_xml_break(xml, 2);
    lg_xml_begin(xml, "testcase");
    lg_xml_attr(xml, "classname", lg_str_text(&junit->name));
    lg_xml_attr(xml, "name", name_of(item->name));
    write_time(xml, item->duration_ns);
    if (has_verdict)
        write_verdict(xml, item);
    if (has_output) {
        lg_xml_break(xml, 3);
        lg_xml_begin(xml, "system-out");
        lg_xml_text(xml, item->output);
        lg_xml_end(xml);
    }
    if (has_verdict || has_output)
        lg_xml_break(xml, 2);
    lg_xml_end(xml);
    return lg_xml_flush(xml, junit->cases.file, err);
}

static void write_counts(struct lg_xml *xml, const struct counts *counts) {
    lg_xml_attr_count(xml, "tests", counts->tests);
    lg_xml_attr_count(xml, "failures", counts->failures);
    lg_xml_attr_count(xml, "errors", counts->errors);
}

static void open_suite(struct junit *junit, const char *name, int64_t ts_ms) {
    lg_str_clear(&junit->name);
    lg_str_add(&junit->name, name_of(name));
    junit->began_ms = ts_ms;
    junit->suite = (struct counts){0};
    junit->is_open = true;
}

static int close_suite(struct junit *junit, int64_t duration_ns, struct lg_err *err) {
    struct lg_xml *xml = junit->xml;
    char timestamp[25];
    lg_clock_format_utc(junit->began_ms, timestamp);
    memcpy(timestamp + strlen("2026-02-22T00:00:00"), "Z", 2);
    lg_xml_break(xml, 1);
    lg_xml_begin(xml, "testsuite");
    lg_xml_attr(xml, "name", lg_str_text(&junit->name));
    write_counts(xml, &junit->suite);
    lg_xml_attr_count(xml, "skipped", junit->suite.skipped);
    write_time(xml, duration_ns);
    lg_xml_attr(xml, "timestamp", timestamp);
    lg_xml_attr(xml, "hostname", lg_str_text(&junit->host));
    lg_xml_attr_count(xml, "id", junit->num_suites);
    lg_xml_text(xml, ""); /* ends the start tag: the cases follow from the spool */
    if (lg_xml_flush(xml, junit->suites.file, err) != 0 ||
        lg_spool_pour(&junit->cases, junit->suites.file, err) != 0)
        return -1;
    lg_xml_break(xml, 1);
    lg_xml_end(xml);
    add_counts(&junit->total, &junit->suite);
    junit->num_suites++;
    junit->is_open = false;
    return lg_xml_flush(xml, junit->suites.file, err);
}

static int take_run_start(struct junit *junit, const struct lg_event *event, struct lg_err *err) {
    LG_UNUSED(err);
    lg_str_clear(&junit->host);
    lg_str_add(&junit->host, event->as.run_start.host);
    lg_str_add(&junit->target_kind, event->as.run_start.target_kind);
    return 0;
}

static int take_gate_start(struct junit *junit, const struct lg_event *event, struct lg_err *err) {
    const char *suite = event->as.gate_start.suite;
    if (junit->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "suite '%s' began within another", suite);
    open_suite(junit, suite, event->ts_ms);
    return 0;
}

/* Lines of the body after the message: the place, the kind of an error, the checks that missed. */
static void write_details(const struct lg_event_step *step, struct lg_str *out) {
    struct lg_str place = {0};
    lg_words_place(step, &place);
    if (place.length > 0) {
        lg_str_add(out, "at ");
        lg_clean_line((struct lg_view){place.text, place.length}, LG_WORDS_LINE_MAX, out);
        lg_str_add_char(out, '\n');
    }
    if (step->error_kind != LG_ERR_NONE)
        lg_str_printf(out, "error kind: %s\n", lg_err_kind_name(step->error_kind));
    lg_words_misses(step, "", out);
    lg_str_dispose(&place);
}

static int take_step(struct junit *junit, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_step *step = &event->as.step;
    if (!junit->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "step '%s' of gate '%s' came outside of it",
                          step->id, step->gate);
    struct lg_str details = {0};
    struct lg_str output = {0};
    write_details(step, &details);
    lg_words_evidence(step, "", &output);
    int rc = write_case(junit,
                        &(struct item){.name = step->id,
                                       .outcome = step->outcome,
                                       .duration_ns = step->duration_ns,
                                       .category = step->category,
                                       .message = step->message,
                                       .blocker = step->blocker,
                                       .details = lg_str_text(&details),
                                       .output = lg_str_text(&output)},
                        err);
    lg_str_dispose(&details);
    lg_str_dispose(&output);
    return rc;
}

static int take_gate_end(struct junit *junit, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_gate_end *gate = &event->as.gate_end;
    if (!junit->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "gate '%s' ended without a start", gate->gate);
    struct counts as_case = {0};
    count_case(&as_case, gate->outcome);
    bool is_missing = junit->suite.tests == 0 || (is_red(&as_case) && !is_red(&junit->suite));
    if (is_missing && write_case(junit,
                                 &(struct item){.name = "gate",
                                                .outcome = gate->outcome,
                                                .duration_ns = gate->duration_ns,
                                                .message = gate->message},
                                 err) != 0)
        return -1;
    return close_suite(junit, gate->duration_ns, err);
}

/* A run that ends with an exit code that no case explains. */
static int add_run_suite(struct junit *junit, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_run_end *end = &event->as.run_end;
    bool is_live = strcmp(lg_str_text(&junit->target_kind), "live") == 0;
    struct lg_str text = {0};
    lg_str_add(&text, "livegate");
    if (!is_live && junit->target_kind.length > 0)
        lg_str_printf(&text, " [%s]", junit->target_kind.text);
    open_suite(junit, lg_str_text(&text), event->ts_ms);
    lg_str_clear(&text);
    lg_str_printf(&text, "exit %d%s", end->exit_code, end->message == NULL ? "" : ": ");
    lg_str_add(&text, end->message == NULL ? "" : end->message);
    int rc = write_case(junit,
                        &(struct item){.name = "run",
                                       .outcome = end->exit_code == 1 ? LG_FAILED : LG_ERROR,
                                       .message = lg_str_text(&text)},
                        err);
    if (rc == 0)
        rc = close_suite(junit, 0, err);
    lg_str_dispose(&text);
    return rc;
}

static int compose(struct junit *junit, struct lg_xml *xml, int64_t duration_ns, FILE *file,
                   struct lg_err *err) {
    lg_xml_begin(xml, "testsuites");
    lg_xml_attr(xml, "name", "livegate");
    write_counts(xml, &junit->total);
    write_time(xml, duration_ns);
    lg_xml_text(xml, "");
    if (lg_xml_flush(xml, file, err) != 0 || lg_spool_pour(&junit->suites, file, err) != 0)
        return -1;
    lg_xml_break(xml, 0);
    lg_xml_end(xml);
    lg_xml_break(xml, 0);
    return lg_xml_flush(xml, file, err);
}

static int take_run_end(struct junit *junit, const struct lg_event *event, struct lg_err *err) {
    struct lg_fs_draft draft = {0};
    struct lg_xml *xml = NULL;
    int rc = -1;
    if (junit->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "the run ended within a gate");
    if (event->as.run_end.exit_code != 0 && !is_red(&junit->total) &&
        add_run_suite(junit, event, err) != 0)
        return -1;
    xml = lg_xml_new();
    if (lg_fs_draft_open(&draft, junit->path, err) != 0)
        goto out;
    if (compose(junit, xml, event->as.run_end.duration_ns, draft.file, err) != 0)
        goto out;
    rc = lg_fs_draft_commit(&draft, err);
out:
    lg_fs_draft_dispose(&draft);
    lg_xml_free(xml);
    return rc;
}

/* NULL: of no concern to JUnit. */
static int (*const takers[LG_EVENT__COUNT])(struct junit *, const struct lg_event *,
                                            struct lg_err *) = {
    [LG_EVENT_RUN_START] = take_run_start,
    [LG_EVENT_PLAN] = NULL,
    [LG_EVENT_GATE_START] = take_gate_start,
    [LG_EVENT_STEP] = take_step,
    [LG_EVENT_TRANSITION] = NULL,
    [LG_EVENT_GATE_END] = take_gate_end,
    [LG_EVENT_RUN_END] = take_run_end,
};

static int junit_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct junit *junit = (struct junit *)sink;
    if (takers[event->kind] == NULL || takers[event->kind](junit, event, err) == 0)
        return 0;
    return lg_err_wrap(err, "'%s': ", junit->path);
}

static void junit_free(struct lg_sink *sink) {
    struct junit *junit = (struct junit *)sink;
    lg_spool_dispose(&junit->cases);
    lg_spool_dispose(&junit->suites);
    lg_xml_free(junit->xml);
    lg_str_dispose(&junit->host);
    lg_str_dispose(&junit->target_kind);
    lg_str_dispose(&junit->name);
    free(junit->path);
    free(junit);
}

static const struct lg_sink_ops junit_ops = {
    .name = "junit", .take = junit_take, .free = junit_free, .turn = LG_TURN_REPORT};

static bool is_device(const char *path) {
    return access(path, F_OK) == 0 && !lg_fs_is_file(path) && !lg_fs_is_dir(path);
}

int lg_junit_open(const char *path, const struct lg_env *env, struct lg_sink **out,
                  struct lg_err *err) {
    struct lg_arena arena = {0};
    struct junit *junit = lg_xcalloc(1, sizeof *junit);
    /* Nobody keeps files beside a device. */
    const char *folder = is_device(path) ? env->tmpdir : lg_fs_folder(&arena, path);
    int rc = -1;
    junit->sink.ops = &junit_ops;
    junit->path = lg_xstrdup(path);
    junit->xml = lg_xml_new();
    lg_xml_discard(junit->xml); /* the document's declaration: it goes to the whole, not to parts */
    lg_str_add(&junit->host, env->hostname);
    if (lg_fs_is_dir(path))
        lg_err_set(err, LG_ERR_WRITE, "junit: '%s' is a folder", path);
    else if (lg_spool_open(&junit->cases, folder, err) == 0 &&
             lg_spool_open(&junit->suites, folder, err) == 0)
        rc = 0;
    if (rc == 0)
        *out = &junit->sink;
    else
        junit_free(&junit->sink);
    lg_arena_dispose(&arena);
    return rc;
}
