#include "runner/gain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "audio/meter.h"
#include "base/fs.h"
#include "base/outside.h"
#include "live/adjust.h"
#include "runner/fixtures.h"
#include "runner/manifest.h"

/* The original's file, relative to the project. */
#define ACTIONS_FILE "data/actions/actions.json"
/* The original's target for a master (profile finishline-master). */
#define TARGET_LUFS (-10.5)
/* Surveys of a set of many devices take their time. */
enum { TIMEOUT_S = 15 };

const struct lg_option lg_option_device = {"--device", LG_OPTION_VALUE, "NAME",
                                           "by name or class (default Utility)", NULL};
const struct lg_option lg_option_louder = {
    "--allow-louder", LG_OPTION_FLAG, NULL,
    "let what raises the level go above what was found (`livegate set --help` says what does)",
    NULL};
const struct lg_option lg_option_param = {"--param", LG_OPTION_VALUE, "NAME",
                                          "of the device (default Gain)", NULL};
const struct lg_option lg_option_target_lufs = {"--target-lufs", LG_OPTION_VALUE, "LUFS",
                                                "where the loudness is to come to (default -10.5)",
                                                NULL};
const struct lg_option lg_option_track = {"--track", LG_OPTION_VALUE, "NAME",
                                          "the device's track: a name or a role (default master)",
                                          NULL};

static bool has_option(const struct lg_args *args, const struct lg_option *option) {
    for (size_t i = 0; i < args->num_options; i++) {
        if (args->options[i] == option)
            return true;
    }
    return false;
}

/* NULL also where the command has no such option. */
static const char *value_of(const struct lg_args *args, const struct lg_option *option) {
    return has_option(args, option) ? lg_args_value(args, option->name) : NULL;
}

static bool is_given(const struct lg_args *args, const struct lg_option *option) {
    return has_option(args, option) && lg_args_has(args, option->name);
}

static const char *either(const char *given, const char *fallback) {
    return given == NULL ? fallback : given;
}

int lg_gain_open(struct lg_gain *gain, struct lg_app *app, const struct lg_args *args,
                 const char *command, struct lg_err *err) {
    const char *lufs = value_of(args, &lg_option_target_lufs);
    *gain = (struct lg_gain){.app = app,
                             .command = command,
                             .track = either(value_of(args, &lg_option_track), "master"),
                             .device = either(value_of(args, &lg_option_device), "Utility"),
                             .param = either(value_of(args, &lg_option_param), "Gain"),
                             .actions = ACTIONS_FILE,
                             .target_lufs = TARGET_LUFS,
                             .allow_louder = is_given(args, &lg_option_louder),
                             .ignore_journal = is_given(args, &lg_option_ignore_journal)};
    if (lufs != NULL &&
        (!lg_number_read(lg_view_of(lufs), &gain->target_lufs) || !isfinite(gain->target_lufs)))
        return lg_err_set(err, LG_ERR_USAGE, "--target-lufs: '%s' is no number", lufs);
    if (lg_target_choose(app, args, &gain->target, err) != 0)
        return -1;
    lg_say("%s: target %s", command, gain->target.text);
    return 0;
}

static int64_t deadline_of(const struct lg_gain *gain) {
    return lg_clock_after(&gain->app->env.clock, TIMEOUT_S * LG_NS_PER_S);
}

static struct lg_action action_of(const struct lg_gain *gain, double delta) {
    return (struct lg_action){.track_role = gain->track,
                              .device = gain->device,
                              .param = gain->param,
                              .delta = delta,
                              .unit = LG_ACTION_NATIVE,
                              .unit_text = "native"};
}

static int find(struct lg_gain *gain, struct lg_live *live, struct lg_place *out,
                struct lg_err *err) {
    struct lg_resolver resolver;
    const char *path =
        lg_arena_printf(&gain->app->arena, "%s/%s/%s", gain->track, gain->device, gain->param);
    lg_resolver_init(&resolver, live, &gain->app->arena, gain->app->settings.roles);
    return lg_resolve(&resolver, path, deadline_of(gain), out, err);
}

int lg_gain_look(struct lg_gain *gain, struct lg_place *out, struct lg_err *err) {
    struct lg_live *live = NULL;
    if (lg_target_open(gain->app, &gain->target, &live, err) != 0)
        return -1;
    int result = find(gain, live, out, err);
    lg_live_free(live);
    return result;
}

int lg_gain_set(struct lg_gain *gain, struct lg_native native, struct lg_err *err) {
    const struct lg_adjust_options how = {.allow_louder = gain->allow_louder};
    struct lg_writing writing;
    struct lg_place place;
    struct lg_adjusted adjusted;
    char text[LG_NUMBER_MAX];
    lg_native_write(native, text);
    const struct lg_wish wish = {.kind = LG_WISH_NATIVE, .text = text, .as.native = native};
    if (lg_writing_open(&writing, gain->app, &gain->target, gain->command, gain->ignore_journal,
                        err) != 0)
        return -1;
    int result = find(gain, writing.live, &place, err);
    if (result == 0)
        result = lg_adjust(writing.live, writing.journal, &place, &wish, &how, deadline_of(gain),
                           &gain->app->arena, &adjusted, err);
    return lg_writing_close(&writing, result, err);
}

int lg_gain_measure(struct lg_gain *gain, const char *wav, struct lg_gain_measured *out,
                    struct lg_err *err) {
    static const struct lg_fixtures_run none = {NULL, NULL, NULL};
    struct lg_app *app = gain->app;
    struct lg_measures measures;
    char numbers[2][LG_NUMBER_MAX];
    const char *held;
    if ((gain->target.text != NULL && lg_fixtures_begin(app, &gain->target, &none, err) != 0) ||
        lg_outside_fetch(&app->env, wav, lg_paths_user(&app->paths, &app->arena, wav), &app->arena,
                         &held, err) != 0 ||
        lg_measure_file(held, &app->env, &measures, err) != 0)
        return -1;
    if (measures.lufs_i.why != NULL || !isfinite(measures.lufs_i.value))
        return lg_err_set(err, LG_ERR_READ, "'%s' has no loudness: %s", wav,
                          either(measures.lufs_i.why, "nothing of it is loud enough"));
    *out = (struct lg_gain_measured){.lufs_i = measures.lufs_i.value,
                                     .peak_dbfs = measures.sample_peak_dbfs};
    snprintf(out->sha256, sizeof out->sha256, "%s", measures.sha256);
    lg_number_fixed(out->lufs_i, 2, numbers[0]);
    lg_number_fixed(out->peak_dbfs, 2, numbers[1]);
    printf("MEASURE: LUFS=%s peak_dBFS=%s\n", numbers[0], numbers[1]);
    return 0;
}

static int write_plan(struct lg_gain *gain, struct lg_actions *plan, struct lg_err *err) {
    struct lg_app *app = gain->app;
    char stamp[25];
    lg_clock_format_utc(lg_clock_wall_ms(&app->env.clock), stamp);
    plan->created = stamp;
    const char *path = lg_paths_user(&app->paths, &app->arena, gain->actions);
    if (lg_fs_mkdirs(lg_fs_folder(&app->arena, path), err) != 0)
        return -1;
    if (lg_actions_write(path, plan, err) != 0)
        return -1;
    return lg_manifest_add(app, &path, 1, err);
}

static void print_plan(const struct lg_place *place, struct lg_gain_delta delta) {
    char numbers[2][LG_NUMBER_MAX];
    lg_number_fixed(lg_native_decimal(place->is_now), 3, numbers[0]);
    lg_number_fixed(delta.native, 3, numbers[1]);
    if (delta.is_clamped)
        printf("WARNING: delta clamped to %s (raw would exceed clamp).\n", numbers[1]);
    printf("CUR_LINEAR: %s  DELTA: %s\n", numbers[0], numbers[1]);
}

static int plan_on(struct lg_gain *gain, const struct lg_actions_set *set, struct lg_action *action,
                   const struct lg_action_source *measured, struct lg_err *err) {
    struct lg_actions plan = lg_actions_plan(set, action, NULL);
    plan.measured = *measured;
    return write_plan(gain, &plan, err);
}

int lg_gain_plan(struct lg_gain *gain, const char *wav, const struct lg_gain_measured *measured,
                 struct lg_gain_delta *out, struct lg_err *err) {
    struct lg_app *app = gain->app;
    struct lg_gain_delta delta = lg_actions_gain_delta(measured->lufs_i, gain->target_lufs);
    struct lg_action action = action_of(gain, delta.native);
    const struct lg_action_source source = {wav, measured->sha256, gain->target_lufs};
    struct lg_actions_set set;
    struct lg_place place;
    struct lg_live *live = NULL;
    int64_t deadline_ns = deadline_of(gain);
    if (lg_target_open(app, &gain->target, &live, err) != 0)
        return -1;
    int result = lg_actions_survey(live, &app->settings.roles, deadline_ns, &app->arena, &set, err);
    if (result == 0)
        result = lg_actions_find(&set, &action, deadline_ns, &place, err);
    if (result == 0) {
        lg_action_stands_at(&action, &place);
        result = plan_on(gain, &set, &action, &source, err);
    }
    lg_live_free(live);
    if (result != 0)
        return -1;
    print_plan(&place, delta);
    *out = delta;
    return 0;
}

static void print_applied(const struct lg_applied *item) {
    char numbers[5][LG_NUMBER_MAX];
    const struct lg_action *action = item->action;
    double was = lg_native_decimal(item->was);
    double is = lg_native_decimal(item->is);
    lg_number_fixed(was, 3, numbers[0]);
    lg_number_fixed(is, 3, numbers[1]);
    lg_number_fixed(item->was_normal.fraction, 3, numbers[2]);
    lg_number_fixed(item->is_normal.fraction, 3, numbers[3]);
    lg_number_fixed(is - was, 3, numbers[4]);
    if (item->is_clamped)
        printf("WARNING: delta clamped to %s (raw would go beyond what it may move).\n",
               numbers[4]);
    printf("APPLIED: %s.%s %s -> %s (norm %s->%s)\n", lg_shown(action->device),
           lg_shown(action->param), numbers[0], numbers[1], numbers[2], numbers[3]);
}

static void print_all(const struct lg_application *application, bool dry, struct lg_arena *arena) {
    if (application->warning != NULL)
        lg_say("WARNING: %s", application->warning);
    for (size_t i = 0; i < application->count; i++) {
        const struct lg_applied *item = &application->items[i];
        const char *text = lg_shown(lg_action_print(item->action, arena));
        if (item->skipped != NULL)
            printf("SKIP: unsupported action %s: %s\n", text, lg_shown(item->skipped));
        else if (dry)
            printf("DRY_RUN: %s\n", text);
        else
            print_applied(item);
    }
}

/* The plan as a recording holds it: what lies here now may be another one, and is not what is
 * carried out. */
static int check_recorded(const struct lg_gain *gain, const char *path, const char *held,
                          struct lg_err *err) {
    char here[LG_SHA256_HEX];
    char there[LG_SHA256_HEX];
    if (!lg_outside_is_replayed(&gain->app->env) || !lg_fs_is_file(path))
        return 0;
    if (lg_sha256_file(path, here, err) != 0 || lg_sha256_file(held, there, err) != 0)
        return -1;
    if (strcmp(here, there) == 0)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' is another plan than the one that was recorded: nothing is known of "
                      "how it would go",
                      gain->actions);
}

/* A plan that was made before comes through the seam of base/outside.h. */
static int read_plan(struct lg_gain *gain, struct lg_actions *out, struct lg_err *err) {
    static const struct lg_fixtures_run none = {NULL, NULL, NULL};
    struct lg_app *app = gain->app;
    const char *path = lg_paths_user(&app->paths, &app->arena, gain->actions);
    const char *held = path;
    if (gain->is_given &&
        (lg_fixtures_begin(app, &gain->target, &none, err) != 0 ||
         lg_outside_fetch(&app->env, gain->actions, path, &app->arena, &held, err) != 0 ||
         check_recorded(gain, path, held, err) != 0))
        return -1;
    return lg_actions_read(lg_fs_is_file(path) ? path : held, &app->arena, out, err);
}

int lg_gain_apply(struct lg_gain *gain, bool dry, struct lg_err *err) {
    struct lg_app *app = gain->app;
    const struct lg_apply_options options = {.roles = app->settings.roles,
                                             .dry = dry,
                                             .allow_louder = gain->allow_louder,
                                             .deadline_ns = deadline_of(gain)};
    struct lg_actions actions;
    struct lg_application application;
    struct lg_writing writing;
    if (read_plan(gain, &actions, err) != 0 ||
        lg_writing_open(&writing, app, &gain->target, gain->command, gain->ignore_journal, err) !=
            0)
        return -1;
    int result = lg_actions_apply(writing.live, writing.journal, &actions, &options, &app->arena,
                                  &application, err);
    /* The original's error is a RuntimeError, which its signatures look for. */
    if (result == 0 && application.refusal != NULL)
        result = lg_err_set(err, LG_ERR_WRITE, "RuntimeError: %s", application.refusal);
    result = lg_writing_close(&writing, result, err);
    if (result != 0)
        return -1;
    print_all(&application, dry, &app->arena);
    return application.applied > 0
               ? 0
               : lg_err_set(err, LG_ERR_READ, "%s", lg_application_idle(&application, &app->arena));
}
