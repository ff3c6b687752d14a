#include "report/console.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/clean.h"
#include "report/trouble.h"
#include "report/words.h"

enum {
    NAME_WIDTH = 32,   /* characters of a step's name before its time */
    REPEATED_MAX = 50, /* failures told again at the end */
    TARGET_MAX = 200,  /* characters of the target in the last line */
    OUTPUT_LINES = 5   /* of a program that did not pass */
};

/* The word before an item, and how its line looks on a terminal. */
static const struct {
    const char *word;
    const char *colour;
    bool is_failure; /* repeated at the end */
} marks[LG_OUTCOME__COUNT] = {
    [LG_PASSED] = {"ok", "32", false},    [LG_PASSED_AFTER_FIX] = {"fixed", "33", false},
    [LG_FAILED] = {"FAIL", "31", true},   [LG_ERROR] = {"ERROR", "31", true},
    [LG_SKIPPED] = {"skip", "33", false}, [LG_BLOCKED] = {"block", "33", false},
    [LG_STOPPED] = {"stop", "33", false}, [LG_INTERRUPTED] = {"unrun", "33", false},
};

struct console {
    struct lg_sink sink;
    struct lg_console_options options;
    struct lg_str text;    /* of the event at hand */
    struct lg_str repeats; /* failures for the end */
    struct lg_str target, target_option;
    struct lg_str selector; /* of the gate at hand */
    struct lg_str suite;
    size_t num_failures;
    size_t gate_failures; /* of the gate at hand */
    struct lg_str worked; /* gates that passed */
};

static void add_clean(struct lg_str *out, const char *text, size_t max_chars) {
    lg_clean_line(lg_view_of(text), max_chars, out);
}

static void add_mark(const struct console *console, enum lg_outcome outcome, struct lg_str *out) {
    if (console->options.colour)
        lg_str_printf(out, "\x1b[%sm%-5s\x1b[0m ", marks[outcome].colour, marks[outcome].word);
    else
        lg_str_printf(out, "%-5s ", marks[outcome].word);
}

/* Characters of well-formed text, one column each. */
static size_t width(const char *text) {
    size_t columns = 0;
    for (; *text != '\0'; text++)
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    return columns;
}

/* "FAIL  g1 [sim]  tracks", without an end of line. */
static void add_heading(const struct console *console, enum lg_outcome outcome, const char *name,
                        struct lg_str *out) {
    add_mark(console, outcome, out);
    add_clean(out, lg_str_text(&console->suite), LG_WORDS_LINE_MAX);
    lg_str_add(out, "  ");
    add_clean(out, name, LG_WORDS_LINE_MAX);
}

static void add_line(const char *label, const char *text, struct lg_str *out) {
    lg_str_printf(out, "      %s", label);
    add_clean(out, text, LG_WORDS_LINE_MAX);
    lg_str_add_char(out, '\n');
}

static void add_rerun(const struct console *console, const struct lg_event_step *step,
                      struct lg_str *out) {
    struct lg_str command = {0};
    if (console->selector.length == 0)
        return;
    lg_words_again(console->selector.text, lg_str_text(&console->target_option), step, &command);
    add_line("again: ", command.text, out);
    lg_str_dispose(&command);
}

/* What is known of an item that did not simply pass. */
struct trouble {
    const char *name;
    enum lg_outcome outcome;
    const char *reason;
    const struct lg_event_step *step; /* NULL: the gate itself */
};

/* The last lines that a program said. */
static void add_output(const char *output, struct lg_str *out) {
    struct lg_view rest = lg_view_trim(lg_view_of(output));
    const char *end = rest.text + rest.length;
    const char *start = end;
    for (int lines = 0; start > rest.text; start--) {
        if (start[-1] == '\n' && ++lines == OUTPUT_LINES)
            break;
    }
    while (start < end) {
        const char *stop = memchr(start, '\n', (size_t)(end - start));
        stop = stop == NULL ? end : stop;
        lg_str_add(out, "      | ");
        lg_clean_line((struct lg_view){start, (size_t)(stop - start)}, LG_WORDS_LINE_MAX, out);
        lg_str_add_char(out, '\n');
        start = stop + 1;
    }
}

/* What the templates of reference execution-system, section D, say of a step that did not pass. */
static void add_template(const struct lg_event_step *step, struct lg_str *out) {
    struct lg_arena arena = {0};
    struct lg_trouble trouble;
    lg_trouble_read(step, &arena, &trouble);
    if (trouble.command != NULL) {
        add_line("command: ", trouble.command, out);
        add_output(trouble.output, out);
        lg_str_printf(out, "      exit code: %lld\n", (long long)trouble.exit_code);
    }
    if (trouble.question != NULL)
        add_line("unclear: ", trouble.question, out);
    else if (step->category != NULL)
        add_line("category: ", trouble.category, out);
    lg_arena_dispose(&arena);
}

static void repeat_later(struct console *console, const struct trouble *trouble) {
    struct lg_str *out = &console->repeats;
    struct lg_str place = {0};
    if (++console->num_failures > REPEATED_MAX)
        return;
    lg_str_add_char(out, '\n');
    add_heading(console, trouble->outcome, trouble->name, out);
    lg_str_add(out, "\n      ");
    add_clean(out, trouble->reason, LG_WORDS_LINE_MAX);
    lg_str_add_char(out, '\n');
    if (trouble->step != NULL) {
        lg_words_misses(trouble->step, "      ", out);
        add_template(trouble->step, out);
        lg_words_place(trouble->step, &place);
    }
    if (place.length > 0)
        add_line("at ", place.text, out);
    add_rerun(console, trouble->step, out);
    if (trouble->step != NULL)
        lg_words_advice(trouble->step, "      ", out);
    lg_str_dispose(&place);
}

static void tell(struct console *console, enum lg_outcome outcome, const char *name,
                 int64_t duration_ns, const char *reason) {
    struct lg_str *out = &console->text;
    struct lg_str clean = {0};
    char seconds[24];
    lg_words_seconds(duration_ns, seconds);
    add_clean(&clean, name, LG_WORDS_LINE_MAX);
    size_t columns = width(lg_str_text(&clean));
    add_heading(console, outcome, name, out);
    lg_str_printf(out, "%*s%s s", columns < NAME_WIDTH ? (int)(NAME_WIDTH - columns) : 2, "",
                  seconds);
    if (reason != NULL) {
        lg_str_add(out, "  ");
        add_clean(out, reason, LG_WORDS_LINE_MAX);
    }
    lg_str_add_char(out, '\n');
    lg_str_dispose(&clean);
}

static void take_run_start(struct console *console, const struct lg_event *event) {
    const struct lg_event_run_start *start = &event->as.run_start;
    lg_str_add(&console->target, start->target);
    if (start->target_option != NULL)
        lg_str_add(&console->target_option, start->target_option);
}

static void take_gate_start(struct console *console, const struct lg_event *event) {
    lg_str_clear(&console->suite);
    lg_str_add(&console->suite, event->as.gate_start.suite);
    lg_str_clear(&console->selector);
    if (event->as.gate_start.selector != NULL)
        lg_str_add(&console->selector, event->as.gate_start.selector);
    console->gate_failures = 0;
}

/* What a step that is fine all the same wants to have said. */
static void add_warning(const struct lg_event_step *step, struct lg_str *out) {
    const struct lg_value *warning =
        step->result == NULL ? NULL : lg_value_get(step->result, "warning");
    if (warning != NULL && warning->kind == LG_VALUE_STRING)
        add_line("WARNING: ", warning->as.string.text, out);
}

static void take_step(struct console *console, const struct lg_event *event) {
    const struct lg_event_step *step = lg_event_end(event);
    struct lg_str reason = {0};
    bool is_quiet = console->options.quiet && step->outcome == LG_PASSED;
    if (step->outcome != LG_PASSED || step->message != NULL)
        lg_words_reason(step->outcome, step->message, step->blocker, &reason);
    if (!is_quiet)
        tell(console, step->outcome, step->id, step->duration_ns, reason.text);
    if (!is_quiet && !console->options.verbose)
        add_warning(step, &console->text);
    if (console->options.verbose && !is_quiet && event->kind == LG_EVENT_CASE)
        lg_words_case(&event->as.point, "      ", &console->text);
    if (console->options.verbose && !is_quiet)
        lg_words_evidence(step, "      ", &console->text);
    if (marks[step->outcome].is_failure) {
        console->gate_failures++;
        repeat_later(console,
                     &(struct trouble){step->id, step->outcome, lg_str_text(&reason), step});
    }
    lg_str_dispose(&reason);
}

/* What was changed on the way is told at once, whatever the step comes to. */
static void take_fix(struct console *console, const struct lg_event *event) {
    const struct lg_event_fix *fix = &event->as.fix;
    struct lg_str *out = &console->text;
    struct lg_str line = {0};
    lg_str_printf(&line, "%s: %s", fix->fix, fix->error == NULL ? "done" : fix->error);
    for (size_t i = 0; i < fix->num_changed; i++)
        lg_str_printf(&line, "%s %s", i == 0 ? ":" : ",", fix->changed[i]);
    add_line("fix ", lg_str_text(&line), out);
    lg_str_dispose(&line);
}

/* A gate that failed without a step that did: by its time limit, say. */
static void take_gate_end(struct console *console, const struct lg_event *event) {
    const struct lg_event_gate_end *gate = &event->as.gate_end;
    struct lg_str reason = {0};
    if (gate->outcome == LG_PASSED || gate->outcome == LG_PASSED_AFTER_FIX) {
        lg_str_add(&console->worked, console->worked.length > 0 ? ", " : "");
        lg_str_add(&console->worked, gate->gate);
    }
    if (!marks[gate->outcome].is_failure || console->gate_failures > 0)
        return;
    lg_words_reason(gate->outcome, gate->message, NULL, &reason);
    tell(console, gate->outcome, "gate", gate->duration_ns, reason.text);
    repeat_later(console, &(struct trouble){"gate", gate->outcome, reason.text, NULL});
    lg_str_dispose(&reason);
}

static size_t sum_of(const size_t *totals) {
    size_t sum = 0;
    for (int i = 0; i < LG_OUTCOME__COUNT; i++)
        sum += totals[i];
    return sum;
}

/* "3 gates: 2 passed, 1 failed"; "14 of 20 steps: …" when not all that was planned was told. */
static void add_totals(const size_t *totals, const char *noun, size_t planned, struct lg_str *out) {
    const char *separator = ": ";
    lg_str_printf(out, "%zu ", sum_of(totals));
    if (planned != sum_of(totals))
        lg_str_printf(out, "of %zu ", planned);
    lg_str_printf(out, "%s%s", noun, planned == 1 ? "" : "s");
    for (int i = 0; i < LG_OUTCOME__COUNT; i++) {
        if (totals[i] == 0)
            continue;
        lg_str_printf(out, "%s%zu %s", separator, totals[i], lg_words_outcome((enum lg_outcome)i));
        separator = ", ";
    }
}

/* Templates 1 and 3 in a line; 2 and 4 stand with what did not pass. */
static void add_headline(const struct console *console, const struct lg_event_run_end *end,
                         struct lg_str *out) {
    if (console->worked.length == 0)
        return;
    lg_str_add(out, end->exit_code == 0 ? "complete: " : "partial: ");
    add_clean(out, console->worked.text, TARGET_MAX);
    lg_str_add(out, end->exit_code == 0 ? "\n" : " passed\n");
}

static void take_run_end(struct console *console, const struct lg_event *event) {
    const struct lg_event_run_end *end = &event->as.run_end;
    struct lg_str *out = &console->text;
    lg_str_add_n(out, lg_str_text(&console->repeats), console->repeats.length);
    if (console->num_failures > REPEATED_MAX)
        lg_str_printf(out, "\n      and %zu more\n", console->num_failures - REPEATED_MAX);
    if (console->num_failures > 0)
        lg_str_add_char(out, '\n');
    if (end->message != NULL) {
        lg_str_add(out, "ended early: ");
        add_clean(out, end->message, LG_WORDS_LINE_MAX);
        lg_str_add_char(out, '\n');
    }
    if (!console->options.quiet)
        add_headline(console, end, out);
    add_totals(end->gates, "gate", sum_of(end->gates), out);
    lg_str_add(out, " [");
    add_clean(out, lg_str_text(&console->target), TARGET_MAX);
    lg_str_add(out, "] \xc2\xb7 ");
    add_totals(end->steps, "step", end->planned, out);
    lg_str_printf(out, " \xc2\xb7 exit %d\n", end->exit_code);
}

/* NULL: of no concern to the console. */
static void (*const takers[LG_EVENT__COUNT])(struct console *, const struct lg_event *) = {
    [LG_EVENT_RUN_START] = take_run_start,
    [LG_EVENT_PLAN] = NULL,
    [LG_EVENT_GATE_START] = take_gate_start,
    [LG_EVENT_STEP] = take_step,
    [LG_EVENT_CASE] = take_step,
    [LG_EVENT_TRANSITION] = NULL,
    [LG_EVENT_PROBE] = NULL,
    [LG_EVENT_FIX] = take_fix,
    [LG_EVENT_GATE_END] = take_gate_end,
    [LG_EVENT_RUN_END] = take_run_end,
};

static int console_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct console *console = (struct console *)sink;
    struct lg_str *text = &console->text;
    FILE *out = console->options.out;
    if (takers[event->kind] == NULL)
        return 0;
    lg_str_clear(text);
    takers[event->kind](console, event);
    if (fwrite(lg_str_text(text), 1, text->length, out) != text->length || fflush(out) != 0)
        return lg_err_sys(err, LG_ERR_WRITE, errno, "the terminal or what stands for it");
    return 0;
}

static void console_free(struct lg_sink *sink) {
    struct console *console = (struct console *)sink;
    lg_str_dispose(&console->text);
    lg_str_dispose(&console->repeats);
    lg_str_dispose(&console->target);
    lg_str_dispose(&console->target_option);
    lg_str_dispose(&console->selector);
    lg_str_dispose(&console->suite);
    lg_str_dispose(&console->worked);
    free(console);
}

static const struct lg_sink_ops console_ops = {
    .name = "console", .take = console_take, .free = console_free, .turn = LG_TURN_VOICE};

struct lg_sink *lg_console_new(const struct lg_console_options *options) {
    struct console *console = lg_xcalloc(1, sizeof *console);
    console->sink.ops = &console_ops;
    console->options = *options;
    return &console->sink;
}
