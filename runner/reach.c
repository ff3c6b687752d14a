#include "runner/reach.h"

#include <errno.h>

#include "base/fs.h"
#include "base/outside.h"
#include "base/proc.h"
#include "fixture/replay.h"
#include "live/reach.h"
#include "step/verbs.h"

#define COMPARE_NS (10 * LG_NS_PER_S)
/* As many differences as a line of a report bears; all are told on stderr. */
enum { DIFFERENCES_IN_A_LINE = 4 };

/* Has the plan a step for which this holds? */
static bool has_step(const struct lg_plan *plan, bool (*holds)(const struct lg_verb *verb)) {
    for (size_t i = 0; i < plan->num_gates; i++) {
        const struct lg_plan_gate *gate = &plan->gates[i];
        for (size_t k = 0; k < gate->num_steps + gate->num_teardown; k++) {
            if (holds(gate->steps[k].verb))
                return true;
        }
    }
    return false;
}

static bool asks_live(const struct lg_verb *verb) {
    return (verb->flags & LG_VERB_LIVE) != 0;
}

static bool asks_for_the_set(const struct lg_verb *verb) {
    return verb == &lg_verb_same_set;
}

static const struct lg_before *find_before(const struct lg_app *app, const struct lg_plan *plan) {
    if (app->settings.before.argv != NULL)
        return &app->settings.before;
    for (size_t i = 0; i < plan->num_gates; i++) {
        if (plan->gates[i].before.argv != NULL)
            return &plan->gates[i].before;
    }
    return NULL;
}

bool lg_reach_checks(const struct lg_app *app, const struct lg_target *target,
                     const struct lg_plan *plan) {
    bool may_be_another = target->outlives_us || target->kind == LG_TARGET_FIXTURE;
    return may_be_another && app->settings.expected != NULL && has_step(plan, asks_live);
}

/* A launcher that has done its work is fine, one that failed is not waited for. */
static int check_started(struct lg_proc_started *started, const char *program, const char *log,
                         struct lg_err *err) {
    if (!lg_proc_has_ended(started) || started->exit_code == 0)
        return 0;
    if (started->exit_code < 0)
        return lg_err_set(err, LG_ERR_READ, "before: '%s' was killed by a signal; see %s", program,
                          log);
    return lg_err_set(err, LG_ERR_READ, "before: '%s' exited with %d; see %s", program,
                      started->exit_code, log);
}

/* Starts Live and waits for it. */
static int start(struct lg_app *app, const struct lg_before *before, const char *folder,
                 struct lg_live *live, struct lg_err *err) {
    struct lg_proc_started started;
    const struct lg_clock *clock = &app->env.clock;
    const char *log = lg_fs_join(&app->arena, folder, "before.log");
    int64_t deadline_ns = lg_clock_after(clock, before->wait_ns);
    double wait_s = (double)before->wait_ns / (double)LG_NS_PER_S;
    lg_say("before: Live does not answer; starting '%s', waiting up to %.4g s", before->argv[0],
           wait_s);
    if (lg_proc_start(before->argv, app->paths.project, log, &started, err) != 0)
        return lg_err_wrap(err, "before: ");
    for (;;) {
        struct lg_err why = {0};
        struct lg_osc_msg reply;
        int64_t try_ns = lg_clock_after(clock, LG_REACH_TRY_NS);
        if (lg_live_reach(live, try_ns < deadline_ns ? try_ns : deadline_ns, &app->arena, &reply,
                          &why) == 0)
            return 0;
        bool is_over = lg_clock_now_ns(clock) >= deadline_ns;
        if (why.kind == LG_ERR_TIMEOUT && !is_over &&
            check_started(&started, before->argv[0], log, err) == 0)
            continue;
        if (!lg_err_is_set(err))
            lg_err_set(err, why.kind, "Live was started, and waited for %.4g s: %s", wait_s,
                       why.text);
        return -1;
    }
}

static void say_evidence(const struct lg_live *live) {
    struct lg_str text = {0};
    lg_live_evidence(live, &text);
    if (text.length > 0)
        lg_say("%s", lg_str_text(&text));
    lg_str_dispose(&text);
}

int lg_reach_start(struct lg_app *app, const struct lg_target *target, const struct lg_plan *plan,
                   const char *folder, struct lg_err *err) {
    const struct lg_before *before = find_before(app, plan);
    const struct lg_osc_msg request = {.address = "/live/test"};
    struct lg_live *live = NULL;
    struct lg_osc_msg reply;
    struct lg_err why = {0};
    if (target->kind != LG_TARGET_LIVE || before == NULL || !has_step(plan, asks_live))
        return 0;
    if (lg_target_open_aside(app, target, &live, err) != 0)
        return -1;
    int status = lg_live_ask(live, &request, 0, lg_clock_after(&app->env.clock, LG_REACH_TRY_NS),
                             &app->arena, &reply, &why);
    if (status != 0 && (why.kind == LG_ERR_TIMEOUT || why.sys_errno == ECONNREFUSED))
        status = start(app, before, folder, live, err);
    else if (status != 0 && err != NULL)
        *err = why;
    say_evidence(live);
    lg_live_free(live);
    return status;
}

/* `whose` has another set. */
static int refuse(const struct lg_diff *diff, const char *whose, struct lg_arena *arena,
                  struct lg_err *err) {
    const char *text = "";
    for (size_t i = 0; i < diff->count; i++) {
        if (diff->count > DIFFERENCES_IN_A_LINE)
            lg_say("another set: %s", diff->lines[i]);
        if (i < DIFFERENCES_IN_A_LINE)
            text = lg_arena_printf(arena, "%s; %s", text, diff->lines[i]);
    }
    if (diff->count == 0)
        return 0;
    if (diff->count > DIFFERENCES_IN_A_LINE)
        text =
            lg_arena_printf(arena, "%s; and %zu more", text, diff->count - DIFFERENCES_IN_A_LINE);
    return lg_err_set(err, LG_ERR_READ, "%s has another set than `set:` in livegate.yaml expects%s",
                      whose, text);
}

int lg_reach_check(struct lg_app *app, struct lg_live *live, struct lg_err *err) {
    struct lg_diff diff = {0};
    if (lg_expected_compare(app->settings.expected, live,
                            lg_clock_after(&app->env.clock, COMPARE_NS), &app->arena, &diff,
                            err) != 0)
        return -1;
    return refuse(&diff, "Live", &app->arena, err);
}

/* Asked in any order, on a time of its own. */
static int compare_recorded(struct lg_app *app, const struct lg_recording *recording,
                            struct lg_diff *out, struct lg_err *err) {
    const struct lg_replay_options options = {.is_free = true};
    const struct lg_live_options client = {.salt = recording->header.salt};
    struct lg_env env = app->env;
    env.outside = NULL;
    env.seed = recording->header.seed;
    lg_clock_init_virtual(&env.clock);
    struct lg_replay *replay = lg_replay_new(&env, recording, &options);
    struct lg_live *live = lg_live_new_with(&env, lg_replay_link(replay), &client);
    int status = lg_expected_compare(app->settings.expected, live,
                                     lg_clock_after(&env.clock, COMPARE_NS), &app->arena, out, err);
    lg_live_free(live);
    lg_replay_free(replay);
    return status;
}

int lg_reach_check_recorded(struct lg_app *app, const struct lg_recording *recording,
                            struct lg_err *err) {
    struct lg_diff diff = {0};
    struct lg_err why = {0};
    if (compare_recorded(app, recording, &diff, &why) == 0)
        return refuse(&diff, "the recording", &app->arena, err);
    return lg_err_set(err, LG_ERR_READ,
                      "the recording does not tell whether its set is the one that `set:` in "
                      "livegate.yaml expects: %s",
                      why.text);
}

/* --- The set that G0 expects --- */

static struct lg_live_set *set_of_model(const struct lg_sim_set *model, struct lg_arena *arena) {
    struct lg_live_set *set = lg_arena_alloc(arena, sizeof *set);
    *set = (struct lg_live_set){.version = {model->version[0], model->version[1]},
                                .num_tracks = model->num_tracks};
    set->tracks = lg_arena_array(arena, set->num_tracks, sizeof *set->tracks);
    for (size_t i = 0; i < set->num_tracks; i++) {
        const struct lg_sim_track *from = &model->tracks[i];
        struct lg_live_track *track = &set->tracks[i];
        *track = (struct lg_live_track){
            .kind = LG_TRACK_REGULAR, .name = from->name, .num_devices = from->num_devices};
        track->devices = lg_arena_array(arena, from->num_devices, sizeof *track->devices);
        for (size_t k = 0; k < from->num_devices; k++)
            track->devices[k] = (struct lg_live_device){.name = from->devices[k].name,
                                                        .class_name = from->devices[k].class_name};
    }
    lg_live_fingerprint_v1(set, set->fingerprint);
    return set;
}

int lg_reach_expected(struct lg_app *app, const struct lg_target *target,
                      const struct lg_plan *plan, const struct lg_expected **out,
                      struct lg_err *err) {
    struct lg_sim_set *model = NULL;
    const char *path = NULL;
    if (!has_step(plan, asks_for_the_set))
        return 0;
    if (target->outlives_us) {
        *out = app->settings.expected;
        return 0;
    }
    if (lg_outside_fetch(&app->env, "set", target->set_path, &app->arena, &path, err) != 0 ||
        lg_target_read_set(app, path, &model, err) != 0)
        return -1;
    struct lg_expected *expected = lg_arena_alloc(&app->arena, sizeof *expected);
    const struct lg_live_set *set = set_of_model(model, &app->arena);
    *expected = (struct lg_expected){.fingerprint = set->fingerprint, .scan = set};
    *out = expected;
    return 0;
}
