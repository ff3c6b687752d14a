#include "report/annotate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "report/clean.h"
#include "report/words.h"

enum { TITLE_MAX = 200, MESSAGE_MAX = 4000 };

/* What must not stand as it is, and what stands for it; ended by 0. */
struct escape {
    char from;
    const char *to;
};

/* Documented in "Workflow commands for GitHub Actions" and read in actions/runner,
 * ActionCommand.cs. */
static const struct escape github_data[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {0, NULL}};
static const struct escape github_property[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"},
                                                {':', "%3A"}, {',', "%2C"},  {0, NULL}};
/* microsoft/azure-pipelines-agent, Command.cs. */
static const struct escape azure_data[] = {
    {'%', "%AZP25"}, {'\r', "%0D"}, {'\n', "%0A"}, {0, NULL}};
static const struct escape azure_property[] = {{'%', "%AZP25"}, {'\r', "%0D"}, {'\n', "%0A"},
                                               {';', "%3B"},    {']', "%5D"},  {0, NULL}};

/* How items are told; those that are not here are not. */
static const struct {
    bool is_told;
    enum lg_annotate_level level;
} tellings[LG_OUTCOME__COUNT] = {
    [LG_PASSED_AFTER_FIX] = {true, LG_ANNOTATE_WARNING},
    [LG_FAILED] = {true, LG_ANNOTATE_ERROR},
    [LG_ERROR] = {true, LG_ANNOTATE_ERROR},
};

struct annotate {
    struct lg_sink sink;
    struct lg_annotate_options options;
    struct lg_arena arena; /* of the options' texts */
    struct lg_str text;    /* of the event at hand */
    struct lg_str suite, selector, target_option;
    size_t counts[LG_ANNOTATE_NOTICE]; /* told or not */
    size_t gate_errors;                /* of the gate at hand */
};

/* --- Lines --- */

static void add_escaped(const char *text, const struct escape *escapes, struct lg_str *out) {
    for (const char *c = text; *c != '\0'; c++) {
        const struct escape *escape = escapes;
        while (escape->to != NULL && escape->from != *c)
            escape++;
        if (escape->to != NULL)
            lg_str_add(out, escape->to);
        else
            lg_str_add_char(out, *c);
    }
}

static void add_property(const char *before, const char *text, const struct escape *escapes,
                         struct lg_str *out) {
    struct lg_str clean = {0};
    lg_clean_line(lg_view_of(text), TITLE_MAX, &clean);
    lg_str_add(out, before);
    add_escaped(lg_str_text(&clean), escapes, out);
    lg_str_dispose(&clean);
}

static void add_data(const char *text, const struct escape *escapes, struct lg_str *out) {
    struct lg_str clean = {0};
    lg_clean_text(lg_view_of(text), MESSAGE_MAX, &clean);
    while (clean.length > 0 && clean.text[clean.length - 1] == '\n')
        clean.text[--clean.length] = '\0';
    add_escaped(lg_str_text(&clean), escapes, out);
    lg_str_dispose(&clean);
}

static void add_github(const struct lg_annotation *a, struct lg_str *out) {
    static const char *const levels[] = {"error", "warning", "notice"};
    lg_str_printf(out, "::%s ", levels[a->level]);
    if (a->file != NULL) {
        add_property("file=", a->file, github_property, out);
        lg_str_printf(out, ",line=%u,col=%u,", a->line, a->column);
    }
    add_property("title=", a->title, github_property, out);
    lg_str_add(out, "::");
    add_data(a->message, github_data, out);
}

static void add_azure(const struct lg_annotation *a, struct lg_str *out) {
    struct lg_str message = {0};
    lg_clean_line(lg_view_of(a->title), TITLE_MAX, &message);
    lg_str_printf(&message, ": %s", a->message);
    if (a->level != LG_ANNOTATE_NOTICE) {
        lg_str_printf(out, "##vso[task.logissue type=%s;",
                      a->level == LG_ANNOTATE_ERROR ? "error" : "warning");
        if (a->file != NULL) {
            add_property("sourcepath=", a->file, azure_property, out);
            lg_str_printf(out, ";linenumber=%u;columnnumber=%u;", a->line, a->column);
        }
        lg_str_add_char(out, ']');
    }
    add_data(lg_str_text(&message), azure_data, out);
    lg_str_dispose(&message);
}

void lg_annotate_line(enum lg_annotate_server server, const struct lg_annotation *annotation,
                      struct lg_str *out) {
    if (server == LG_ANNOTATE_GITHUB)
        add_github(annotation, out);
    else
        add_azure(annotation, out);
    lg_str_add_char(out, '\n');
}

void lg_annotate_summary(const char *path, struct lg_str *out) {
    lg_str_add(out, "##vso[task.uploadsummary]");
    add_escaped(path, azure_data, out);
    lg_str_add_char(out, '\n');
}

/* --- Events --- */

static void tell(struct annotate *annotate, const struct lg_annotation *annotation) {
    if (++annotate->counts[annotation->level] <= LG_ANNOTATE_MAX)
        lg_annotate_line(annotate->options.server, annotation, &annotate->text);
}

/* The file as the server knows it: GitHub from the checkout, Azure where it lies. NULL: it is none
 * of the checkout's. */
static const char *place_of(const struct annotate *annotate, const struct lg_event_step *step,
                            struct lg_arena *arena) {
    const char *root = annotate->options.root;
    if (step->source == NULL || step->line == 0)
        return NULL;
    const char *path = lg_fs_join(arena, annotate->options.project, step->source);
    size_t length = strlen(root);
    while (length > 1 && root[length - 1] == '/')
        length--;
    if (strncmp(path, root, length) != 0 || path[length] != '/')
        return NULL;
    return annotate->options.server == LG_ANNOTATE_GITHUB ? path + length + 1 : path;
}

static void add_rerun(const struct annotate *annotate, const struct lg_event_step *step,
                      struct lg_str *out) {
    if (annotate->selector.length == 0)
        return;
    lg_str_add(out, "again: ");
    lg_words_again(annotate->selector.text, lg_str_text(&annotate->target_option), step, out);
    lg_str_add_char(out, '\n');
}

static void tell_step(struct annotate *annotate, const struct lg_event_step *step,
                      enum lg_annotate_level level, const char *reason) {
    struct lg_arena arena = {0};
    struct lg_str title = {0};
    struct lg_str message = {0};
    const char *file = place_of(annotate, step, &arena);
    lg_str_printf(&title, "%s  %s", lg_str_text(&annotate->suite), step->id);
    lg_str_printf(&message, "%s\n", reason);
    lg_words_misses(step, "", &message);
    if (file == NULL && step->source != NULL) {
        lg_str_add(&message, "at ");
        lg_words_place(step, &message);
        lg_str_add_char(&message, '\n');
    }
    add_rerun(annotate, step, &message);
    lg_words_advice(step, "", &message);
    tell(annotate, &(struct lg_annotation){.level = level,
                                           .title = lg_str_text(&title),
                                           .file = file,
                                           .line = step->line,
                                           .column = step->column,
                                           .message = lg_str_text(&message)});
    lg_str_dispose(&title);
    lg_str_dispose(&message);
    lg_arena_dispose(&arena);
}

static void set_text(struct lg_str *str, const char *text) {
    lg_str_clear(str);
    lg_str_add(str, text == NULL ? "" : text);
}

static void take_run_start(struct annotate *annotate, const struct lg_event *event) {
    set_text(&annotate->target_option, event->as.run_start.target_option);
}

static void take_gate_start(struct annotate *annotate, const struct lg_event *event) {
    set_text(&annotate->suite, event->as.gate_start.suite);
    set_text(&annotate->selector, event->as.gate_start.selector);
    annotate->gate_errors = 0;
}

static void take_step(struct annotate *annotate, const struct lg_event *event) {
    const struct lg_event_step *step = lg_event_end(event);
    const struct lg_value *warning = step->result == NULL || step->result->kind != LG_VALUE_MAP
                                         ? NULL
                                         : lg_value_get(step->result, "warning");
    if (tellings[step->outcome].is_told) {
        struct lg_str reason = {0};
        lg_words_reason(step->outcome, step->message, step->blocker, &reason);
        annotate->gate_errors += tellings[step->outcome].level == LG_ANNOTATE_ERROR;
        tell_step(annotate, step, tellings[step->outcome].level, lg_str_text(&reason));
        lg_str_dispose(&reason);
    } else if (warning != NULL && warning->kind == LG_VALUE_STRING)
        tell_step(annotate, step, LG_ANNOTATE_WARNING, warning->as.string.text);
}

/* A gate that failed without a step that did: by its time limit, say. */
static void take_gate_end(struct annotate *annotate, const struct lg_event *event) {
    const struct lg_event_gate_end *gate = &event->as.gate_end;
    const struct lg_event_step as_step = {.id = "gate"};
    struct lg_str reason = {0};
    if ((gate->outcome != LG_FAILED && gate->outcome != LG_ERROR) || annotate->gate_errors > 0)
        return;
    lg_words_reason(gate->outcome, gate->message, NULL, &reason);
    tell_step(annotate, &as_step, LG_ANNOTATE_ERROR, lg_str_text(&reason));
    lg_str_dispose(&reason);
}

static void tell_rest(struct annotate *annotate) {
    static const char *const nouns[LG_ANNOTATE_NOTICE] = {"error", "warning"};
    struct lg_str message = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(nouns); i++) {
        size_t rest =
            annotate->counts[i] > LG_ANNOTATE_MAX ? annotate->counts[i] - LG_ANNOTATE_MAX : 0;
        if (rest > 0)
            lg_str_printf(&message, "%s%zu more %s%s", message.length > 0 ? " and " : "", rest,
                          nouns[i], rest == 1 ? "" : "s");
    }
    if (message.length > 0) {
        lg_str_add(&message, " did not fit here: the log and the JUnit file have them all");
        lg_annotate_line(annotate->options.server,
                         &(struct lg_annotation){.level = LG_ANNOTATE_NOTICE,
                                                 .title = "livegate",
                                                 .message = message.text},
                         &annotate->text);
    }
    lg_str_dispose(&message);
}

/* A run that is red is never without a word. */
static void take_run_end(struct annotate *annotate, const struct lg_event *event) {
    const struct lg_event_run_end *end = &event->as.run_end;
    if (end->exit_code != 0 && (end->message != NULL || annotate->counts[LG_ANNOTATE_ERROR] == 0)) {
        struct lg_str message = {0};
        lg_str_printf(&message, "exit %d%s%s", end->exit_code, end->message == NULL ? "" : ": ",
                      end->message == NULL ? "" : end->message);
        tell(annotate, &(struct lg_annotation){.level = LG_ANNOTATE_ERROR,
                                               .title = "livegate",
                                               .message = lg_str_text(&message)});
        lg_str_dispose(&message);
    }
    tell_rest(annotate);
}

/* NULL: of no concern here. */
static void (*const takers[LG_EVENT__COUNT])(struct annotate *, const struct lg_event *) = {
    [LG_EVENT_RUN_START] = take_run_start, [LG_EVENT_GATE_START] = take_gate_start,
    [LG_EVENT_STEP] = take_step,           [LG_EVENT_CASE] = take_step,
    [LG_EVENT_GATE_END] = take_gate_end,   [LG_EVENT_RUN_END] = take_run_end,
};

static int annotate_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct annotate *annotate = (struct annotate *)sink;
    struct lg_str *text = &annotate->text;
    FILE *out = annotate->options.out;
    if (takers[event->kind] == NULL)
        return 0;
    lg_str_clear(text);
    takers[event->kind](annotate, event);
    if (fwrite(lg_str_text(text), 1, text->length, out) != text->length || fflush(out) != 0)
        return lg_err_sys(err, LG_ERR_WRITE, errno, "annotations");
    return 0;
}

static void annotate_free(struct lg_sink *sink) {
    struct annotate *annotate = (struct annotate *)sink;
    lg_str_dispose(&annotate->text);
    lg_str_dispose(&annotate->suite);
    lg_str_dispose(&annotate->selector);
    lg_str_dispose(&annotate->target_option);
    lg_arena_dispose(&annotate->arena);
    free(annotate);
}

static const struct lg_sink_ops annotate_ops = {
    .name = "annotate", .take = annotate_take, .free = annotate_free, .turn = LG_TURN_VOICE};

struct lg_sink *lg_annotate_new(const struct lg_annotate_options *options) {
    struct annotate *annotate = lg_xcalloc(1, sizeof *annotate);
    annotate->sink.ops = &annotate_ops;
    annotate->options = *options;
    annotate->options.project = lg_arena_strdup(&annotate->arena, options->project);
    annotate->options.root = lg_arena_strdup(&annotate->arena, options->root);
    return &annotate->sink;
}
