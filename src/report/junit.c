#include "report/junit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "report/attachments.h"
#include "report/clean.h"
#include "report/junit_case.h"
#include "report/spool.h"
#include "report/words.h"
#include "report/xml.h"

struct junit {
    struct lg_sink sink;
    struct lg_junit_options options;
    char *path;
    struct lg_xml *xml;
    struct lg_spool cases;  /* of the suite that is open */
    struct lg_spool suites; /* whole ones of the file that is being filled */
    struct lg_attachments of_cases, of_suites;
    struct lg_arena arena;              /* of the options' texts */
    struct lg_junit_counts suite, file; /* of the file that is being filled */
    struct lg_junit_counts earlier;     /* of the suite that is open, in full files */
    struct lg_fs_draft *full;           /* files that take no more; they appear with the last one */
    size_t num_full;
    size_t num_files; /* before the one that is being filled */
    size_t num_suites;
    struct lg_str host, target_kind;
    struct lg_str name; /* of the suite that is open */
    int64_t began_ms;
    int64_t suite_ns, file_ns; /* what the cases took, for a part of a suite or a run */
    bool is_open;
    bool was_red;    /* a full file holds what did not pass */
    bool has_passed; /* the run, which has ended */
    struct {
        size_t length; /* of the suites */
        struct lg_junit_counts file;
        size_t num_suites;
    } end; /* all as it was before run_end, which may come again */
};

static void reopen_suite(struct junit *junit) {
    junit->suite = (struct lg_junit_counts){0};
    junit->suite_ns = 0;
    junit->is_open = true;
}

static void open_suite(struct junit *junit, const char *name, int64_t ts_ms) {
    lg_str_clear(&junit->name);
    lg_str_add(&junit->name, lg_junit_name(name));
    junit->began_ms = ts_ms;
    junit->earlier = (struct lg_junit_counts){0};
    reopen_suite(junit);
}

static int close_suite(struct junit *junit, int64_t duration_ns, struct lg_err *err) {
    struct lg_xml *xml = junit->xml;
    char timestamp[25];
    lg_clock_format_utc(junit->began_ms, timestamp);
    memcpy(timestamp + strlen("2026-02-22T00:00:00"), "Z", 2);
    lg_xml_break(xml, 1);
    lg_xml_begin(xml, "testsuite");
    lg_xml_attr(xml, "name", lg_str_text(&junit->name));
    lg_junit_write_counts(xml, &junit->suite);
    lg_xml_attr_count(xml, "skipped", junit->suite.skipped);
    lg_junit_write_time(xml, duration_ns);
    lg_xml_attr(xml, "timestamp", timestamp);
    lg_xml_attr(xml, "hostname", lg_str_text(&junit->host));
    lg_xml_attr_count(xml, "id", junit->num_suites);
    lg_xml_text(xml, ""); /* ends the start tag: the cases follow from the spool */
    if (lg_xml_flush(xml, junit->suites.file, err) != 0)
        return -1;
    lg_attachments_move(&junit->of_cases, &junit->of_suites, lg_spool_length(&junit->suites));
    if (lg_spool_pour(&junit->cases, junit->suites.file, err) != 0)
        return -1;
    lg_xml_break(xml, 1);
    lg_xml_end(xml);
    lg_junit_count_all(&junit->file, &junit->suite);
    junit->num_suites++;
    junit->is_open = false;
    return lg_xml_flush(xml, junit->suites.file, err);
}

const char *lg_junit_part(struct lg_arena *arena, const char *path, size_t number) {
    static const char ending[] = ".xml";
    size_t stem = strlen(path);
    if (number <= 1)
        return path;
    if (stem > strlen(ending) && strcmp(path + stem - strlen(ending), ending) == 0)
        stem -= strlen(ending);
    return lg_arena_printf(arena, "%.*s-%zu%s", (int)stem, path, number, path + stem);
}

static int compose(struct junit *junit, struct lg_xml *xml, int64_t duration_ns, FILE *file,
                   struct lg_err *err) {
    lg_xml_begin(xml, "testsuites");
    lg_xml_attr(xml, "name", "livegate");
    lg_junit_write_counts(xml, &junit->file);
    lg_junit_write_time(xml, duration_ns);
    lg_xml_text(xml, "");
    if (lg_xml_flush(xml, file, err) != 0 ||
        lg_attachments_copy(&junit->of_suites, junit->has_passed, &junit->suites, file, err) != 0)
        return -1;
    lg_xml_break(xml, 0);
    lg_xml_end(xml);
    lg_xml_break(xml, 0);
    return lg_xml_flush(xml, file, err);
}

/* Writes the whole suites to a file that waits to appear. */
static int fill_file(struct junit *junit, int64_t duration_ns, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_fs_draft draft = {0};
    struct lg_xml *xml = lg_xml_new();
    const char *path = lg_junit_part(&arena, junit->path, junit->num_files + 1);
    int rc = lg_fs_draft_open(&draft, path, err);
    if (rc == 0)
        rc = compose(junit, xml, duration_ns, draft.file, err);
    if (rc == 0) {
        junit->full = lg_xrealloc(junit->full, (junit->num_full + 1) * sizeof *junit->full);
        junit->full[junit->num_full++] = draft;
    } else
        lg_fs_draft_dispose(&draft);
    lg_xml_free(xml);
    lg_arena_dispose(&arena);
    return rc;
}

/* The suite that is open goes on in the next file, under the same name. */
static int turn_page(struct junit *junit, struct lg_err *err) {
    if (junit->suite.tests > 0) {
        lg_junit_count_all(&junit->earlier, &junit->suite);
        if (close_suite(junit, junit->suite_ns, err) != 0)
            return -1;
        reopen_suite(junit);
    }
    if (fill_file(junit, junit->file_ns, err) != 0)
        return -1;
    junit->was_red = junit->was_red || lg_junit_is_red(&junit->file);
    junit->file = (struct lg_junit_counts){0};
    junit->file_ns = 0;
    junit->num_suites = 0;
    junit->num_files++;
    lg_attachments_clear(&junit->of_suites);
    return lg_spool_empty(&junit->suites, err);
}

/* A file that a step made. */
struct audio {
    const char *path; /* NULL: none */
    bool is_work;
};

static struct audio audio_of(struct junit *junit, const struct lg_event *event,
                             struct lg_arena *arena) {
    const struct lg_event_step *step = lg_event_end(event);
    const struct lg_value *file = NULL;
    if (event->kind == LG_EVENT_CASE && event->as.point.export_file != NULL)
        return (struct audio){
            lg_fs_join(arena, junit->options.project, event->as.point.export_file), false};
    /* Only prints: other steps name files that are not ours. */
    if (step->verb != NULL && lg_starts_with(step->verb, "print") && step->result != NULL &&
        step->result->kind == LG_VALUE_MAP)
        file = lg_value_get(step->result, "file");
    if (file == NULL || file->kind != LG_VALUE_STRING)
        return (struct audio){0};
    return (struct audio){lg_fs_join(arena, junit->options.project, file->as.string.text), true};
}

static bool is_red(enum lg_outcome outcome) {
    struct lg_junit_counts counts = {0};
    lg_junit_count(&counts, outcome);
    return lg_junit_is_red(&counts);
}

static int write_case(struct junit *junit, struct lg_junit_case item, struct audio audio,
                      struct lg_err *err) {
    struct lg_arena arena = {0};
    const struct lg_junit_options *options = &junit->options;
    bool is_wide = options->dialect == LG_JUNIT_WIDE;
    if (junit->file.tests + junit->suite.tests >= options->max_cases && turn_page(junit, err) != 0)
        return -1;
    lg_junit_count(&junit->suite, item.outcome);
    junit->suite_ns += item.duration_ns;
    junit->file_ns += item.duration_ns;
    if (is_wide && options->page != NULL && is_red(item.outcome))
        item.page = lg_attachments_shown(options->page, options->root, &arena);
    if (is_wide && audio.path != NULL)
        item.audio = lg_attachments_shown(audio.path, options->root, &arena);
    size_t start = lg_spool_length(&junit->cases);
    struct lg_spool_range line = lg_junit_write_case(junit->xml, options->dialect, &item);
    line.offset += start;
    if (item.audio != NULL)
        lg_attachments_add(&junit->of_cases, line, audio.path, audio.is_work);
    lg_arena_dispose(&arena);
    return lg_xml_flush(junit->xml, junit->cases.file, err);
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
    lg_words_advice(step, "", out);
    lg_str_dispose(&place);
}

static int take_step(struct junit *junit, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_step *step = lg_event_end(event);
    if (!junit->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "step '%s' of gate '%s' came outside of it",
                          step->id, step->gate);
    struct lg_arena arena = {0};
    struct lg_str details = {0};
    struct lg_str output = {0};
    write_details(step, &details);
    if (event->kind == LG_EVENT_CASE)
        lg_words_case(&event->as.point, "", &output);
    lg_words_evidence(step, "", &output);
    int rc = write_case(junit,
                        (struct lg_junit_case){.suite = lg_str_text(&junit->name),
                                               .name = step->id,
                                               .verb = step->verb,
                                               .source = step->source,
                                               .line = step->line,
                                               .outcome = step->outcome,
                                               .duration_ns = step->duration_ns,
                                               .category = step->category,
                                               .message = step->message,
                                               .blocker = step->blocker,
                                               .details = lg_str_text(&details),
                                               .output = lg_str_text(&output)},
                        audio_of(junit, event, &arena), err);
    lg_arena_dispose(&arena);
    lg_str_dispose(&details);
    lg_str_dispose(&output);
    return rc;
}

static int take_gate_end(struct junit *junit, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_gate_end *gate = &event->as.gate_end;
    if (!junit->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "gate '%s' ended without a start", gate->gate);
    struct lg_junit_counts as_case = {0};
    lg_junit_count(&as_case, gate->outcome);
    lg_junit_count_all(&junit->earlier, &junit->suite);
    bool is_missing = junit->earlier.tests == 0 ||
                      (lg_junit_is_red(&as_case) && !lg_junit_is_red(&junit->earlier));
    if (is_missing && write_case(junit,
                                 (struct lg_junit_case){.suite = lg_str_text(&junit->name),
                                                        .name = "gate",
                                                        .outcome = gate->outcome,
                                                        .duration_ns = gate->duration_ns,
                                                        .message = gate->message},
                                 (struct audio){0}, err) != 0)
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
    int rc =
        write_case(junit,
                   (struct lg_junit_case){.suite = lg_str_text(&junit->name),
                                          .name = "run",
                                          .outcome = end->exit_code == 1 ? LG_FAILED : LG_ERROR,
                                          .message = lg_str_text(&text)},
                   (struct audio){0}, err);
    if (rc == 0)
        rc = close_suite(junit, 0, err);
    lg_str_dispose(&text);
    return rc;
}

/* The first file comes last: who finds it finds the others too. */
static int show_files(struct junit *junit, struct lg_err *err) {
    while (junit->num_full > 0) {
        if (lg_fs_draft_commit(&junit->full[--junit->num_full], err) != 0)
            return -1;
    }
    return 0;
}

static int take_run_end(struct junit *junit, const struct lg_event *event, struct lg_err *err) {
    bool is_told = junit->was_red || lg_junit_is_red(&junit->file);
    if (junit->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "the run ended within a gate");
    junit->has_passed = event->as.run_end.exit_code == 0;
    bool is_untold = !junit->has_passed && !is_told;
    if (is_untold && junit->file.tests >= junit->options.max_cases && turn_page(junit, err) != 0)
        return -1;
    junit->end.length = lg_spool_length(&junit->suites);
    junit->end.file = junit->file;
    junit->end.num_suites = junit->num_suites;
    if (is_untold && add_run_suite(junit, event, err) != 0)
        return -1;
    if (fill_file(junit, event->as.run_end.duration_ns, err) != 0)
        return -1;
    return show_files(junit, err);
}

/* NULL: of no concern to JUnit. */
static int (*const takers[LG_EVENT__COUNT])(struct junit *, const struct lg_event *,
                                            struct lg_err *) = {
    [LG_EVENT_RUN_START] = take_run_start,
    [LG_EVENT_PLAN] = NULL,
    [LG_EVENT_GATE_START] = take_gate_start,
    [LG_EVENT_STEP] = take_step,
    [LG_EVENT_CASE] = take_step,
    [LG_EVENT_TRANSITION] = NULL,
    [LG_EVENT_PROBE] = NULL,
    [LG_EVENT_FIX] = NULL,
    [LG_EVENT_GATE_END] = take_gate_end,
    [LG_EVENT_RUN_END] = take_run_end,
};

static int junit_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct junit *junit = (struct junit *)sink;
    if (takers[event->kind] == NULL || takers[event->kind](junit, event, err) == 0)
        return 0;
    bool is_named = err != NULL && strstr(err->text, junit->path) != NULL;
    return is_named ? -1 : lg_err_wrap(err, "'%s': ", junit->path);
}

/* A verdict that does not hold any more is gone before the other is written: should that fail,
 * there is none. */
static int junit_again(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct junit *junit = (struct junit *)sink;
    struct lg_arena arena = {0};
    size_t number = junit->num_files + 1;
    if (lg_spool_is_device(junit->path))
        return 0;
    int rc = lg_fs_remove(lg_junit_part(&arena, junit->path, number), err);
    if (rc == 0)
        rc = lg_spool_cut(&junit->suites, junit->end.length, err);
    junit->file = junit->end.file;
    junit->num_suites = junit->end.num_suites;
    if (rc == 0)
        rc = junit_take(sink, event, err);
    while (rc != 0 && number > 0 &&
           lg_fs_remove(lg_junit_part(&arena, junit->path, number), NULL) == 0)
        number--;
    lg_arena_dispose(&arena);
    return rc;
}

static void junit_free(struct lg_sink *sink) {
    struct junit *junit = (struct junit *)sink;
    lg_spool_dispose(&junit->cases);
    lg_spool_dispose(&junit->suites);
    while (junit->num_full > 0)
        lg_fs_draft_dispose(&junit->full[--junit->num_full]);
    free(junit->full);
    lg_xml_free(junit->xml);
    lg_str_dispose(&junit->host);
    lg_str_dispose(&junit->target_kind);
    lg_str_dispose(&junit->name);
    lg_attachments_dispose(&junit->of_cases);
    lg_attachments_dispose(&junit->of_suites);
    lg_arena_dispose(&junit->arena);
    free(junit->path);
    free(junit);
}

static const struct lg_sink_ops junit_ops = {.name = "junit",
                                             .take = junit_take,
                                             .free = junit_free,
                                             .turn = LG_TURN_REPORT,
                                             .again = junit_again};

static void keep_texts(struct junit *junit) {
    const char **texts[] = {&junit->options.project, &junit->options.root, &junit->options.page};
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        if (*texts[i] != NULL)
            *texts[i] = lg_arena_strdup(&junit->arena, *texts[i]);
    }
}

int lg_junit_open(const char *path, const struct lg_env *env,
                  const struct lg_junit_options *options, struct lg_sink **out,
                  struct lg_err *err) {
    struct lg_arena arena = {0};
    struct junit *junit = lg_xcalloc(1, sizeof *junit);
    const char *folder = lg_spool_folder(&arena, path, env);
    int rc = -1;
    junit->sink.ops = &junit_ops;
    junit->options = *options;
    if (junit->options.max_cases == 0)
        junit->options.max_cases = LG_JUNIT_CASES_MAX;
    if (lg_spool_is_device(path))
        junit->options.max_cases = SIZE_MAX;
    keep_texts(junit);
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
