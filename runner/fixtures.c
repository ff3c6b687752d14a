#include "runner/fixtures.h"

#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/suggest.h"
#include "fixture/faulty.h"
#include "fixture/people.h"
#include "fixture/replay.h"
#include "live/scan.h"
#include "runner/exit_code.h"

enum { RECORDERS = 2, TICK_MS = 100 };

struct lg_fixtures {
    struct lg_recording recording;
    struct lg_given loose;
    bool is_replay;
    bool is_faulty;
    struct lg_sim_faults faults; /* laid over the replay */
    struct lg_replay *replay;
    const char *gates; /* what runs, by its hash; NULL: no gates */
    bool was_concluded;
    const char *record; /* --record's folder; NULL: none */
    bool has_begun;
    struct lg_recorder *recorders[RECORDERS]; /* the later one stands in front */
    size_t num_recorders;
};

const struct lg_option lg_option_fixture = {"--fixture", LG_OPTION_VALUE, "FOLDER",
                                            "replay a recording, without a network", NULL};
const struct lg_option lg_option_record = {"--record", LG_OPTION_VALUE, "FOLDER",
                                           "write down all that is said, for --fixture", NULL};
const struct lg_option lg_option_loose = {
    "--loose", LG_OPTION_VALUE, "ADDRESS",
    "with --fixture: this address may be asked in any order, with any arguments, or not at all",
    NULL};

const struct lg_option lg_option_fault = {
    "--fault", LG_OPTION_VALUE, "KIND[=RATE]",
    "lets something go wrong, as `sim --help` has it; with --fixture what happens to datagrams on "
    "their way, with --sim all of it",
    NULL};

static struct lg_fixtures *state_of(struct lg_app *app) {
    if (app->fixtures == NULL)
        app->fixtures = lg_arena_alloc(&app->arena, sizeof *app->fixtures);
    return app->fixtures;
}

int lg_fixtures_find(struct lg_app *app, const char *named, const char **path_out,
                     struct lg_err *err) {
    struct lg_arena *arena = &app->arena;
    const char *path = lg_paths_user(&app->paths, arena, named);
    if (!lg_fs_is_dir(path) && strchr(named, '/') == NULL) {
        const char *shipped = lg_paths_lookup(
            &app->paths, arena, lg_arena_printf(arena, "fixtures/recordings/%s", named));
        path = shipped != NULL ? shipped : path;
    }
    if (!lg_fs_is_dir(path))
        return lg_err_set(err, LG_ERR_READ,
                          "no recording: '%s' is no folder, and fixtures/recordings has none of "
                          "that name",
                          named);
    *path_out = path;
    return 0;
}

static int check_age(const struct lg_app *app, const struct lg_recording *recording,
                     struct lg_err *err) {
    const int64_t day_ms = INT64_C(24) * 3600 * 1000;
    int64_t max_ms = app->settings.fixture_max_age_ns / LG_NS_PER_MS;
    int64_t age_ms = lg_clock_wall_ms(&app->env.clock) - recording->header.date_ms;
    if (max_ms == 0)
        return 0;
    if (age_ms <= max_ms)
        return lg_recording_check_date(recording, lg_clock_wall_ms(&app->env.clock), err);
    return lg_err_set(err, LG_ERR_READ,
                      "the recording '%s' is of %.10s, %lld days old: fixture_max_age in "
                      "livegate.yaml allows %.1f; record it anew, or see what has changed by "
                      "`livegate fixture verify --live`",
                      recording->folder, recording->header.date, (long long)(age_ms / day_ms),
                      (double)max_ms / (double)day_ms);
}

int lg_fixtures_check_faults(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_sim_faults faults = {0};
    struct lg_given given = lg_args_all(args, "--fault");
    for (size_t i = 0; i < given.count; i++)
        if (lg_sim_faults_add(given.values[i], &app->arena, &faults, err) != 0)
            return -1;
    return 0;
}

static int read_faults(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_fixtures *state = state_of(app);
    struct lg_given faults = lg_args_all(args, "--fault");
    state->is_faulty = faults.count > 0;
    state->faults.seed = lg_args_has(args, "--seed") ? app->env.seed : state->recording.header.seed;
    for (size_t i = 0; i < faults.count; i++)
        if (lg_sim_faults_add(faults.values[i], &app->arena, &state->faults, err) != 0)
            return -1;
    return state->is_faulty ? lg_faulty_check(&state->faults, err) : 0;
}

/* What was recorded is as old as it was: a copy made by a replay would have today's date. */
static int check_new(const struct lg_args *args, struct lg_err *err) {
    if (!lg_args_has(args, "--record"))
        return 0;
    return lg_err_set(err, LG_ERR_USAGE,
                      "--record would write down a replay, which tells nothing new of Live, as of "
                      "today: record with --live or --sim");
}

/* The addresses that were asked, each once. */
static size_t list_asked(const struct lg_recording *recording, struct lg_arena *arena,
                         const char ***out) {
    size_t count = 0;
    size_t max = 0;
    for (size_t i = 0; i < recording->count; i++)
        max += recording->lines[i].num_msgs;
    const char **asked = lg_arena_array(arena, max, sizeof *asked);
    for (size_t i = 0; i < recording->count; i++) {
        const struct lg_line *line = &recording->lines[i];
        for (size_t k = 0; line->kind == LG_LINE_SENT && k < line->num_msgs; k++) {
            size_t at = 0;
            while (at < count && strcmp(asked[at], line->msgs[k].address) != 0)
                at++;
            asked[at] = line->msgs[k].address;
            count += at == count;
        }
    }
    *out = asked;
    return count;
}

static int check_loose(const struct lg_fixtures *state, struct lg_arena *arena,
                       struct lg_err *err) {
    const char **asked;
    size_t count = list_asked(&state->recording, arena, &asked);
    for (size_t i = 0; i < state->loose.count; i++) {
        const char *loose = state->loose.values[i];
        size_t at = 0;
        while (at < count && strcmp(asked[at], loose) != 0)
            at++;
        if (at < count)
            continue;
        const char *near = lg_suggest(loose, asked, count);
        if (strpbrk(loose, "*?[]{}") != NULL)
            return lg_err_set(err, LG_ERR_USAGE,
                              "--loose %s: wildcards loosen nothing; name each address", loose);
        return lg_err_set(err, LG_ERR_USAGE, "--loose %s: the recording never asks that%s%s%s",
                          loose, near == NULL ? "" : "; did you mean ", near == NULL ? "" : near,
                          near == NULL ? "" : "?");
    }
    return 0;
}

static const char *say_given(const char *text, const char *what, const struct lg_given *given,
                             struct lg_arena *arena) {
    for (size_t i = 0; i < given->count; i++)
        text = i == 0 ? lg_arena_printf(arena, "%s, %s: %s", text, what, given->values[i])
                      : lg_arena_printf(arena, "%s %s", text, given->values[i]);
    return text;
}

/* As the last line and the reports name it: with what makes it less than a strict replay. */
static const char *say_replay(const struct lg_fixtures *state, const struct lg_args *args,
                              const char *path, struct lg_arena *arena) {
    struct lg_given faults = lg_args_all(args, "--fault");
    const char *text = lg_arena_printf(arena, "fixture %s", path);
    text = say_given(text, "loose", &state->loose, arena);
    return say_given(text, "fault", &faults, arena);
}

int lg_fixtures_choose(struct lg_app *app, const struct lg_args *args, const char *path,
                       struct lg_target *target, struct lg_err *err) {
    struct lg_fixtures *state = state_of(app);
    struct lg_recording *recording = &state->recording;
    const char *folder;
    state->loose = lg_args_all(args, "--loose");
    if (check_new(args, err) != 0 || lg_fixtures_find(app, path, &folder, err) != 0 ||
        lg_recording_read(folder, &app->arena, recording, err) != 0 ||
        lg_recording_check_audio(recording, err) != 0 || check_age(app, recording, err) != 0 ||
        read_faults(app, args, err) != 0 || check_loose(state, &app->arena, err) != 0)
        return -1;
    state->is_replay = true;
    target->kind = LG_TARGET_FIXTURE;
    target->kind_name = "fixture";
    target->suffix = state->loose.count > 0 ? " [fixture, loose]" : " [fixture]";
    target->text = say_replay(state, args, path, &app->arena);
    target->option = lg_word_option(&app->arena, "--fixture ", path);
    target->session = recording->session;
    target->salt = recording->header.salt;
    target->outlives_us = lg_starts_with(recording->header.target, "live");
    app->env.seed = recording->header.seed;
    lg_clock_init_virtual(&app->env.clock);
    return 0;
}

/* ---- recording ---- */

static int add_recorder(struct lg_app *app, const struct lg_recorder_options *options,
                        struct lg_err *err) {
    struct lg_fixtures *state = state_of(app);
    struct lg_recorder *recorder = NULL;
    if (lg_recorder_new(&app->env, options, &recorder, err) != 0)
        return -1;
    lg_recorder_listen(recorder);
    state->recorders[state->num_recorders++] = recorder;
    return 0;
}

static struct lg_redactor redactor_of(struct lg_app *app, const struct lg_fixtures_run *run) {
    return (struct lg_redactor){.work_folder = run->work,
                                .project_folder = app->paths.project,
                                .names = lg_people_of_env(&app->env, &app->arena),
                                .homes = lg_people_homes(&app->env, &app->arena)};
}

/* Where a set lies is nobody's business. */
static const char *describe(struct lg_app *app, const struct lg_target *target) {
    return target->set_path == NULL
               ? target->text
               : lg_arena_printf(&app->arena, "sim %s", lg_fs_name(target->set_path));
}

static int begin_recording(struct lg_app *app, const struct lg_target *target,
                           const struct lg_fixtures_run *run, struct lg_err *err) {
    char stamp[25];
    struct lg_recorder_options options = {.redactor = redactor_of(app, run),
                                          .header = {.tool = "livegate " LIVEGATE_VERSION,
                                                     .date = stamp,
                                                     .target = describe(app, target),
                                                     .run = lg_fixtures_run_id(app, run->run),
                                                     .seed = app->env.seed,
                                                     .salt = target->salt}};
    lg_clock_format_utc(lg_clock_wall_ms(&app->env.clock), stamp);
    if (target->kind == LG_TARGET_LIVE && run->folder != NULL) {
        options.folder = run->folder;
        if (add_recorder(app, &options, err) != 0)
            return -1;
    }
    if (target->record == NULL)
        return 0;
    options.folder = lg_paths_user(&app->paths, &app->arena, target->record);
    return add_recorder(app, &options, err);
}

static void begin_replay(struct lg_app *app, const struct lg_fixtures_run *run) {
    struct lg_fixtures *state = state_of(app);
    const struct lg_replay_options options = {.redactor = redactor_of(app, run),
                                              .loose = state->loose.values,
                                              .num_loose = state->loose.count,
                                              .is_free = state->is_faulty};
    state->replay = lg_replay_new(&app->env, &state->recording, &options);
    lg_replay_listen(state->replay);
}

int lg_fixtures_begin(struct lg_app *app, const struct lg_target *target,
                      const struct lg_fixtures_run *run, struct lg_err *err) {
    struct lg_fixtures *state = state_of(app);
    if (state->has_begun)
        return 0;
    state->has_begun = true;
    if (state->is_replay)
        begin_replay(app, run);
    return begin_recording(app, target, run, err);
}

const char *lg_fixtures_run_id(const struct lg_app *app, const char *run) {
    const struct lg_fixtures *state = app->fixtures;
    bool is_recorded = state != NULL && state->is_replay && state->recording.header.run != NULL;
    return is_recorded ? state->recording.header.run : run;
}

const struct lg_recording *lg_fixtures_replayed(const struct lg_app *app) {
    const struct lg_fixtures *state = app->fixtures;
    return state == NULL || !state->is_replay ? NULL : &state->recording;
}

const struct lg_recording *lg_fixtures_without_check(const struct lg_app *app) {
    const struct lg_recording *recording = lg_fixtures_replayed(app);
    if (recording == NULL)
        return NULL;
    size_t at = 0;
    while (at < recording->count && recording->lines[at].kind != LG_LINE_SENT &&
           recording->lines[at].kind != LG_LINE_PART)
        at++;
    bool has_asked = at < recording->count && recording->lines[at].kind == LG_LINE_SENT;
    return has_asked ? NULL : recording;
}

struct lg_link *lg_fixtures_link(struct lg_app *app) {
    struct lg_fixtures *state = state_of(app);
    struct lg_link *link = lg_replay_link(state->replay);
    if (!state->is_faulty)
        return link;
    return lg_faulty_open(&app->env, link, &state->faults, TICK_MS * LG_NS_PER_MS);
}

struct lg_link *lg_fixtures_tee(struct lg_app *app, struct lg_link *link) {
    struct lg_fixtures *state = state_of(app);
    for (size_t i = 0; i < state->num_recorders; i++)
        link = lg_recorder_link(state->recorders[i], link);
    return link;
}

void lg_fixtures_note_set(void *ctx, const struct lg_live_set *set) {
    struct lg_app *app = ctx;
    struct lg_fixtures *state = state_of(app);
    char live[32];
    snprintf(live, sizeof live, "%d.%d", set->version[0], set->version[1]);
    const char *dialect = set->is_surveyed ? lg_dialect_name(set->dialect) : NULL;
    for (size_t i = 0; i < state->num_recorders; i++)
        lg_recorder_note_set(state->recorders[i], live, dialect, set->fingerprint);
}

void lg_fixtures_note_gates(struct lg_app *app, const char *gates) {
    struct lg_fixtures *state = state_of(app);
    state->gates = gates;
    for (size_t i = 0; i < state->num_recorders; i++)
        lg_recorder_note_gates(state->recorders[i], gates);
}

/* ---- the end ---- */

/* A text in which a name was hidden may be judged otherwise than the one that was there. */
static int check_no_better(const struct lg_fixtures *state, struct lg_err *err) {
    const struct lg_recording_header *header = &state->recording.header;
    bool is_same =
        state->gates != NULL && header->gates != NULL && strcmp(state->gates, header->gates) == 0;
    bool is_wrong = header->exit_code == LG_EXIT_FAILED || header->exit_code == LG_EXIT_READ;
    if (!is_same || !header->has_ended || !is_wrong)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "what was recorded failed (exit %d), and its replay did not, by the same "
                      "gates: what failed is hidden in the recording; record again",
                      header->exit_code);
}

int lg_fixtures_conclude(struct lg_app *app, const struct lg_event_run_end *totals,
                         struct lg_err *err) {
    struct lg_fixtures *state = state_of(app);
    state->was_concluded = true;
    bool is_bad = totals->gates[LG_FAILED] + totals->gates[LG_ERROR] > 0;
    bool is_good = totals->gates[LG_PASSED] + totals->gates[LG_PASSED_AFTER_FIX] > 0;
    if (state->replay == NULL || is_bad)
        return 0;
    if (is_good && lg_replay_check_use(state->replay, err) != 0)
        return -1;
    return lg_replay_check(state->replay, err) != 0 ? -1 : check_no_better(state, err);
}

static void free_all(struct lg_fixtures *state) {
    while (state->num_recorders > 0)
        lg_recorder_free(state->recorders[--state->num_recorders]);
    lg_replay_free(state->replay);
    state->replay = NULL;
}

void lg_fixtures_leave(struct lg_app *app) {
    state_of(app)->was_concluded = true;
}

int lg_fixtures_end(struct lg_app *app, int result, struct lg_err *err) {
    struct lg_fixtures *state = app->fixtures;
    if (state == NULL)
        return result;
    if (state->replay != NULL && !state->was_concluded && result == LG_EXIT_OK &&
        (lg_replay_check_use(state->replay, err) != 0 || lg_replay_check(state->replay, err) != 0))
        result = -1;
    int code = result < 0 ? lg_exit_of_err(err) : result;
    for (size_t i = 0; i < state->num_recorders; i++) {
        struct lg_err broken = {0};
        if (lg_recorder_finish(state->recorders[i], code, &broken) != 0) {
            lg_say_err(&app->paths, &broken);
            result = lg_exit_graver(code, LG_EXIT_WRITE);
        }
    }
    free_all(state);
    return result;
}
