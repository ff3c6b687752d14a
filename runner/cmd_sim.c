#include <stdio.h>

#include "osc/udp.h"
#include "runner/commands.h"
#include "runner/target.h"
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

static const struct lg_option *const options[] = {&option_host, &option_port, &option_reply,
                                                  &option_set,  &option_tick, NULL};

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

static int read_port(const struct lg_args *args, const char *name, int64_t least, int *port,
                     struct lg_err *err) {
    int64_t number = *port;
    if (lg_args_count(args, name, &number, err) != 0)
        return -1;
    if (number < least || number > 65535)
        return lg_err_set(err, LG_ERR_USAGE, "%s: %lld is no port (%lld to 65535)", name,
                          (long long)number, (long long)least);
    *port = (int)number;
    return 0;
}

static int serve(struct lg_app *app, const char *set_path, struct lg_sim_serve_options *options_in,
                 struct lg_err *err) {
    struct lg_sim_set *set = NULL;
    if (lg_target_read_set(app, set_path, &set, err) != 0)
        return -1;
    struct lg_sim_options sim_options = {0};
    struct lg_sim *sim = lg_sim_new(set, &sim_options);
    int result = lg_sim_serve(&app->env, sim, options_in, err);
    lg_sim_free(sim);
    return result;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    int port = LG_OSC_PORT;
    int reply_port = LG_OSC_REPLY_PORT;
    int64_t tick_ms = 100;
    if (args->num_words > 0)
        return lg_err_set(err, LG_ERR_USAGE,
                          "sim takes no words, got '%s'; a set is named by --set", args->words[0]);
    if (read_port(args, "--port", 0, &port, err) != 0 ||
        read_port(args, "--reply-port", 1, &reply_port, err) != 0 ||
        lg_args_count(args, "--tick-ms", &tick_ms, err) != 0)
        return -1;
    if (tick_ms < 1 || tick_ms > 60000)
        return lg_err_set(err, LG_ERR_USAGE, "--tick-ms: %lld is not within 1 to 60000",
                          (long long)tick_ms);
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
    return serve(app, set_path, &serve_options, err);
}

const struct lg_command lg_cmd_sim = {
    .name = "sim",
    .usage = "sim [--set SET.yaml] [--port N] [--reply-port N] [--tick-ms N]",
    .help = "serves the simulated Live over UDP, as AbletonOSC would",
    .options = options,
    .run = run,
};
