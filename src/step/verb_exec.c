#include <errno.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/outside.h"
#include "base/secrets.h"
#include "base/variables.h"
#include "step/output.h"
#include "step/veiled.h"
#include "step/verbs.h"

enum {
    TIMEOUT_MS = 30000, /* reference execution-system, section L: command execution */
    TIMEOUT_CODE = 124, /* section A, RUN */
    SIGNAL_CODE = 128,  /* as shells tell the signal that ended a program */
    OUTPUT_BYTES_MAX = 256 * 1024
};

struct exec_params {
    struct lg_texts argv;
    const char *cwd;
    struct lg_texts env;
    struct lg_texts makes;
    bool json;
    struct lg_output_wanted wanted;
};

static const struct lg_field fields[] = {
    {.name = "argv",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct exec_params, argv),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN | LG_FIELD_SOME,
     .help = "the program and its arguments; no shell reads them"},
    {.name = "cwd",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct exec_params, cwd),
     .fallback = ".",
     .help = "the folder it runs in, inside the project"},
    {.name = "env",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct exec_params, env),
     .help = "variables that it gets besides PATH, HOME and the locale: NAME, or NAME=value"},
    {.name = "exit_code",
     .type = LG_FIELD_NUMBERS,
     .offset = offsetof(struct exec_params, wanted.exit_codes),
     .flags = LG_FIELD_SOME,
     .min = 0,
     .max = 255,
     .fallback = "0",
     .help = "the exit codes that are right; after another than 0 only `error` is sought"},
    {.name = "success",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct exec_params, wanted.success),
     .flags = LG_FIELD_SOME,
     .help = "patterns, one of which must match; else a success signature of the taxonomy must"},
    {.name = "error",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct exec_params, wanted.error),
     .flags = LG_FIELD_SOME,
     .help = "patterns, none of which may match; else no error rule of the taxonomy may"},
    {.name = "makes",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct exec_params, makes),
     .flags = LG_FIELD_SOME,
     .help = "files that it writes: one that it left as it was is a failure, whatever it said"},
    {.name = "json",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct exec_params, json),
     .help = "stdout is one JSON text: that is its success, and the result holds it as json"},
};

static bool is_variable(const char *text) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    static const char more[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    char end = text[strspn(text, more)];
    return strspn(text, letters) > 0 && (end == '\0' || end == '=');
}

static int check(const void *untyped, struct lg_err *err) {
    const struct exec_params *params = untyped;
    if (params->argv.count > 0 && params->argv.items[0] != NULL && params->argv.items[0][0] == '\0')
        return lg_err_set(err, LG_ERR_READ, "argv begins with '', which is no program");
    for (size_t i = 0; i < params->env.count; i++) {
        if (!is_variable(params->env.items[i]))
            return lg_err_set(err, LG_ERR_READ, "env '%s' is neither NAME nor NAME=value",
                              params->env.items[i]);
    }
    return lg_output_check(&params->wanted, err);
}

struct ended {
    struct lg_proc_result proc;
    struct lg_secrets secrets;
    double seconds;
};

static int64_t left_ms(const struct lg_step_ctx *ctx) {
    int64_t left_ns = ctx->deadline_ns - lg_clock_now_ns(&ctx->env->clock);
    if (ctx->deadline_ns == LG_NEVER_NS)
        return 0;
    return left_ns <= 0 ? 1 : (left_ns + LG_NS_PER_MS - 1) / LG_NS_PER_MS;
}

static int start_failed(const char *program, const struct lg_err *why, struct lg_err *err) {
    /* Without the errno: it would speak of a file, and it is the program that is not there. */
    if (why->kind == LG_ERR_READ && why->sys_errno == ENOENT)
        return lg_err_set(err, LG_ERR_READ, "command not found: %s", program);
    *err = *why;
    return -1;
}

/* Its time-out is told with what was said until then; so the deadline is the program's, not that of
 * waiting for it. */
static int run_program(const struct lg_step_ctx *ctx, const struct exec_params *params,
                       struct ended *out, struct lg_err *err) {
    struct lg_proc_options options = {.folder = lg_paths_user(ctx->paths, ctx->arena, params->cwd),
                                      .within = ctx->paths->project,
                                      .timeout_ms = left_ms(ctx),
                                      .max_output = OUTPUT_BYTES_MAX};
    struct lg_env env = *ctx->env;
    struct lg_err why = {0};
    const char **argv = lg_arena_array(ctx->arena, params->argv.count + 1, sizeof *argv);
    for (size_t i = 0; i < params->argv.count; i++)
        argv[i] = params->argv.items[i];
    options.variables =
        lg_variables_pick(ctx->env->variables, params->env.items, params->env.count, ctx->arena);
    options.asked = params->env.items;
    options.num_asked = params->env.count;
    lg_secrets_add(&out->secrets, ctx->env->variables, ctx->arena);
    lg_secrets_add(&out->secrets, options.variables, ctx->arena);
    env.deadline_ns = LG_NEVER_NS;
    int64_t started_ns = lg_clock_now_ns(&env.clock);
    int status = lg_outside_run(&env, argv, &options, &out->proc, &why);
    lg_clock_advance_to(&ctx->env->clock, lg_clock_now_ns(&env.clock));
    if (status != 0)
        return start_failed(argv[0], &why, err);
    out->seconds = (double)(lg_clock_now_ns(&env.clock) - started_ns) / (double)LG_NS_PER_S;
    return 0;
}

static int code_of(const struct lg_proc_result *proc) {
    if (proc->timed_out)
        return TIMEOUT_CODE;
    return proc->signo != 0 ? SIGNAL_CODE + proc->signo : proc->exit_code;
}

static struct lg_value *masked(const struct ended *ended, struct lg_view text,
                               struct lg_arena *arena) {
    struct lg_str shown = {0};
    lg_secrets_mask(&ended->secrets, text, &shown);
    struct lg_value *value = lg_value_text_n(arena, lg_str_text(&shown), shown.length);
    lg_str_dispose(&shown);
    return value;
}

static struct lg_view view_of(const struct lg_str *str) {
    return (struct lg_view){lg_str_text(str), str->length};
}

static struct lg_value *command_value(const struct ended *ended, const struct lg_texts *argv,
                                      struct lg_arena *arena) {
    struct lg_str command = {0};
    for (size_t i = 0; i < argv->count; i++) {
        if (i > 0)
            lg_str_add_char(&command, ' ');
        lg_str_add_word(&command, argv->items[i]);
    }
    struct lg_value *value = masked(ended, view_of(&command), arena);
    lg_str_dispose(&command);
    return value;
}

static struct lg_value *describe(const struct ended *ended, const struct exec_params *params,
                                 struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    lg_value_put(arena, map, "command", command_value(ended, &params->argv, arena));
    lg_value_put(arena, map, "exit_code", lg_value_int(arena, code_of(&ended->proc)));
    lg_value_put(arena, map, "stdout", masked(ended, view_of(&ended->proc.output), arena));
    lg_value_put(arena, map, "stderr", masked(ended, view_of(&ended->proc.errors), arena));
    lg_value_put(arena, map, "seconds", lg_value_real(arena, ended->seconds, "s"));
    return map;
}

/* As a terminal shows it, but for the order between the two. */
static struct lg_view whole_text(const struct lg_value *result, struct lg_arena *arena) {
    struct lg_view out = lg_value_get(result, "stdout")->as.string;
    struct lg_view errors = lg_value_get(result, "stderr")->as.string;
    struct lg_str text = {0};
    lg_str_add_n(&text, out.text, out.length);
    if (out.length > 0 && out.text[out.length - 1] != '\n')
        lg_str_add_char(&text, '\n');
    lg_str_add_n(&text, errors.text, errors.length);
    struct lg_view whole = {lg_arena_strndup(arena, lg_str_text(&text), text.length), text.length};
    lg_str_dispose(&text);
    return whole;
}

/* Puts it into the result, where it is one. */
static const char *read_json(struct lg_value *result, struct lg_arena *arena) {
    struct lg_view out = lg_value_get(result, "stdout")->as.string;
    struct lg_value *json = NULL;
    struct lg_err err = {0};
    if (lg_json_read(out.text, out.length, "stdout", arena, &json, &err) != 0)
        return lg_arena_printf(arena, "stdout is no JSON: %s", err.text);
    lg_value_put(arena, result, "json", json);
    return NULL;
}

static const char *unread(const struct lg_proc_result *proc, struct lg_arena *arena) {
    if (proc->output.length < OUTPUT_BYTES_MAX && proc->errors.length < OUTPUT_BYTES_MAX)
        return NULL;
    return lg_arena_printf(arena,
                           "only the first %d KiB of the output were kept, so it can't be "
                           "judged",
                           OUTPUT_BYTES_MAX / 1024);
}

static struct lg_value *match_value(const struct lg_output_match *match, struct lg_arena *arena) {
    if (match->kind == NULL)
        return lg_value_null(arena, "no pattern");
    struct lg_value *map = lg_value_map(arena);
    lg_value_put(arena, map, "kind", lg_value_text(arena, match->kind));
    if (match->name != NULL)
        lg_value_put(arena, map, "name", lg_value_text(arena, match->name));
    lg_value_put(arena, map, "line", lg_value_text(arena, match->line));
    return map;
}

static int find(struct lg_step_ctx *ctx, const struct ended *ended,
                const struct lg_output_wanted *wanted, const struct lg_output_got *got,
                struct lg_output_found *out, struct lg_err *err) {
    if (ended->proc.is_veiled)
        return lg_veiled_find(ctx, wanted, got, out, err);
    return lg_output_find(wanted, got, ctx->taxonomy, ctx->arena, out, err);
}

static int judge(struct lg_step_ctx *ctx, const struct exec_params *params,
                 const struct ended *ended, struct lg_value *result, struct lg_err *err) {
    struct lg_output_wanted wanted = params->wanted;
    struct lg_output_got got = {.exit_code = code_of(&ended->proc),
                                .text = whole_text(result, ctx->arena),
                                .unread = unread(&ended->proc, ctx->arena)};
    struct lg_output_found found;
    const char *no_json = params->json ? read_json(result, ctx->arena) : NULL;
    wanted.is_data = params->json;
    if (got.unread == NULL)
        got.unread = no_json;
    if (find(ctx, ended, &wanted, &got, &found, err) != 0)
        return -1;
    struct lg_output_sight sight = lg_output_judge(&wanted, &got, &found, ctx->arena);
    lg_value_put(ctx->arena, result, "matched", match_value(&sight.match, ctx->arena));
    lg_value_put(ctx->arena, result, "warnings", lg_value_int(ctx->arena, (int64_t)sight.warnings));
    ctx->checks = sight.checks;
    ctx->num_checks = sight.num_checks;
    return 0;
}

static int look_at_all(struct lg_step_ctx *ctx, const struct lg_texts *paths,
                       struct lg_file_look **out, struct lg_err *err) {
    struct lg_file_look *looks = lg_arena_array(ctx->arena, paths->count + 1, sizeof *looks);
    for (size_t i = 0; i < paths->count; i++) {
        const char *path = lg_paths_user(ctx->paths, ctx->arena, paths->items[i]);
        if (lg_outside_look(ctx->env, path, &looks[i], err) != 0)
            return -1;
    }
    *out = looks;
    return 0;
}

/* Written anew in place, or put there in place of the old one. */
static bool is_anew(const struct lg_file_look *was, const struct lg_file_look *is) {
    return is->is_there &&
           (!was->is_there || was->inode != is->inode || was->device != is->device ||
            was->size != is->size || lg_file_time_is_before(was->written, is->written));
}

/* One check a file that it says it makes; they stand behind those of the output. */
static void check_made(struct lg_step_ctx *ctx, const struct lg_texts *paths,
                       const struct lg_file_look *was, const struct lg_file_look *is) {
    struct lg_check *checks =
        lg_arena_array(ctx->arena, ctx->num_checks + paths->count, sizeof *checks);
    memcpy(checks, ctx->checks, ctx->num_checks * sizeof *checks);
    for (size_t i = 0; i < paths->count; i++) {
        bool is_made = is_anew(&was[i], &is[i]);
        const char *seen = is_made ? "written anew" : is[i].is_there ? "as it was" : "not there";
        checks[ctx->num_checks++] = (struct lg_check){
            .subject = "makes",
            .op = "writes",
            .wanted = lg_value_text(ctx->arena, paths->items[i]),
            .got = lg_value_text(ctx->arena, seen),
            .verdict = is_made ? LG_HELD : LG_NOT_MET,
            .text = lg_arena_printf(ctx->arena, "makes: '%s' is %s", paths->items[i], seen)};
    }
    ctx->checks = checks;
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct exec_params *params = untyped;
    struct ended ended = {0};
    struct lg_file_look *was = NULL;
    struct lg_file_look *is = NULL;
    if (check(params, err) != 0 || look_at_all(ctx, &params->makes, &was, err) != 0 ||
        run_program(ctx, params, &ended, err) != 0)
        return -1;
    struct lg_value *result = describe(&ended, params, ctx->arena);
    int status = judge(ctx, params, &ended, result, err);
    if (status == 0)
        status = look_at_all(ctx, &params->makes, &is, err);
    if (status == 0)
        check_made(ctx, &params->makes, was, is);
    if (status == 0)
        *result_out = result;
    lg_proc_result_dispose(&ended.proc);
    return status;
}

const struct lg_verb lg_verb_exec = {
    .name = "exec",
    .help = "runs a program and judges its exit code and output; gives exit_code, stdout, stderr",
    .flags = LG_VERB_REAL_TIME | LG_VERB_JUDGES | LG_VERB_FOREIGN,
    .timeout_ms = TIMEOUT_MS,
    .fields = {"exec", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct exec_params),
    .check = check,
    .run = run,
};
