#include <stdio.h>

#include "base/json.h"
#include "live/scan.h"
#include "runner/commands.h"
#include "runner/target.h"

static const struct lg_option option_json = {"--json", LG_OPTION_FLAG, NULL,
                                             "the whole scan as JSON on stdout", NULL};
static const struct lg_option option_timeout = {"--timeout", LG_OPTION_VALUE, "DURATION",
                                                "how long to wait for the answers (default 10s)",
                                                NULL};

static const struct lg_option *const options[] = {&lg_option_live, &lg_option_sim, &option_json,
                                                  &option_timeout, NULL};

static void print_json(const struct lg_live_set *set, const struct lg_target *target,
                       struct lg_arena *arena) {
    struct lg_value *map = lg_live_set_value(set, arena);
    lg_value_put(arena, map, "target", lg_value_text(arena, target->text));
    struct lg_str text = {0};
    lg_json_write_pretty(map, &text);
    fputs(lg_str_text(&text), stdout);
    lg_str_dispose(&text);
}

static void print_table(const struct lg_live_set *set, const struct lg_target *target) {
    printf("target       %s\nLive         %d.%d\ntracks       %zu\nfingerprint  %s\n", target->text,
           set->version[0], set->version[1], set->num_tracks, set->fingerprint);
    for (size_t t = 0; t < set->num_tracks; t++) {
        const struct lg_live_track *track = &set->tracks[t];
        printf("%3zu  %s\n", t, track->name);
        for (size_t d = 0; d < track->num_devices; d++)
            printf("     %zu  %-24s %s\n", d, track->devices[d].name, track->devices[d].class_name);
    }
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_target target;
    struct lg_live *live = NULL;
    struct lg_live_set set;
    int64_t timeout_ns = 10 * LG_NS_PER_S;
    if (lg_args_duration(args, "--timeout", &timeout_ns, err) != 0 ||
        lg_target_choose(app, args, &target, err) != 0)
        return -1;
    lg_say("scan: target %s", target.text);
    if (lg_target_open(app, &target, &live, err) != 0)
        return -1;
    int result =
        lg_live_scan(live, lg_clock_after(&app->env.clock, timeout_ns), &app->arena, &set, err);
    if (result == 0 && lg_args_has(args, "--json"))
        print_json(&set, &target, &app->arena);
    else if (result == 0)
        print_table(&set, &target);
    lg_live_free(live);
    return result;
}

const struct lg_command lg_cmd_scan = {
    .name = "scan",
    .usage = "scan [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--json]",
    .help = "what the running set looks like, with its fingerprint",
    .options = options,
    .run = run,
};
