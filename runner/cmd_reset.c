#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "live/scan.h"
#include "runner/commands.h"
#include "runner/gain.h"
#include "runner/manifest.h"

#define SCAN_NS (10 * LG_NS_PER_S)

static const struct lg_option option_full = {
    "--full", LG_OPTION_FLAG, NULL,
    "after that, remove what livegate made in the project, and see that Live is ready", NULL};
static const struct lg_option option_yes = {"--yes", LG_OPTION_FLAG, NULL,
                                            "with --full: remove without asking", NULL};

static const struct lg_option *const options[] = {&lg_option_live,
                                                  &lg_option_wait,
                                                  &lg_option_sim,
                                                  &option_full,
                                                  &option_yes,
                                                  &lg_option_track,
                                                  &lg_option_device,
                                                  &lg_option_param,
                                                  &lg_option_louder,
                                                  &lg_option_ignore_journal,
                                                  NULL};

/* Prints what would go; returns how many files. */
static size_t list(const struct lg_manifest *manifest) {
    size_t count = 0;
    for (size_t i = 0; i < manifest->count; i++) {
        const struct lg_manifest_item *item = &manifest->items[i];
        printf("%-7s %s%s\n", item->is_changed ? "keep" : "remove", lg_shown(item->path),
               item->is_changed ? "  (changed since livegate wrote it)" : "");
        count += !item->is_changed;
    }
    if (count == 0)
        puts("nothing to remove");
    return count;
}

/* A person at the terminal is asked; where there is none, --yes has to be given. */
static int confirm(const struct lg_app *app, const struct lg_args *args, size_t count,
                   struct lg_err *err) {
    char answer[16] = "";
    if (count == 0 || lg_args_has(args, "--yes"))
        return 0;
    if (!app->env.is_terminal)
        return lg_err_set(err, LG_ERR_USAGE,
                          "reset --full removes these %zu file%s: --yes lets it, where nobody can "
                          "be asked",
                          count, count == 1 ? "" : "s");
    fflush(stdout);
    fprintf(stderr, "remove %zu file%s? [y/N] ", count, count == 1 ? "" : "s");
    if (fgets(answer, sizeof answer, stdin) != NULL &&
        (strcmp(answer, "y\n") == 0 || strcmp(answer, "yes\n") == 0))
        return 0;
    return lg_err_set(err, LG_ERR_USAGE, "nothing was removed or set");
}

/* Section N, steps 4 to 6: Live is scanned, and the gain is where it should be. */
static int see_that_it_is_ready(struct lg_gain *gain, struct lg_err *err) {
    struct lg_app *app = gain->app;
    struct lg_live *live = NULL;
    struct lg_live_set set;
    struct lg_place place;
    char number[LG_NUMBER_MAX];
    if (lg_target_open(app, &gain->target, &live, err) != 0)
        return -1;
    int status =
        lg_live_scan(live, lg_clock_after(&app->env.clock, SCAN_NS), &app->arena, &set, err);
    lg_live_free(live);
    if (status != 0 || lg_gain_look(gain, &place, err) != 0)
        return -1;
    lg_number_fixed(lg_native_decimal(place.is_now), 3, number);
    printf("fingerprint %s\nUtility gain %s\nSystem ready\n", set.fingerprint, number);
    return 0;
}

static int run_full(struct lg_gain *gain, const struct lg_args *args, struct lg_err *err) {
    struct lg_app *app = gain->app;
    struct lg_manifest manifest;
    if (lg_manifest_read(app, &manifest, err) != 0 ||
        confirm(app, args, list(&manifest), err) != 0 ||
        lg_gain_set(gain, (struct lg_native){0}, err) != 0)
        return -1;
    puts("sent");
    if (lg_manifest_clear(app, &manifest, err) != 0)
        return -1;
    return see_that_it_is_ready(gain, err);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_gain gain;
    if (args->num_words > 0)
        return lg_err_set(err, LG_ERR_USAGE, "reset wants no '%s'", args->words[0]);
    if (lg_args_has(args, "--yes") && !lg_args_has(args, "--full"))
        return lg_err_set(err, LG_ERR_USAGE, "--yes belongs to --full");
    if (lg_gain_open(&gain, app, args, "reset", err) != 0)
        return -1;
    if (lg_args_has(args, "--full"))
        return run_full(&gain, args, err);
    if (lg_gain_set(&gain, (struct lg_native){0}, err) != 0)
        return -1;
    puts("sent");
    return 0;
}

const struct lg_command lg_cmd_reset = {
    .name = "reset",
    .usage = "reset [--full [--yes]] [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--track "
             "NAME]",
    .help = "sets the master's Utility gain to 0, and reads it back",
    .more = "From below 0 that is louder, which --allow-louder lets it. --full removes only files "
            "that\n"
            "<out>/manifest.jsonl lists and that are as livegate wrote them: plans and what failed "
            "runs\n"
            "left in their work folders. Receipts, reports, recordings and audio stay.\n",
    .options = options,
    .run = run,
};
