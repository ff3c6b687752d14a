#include "report/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "report/markdown.h"
#include "report/spool.h"
#include "report/trouble.h"
#include "report/words.h"

enum {
    TROUBLES_MAX = 50,    /* steps that get a template of their own */
    NAMES_MAX = 20,       /* gates named in one line */
    STEP_LINES_MAX = 1000 /* of what worked */
};

/* A step that did not pass, or a gate that did not though its steps did. */
struct note {
    const char *step; /* "g1 ping-replies-ok" */
    const char *command;
    const char *probe;   /* what tells more */
    const char *tried;   /* probes and fixes, a line each; "": none */
    const char *changed; /* files by fixes, a line each; "": none */
    const char *advice;  /* what a person does; "": nothing is known */
    const char *output;
    const char *reason; /* one line */
    struct lg_trouble trouble;
    struct note *next;
};

/* Gates that ended alike. */
struct names {
    struct lg_str text; /* "g1, g3" */
    struct lg_str commands;
    size_t count;
};

struct template {
    struct lg_sink sink;
    struct lg_arena arena; /* of the run's notes */
    char *path;
    struct lg_str option, revision, target;
    struct lg_str selector, suite; /* of the gate at hand */
    struct names worked, failed;
    struct lg_str tried, step_changed; /* of the step at hand */
    struct lg_str changed;             /* files by fixes of the run */
    struct lg_str lines;               /* a line for each step that passed or was skipped */
    size_t num_lines;
    struct note *first, *last;
    size_t num_notes;
    size_t gate_notes; /* of the gate at hand */
};

static void set_text(struct lg_str *str, const char *text) {
    lg_str_clear(str);
    lg_str_add(str, text == NULL ? "" : text);
}

static bool is_trouble(enum lg_outcome outcome) {
    return outcome == LG_FAILED || outcome == LG_ERROR;
}

static bool has_passed(enum lg_outcome outcome) {
    return outcome == LG_PASSED || outcome == LG_PASSED_AFTER_FIX;
}

/* The command that runs the gate, or the point, at hand again; "" where none does. */
static const char *rerun(struct template *t, const struct lg_event_step *step, const char *more) {
    struct lg_str command = {0};
    if (t->selector.length == 0)
        return "";
    lg_words_again(t->selector.text, lg_str_text(&t->option), step, &command);
    lg_str_add(&command, more);
    const char *copy = lg_arena_strdup(&t->arena, command.text);
    lg_str_dispose(&command);
    return copy;
}

/* `step` NULL: it is about the gate itself. */
static struct note *add_note(struct template *t, const struct lg_event_step *step,
                             const char *reason) {
    t->gate_notes++;
    if (++t->num_notes > TROUBLES_MAX)
        return NULL;
    struct note *note = lg_arena_alloc(&t->arena, sizeof *note);
    note->step = lg_arena_printf(&t->arena, "%s %s", lg_str_text(&t->suite),
                                 step == NULL ? "gate" : step->id);
    note->reason = lg_arena_strdup(&t->arena, reason);
    note->command = rerun(t, step, "");
    note->probe = rerun(t, step, " --verbose");
    note->output = note->reason;
    note->tried = lg_arena_strdup(&t->arena, lg_str_text(&t->tried));
    note->changed = lg_arena_strdup(&t->arena, lg_str_text(&t->step_changed));
    note->advice = "";
    note->trouble = (struct lg_trouble){.exit_code = -1, .category = "UNKNOWN"};
    if (t->first == NULL)
        t->first = note;
    else
        t->last->next = note;
    t->last = note;
    return note;
}

static void take_run_start(struct template *t, const struct lg_event *event) {
    const struct lg_event_run_start *start = &event->as.run_start;
    set_text(&t->option, start->target_option);
    set_text(&t->revision, start->revision);
    set_text(&t->target, start->target);
}

static void take_gate_start(struct template *t, const struct lg_event *event) {
    set_text(&t->suite, event->as.gate_start.suite);
    set_text(&t->selector, event->as.gate_start.selector);
    t->gate_notes = 0;
}

static void take_trouble(struct template *t, const struct lg_event_step *step) {
    struct lg_str text = {0};
    lg_words_reason(step->outcome, step->message, step->blocker, &text);
    struct note *note = add_note(t, step, lg_str_text(&text));
    if (note != NULL) {
        struct lg_trouble trouble;
        lg_trouble_read(step, &t->arena, &trouble);
        lg_str_add_char(&text, '\n');
        lg_words_misses(step, "", &text);
        lg_words_place(step, &text);
        note->output = lg_arena_strdup(&t->arena, lg_str_text(&text));
        note->advice = lg_arena_strdup(&t->arena, step->advice == NULL ? "" : step->advice);
        if (trouble.command != NULL) {
            note->command = lg_arena_strdup(&t->arena, trouble.command);
            note->output = trouble.output;
        }
        note->trouble = (struct lg_trouble){.exit_code = trouble.exit_code,
                                            .category = trouble.category,
                                            .question = trouble.question};
    }
    lg_str_dispose(&text);
}

/* "1.2 live-process: missing, Live is not running (stop)" */
static void take_probe(struct template *t, const struct lg_event *event) {
    const struct lg_event_probe *probe = &event->as.probe;
    struct lg_str *out = &t->tried;
    if (probe->number != NULL)
        lg_str_printf(out, "%s ", probe->number);
    lg_str_printf(out, "%s: %s", probe->probe,
                  probe->seen == NULL ? "could not look" : probe->seen);
    if (probe->means != NULL)
        lg_str_printf(out, ", %s", probe->means);
    if (probe->detail != NULL)
        lg_str_printf(out, ": %s", probe->detail);
    if (probe->then != NULL)
        lg_str_printf(out, " (%s)", probe->then);
    lg_str_add_char(out, '\n');
}

static void take_fix(struct template *t, const struct lg_event *event) {
    const struct lg_event_fix *fix = &event->as.fix;
    lg_str_printf(&t->tried, "fix %s: %s\n", fix->fix, fix->error == NULL ? "done" : fix->error);
    for (size_t i = 0; i < fix->num_changed; i++) {
        lg_str_printf(&t->changed, "%s\n", fix->changed[i]);
        lg_str_printf(&t->step_changed, "%s\n", fix->changed[i]);
    }
}

/* What passed, and what did not have to: the reader must not take the one for the other. */
static void add_line(struct template *t, const struct lg_event_step *step) {
    bool is_left_out = step->outcome == LG_SKIPPED || step->outcome == LG_STOPPED;
    if ((!has_passed(step->outcome) && !is_left_out) || ++t->num_lines > STEP_LINES_MAX)
        return;
    lg_str_printf(&t->lines, "%-5s %s  %s",
                  is_left_out                  ? "skip"
                  : step->outcome == LG_PASSED ? "ok"
                                               : "fixed",
                  lg_str_text(&t->suite), step->id);
    if (is_left_out && step->message != NULL)
        lg_str_printf(&t->lines, ": %s", step->message);
    lg_str_add_char(&t->lines, '\n');
}

static void take_step(struct template *t, const struct lg_event *event) {
    const struct lg_event_step *step = lg_event_end(event);
    if (is_trouble(step->outcome))
        take_trouble(t, step);
    add_line(t, step);
    lg_str_clear(&t->tried);
    lg_str_clear(&t->step_changed);
}

static void add_name(struct template *t, struct names *names) {
    if (++names->count > NAMES_MAX)
        return;
    lg_str_printf(&names->text, "%s%s", names->count > 1 ? ", " : "", lg_str_text(&t->suite));
    const char *command = rerun(t, NULL, "");
    if (command[0] != '\0')
        lg_str_printf(&names->commands, "%s\n", command);
}

static void take_gate_end(struct template *t, const struct lg_event *event) {
    const struct lg_event_gate_end *gate = &event->as.gate_end;
    if (has_passed(gate->outcome)) {
        add_name(t, &t->worked);
        return;
    }
    if (gate->outcome == LG_SKIPPED)
        return;
    add_name(t, &t->failed);
    if (is_trouble(gate->outcome) && t->gate_notes == 0)
        add_note(t, NULL, gate->message == NULL ? "" : gate->message);
}

/* --- Markdown --- */

static void add_field(struct lg_str *out, const char *name, const char *text) {
    lg_str_printf(out, "**%s:** ", name);
    lg_markdown_line(out, text);
    lg_str_add(out, "\n\n");
}

static void add_head(struct lg_str *out, const char *before, const char *name, const char *after) {
    lg_str_printf(out, "%s ", before);
    lg_markdown_line(out, name);
    lg_str_printf(out, "%s\n\n", after);
}

static void add_exit_code(struct lg_str *out, int64_t code) {
    lg_str_printf(out, "**Exit code:** %lld\n\n", (long long)code);
}

/* livegate changes files by fixes alone. */
static void add_changed(const char *changed, struct lg_str *out) {
    const char *rest = changed[0] != '\0' ? changed : "none\n";
    for (size_t length = strcspn(rest, "\n"); length > 0; length = strcspn(rest, "\n")) {
        struct lg_str name = {0};
        lg_str_add_n(&name, rest, length);
        lg_str_add(out, "- ");
        lg_markdown_line(out, name.text);
        lg_str_add_char(out, '\n');
        lg_str_dispose(&name);
        rest += length + 1;
    }
    lg_str_add_char(out, '\n');
}

/* Template 1. */
static void add_success(const struct template *t, struct lg_str *out) {
    struct lg_str push = {0};
    lg_str_add(&push, "none: livegate pushes nothing");
    if (t->revision.length > 0)
        lg_str_printf(&push, "; this run was at %s", t->revision.text);
    add_head(out, "\xe2\x9c\x85 **Step", t->worked.count > 0 ? t->worked.text.text : "of no gate",
             " complete.**");
    lg_str_add(out, "**Validation output:**\n");
    lg_markdown_block(out, "", lg_str_text(&t->lines));
    lg_str_add(out, "**Files changed:**\n");
    add_changed(lg_str_text(&t->changed), out);
    lg_str_add(out, "**git push output:**\n");
    lg_markdown_block(out, "", lg_str_text(&push));
    lg_str_dispose(&push);
}

/* Template 2. */
static void add_error(const struct note *note, int run_code, struct lg_str *out) {
    const struct lg_trouble *trouble = &note->trouble;
    add_head(out, "\xe2\x9a\xa0 **Error during Step", note->step, ".**");
    lg_str_add(out, "**Command that failed:**\n");
    lg_markdown_block(out, "bash", note->command);
    lg_str_add(out, "**Terminal output:**\n");
    lg_markdown_block(out, "", note->output);
    add_exit_code(out, trouble->exit_code < 0 ? run_code : trouble->exit_code);
    add_field(out, "Error category", trouble->category);
    if (note->changed[0] != '\0') {
        lg_str_add(out, "**Files changed:**\n");
        add_changed(note->changed, out);
    }
    if (note->tried[0] != '\0') {
        lg_str_add(out, "**Probes tried:**\n");
        lg_markdown_block(out, "", note->tried);
    }
    if (note->advice[0] != '\0') {
        lg_str_add(out, "**Next action:**\n");
        lg_markdown_block(out, "", note->advice);
    } else {
        lg_str_add(out, "**Next probe:**\n");
        lg_markdown_block(out, "bash", note->probe);
    }
}

/* Template 4. */
static void add_unclear(const struct note *note, struct lg_str *out) {
    add_head(out, "\xe2\x9d\x93 **Step", note->step, " unclear.**");
    lg_str_add(out, "**Command:**\n");
    lg_markdown_block(out, "bash", note->command);
    lg_str_add(out, "**Output:**\n");
    lg_markdown_block(out, "", note->output);
    add_exit_code(out, note->trouble.exit_code);
    add_field(out, "Ambiguity", note->reason);
    add_field(out, "Clarification needed", note->trouble.question);
}

/* Template 3. */
static void add_partial(const struct template *t, int run_code, const char *message,
                        struct lg_str *out) {
    struct lg_str analysis = {0};
    const char *why = t->first != NULL ? t->first->reason : message;
    lg_str_printf(&analysis, "%zu of %zu gates passed", t->worked.count,
                  t->worked.count + t->failed.count);
    if (why != NULL)
        lg_str_printf(&analysis, t->failed.count > 0 ? "; the first that did not: %s" : "; but %s",
                      why);
    const struct names *named = t->failed.count > 0 ? &t->failed : &t->worked;
    add_head(out, "\xe2\x9a\xa0 **Step", lg_str_text(&named->text), " partial.**");
    lg_str_add(out, "**What worked:**\n");
    lg_markdown_block(out, "bash", lg_str_text(&t->worked.commands));
    lg_markdown_block(out, "", lg_str_text(&t->lines));
    lg_str_add(out, "**What failed:**\n");
    if (t->failed.commands.length > 0)
        lg_markdown_block(out, "bash", lg_str_text(&t->failed.commands));
    if (why != NULL)
        lg_markdown_block(out, "", why);
    add_exit_code(out, run_code);
    add_field(out, "Analysis", lg_str_text(&analysis));
    bool for_person =
        t->first != NULL && (t->first->trouble.question != NULL || t->first->advice[0] != '\0');
    add_field(out, "Next action", for_person ? "user-action" : "probe");
    lg_str_dispose(&analysis);
}

static void add_note_text(const struct note *note, int run_code, struct lg_str *out) {
    if (note->trouble.question != NULL)
        add_unclear(note, out);
    else
        add_error(note, run_code, out);
}

/* A run of which no step can be blamed: a signal, a time limit, a bound of failures. */
static void add_early_end(const struct template *t, int run_code, const char *message,
                          struct lg_str *out) {
    const struct note note = {
        .step = t->failed.count > 0 ? t->failed.text.text : "of no gate",
        .command = lg_str_text(&t->failed.commands),
        .probe = lg_str_text(&t->failed.commands),
        .output = message == NULL ? "" : message,
        .tried = "",
        .changed = "",
        .advice = "",
        .trouble = {.exit_code = -1, .category = "UNKNOWN"},
    };
    add_error(&note, run_code, out);
}

static int take_run_end(struct template *t, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_run_end *end = &event->as.run_end;
    struct lg_str out = {0};
    lg_str_printf(&out, LG_TEMPLATE_MARK "%s -->\n", event->run);
    if (end->exit_code == 0)
        add_success(t, &out);
    else if (t->worked.count > 0)
        add_partial(t, end->exit_code, end->message, &out);
    else if (t->first == NULL)
        add_early_end(t, end->exit_code, end->message, &out);
    for (const struct note *note = t->first; note != NULL; note = note->next)
        add_note_text(note, end->exit_code, &out);
    if (t->num_notes > TROUBLES_MAX)
        lg_str_printf(&out, "And %zu more that did not pass.\n\n", t->num_notes - TROUBLES_MAX);
    lg_str_add(&out, "Target: ");
    lg_markdown_line(&out, lg_str_text(&t->target));
    lg_str_printf(&out, ", exit %d\n", end->exit_code);
    int result = lg_fs_write_atomic(t->path, lg_str_text(&out), out.length, err);
    lg_str_dispose(&out);
    return result;
}

static int template_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    static void (*const takers[LG_EVENT__COUNT])(struct template *, const struct lg_event *) = {
        [LG_EVENT_RUN_START] = take_run_start, [LG_EVENT_GATE_START] = take_gate_start,
        [LG_EVENT_STEP] = take_step,           [LG_EVENT_CASE] = take_step,
        [LG_EVENT_PROBE] = take_probe,         [LG_EVENT_FIX] = take_fix,
        [LG_EVENT_GATE_END] = take_gate_end,
    };
    struct template *t = (struct template *)sink;
    if (event->kind == LG_EVENT_RUN_END)
        return take_run_end(t, event, err);
    if (takers[event->kind] != NULL)
        takers[event->kind](t, event);
    return 0;
}

/* A verdict that does not hold any more is gone before the other is written. */
static int template_again(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    const struct template *t = (struct template *)sink;
    if (lg_spool_is_device(t->path))
        return 0;
    return lg_fs_remove(t->path, err) != 0 ? -1 : template_take(sink, event, err);
}

static void names_dispose(struct names *names) {
    lg_str_dispose(&names->text);
    lg_str_dispose(&names->commands);
}

static void template_free(struct lg_sink *sink) {
    struct template *t = (struct template *)sink;
    lg_arena_dispose(&t->arena);
    lg_str_dispose(&t->option);
    lg_str_dispose(&t->revision);
    lg_str_dispose(&t->target);
    lg_str_dispose(&t->selector);
    lg_str_dispose(&t->suite);
    lg_str_dispose(&t->tried);
    lg_str_dispose(&t->changed);
    lg_str_dispose(&t->step_changed);
    lg_str_dispose(&t->lines);
    names_dispose(&t->worked);
    names_dispose(&t->failed);
    free(t->path);
    free(t);
}

static const struct lg_sink_ops template_ops = {.name = "template",
                                                .take = template_take,
                                                .free = template_free,
                                                .turn = LG_TURN_REPORT,
                                                .again = template_again};

struct lg_sink *lg_template_new(const char *path) {
    struct template *t = lg_xcalloc(1, sizeof *t);
    t->sink.ops = &template_ops;
    t->path = lg_xstrdup(path);
    return &t->sink;
}
