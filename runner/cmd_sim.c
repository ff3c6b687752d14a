#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/number.h"
#include "osc/link.h"
#include "osc/udp.h"
#include "runner/commands.h"
#include "runner/target.h"
#include "sim/dialect.h"
#include "sim/link.h"

static const struct lg_option option_host = {"--host", LG_OPTION_VALUE, "ADDRESS",
                                             "address to listen on (default 127.0.0.1)", NULL};
static const struct lg_option option_port = {
    "--port", LG_OPTION_VALUE, "N", "port to listen on (default 11000; 0: any free one)", NULL};
static const struct lg_option option_reply = {"--reply-port", LG_OPTION_VALUE, "N",
                                              "port that replies go to (default 11001)", NULL};
static const struct lg_option option_set = {"--set", LG_OPTION_VALUE, "SET.yaml",
                                            "the set (default fixtures/sets/mastering.yaml)", NULL};
static const struct lg_option option_tick = {"--tick-ms", LG_OPTION_VALUE, "N",
                                             "milliseconds between ticks (default 100)", NULL};

static const struct lg_option option_version = {"--live-version", LG_OPTION_VALUE, "N.N",
                                                "Live's version (default: the set's)", NULL};
static const struct lg_option option_dialect = {
    "--dialect", LG_OPTION_VALUE, "stock|neg1000|neg1|string",
    "how the master is reached (default: the set's)", NULL};
static const struct lg_option option_max_dgram = {
    "--max-dgram", LG_OPTION_VALUE, "BYTES", "longest reply (default 65507, as Linux; macOS: 9216)",
    NULL};
static const struct lg_option option_rcvbuf = {
    "--rcvbuf", LG_OPTION_VALUE, "BYTES",
    "receive buffer, each datagram charged as Linux does (default 212992)", NULL};
static const struct lg_option option_fault = {
    "--fault", LG_OPTION_VALUE, "KIND[=RATE]",
    "lets something go wrong (default: the set's faults); may be repeated", NULL};
static const struct lg_option option_seed = {"--seed", LG_OPTION_VALUE, "N",
                                             "decides when faults happen (default 0)", NULL};

static const struct lg_option option_recordings = {
    "--recordings", LG_OPTION_VALUE, "DIR",
    "folder for what is recorded (default: one of its own, removed at the end)", NULL};

static const struct lg_option *const options[] = {&option_host,
                                                  &option_port,
                                                  &option_reply,
                                                  &option_set,
                                                  &option_tick,
                                                  &option_version,
                                                  &option_dialect,
                                                  &option_max_dgram,
                                                  &option_rcvbuf,
                                                  &option_fault,
                                                  &option_seed,
                                                  &option_recordings,
                                                  NULL};

static const char more[] =
    "Faults: KIND=RATE with a probability per occasion (0.1, 10%), or\n"
    "KIND={rate: 1, after: 20, at_most: 1, ticks: 3}. Kinds: lose_request, duplicate_request,\n"
    "delay_request, reorder_request, lose_reply, duplicate_reply, delay_reply, reorder_reply,\n"
    "foreign_address, foreign_index, foreign_source, stall, restart; of a recording: stale_print,\n"
    "torn_print, short_print, silent_print, dry_print (nothing set is in it); and by name\n"
    "deaf=TRACK/DEVICE/PARAMETER (ignores writes), normalised=TRACK/DEVICE/PARAMETER (takes "
    "0..1).\n";

struct announcement {
    const char *host;
    const char *set;
    int reply_port;
};

static void announce(void *ctx, int port) {
    const struct announcement *about = ctx;
    lg_say("sim: %s answers on %s:%d, replies go to port %d; Ctrl-C ends it", about->set,
           about->host, port, about->reply_port);
}

/* A whole number within bounds; left alone when the option was not given. */
static int read_count(const struct lg_args *args, const char *name, const int64_t bounds[2],
                      int64_t *count, struct lg_err *err) {
    int64_t number = *count;
    if (!lg_args_has(args, name))
        return 0;
    if (lg_args_count(args, name, &number, err) != 0)
        return -1;
    if (number < bounds[0] || number > bounds[1])
        return lg_err_set(err, LG_ERR_USAGE, "%s: %lld is not within %lld to %lld", name,
                          (long long)number, (long long)bounds[0], (long long)bounds[1]);
    *count = number;
    return 0;
}

static int read_port(const struct lg_args *args, const char *name, int64_t least, int *port,
                     struct lg_err *err) {
    const int64_t bounds[2] = {least, 65535};
    int64_t number = *port;
    if (read_count(args, name, bounds, &number, err) != 0)
        return -1;
    *port = (int)number;
    return 0;
}

static int read_version(const char *text, int out[2], struct lg_err *err) {
    const char *dot = text == NULL ? NULL : strchr(text, '.');
    int64_t major;
    int64_t minor;
    if (text == NULL)
        return 0;
    if (dot == NULL || !lg_number_read_int((struct lg_view){text, (size_t)(dot - text)}, &major) ||
        !lg_number_read_int(lg_view_of(dot + 1), &minor) || major < 0 || minor < 0 ||
        major > 1000 || minor > 1000)
        return lg_err_set(err, LG_ERR_USAGE, "--live-version: '%s' is not of the form 12.1", text);
    out[0] = (int)major;
    out[1] = (int)minor;
    return 0;
}

static int read_dialect(const char *name, enum lg_sim_dialect *out, struct lg_err *err) {
    for (int i = 0; name != NULL && i < LG_SIM_DIALECT__COUNT; i++)
        if (strcmp(name, lg_sim_dialect_names[i]) == 0) {
            *out = (enum lg_sim_dialect)i;
            return 0;
        }
    return name == NULL
               ? 0
               : lg_err_set(err, LG_ERR_USAGE,
                            "--dialect: '%s' is none of stock, neg1000, neg1, string", name);
}

/* What the command line says over what the set says. */
static int amend_set(struct lg_app *app, const struct lg_args *args, struct lg_sim_set *set,
                     struct lg_err *err) {
    static const int64_t any[2] = {0, INT64_MAX};
    struct lg_given faults = lg_args_all(args, "--fault");
    int64_t seed = (int64_t)set->faults.seed;
    if (read_version(lg_args_value(args, "--live-version"), set->version, err) != 0 ||
        read_dialect(lg_args_value(args, "--dialect"), &set->dialect, err) != 0 ||
        read_count(args, "--seed", any, &seed, err) != 0)
        return -1;
    set->faults.seed = (uint64_t)seed;
    for (size_t i = 0; i < faults.count; i++)
        if (lg_sim_faults_add(faults.values[i], &app->arena, &set->faults, err) != 0)
            return -1;
    return lg_sim_set_mislead(set, err);
}

static int read_limits(const struct lg_args *args, struct lg_sim_options *out, struct lg_err *err) {
    static const int64_t lengths[2] = {64, LG_DATAGRAM_MAX};
    static const int64_t rooms[2] = {1, INT64_C(1) << 30};
    int64_t max_dgram = 0;
    int64_t rcvbuf = 0;
    if (read_count(args, "--max-dgram", lengths, &max_dgram, err) != 0 ||
        read_count(args, "--rcvbuf", rooms, &rcvbuf, err) != 0)
        return -1;
    *out = (struct lg_sim_options){.max_dgram = (size_t)max_dgram, .queue_bytes = (size_t)rcvbuf};
    return 0;
}

static void say_counts(const struct lg_sim_faults *faults) {
    for (int i = 0; i < LG_SIM_FAULT__COUNT; i++)
        if (faults->counts[i] > 0)
            lg_say("sim: %s: %llu", lg_sim_fault_name((enum lg_sim_fault)i),
                   (unsigned long long)faults->counts[i]);
    if (faults->overflows > 0)
        lg_say("sim: requests that found the receive buffer full: %llu",
               (unsigned long long)faults->overflows);
}

/* Where recordings go: the folder that was named, or one of our own. */
static int make_folder(struct lg_app *app, const struct lg_args *args, const char **out,
                       struct lg_err *err) {
    const char *named = lg_args_value(args, "--recordings");
    const char *own = lg_arena_printf(&app->arena, "%s/livegate-sim-%lld", app->env.tmpdir,
                                      (long long)app->env.pid);
    const char *folder = named == NULL ? own : lg_paths_user(&app->paths, &app->arena, named);
    if (lg_fs_mkdirs(folder, err) != 0)
        return -1;
    *out = folder;
    return 0;
}

static void remove_own(struct lg_app *app, const struct lg_args *args, const char *folder) {
    char **names = NULL;
    size_t count = 0;
    if (lg_args_has(args, "--recordings") ||
        lg_fs_list(folder, ".wav", &app->arena, &names, &count, NULL) != 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (lg_fs_remove(lg_fs_join(&app->arena, folder, names[i]), NULL) != 0)
            return;
    rmdir(folder);
}

static int serve(struct lg_app *app, const struct lg_args *args, const char *set_path,
                 struct lg_sim_serve_options *serve_options, struct lg_err *err) {
    struct lg_sim_set *set = NULL;
    struct lg_sim_options sim_options;
    if (read_limits(args, &sim_options, err) != 0 ||
        lg_target_read_set(app, set_path, &set, err) != 0 || amend_set(app, args, set, err) != 0 ||
        make_folder(app, args, &sim_options.recordings, err) != 0)
        return -1;
    sim_options.folder = app->env.tmpdir;
    struct lg_sim *sim = lg_sim_new(set, &sim_options);
    int result = lg_sim_serve(&app->env, sim, serve_options, err);
    say_counts(lg_sim_faults_of(sim));
    lg_sim_free(sim);
    remove_own(app, args, sim_options.recordings);
    return result;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    int port = LG_OSC_PORT;
    int reply_port = LG_OSC_REPLY_PORT;
    static const int64_t ticks_ms[2] = {1, 60000};
    int64_t tick_ms = 100;
    if (args->num_words > 0)
        return lg_err_set(err, LG_ERR_USAGE,
                          "sim takes no words, got '%s'; a set is named by --set", args->words[0]);
    if (read_port(args, "--port", 0, &port, err) != 0 ||
        read_port(args, "--reply-port", 1, &reply_port, err) != 0 ||
        read_count(args, "--tick-ms", ticks_ms, &tick_ms, err) != 0)
        return -1;
    const char *host = lg_args_value(args, "--host");
    char *set_path = NULL;
    if (lg_target_find_set(app, lg_args_value(args, "--set"), &set_path, err) != 0)
        return -1;
    struct announcement about = {host == NULL ? "127.0.0.1" : host, set_path, reply_port};
    struct lg_sim_serve_options serve_options = {.host = about.host,
                                                 .port = port,
                                                 .reply_port = reply_port,
                                                 .tick_ms = (int)tick_ms,
                                                 .on_ready = announce,
                                                 .ctx = &about};
    return serve(app, args, set_path, &serve_options, err);
}

const struct lg_command lg_cmd_sim = {
    .name = "sim",
    .usage =
        "sim [--set SET.yaml] [--port N] [--reply-port N] [--dialect NAME] [--fault KIND=RATE]...",
    .help = "serves the simulated Live over UDP, as AbletonOSC would",
    .more = more,
    .options = options,
    .run = run,
};
