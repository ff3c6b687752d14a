#include <stdio.h>

#include "runner/commands.h"
#include "runner/fixtures.h"
#include "runner/gain.h"

static const struct lg_option *const options[] = {
    &lg_option_live,    &lg_option_wait,           &lg_option_sim,
    &lg_option_fixture, &lg_option_loose,          &lg_option_record,
    &lg_option_track,   &lg_option_device,         &lg_option_param,
    &lg_option_louder,  &lg_option_ignore_journal, NULL};

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_gain gain;
    if (args->num_words > 0)
        return lg_err_set(err, LG_ERR_USAGE, "reset wants no '%s'", args->words[0]);
    if (lg_gain_open(&gain, app, args, "reset", err) != 0 ||
        lg_gain_set(&gain, (struct lg_native){0}, err) != 0)
        return -1;
    puts("sent");
    return 0;
}

const struct lg_command lg_cmd_reset = {
    .name = "reset",
    .usage = "reset [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--track NAME]",
    .help = "sets the master's Utility gain to 0, and reads it back",
    .more = "From below 0 that is louder, which --allow-louder lets it.\n",
    .options = options,
    .run = run,
};
