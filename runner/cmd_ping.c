#include <stdio.h>

#include "live/reach.h"
#include "runner/commands.h"
#include "runner/fixtures.h"
#include "runner/target.h"

static const struct lg_option option_timeout = {
    "--timeout", LG_OPTION_VALUE, "DURATION", "how long to wait for the answer (default 2s)", NULL};
static const struct lg_option option_wait = {"--wait", LG_OPTION_VALUE, "DURATION",
                                             "wait so long: for another livegate that uses the "
                                             "same Live, then for a Live that starts, which "
                                             "is asked again and again (default: not at all)",
                                             NULL};

static const struct lg_option *const options[] = {
    &lg_option_live,  &option_wait,      &lg_option_sim,  &lg_option_fixture,
    &lg_option_loose, &lg_option_record, &option_timeout, NULL};

struct patience {
    int64_t timeout_ns; /* of one answer */
    int64_t until_ns;   /* with --wait, on the app's clock; else 0 */
};

/* One answer within the time-out, or with --wait as soon as there is one until then. */
static int ask(struct lg_app *app, struct lg_live *live, const struct patience *patience,
               struct lg_osc_msg *reply, struct lg_err *err) {
    struct lg_osc_msg request = {.address = "/live/test"};
    if (patience->until_ns > 0)
        return lg_live_reach(live, patience->until_ns, &app->arena, reply, err);
    return lg_live_ask(live, &request, 0, lg_clock_after(&app->env.clock, patience->timeout_ns),
                       &app->arena, reply, err);
}

static int ping(struct lg_app *app, struct lg_live *live, const struct patience *patience,
                struct lg_err *err) {
    struct lg_osc_msg reply;
    if (ask(app, live, patience, &reply, err) != 0)
        return -1;
    if (reply.count != 1 || reply.args[0].tag != 's' ||
        !lg_view_eq(lg_view_of(reply.args[0].as.s), "ok")) {
        struct lg_str text = {0};
        lg_osc_print(&reply, &text);
        lg_err_set(err, LG_ERR_READ, "/live/test was answered with something else than \"ok\": %s",
                   lg_str_text(&text));
        lg_str_dispose(&text);
        return -1;
    }
    puts("ok: ('ok',)");
    return 0;
}

/* What the wait for the answer showed, such as a menu that was open in Live. */
static void say_evidence(const struct lg_live *live) {
    struct lg_str text = {0};
    lg_live_evidence(live, &text);
    if (text.length > 0)
        lg_say("%s", lg_str_text(&text));
    lg_str_dispose(&text);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_target target;
    struct lg_live *live = NULL;
    struct patience patience = {.timeout_ns = 2 * LG_NS_PER_S};
    if (lg_args_duration(args, "--timeout", &patience.timeout_ns, err) != 0 ||
        lg_target_choose(app, args, &target, err) != 0)
        return -1;
    if (target.wait_ns > 0)
        patience.until_ns = lg_clock_after(&app->env.clock, target.wait_ns);
    lg_say("ping: target %s", target.text);
    if (lg_target_open(app, &target, &live, err) != 0)
        return -1;
    int result = ping(app, live, &patience, err);
    if (result == 0)
        say_evidence(live);
    lg_live_free(live);
    return result;
}

const struct lg_command lg_cmd_ping = {
    .name = "ping",
    .usage = "ping [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] "
             "[--wait DURATION] [--timeout DURATION]",
    .help = "asks Live for a sign of life",
    .options = options,
    .run = run,
};
