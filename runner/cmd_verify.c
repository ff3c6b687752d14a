#include <stdio.h>

#include "runner/commands.h"
#include "runner/fixtures.h"
#include "runner/gain.h"

static const struct lg_option *const options[] = {
    &lg_option_live,   &lg_option_wait,  &lg_option_sim,    &lg_option_fixture, &lg_option_loose,
    &lg_option_record, &lg_option_track, &lg_option_device, &lg_option_param,   NULL};

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_gain gain;
    struct lg_place place;
    char text[LG_NUMBER_MAX];
    if (args->num_words > 0)
        return lg_err_set(err, LG_ERR_USAGE, "verify wants no '%s'", args->words[0]);
    if (lg_gain_open(&gain, app, args, "verify", err) != 0 || lg_gain_look(&gain, &place, err) != 0)
        return -1;
    lg_number_fixed(lg_native_to_normal(place.is_now, &place.range).fraction, 3, text);
    puts(text);
    return 0;
}

const struct lg_command lg_cmd_verify = {
    .name = "verify",
    .usage = "verify [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--track NAME]",
    .help = "where the master's Utility gain stands between minimum (0) and maximum (1)",
    .options = options,
    .run = run,
};
