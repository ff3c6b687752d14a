#include <stdio.h>

#include "live/place.h"
#include "runner/commands.h"
#include "runner/fixtures.h"
#include "runner/place.h"
#include "runner/target.h"

static const struct lg_option option_json = {
    "--json", LG_OPTION_FLAG, NULL, "everything known of the value, as JSON; of several, a list",
    NULL};
static const struct lg_option option_timeout = {"--timeout", LG_OPTION_VALUE, "DURATION",
                                                "how long to wait for the answers (default 10s)",
                                                NULL};

static const struct lg_option *const options[] = {
    &lg_option_live,    &lg_option_wait,  &lg_option_sim,
    &lg_option_fixture, &lg_option_loose, &lg_option_record,
    &option_json,       &option_timeout,  NULL};

static int get(struct lg_app *app, const struct lg_args *args, struct lg_live *live,
               int64_t deadline_ns, struct lg_err *err) {
    struct lg_resolver resolver;
    /* Several are one document. */
    bool is_json = lg_args_has(args, "--json");
    struct lg_value *list = is_json && args->num_words > 1 ? lg_value_list(&app->arena) : NULL;
    lg_resolver_init(&resolver, live, &app->arena, app->settings.roles);
    for (size_t i = 0; i < args->num_words; i++) {
        struct lg_place place;
        struct lg_reading reading;
        if (lg_resolve(&resolver, args->words[i], deadline_ns, &place, err) != 0 ||
            lg_spot_read(live, &place.spot, deadline_ns, &app->arena, &reading, err) != 0)
            return -1;
        if (reading.value.tag == 'N')
            return lg_err_set(err, LG_ERR_READ, "%s: there is no such value", place.spot.label);
        if (list != NULL)
            lg_value_push(&app->arena, list, lg_place_value(&place, &reading, &app->arena));
        else
            lg_place_print(app, &place, &reading, NULL, is_json);
    }
    if (list != NULL)
        lg_place_print_data(list);
    return 0;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_target target;
    struct lg_live *live = NULL;
    int64_t timeout_ns = 10 * LG_NS_PER_S;
    if (args->num_words == 0)
        return lg_err_set(err, LG_ERR_USAGE, "get what? TRACK/DEVICE/PARAM, TRACK/volume or tempo");
    if (lg_args_duration(args, "--timeout", &timeout_ns, err) != 0 ||
        lg_target_choose(app, args, &target, err) != 0)
        return -1;
    lg_say("get: target %s", target.text);
    if (lg_target_open(app, &target, &live, err) != 0)
        return -1;
    int result = get(app, args, live, lg_clock_after(&app->env.clock, timeout_ns), err);
    lg_live_free(live);
    return result;
}

const struct lg_command lg_cmd_get = {
    .name = "get",
    .usage = "get PATH... [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--json]",
    .help = "reads values of Live: TRACK/DEVICE/PARAM, TRACK/volume, tempo",
    .more = "TRACK is a name, a role of livegate.yaml, or #2 as `scan` counts. Names need not be\n"
            "exact: case, spaces and punctuation don't count, and threshold_db is Threshold. On a\n"
            "track: volume, pan, mute, solo, arm, send A; of its EQ Eight: eq.2.gain.\n",
    .options = options,
    .run = run,
};
