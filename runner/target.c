#include "runner/target.h"

#include <string.h>

#include "base/fs.h"
#include "base/number.h"
#include "conf/node.h"
#include "conf/tree.h"
#include "live/lock.h"
#include "osc/udp.h"
#include "runner/fixtures.h"
#include "sim/link.h"

enum { TICK_MS = 100 };

#define DEFAULT_SET "fixtures/sets/mastering.yaml"

/* Reads "HOST[:PORT[:REPLY]]" over what `target` holds; false when it is not of that form. */
static bool read_endpoint(const char *word, struct lg_arena *arena, struct lg_target *target) {
    const char *colon = strchr(word, ':');
    size_t length = colon == NULL ? strlen(word) : (size_t)(colon - word);
    if (length == 0)
        return false;
    int *ports[] = {&target->port, &target->reply_port};
    target->host = lg_arena_strndup(arena, word, length);
    for (size_t i = 0; colon != NULL; i++) {
        const char *start = colon + 1;
        int64_t port;
        colon = strchr(start, ':');
        size_t digits = colon == NULL ? strlen(start) : (size_t)(colon - start);
        if (i >= LG_ARRAY_LEN(ports) ||
            !lg_number_read_int((struct lg_view){start, digits}, &port) || port < 1 || port > 65535)
            return false;
        *ports[i] = (int)port;
    }
    return true;
}

static bool is_endpoint_word(const char *word) {
    struct lg_arena arena = {0};
    struct lg_target scratch = {0};
    bool is_one = strchr(word, ':') != NULL && read_endpoint(word, &arena, &scratch);
    lg_arena_dispose(&arena);
    return is_one;
}

static bool is_yaml_word(const char *word) {
    return lg_ends_with(word, ".yaml");
}

const struct lg_option lg_option_live = {"--live", LG_OPTION_MAYBE, "HOST[:PORT[:REPLY]]",
                                         "talk to Live (default 127.0.0.1:11000, replies to 11001)",
                                         is_endpoint_word};
const struct lg_option lg_option_sim = {
    "--sim", LG_OPTION_MAYBE, "SET.yaml",
    "talk to the built-in simulated Live (default " DEFAULT_SET ")", is_yaml_word};

const struct lg_option lg_option_wait = {
    "--wait", LG_OPTION_VALUE, "DURATION",
    "wait so long for another livegate that uses the same Live (default: not at all)", NULL};

static int choose_live(struct lg_app *app, const char *endpoint, struct lg_target *target,
                       struct lg_err *err) {
    struct lg_arena *arena = &app->arena;
    target->kind = LG_TARGET_LIVE;
    target->kind_name = "live";
    target->suffix = "";
    target->outlives_us = true;
    /* Of no other session, also where both have the same seed. */
    target->salt =
        (uint64_t)lg_clock_wall_ms(&app->env.clock) * UINT64_C(100003) + (uint64_t)app->env.pid;
    target->host = app->settings.host;
    target->port = (int)app->settings.port;
    target->reply_port = (int)app->settings.reply_port;
    if (endpoint != NULL && !read_endpoint(endpoint, arena, target))
        return lg_err_set(err, LG_ERR_USAGE, "'%s' is no HOST[:PORT[:REPLY]]", endpoint);
    if (target->port == target->reply_port)
        return lg_err_set(err, LG_ERR_USAGE,
                          "%s:%d can't be the port of the replies too: livegate would hear itself",
                          target->host, target->port);
    target->text = lg_arena_printf(arena, "live %s:%d", target->host, target->port);
    target->option = endpoint == NULL ? "--live" : lg_word_option(arena, "--live=", endpoint);
    return 0;
}

int lg_target_find_set(struct lg_app *app, const char *named, char **path_out, struct lg_err *err) {
    const char *wanted = named == NULL ? DEFAULT_SET : named;
    char *path = lg_paths_lookup(&app->paths, &app->arena, wanted);
    if (path == NULL) {
        lg_err_set(err, LG_ERR_READ, "no such set of the simulated Live: %s", wanted);
        return -1;
    }
    *path_out = path;
    return 0;
}

/* The next word is taken for the set; "--sim gates/g1.yaml" means another thing. */
static int check_set(struct lg_app *app, const char *set, const char *path, struct lg_err *err) {
    static const char *const others[] = {"gate", "matrix"};
    struct lg_node *root = NULL;
    if (lg_conf_read(path, &app->arena, &root, NULL) != 0 || root == NULL ||
        root->kind != LG_NODE_MAP)
        return 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(others); i++)
        if (lg_node_get(root, others[i]) != NULL)
            return lg_err_set(err, LG_ERR_USAGE,
                              "--sim took '%s' for its set, and that is a %s: name it before "
                              "--sim, or the set as --sim=SET.yaml",
                              set, others[i]);
    return 0;
}

static int choose_sim(struct lg_app *app, const char *set, struct lg_target *target,
                      struct lg_err *err) {
    struct lg_arena *arena = &app->arena;
    target->kind = LG_TARGET_SIM;
    target->kind_name = "sim";
    target->suffix = " [sim]";
    char *path = NULL;
    if (lg_target_find_set(app, set, &path, err) != 0)
        return -1;
    if (set != NULL && check_set(app, set, path, err) != 0)
        return -1;
    target->set_path = path;
    target->text = lg_arena_printf(arena, "sim %s", target->set_path);
    target->option = set == NULL ? "--sim" : lg_word_option(arena, "--sim=", set);
    lg_clock_init_virtual(&app->env.clock);
    return 0;
}

static int choose_from_settings(struct lg_app *app, const struct lg_args *args,
                                struct lg_target *target, struct lg_err *err) {
    const char *named = app->settings.target;
    if (strcmp(named, "live") == 0)
        return choose_live(app, NULL, target, err);
    if (strcmp(named, "sim") == 0)
        return choose_sim(app, NULL, target, err);
    if (lg_starts_with(named, "sim="))
        return choose_sim(app, named + strlen("sim="), target, err);
    if (lg_starts_with(named, "fixture="))
        return lg_fixtures_choose(app, args, named + strlen("fixture="), target, err);
    lg_err_set(err, LG_ERR_USAGE, "target '%s' is none of live, sim, sim=FILE.yaml, fixture=FOLDER",
               named);
    return lg_err_place(err, app->paths.settings, 0, 0);
}

/* An option that would have no effect on this target is refused: who gave it would take the run for
 * another one. */
static int check_effect(const struct lg_args *args, const struct lg_target *target,
                        struct lg_err *err) {
    if (target->kind != LG_TARGET_FIXTURE && lg_args_has(args, "--loose"))
        return lg_err_set(err, LG_ERR_USAGE,
                          "--loose loosens a replay: it goes with --fixture, and this is %s",
                          target->text);
    if (target->kind == LG_TARGET_LIVE && target->faults.count > 0)
        return lg_err_set(err, LG_ERR_USAGE,
                          "--fault goes with --sim and --fixture, not with --live: start the "
                          "simulated Live with `livegate sim --fault %s`",
                          target->faults.values[0]);
    return 0;
}

int lg_target_choose(struct lg_app *app, const struct lg_args *args, struct lg_target *out,
                     struct lg_err *err) {
    struct lg_target target = {0};
    bool live = lg_args_has(args, "--live");
    bool sim = lg_args_has(args, "--sim");
    bool fixture = lg_args_has(args, "--fixture");
    int result;
    if (live + sim + fixture > 1)
        return lg_err_set(err, LG_ERR_USAGE,
                          "--live, --sim and --fixture exclude each other: name one target");
    if (live)
        result = choose_live(app, lg_args_value(args, "--live"), &target, err);
    else if (sim)
        result = choose_sim(app, lg_args_value(args, "--sim"), &target, err);
    else if (fixture)
        result = lg_fixtures_choose(app, args, lg_args_value(args, "--fixture"), &target, err);
    else if (app->settings.target != NULL)
        result = choose_from_settings(app, args, &target, err);
    else if (app->env.is_terminal && !app->env.is_ci) {
        result = choose_sim(app, NULL, &target, err);
        if (result == 0)
            lg_say("no target named: talking to the simulated Live (%s); --live talks to yours",
                   target.set_path);
    } else
        return lg_err_set(err, LG_ERR_USAGE,
                          "no target named: give --live, --sim or --fixture, or `target:` in "
                          "livegate.yaml (without "
                          "a terminal, or with CI set, none is assumed)");
    if (result == 0)
        result = lg_args_duration(args, "--wait", &target.wait_ns, err);
    target.record = lg_args_value(args, "--record");
    target.has_seed = lg_args_has(args, "--seed");
    target.faults = lg_args_all(args, "--fault");
    if (result == 0)
        result = check_effect(args, &target, err);
    if (result == 0)
        *out = target;
    return result;
}

int lg_target_read_set(struct lg_app *app, const char *path, struct lg_sim_set **set_out,
                       struct lg_err *err) {
    struct lg_sim_set *set = lg_arena_alloc(&app->arena, sizeof *set);
    if (lg_sim_set_read(path, &app->arena, set, err) != 0)
        return -1;
    *set_out = set;
    return 0;
}

/* As it was typed, the program without its folder. */
static const char *command_line(const struct lg_app *app, struct lg_str *out) {
    lg_str_add(out, lg_fs_name(app->argv[0]));
    for (int i = 1; i < app->argc; i++)
        lg_str_printf(out, " %s", app->argv[i]);
    return lg_str_text(out);
}

static int lock_live(struct lg_app *app, const struct lg_target *target,
                     struct lg_live_lock **lock_out, struct lg_err *err) {
    struct lg_str command = {0};
    struct lg_live_lock_options options = {.host = target->host,
                                           .port = target->port,
                                           .command = command_line(app, &command),
                                           .run = target->run,
                                           .wait_ns = target->wait_ns};
    int status = lg_live_lock(&app->env, &options, lock_out, err);
    lg_str_dispose(&command);
    return status;
}

int lg_target_check_free(struct lg_app *app, const struct lg_target *target, struct lg_err *err) {
    struct lg_live_lock *lock = NULL;
    if (target->kind != LG_TARGET_LIVE)
        return 0;
    if (lock_live(app, target, &lock, err) != 0)
        return -1;
    lg_live_unlock(lock);
    return 0;
}

/* The conversation over a link, with whoever records it. A second one of this program has other
 * numbers than the first. */
static struct lg_live *converse(struct lg_app *app, const struct lg_target *target,
                                struct lg_link *link) {
    const struct lg_live_options options = {
        .salt = target->salt + app->num_opened++, .on_set = lg_fixtures_note_set, .ctx = app};
    return lg_live_new_with(&app->env, lg_fixtures_tee(app, link), &options);
}

static int open_udp(struct lg_app *app, const struct lg_target *target, struct lg_link **link_out,
                    struct lg_live_lock **lock_out, struct lg_err *err) {
    struct lg_udp_options udp = {target->host, target->port, target->reply_port};
    if (lock_live(app, target, lock_out, err) != 0)
        return -1;
    if (lg_udp_open(&app->env, &udp, link_out, err) == 0)
        return 0;
    lg_live_unlock(*lock_out);
    return -1;
}

int lg_target_open_aside(struct lg_app *app, const struct lg_target *target,
                         struct lg_live **live_out, struct lg_err *err) {
    /* No salt of the conversations to come. */
    const struct lg_live_options options = {.salt = target->salt - 1};
    struct lg_live_lock *lock = NULL;
    struct lg_link *link = NULL;
    if (open_udp(app, target, &link, &lock, err) != 0)
        return -1;
    *live_out = lg_live_new_with(&app->env, link, &options);
    lg_live_keep(*live_out, lock);
    return 0;
}

static int open_live(struct lg_app *app, const struct lg_target *target, struct lg_live **live_out,
                     struct lg_err *err) {
    struct lg_live_lock *lock = NULL;
    struct lg_link *link = NULL;
    if (open_udp(app, target, &link, &lock, err) != 0)
        return -1;
    *live_out = converse(app, target, link);
    lg_live_keep(*live_out, lock);
    return 0;
}

/* What the command line says over what the set says. */
static int amend_faults(struct lg_app *app, const struct lg_target *target, struct lg_sim_set *set,
                        struct lg_err *err) {
    if (target->has_seed)
        set->faults.seed = app->env.seed;
    for (size_t i = 0; i < target->faults.count; i++)
        if (lg_sim_faults_add(target->faults.values[i], &app->arena, &set->faults, err) != 0)
            return -1;
    return lg_sim_set_mislead(set, err);
}

/* What was done to it is there when it is opened again, as with a Live. */
static int make_sim(struct lg_app *app, const struct lg_target *target, struct lg_err *err) {
    const struct lg_sim_options options = {.recordings = target->recordings,
                                           .folder = app->env.tmpdir};
    struct lg_sim_set *set = NULL;
    if (lg_target_read_set(app, target->set_path, &set, err) != 0 ||
        amend_faults(app, target, set, err) != 0)
        return -1;
    app->sim = lg_sim_new(set, &options);
    return 0;
}

static int open_sim(struct lg_app *app, const struct lg_target *target, struct lg_live **live_out,
                    struct lg_err *err) {
    struct lg_link *link = NULL;
    if (app->sim == NULL && make_sim(app, target, err) != 0)
        return -1;
    if (lg_sim_link_lend(&app->env, app->sim, TICK_MS, &link, err) != 0)
        return -1;
    *live_out = converse(app, target, link);
    return 0;
}

static int open_fixture(struct lg_app *app, const struct lg_target *target,
                        struct lg_live **live_out, struct lg_err *err) {
    LG_UNUSED(err);
    *live_out = converse(app, target, lg_fixtures_link(app));
    return 0;
}

int lg_target_open(struct lg_app *app, const struct lg_target *target, struct lg_live **live_out,
                   struct lg_err *err) {
    static int (*const openers[])(struct lg_app *, const struct lg_target *, struct lg_live **,
                                  struct lg_err *) = {[LG_TARGET_SIM] = open_sim,
                                                      [LG_TARGET_LIVE] = open_live,
                                                      [LG_TARGET_FIXTURE] = open_fixture};
    if (lg_fixtures_begin(app, target, &(struct lg_fixtures_run){0}, err) != 0)
        return -1;
    return openers[target->kind](app, target, live_out, err);
}

/* On this machine when its address is one of loopback. */
struct lg_seat lg_target_seat(const struct lg_target *target) {
    char address[LG_UDP_ADDRESS];
    bool is_here = target->kind == LG_TARGET_LIVE &&
                   lg_udp_address(target->host, address, NULL) == 0 &&
                   lg_starts_with(address, "127.");
    return (struct lg_seat){is_here, target->port, target->reply_port};
}
