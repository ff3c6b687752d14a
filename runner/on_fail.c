#include "runner/on_fail.h"

#include <stdio.h>
#include <string.h>

#include "base/proc.h"
#include "base/slots.h"
#include "conf/field.h"
#include "runner/app.h"
#include "runner/exit_code.h"

enum { OUTPUT_BYTES_MAX = 64 * 1024 };

#define TIMEOUT_MAX_S 3600.0

static const struct lg_field items[] = {
    {.name = "run",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct lg_on_fail, argv),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN | LG_FIELD_SOME,
     .help = "the program and its arguments, no shell; {exit}, {verdict}, {totals}, {target}, "
             "{run}, {junit}, {receipts}, {html} and {markdown} are filled in, braces are {{ and "
             "}}"},
    {.name = "timeout",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct lg_on_fail, timeout_ns),
     .min = 0.001,
     .max = TIMEOUT_MAX_S,
     .fallback = "30s",
     .help = "how long it may take"},
    {.name = "targets",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct lg_on_fail, targets),
     .flags = LG_FIELD_SOME,
     .fallback = "[live, sim]",
     .help = "of which runs it tells: live, sim, fixture"},
};

static const struct lg_fields fields = {"on_fail", items, LG_ARRAY_LEN(items)};
const struct lg_shape lg_on_fail_shape = {.kind = LG_SHAPE_FIELDS, .fields = &fields};

enum slot { EXIT, VERDICT, TOTALS, TARGET, RUN, JUNIT, RECEIPTS, HTML, MARKDOWN, NUM_SLOTS };

static const struct lg_slot names[NUM_SLOTS] = {
    [EXIT] = {.name = "exit"},         [VERDICT] = {.name = "verdict"},
    [TOTALS] = {.name = "totals"},     [TARGET] = {.name = "target"},
    [RUN] = {.name = "run"},           [JUNIT] = {.name = "junit"},
    [RECEIPTS] = {.name = "receipts"}, [HTML] = {.name = "html"},
    [MARKDOWN] = {.name = "markdown"},
};

static bool is_target(const char *word) {
    return strcmp(word, "live") == 0 || strcmp(word, "sim") == 0 || strcmp(word, "fixture") == 0;
}

int lg_on_fail_read(const struct lg_node *node, struct lg_arena *arena, struct lg_on_fail *out,
                    struct lg_err *err) {
    struct lg_on_fail read = {0};
    struct lg_err why = {0};
    if (node == NULL || lg_node_is_null(node)) {
        *out = read;
        return 0;
    }
    if (node->kind == LG_NODE_SEQ && node->count == 0)
        return lg_node_err(node, err,
                           "on_fail is empty: name a program and its arguments, [notify-studio, "
                           "'{verdict}'], or leave it out to tell nobody");
    if (lg_fields_read(&fields, node, arena, &read, err) != 0)
        return -1;
    for (size_t i = 0; i < read.argv.count; i++) {
        if (lg_slots_check(names, NUM_SLOTS, read.argv.items[i], &why) != 0)
            return lg_node_err(lg_fields_place(&fields, node), err, "on_fail: %s", why.text);
    }
    for (size_t i = 0; i < read.targets.count; i++) {
        if (!is_target(read.targets.items[i]))
            return lg_node_err(node, err, "on_fail: targets are live, sim and fixture, not '%s'",
                               read.targets.items[i]);
    }
    *out = read;
    return 0;
}

static bool is_wanted(const struct lg_on_fail *on_fail, const struct lg_on_fail_run *run) {
    if (on_fail->argv.count == 0 || run->exit_code == LG_EXIT_OK || run->exit_code > LG_EXIT_SIGNAL)
        return false;
    for (size_t i = 0; i < on_fail->targets.count; i++) {
        if (run->target_kind == NULL || strcmp(on_fail->targets.items[i], run->target_kind) == 0)
            return true;
    }
    return false;
}

static const char *or_empty(const char *text) {
    return text == NULL ? "" : text;
}

static int fill(struct lg_app *app, const struct lg_on_fail_run *run, const char **argv,
                struct lg_err *err) {
    const struct lg_texts *texts = &app->settings.on_fail.argv;
    struct lg_slot slots[NUM_SLOTS];
    char code[16];
    snprintf(code, sizeof code, "%d", run->exit_code);
    memcpy(slots, names, sizeof slots);
    slots[EXIT].value = code;
    slots[VERDICT].value = or_empty(lg_exit_meaning(run->exit_code));
    slots[TOTALS].value = or_empty(run->totals);
    slots[TARGET].value = or_empty(run->target);
    slots[RUN].value = or_empty(run->run);
    slots[JUNIT].value = or_empty(run->junit);
    slots[RECEIPTS].value = or_empty(run->receipts);
    slots[HTML].value = or_empty(run->html);
    slots[MARKDOWN].value = or_empty(run->markdown);
    for (size_t i = 0; i < texts->count; i++) {
        struct lg_str text = {0};
        int rc = lg_slots_fill(slots, NUM_SLOTS, texts->items[i], &text, err);
        argv[i] = lg_arena_strdup(&app->arena, lg_str_text(&text));
        lg_str_dispose(&text);
        if (rc != 0)
            return -1;
    }
    return 0;
}

/* The last line that it said, since that one tells why. */
static const char *last_line(struct lg_app *app, const struct lg_proc_result *result) {
    const struct lg_str *said = result->errors.length > 0 ? &result->errors : &result->output;
    struct lg_view text = lg_view_trim(lg_view_of(lg_str_text(said)));
    size_t start = text.length;
    while (start > 0 && text.text[start - 1] != '\n')
        start--;
    return lg_shown(lg_arena_strndup(&app->arena, text.text + start, text.length - start));
}

static void say(struct lg_app *app, const struct lg_proc_result *result, int exit_code) {
    const char *name = lg_shown(app->settings.on_fail.argv.items[0]);
    const char *line = last_line(app, result);
    const char *colon = line[0] == '\0' ? "" : ": ";
    if (result->timed_out)
        lg_say("on_fail: '%s' took too long and was stopped%s%s; the run's exit code stays %d",
               name, colon, line, exit_code);
    else if (result->signo != 0)
        lg_say("on_fail: '%s' was itself ended by signal %d (%s)%s%s; the run's exit code stays %d",
               name, result->signo, strsignal(result->signo), colon, line, exit_code);
    else if (result->exit_code != 0)
        lg_say("on_fail: '%s' itself ended with %d%s%s; the run's exit code stays %d", name,
               result->exit_code, colon, line, exit_code);
    else
        lg_say("on_fail: told '%s'%s%s", name, colon, line);
}

void lg_on_fail_tell(struct lg_app *app, const struct lg_on_fail_run *run) {
    const struct lg_on_fail *on_fail = &app->settings.on_fail;
    struct lg_env env = app->env;
    struct lg_proc_options options = {.folder = app->paths.project,
                                      .timeout_ms = on_fail->timeout_ns / LG_NS_PER_MS,
                                      .max_output = OUTPUT_BYTES_MAX};
    struct lg_proc_result result = {0};
    struct lg_err err = {0};
    if (!is_wanted(on_fail, run))
        return;
    const char **argv = lg_arena_array(&app->arena, on_fail->argv.count + 1, sizeof *argv);
    env.deadline_ns = LG_NEVER_NS; /* the run's time limit is behind us */
    if (fill(app, run, argv, &err) != 0 || lg_proc_run(&env, argv, &options, &result, &err) != 0) {
        lg_say("on_fail: %s; the run's exit code stays %d", lg_shown(err.text), run->exit_code);
        return;
    }
    say(app, &result, run->exit_code);
    lg_proc_result_dispose(&result);
}
