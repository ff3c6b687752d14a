/* What this machine says: processes, folders, ports, programs. What is simulated, or on another
 * machine, can't be looked at here. */
#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/outside.h"
#include "base/regex.h"
#include "osc/holder.h"
#include "osc/udp.h"
#include "step/probes.h"

enum { PROGRAM_TIMEOUT_MS = 4000, PROCESSES_MAX = 4 * 1024 * 1024, WORDS_MAX = 4096 };

/* Where the User Library is unless it was moved (section B, probe 1.3). */
static const char script_folder[] = "Music/Ableton/User Library/Remote Scripts/AbletonOSC";

static int not_here(struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "Live is not on this machine, as far as it is known");
}

/* Live itself, on macOS and under Wine, and not a program that was given a file of that name. */
static bool is_live_listed(const struct lg_str *processes, struct lg_arena *arena,
                           const char **line_out) {
    static const char pattern[] =
        "^.*ableton live[^/\\\\\n]*(?:\\.app/Contents/MacOS/Live|\\.exe).*$";
    struct lg_regex *regex = NULL;
    struct lg_view line = {0};
    bool found = lg_regex_new(pattern, LG_REGEX_CASELESS | LG_REGEX_MULTILINE, &regex, NULL) == 0 &&
                 lg_regex_find(regex, (struct lg_view){lg_str_text(processes), processes->length},
                               &line, NULL) == 1;
    if (found)
        *line_out = lg_arena_strndup(arena, line.text, line.length < 200 ? line.length : 200);
    lg_regex_free(regex);
    return found;
}

int lg_look_live_process(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                         struct lg_sighting *out, struct lg_err *err) {
    LG_UNUSED(subject);
    static const char *const argv[] = {"ps", "-A", "-o", "args=", NULL};
    const struct lg_proc_options options = {.timeout_ms = PROGRAM_TIMEOUT_MS,
                                            .max_output = PROCESSES_MAX};
    struct lg_proc_result result = {0};
    struct lg_err why = {0};
    const char *line = NULL;
    if (!ctx->seat.is_here)
        return lg_sighting_set(out, "unknown", "Live is not on this machine");
    if (lg_outside_run(ctx->env, argv, &options, &result, &why) != 0) {
        if (why.kind == LG_ERR_READ)
            return lg_sighting_set(out, "unknown", lg_arena_strdup(ctx->arena, why.text));
        *err = why;
        return -1;
    }
    const char *seen = "unknown";
    if (result.exit_code == 0)
        seen = is_live_listed(&result.output, ctx->arena, &line) ? "running" : "missing";
    lg_proc_result_dispose(&result);
    return lg_sighting_set(out, seen, line);
}

int lg_look_script_folder(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                          struct lg_sighting *out, struct lg_err *err) {
    LG_UNUSED(subject);
    const char *home = lg_env_get(ctx->env, "HOME");
    if (!ctx->seat.is_here)
        return not_here(err);
    if (home == NULL)
        return lg_err_set(err, LG_ERR_READ, "HOME is not set");
    const char *folder = lg_fs_join(ctx->arena, home, script_folder);
    return lg_sighting_set(out, lg_fs_is_dir(folder) ? "found" : "missing", folder);
}

/* By binding it for a moment: nothing is sent. */
static bool is_free(struct lg_step_ctx *ctx, int port) {
    const struct lg_udp_options options = {"127.0.0.1", LG_OSC_PORT, port};
    struct lg_link *link = NULL;
    struct lg_err why = {0};
    struct lg_env env = *ctx->env;
    lg_clock_init_real(&env.clock);
    bool can_bind = lg_udp_open(&env, &options, &link, &why) == 0;
    lg_link_close(link);
    return can_bind;
}

/* "pid 12 (…)" of another program than this one, NULL: of none that is known. */
static const char *other_holder(struct lg_step_ctx *ctx, int port) {
    struct lg_str text = {0};
    char own[32];
    lg_port_holder(ctx->env, port, &text);
    snprintf(own, sizeof own, "pid %lld ", (long long)ctx->env->pid);
    const char *holder = text.length == 0 || lg_starts_with(lg_str_text(&text), own)
                             ? NULL
                             : lg_arena_strdup(ctx->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return holder;
}

int lg_look_port_holder(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                        struct lg_sighting *out, struct lg_err *err) {
    LG_UNUSED(subject);
    LG_UNUSED(err);
    if (!ctx->seat.is_here)
        return lg_sighting_set(out, "unknown", "Live is not on this machine");
    const char *replies = other_holder(ctx, ctx->seat.reply_port);
    if (replies != NULL)
        return lg_sighting_set(
            out, "held", lg_arena_printf(ctx->arena, "%d: %s", ctx->seat.reply_port, replies));
    const char *requests = other_holder(ctx, ctx->seat.port);
    if (requests != NULL)
        return lg_sighting_set(out, strstr(requests, "Live") != NULL ? "live" : "held",
                               lg_arena_printf(ctx->arena, "%d: %s", ctx->seat.port, requests));
    return lg_sighting_set(out, is_free(ctx, ctx->seat.port) ? "free" : "unknown", NULL);
}

static int no_program(struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "nothing says which program it is about");
}

int lg_look_program_present(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                            struct lg_sighting *out, struct lg_err *err) {
    if (subject->argv == NULL || subject->argv[0] == NULL)
        return no_program(err);
    const char *path = lg_paths_which(ctx->arena, ctx->env, subject->argv[0]);
    return lg_sighting_set(out, path == NULL ? "missing" : "found",
                           path == NULL ? subject->argv[0] : path);
}

/* How a command is asked what it is, without doing anything: a Python module by its help, as the
 * reference does; a shell by nothing that all of them know. */
static bool asks_for_version(const char *const *argv, const char *asked[static 5]) {
    static const char *const shells[] = {"sh", "bash", "dash", "zsh", "ksh", "env"};
    for (size_t i = 0; i < LG_ARRAY_LEN(shells); i++)
        if (strcmp(lg_fs_name(argv[0]), shells[i]) == 0)
            return false;
    bool is_module = argv[1] != NULL && strcmp(argv[1], "-m") == 0 && argv[2] != NULL;
    size_t count = 0;
    asked[count++] = argv[0];
    if (is_module) {
        asked[count++] = argv[1];
        asked[count++] = argv[2];
    }
    asked[count++] = is_module ? "--help" : "--version";
    asked[count] = NULL;
    return true;
}

int lg_look_program_version(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                            struct lg_sighting *out, struct lg_err *err) {
    const struct lg_proc_options options = {
        .folder = ctx->paths->project, .timeout_ms = PROGRAM_TIMEOUT_MS, .max_output = WORDS_MAX};
    struct lg_proc_result result = {0};
    const char *asked[5];
    if (subject->argv == NULL || subject->argv[0] == NULL)
        return no_program(err);
    if (!asks_for_version(subject->argv, asked))
        return lg_err_set(err, LG_ERR_READ, "'%s' can't be asked for its version",
                          subject->argv[0]);
    if (lg_outside_run(ctx->env, asked, &options, &result, err) != 0)
        return -1;
    const struct lg_str *said = result.exit_code == 0 ? &result.output : &result.errors;
    struct lg_view line = lg_view_trim(lg_view_of(lg_str_text(said)));
    const char *detail =
        lg_arena_strndup(ctx->arena, lg_str_text(said), line.length < 200 ? line.length : 200);
    const char *seen = result.exit_code == 0 ? "ok" : "fails";
    lg_proc_result_dispose(&result);
    return lg_sighting_set(out, seen, detail);
}
