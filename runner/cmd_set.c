#include <stdio.h>

#include "live/address.h"
#include "live/name.h"
#include "live/place.h"
#include "runner/commands.h"
#include "runner/fixtures.h"
#include "runner/place.h"
#include "runner/writing.h"

static const struct lg_option option_clamp = {"--clamp", LG_OPTION_FLAG, NULL,
                                              "set the end of the range instead of refusing", NULL};
static const struct lg_option option_louder = {
    "--allow-louder", LG_OPTION_FLAG, NULL,
    "let what is named gain, drive, makeup, output, volume, send, ceiling, level, trim, boost or "
    "feedback, or is shown in dB and is no threshold, knee or range, go above what was found",
    NULL};
static const struct lg_option option_json = {"--json", LG_OPTION_FLAG, NULL,
                                             "everything known of the value, as JSON", NULL};
static const struct lg_option option_timeout = {"--timeout", LG_OPTION_VALUE, "DURATION",
                                                "how long to wait for the answers (default 10s)",
                                                NULL};

static const struct lg_option *const options[] = {
    &lg_option_live,           &lg_option_wait,   &lg_option_sim,  &lg_option_fixture,
    &lg_option_loose,          &lg_option_record, &option_clamp,   &option_louder,
    &lg_option_ignore_journal, &option_json,      &option_timeout, NULL};

/* All words behind the path: `-30 dB` may be one or two. */
static const char *value_text(const struct lg_args *args, struct lg_arena *arena) {
    const char *text = args->words[1];
    for (size_t i = 2; i < args->num_words; i++)
        text = lg_arena_printf(arena, "%s %s", text, args->words[i]);
    return text;
}

static int set(struct lg_app *app, const struct lg_args *args, struct lg_live *live,
               struct lg_journal *journal, int64_t deadline_ns, struct lg_err *err) {
    struct lg_resolver resolver;
    struct lg_place place;
    struct lg_wish wish;
    struct lg_adjusted adjusted;
    struct lg_adjust_options how = {.clamp = lg_args_has(args, "--clamp"),
                                    .allow_louder = lg_args_has(args, "--allow-louder")};
    lg_resolver_init(&resolver, live, &app->arena, app->settings.roles);
    if (lg_resolve(&resolver, args->words[0], deadline_ns, &place, err) != 0 ||
        lg_wish_read(value_text(args, &app->arena), place.unit, &app->arena, &wish, err) != 0 ||
        lg_adjust(live, journal, &place, &wish, &how, deadline_ns, &app->arena, &adjusted, err) !=
            0)
        return -1;
    if (adjusted.is_clamped)
        lg_say("set: %s: %s is out of range: clamped to %s", place.spot.label, wish.text,
               lg_place_show(&place, &adjusted.got, &app->arena));
    lg_place_print(app, &place, &adjusted.got, &adjusted, lg_args_has(args, "--json"));
    return 0;
}

/* What is wrong with the words themselves shows before anything is sent. */
static int check_words(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_address address;
    struct lg_wish wish;
    if (lg_address_read(args->words[0], &app->arena, &address, err) != 0)
        return -1;
    return lg_wish_read(value_text(args, &app->arena),
                        lg_name_unit(address.parts[address.count - 1]), &app->arena, &wish, err);
}

static int set_with_journal(struct lg_app *app, const struct lg_args *args,
                            const struct lg_target *target, int64_t timeout_ns,
                            struct lg_err *err) {
    struct lg_writing writing;
    if (lg_writing_open(&writing, app, target, "set", lg_args_has(args, "--ignore-journal"), err) !=
        0)
        return -1;
    int result = set(app, args, writing.live, writing.journal,
                     lg_clock_after(&app->env.clock, timeout_ns), err);
    return lg_writing_close(&writing, result, err);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_target target;
    int64_t timeout_ns = 10 * LG_NS_PER_S;
    if (args->num_words < 2)
        return lg_err_set(err, LG_ERR_USAGE, "set what to what? TRACK/DEVICE/PARAM VALUE [UNIT]");
    if (check_words(app, args, err) != 0 ||
        lg_args_duration(args, "--timeout", &timeout_ns, err) != 0 ||
        lg_target_choose(app, args, &target, err) != 0)
        return -1;
    lg_say("set: target %s", target.text);
    return set_with_journal(app, args, &target, timeout_ns, err);
}

const struct lg_command lg_cmd_set = {
    .name = "set",
    .usage = "set PATH VALUE [UNIT] [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--clamp]",
    .help = "sets one value of Live, reads it back and shows it: -30 dB, 120 Hz, 4:1, on",
    .more =
        "PATH as for `get`. A value with a unit, and a text, is what Live shows; a bare number is\n"
        "native, within the parameter's range; `0.25 norm` is a quarter of the range. Where Live\n"
        "shows bare numbers itself, `4 shown` or `1 native` says which. Where the display is not\n"
        "the native value it is tried out within one tick, never above the found level unless\n"
        "--allow-louder: louder is what shows more, whichever way the native value goes. Switches\n"
        "are not guarded: mute off, solo, a limiter off. A value that does not fit is refused "
        "with\n"
        "exit 30, whatever is wrong with it (range, unit, text, level); one that is no value at "
        "all\n"
        "with exit 2. What is wanted finer than Live shows it is met between the steps that it\n"
        "shows, and how far off it may be is said.\n",
    .options = options,
    .run = run,
};
