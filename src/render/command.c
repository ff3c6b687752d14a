/* A program of the user's makes the file: argv with placeholders, never a shell. */
#include <errno.h>
#include <string.h>

#include "base/variables.h"
#include "render/fill.h"
#include "render/handover.h"

enum { OUTPUT_BYTES_MAX = 64 * 1024, SAID_MAX = 400 };

struct command_params {
    struct lg_texts argv;
    struct lg_texts env;
    const char *file;
};

static const struct lg_field fields[] = {
    {.name = "argv",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct command_params, argv),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN | LG_FIELD_SOME,
     .help = "the program and its arguments; {file} is what it is to write, {id} what is printed, "
             "{start} in beats, {length} in seconds; it runs in the project's folder"},
    {.name = "env",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct command_params, env),
     .help = "variables that it gets besides PATH, HOME and the locale: NAME, or NAME=value"},
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct command_params, file),
     .help = "where it writes, when it can't write to any {file}: exports/{id}.wav"},
};

static int check(const void *untyped, struct lg_err *err) {
    const struct command_params *params = untyped;
    bool has_file = params->file != NULL;
    for (size_t i = 0; i < params->argv.count; i++) {
        if (lg_fill_check(params->argv.items[i], err) < 0)
            return -1;
        has_file = has_file || strstr(params->argv.items[i], "{file}") != NULL;
    }
    if (params->argv.count > 0 && params->argv.items[0][0] == '\0')
        return lg_err_set(err, LG_ERR_READ, "argv begins with '', which is no program");
    if (!has_file)
        return lg_err_set(err, LG_ERR_READ,
                          "argv nowhere says {file}, and `file` does not say where it writes");
    return params->file == NULL ? 0 : lg_fill_check(params->file, err);
}

static int fill_argv(const struct lg_handover *handover, const struct command_params *params,
                     const char ***out, struct lg_err *err) {
    const struct lg_print_order *order = handover->order;
    const struct lg_fill fill = {handover->path, order->id, order->from_beats, handover->seconds};
    const char **argv = lg_arena_array(order->arena, params->argv.count + 1, sizeof *argv);
    for (size_t i = 0; i < params->argv.count; i++)
        if (lg_fill(&fill, params->argv.items[i], order->arena, &argv[i], err) < 0)
            return -1;
    *out = argv;
    return 0;
}

/* Its last line, for that is where programs say what went wrong. */
static struct lg_view last_line(const struct lg_str *text) {
    struct lg_view all = lg_view_trim(lg_view_of(lg_str_text(text)));
    size_t from = all.length;
    while (from > 0 && all.text[from - 1] != '\n' && all.length - from < SAID_MAX)
        from--;
    return (struct lg_view){all.text + from, all.length - from};
}

static int judge(const char *program, const struct lg_proc_result *result, struct lg_err *err) {
    struct lg_view said = last_line(result->errors.length > 0 ? &result->errors : &result->output);
    if (result->timed_out)
        return lg_err_set(err, LG_ERR_TIMEOUT, "'%s' was still at work when time was up", program);
    if (result->signo != 0)
        return lg_err_set(err, LG_ERR_WRITE, "'%s' was ended by signal %d: %.*s", program,
                          result->signo, (int)said.length, said.text);
    if (result->exit_code != 0)
        return lg_err_set(err, LG_ERR_WRITE, "'%s' ended with exit code %d: %.*s", program,
                          result->exit_code, (int)said.length, said.text);
    return 0;
}

static int64_t left_ms(const struct lg_print_order *order) {
    int64_t left_ns = order->deadline_ns - lg_clock_now_ns(&order->env->clock);
    if (order->deadline_ns == LG_NEVER_NS)
        return 0;
    return left_ns <= 0 ? 1 : (left_ns + LG_NS_PER_MS - 1) / LG_NS_PER_MS;
}

static int run_program(const struct lg_print_order *order, const struct command_params *params,
                       const char *const *argv, struct lg_err *err) {
    const struct lg_proc_options options = {
        .folder = order->outlet.project,
        .variables = lg_variables_pick(order->env->variables, params->env.items, params->env.count,
                                       order->arena),
        .timeout_ms = left_ms(order),
        .max_output = OUTPUT_BYTES_MAX};
    struct lg_proc_result result = {0};
    struct lg_err why = {0};
    if (lg_outside_run(order->env, argv, &options, &result, &why) < 0) {
        if (why.kind == LG_ERR_READ && why.sys_errno == ENOENT)
            return lg_err_sys(err, LG_ERR_READ, ENOENT, "command not found: %s", argv[0]);
        return lg_err_set(err, why.kind, "%s", why.text);
    }
    int status = judge(argv[0], &result, err);
    lg_proc_result_dispose(&result);
    return status;
}

static const char *source(const void *untyped, struct lg_arena *arena) {
    const struct command_params *params = untyped;
    LG_UNUSED(arena);
    return params->file;
}

static int render(const struct lg_print_order *order, struct lg_print *out, struct lg_err *err) {
    const struct command_params *params = order->params;
    struct lg_handover handover;
    const char **argv;
    if (params == NULL)
        return lg_err_set(err, LG_ERR_READ, "export by command: with: {argv: …} is not told");
    if (lg_handover_open(&handover, order, params->file, err) < 0 ||
        fill_argv(&handover, params, &argv, err) < 0 || run_program(order, params, argv, err) < 0)
        return -1;
    return lg_handover_take(&handover, out, err);
}

const struct lg_render_mode lg_render_command = {
    .name = "command",
    .help = "a program writes the file: argv with {file}, {id}, {start} and {length}, no shell",
    .flags = LG_RENDER_REAL_TIME,
    .fields = {"command", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct command_params),
    .check = check,
    .source = source,
    .render = render,
};
