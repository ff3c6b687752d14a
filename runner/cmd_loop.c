#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/outside.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/fixtures.h"
#include "runner/gain.h"

enum { ITERATIONS = 5, RENDER_OUTPUT_MAX = 64 * 1024 };

static const struct lg_option option_dry = {"--dry", LG_OPTION_FLAG, NULL,
                                            "measure and plan, and write nothing to Live", NULL};
static const struct lg_option option_max = {"--max-iterations", LG_OPTION_VALUE, "N",
                                            "at most so many moves (default 5)", NULL};
static const struct lg_option option_timeout = {"--render-timeout", LG_OPTION_VALUE, "DURATION",
                                                "of COMMAND (default 600s)", NULL};

static const struct lg_option *const options[] = {&lg_option_live,
                                                  &lg_option_wait,
                                                  &lg_option_sim,
                                                  &lg_option_fixture,
                                                  &lg_option_loose,
                                                  &lg_option_record,
                                                  &option_dry,
                                                  &option_max,
                                                  &lg_option_target_lufs,
                                                  &lg_option_track,
                                                  &lg_option_device,
                                                  &lg_option_param,
                                                  &lg_option_louder,
                                                  &option_timeout,
                                                  &lg_option_ignore_journal,
                                                  NULL};

struct loop {
    struct lg_gain gain;
    const char *wav;
    const char *const *render; /* argv; NULL: none */
    bool dry;
    int64_t max, iteration;
    int64_t render_timeout_ns;
    FILE *timeline;
    struct lg_gain_measured measured;
};

/* How an iteration ends. */
enum step { STEP_ERROR = -1, STEP_END, STEP_ON };

static int open_timeline(struct loop *loop, struct lg_err *err) {
    struct lg_app *app = loop->gain.app;
    char stamp[25];
    lg_clock_format_utc(lg_clock_wall_ms(&app->env.clock), stamp);
    const char *shown = lg_arena_printf(&app->arena, "data/timelines/%.10sT%.2s-%.2s-%.2s.jsonl",
                                        stamp, stamp + 11, stamp + 14, stamp + 17);
    const char *path = lg_paths_user(&app->paths, &app->arena, shown);
    if (lg_fs_mkdirs(lg_fs_folder(&app->arena, path), err) != 0)
        return -1;
    loop->timeline = fopen(path, "a");
    if (loop->timeline == NULL)
        return lg_err_set(err, LG_ERR_WRITE, "'%s' can't be written", shown);
    lg_say("loop: timeline %s", shown);
    return 0;
}

/* One line of the timeline. */
static int note(struct loop *loop, double delta, struct lg_err *err) {
    struct lg_app *app = loop->gain.app;
    struct lg_arena *arena = &app->arena;
    struct lg_value *line = lg_value_map(arena);
    struct lg_str text = {0};
    char stamp[25];
    lg_clock_format_utc(lg_clock_wall_ms(&app->env.clock), stamp);
    lg_value_put(arena, line, "iteration", lg_value_int(arena, loop->iteration));
    lg_value_put(arena, line, "timestamp", lg_value_text(arena, stamp));
    lg_value_put(arena, line, "lufs_i", lg_value_real(arena, loop->measured.lufs_i, NULL));
    lg_value_put(arena, line, "peak_dbfs", lg_value_real(arena, loop->measured.peak_dbfs, NULL));
    lg_value_put(arena, line, "delta", lg_value_real(arena, delta, NULL));
    lg_json_write(line, &text);
    int status =
        fprintf(loop->timeline, "%s\n", lg_str_text(&text)) < 0 || fflush(loop->timeline) != 0
            ? lg_err_set(err, LG_ERR_WRITE, "the timeline can't be written")
            : 0;
    lg_str_dispose(&text);
    return status;
}

/* A file that is still the one of the iteration before says nothing of the gain that was set. */
static int measure(struct loop *loop, struct lg_err *err) {
    struct lg_gain_measured now;
    if (lg_gain_measure(&loop->gain, loop->wav, &now, err) != 0)
        return -1;
    if (loop->iteration > 1 && strcmp(now.sha256, loop->measured.sha256) == 0)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' is still the file of the iteration before: it was not rendered "
                          "anew",
                          loop->wav);
    loop->measured = now;
    return 0;
}

static bool is_met(const struct loop *loop) {
    return fabs(loop->measured.lufs_i - loop->gain.target_lufs) <= LG_GAIN_TOLERANCE_LU;
}

/* How COMMAND ended, where it did not do its work; NULL: it did. */
static const char *why_failed(const struct lg_proc_result *result, struct lg_arena *arena) {
    if (result->timed_out)
        return "did not end in time";
    if (result->signo != 0)
        return lg_arena_printf(arena, "was ended by signal %d", result->signo);
    return result->exit_code == 0
               ? NULL
               : lg_arena_printf(arena, "failed with exit code %d", result->exit_code);
}

static int render(struct loop *loop, struct lg_err *err) {
    struct lg_app *app = loop->gain.app;
    const struct lg_proc_options proc = {.folder = app->paths.project,
                                         .timeout_ms = loop->render_timeout_ns / LG_NS_PER_MS,
                                         .max_output = RENDER_OUTPUT_MAX};
    struct lg_proc_result result = {0};
    int status = 0;
    if (lg_outside_run(&app->env, loop->render, &proc, &result, err) != 0)
        return -1;
    const char *why = why_failed(&result, &app->arena);
    if (why != NULL)
        status = lg_err_set(err, LG_ERR_READ, "'%s' %s%s%.300s", loop->render[0], why,
                            result.errors.length > 0 ? ": " : "", lg_str_text(&result.errors));
    lg_proc_result_dispose(&result);
    return status;
}

/* A gain that is to be raised, but is near its end. */
static int is_near_max(struct loop *loop, bool *out, struct lg_err *err) {
    struct lg_place place;
    char text[LG_NUMBER_MAX];
    *out = false;
    if (loop->measured.lufs_i >= loop->gain.target_lufs)
        return 0;
    if (lg_gain_look(&loop->gain, &place, err) != 0)
        return -1;
    double normal = lg_native_to_normal(place.is_now, &place.range).fraction;
    *out = normal >= LG_ACTIONS_NORMAL_MAX;
    lg_number_fixed(normal, 3, text);
    if (*out)
        printf("STOP: utility gain already near max (norm=%s)\n", text);
    return 0;
}

static int say_done(struct loop *loop, struct lg_err *err) {
    struct lg_place place;
    char text[LG_NUMBER_MAX];
    if (loop->dry) {
        puts("DONE: planned (dry-run, no OSC)");
        return 0;
    }
    if (lg_gain_look(&loop->gain, &place, err) != 0)
        return -1;
    lg_number_fixed(lg_native_to_normal(place.is_now, &place.range).fraction, 3, text);
    printf("DONE: planned+applied (norm=%s)\n", text);
    return 0;
}

static enum step iterate(struct loop *loop, int *code_out, struct lg_err *err) {
    struct lg_gain_delta delta = {0};
    bool is_near = false;
    if (measure(loop, err) != 0)
        return STEP_ERROR;
    if (is_met(loop)) {
        puts("PASS");
        return note(loop, 0, err) == 0 ? STEP_END : STEP_ERROR;
    }
    if (loop->iteration > loop->max) {
        *code_out = LG_EXIT_FAILED;
        printf("STOP: the target is not met, and --max-iterations is %lld\n", (long long)loop->max);
        return STEP_END;
    }
    if (is_near_max(loop, &is_near, err) != 0)
        return STEP_ERROR;
    if (is_near)
        return note(loop, 0, err) == 0 ? STEP_END : STEP_ERROR;
    if (lg_gain_plan(&loop->gain, loop->wav, &loop->measured, &delta, err) != 0 ||
        note(loop, delta.native, err) != 0 || lg_gain_apply(&loop->gain, loop->dry, err) != 0)
        return STEP_ERROR;
    if (loop->dry || loop->render == NULL)
        return say_done(loop, err) == 0 ? STEP_END : STEP_ERROR;
    return render(loop, err) == 0 ? STEP_ON : STEP_ERROR;
}

static int run_loop(struct loop *loop, struct lg_err *err) {
    int code = LG_EXIT_OK;
    enum step step = STEP_ON;
    if (open_timeline(loop, err) != 0)
        return -1;
    for (loop->iteration = 1; step == STEP_ON; loop->iteration++)
        step = iterate(loop, &code, err);
    fclose(loop->timeline);
    return step == STEP_ERROR ? -1 : code;
}

static int read_max(const struct lg_args *args, int64_t *max, struct lg_err *err) {
    const char *text = lg_args_value(args, option_max.name);
    if (text == NULL || (lg_number_read_int(lg_view_of(text), max) && *max >= 1))
        return 0;
    return lg_err_set(err, LG_ERR_USAGE, "%s wants a whole number from 1 up, got '%s'",
                      option_max.name, text);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct loop loop = {.dry = lg_args_has(args, "--dry"),
                        .max = ITERATIONS,
                        .render_timeout_ns = 600 * LG_NS_PER_S};
    if (args->num_words == 0)
        return lg_err_set(err, LG_ERR_USAGE, "loop wants an audio file");
    loop.wav = args->words[0];
    loop.render = args->num_words > 1 ? args->words + 1 : NULL;
    if (read_max(args, &loop.max, err) != 0 ||
        lg_args_duration(args, "--render-timeout", &loop.render_timeout_ns, err) != 0)
        return -1;
    if (lg_gain_open(&loop.gain, app, args, "loop", err) != 0)
        return -1;
    return run_loop(&loop, err);
}

const struct lg_command lg_cmd_loop = {
    .name = "loop",
    .usage = "loop WAV [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--dry] [-- COMMAND "
             "[ARGUMENT...]]",
    .help = "measures, plans and applies until a file's loudness is on target",
    .more =
        "COMMAND renders WAV anew after each move; without one there is one move. At most\n"
        "--max-iterations are made, each a line of data/timelines/. The target met: PASS, exit 0; "
        "not\n"
        "met after the last move: exit 1.\n",
    .options = options,
    .words = LG_WORDS_FILES,
    .run = run,
};
