#include <stdio.h>

#include "runner/commands.h"
#include "runner/fixtures.h"
#include "runner/gain.h"

static const struct lg_option option_out = {
    "--out", LG_OPTION_VALUE, "FILE", "where the plan goes (default data/actions/actions.json)",
    NULL};

static const struct lg_option *const options[] = {
    &lg_option_live,        &lg_option_wait,  &lg_option_sim,
    &lg_option_fixture,     &lg_option_loose, &lg_option_record,
    &lg_option_target_lufs, &lg_option_track, &lg_option_device,
    &lg_option_param,       &option_out,      NULL};

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_gain gain;
    struct lg_gain_measured measured;
    struct lg_gain_delta delta;
    if (args->num_words != 1)
        return lg_err_set(err, LG_ERR_USAGE, "plan-gain wants one audio file");
    if (lg_gain_open(&gain, app, args, "plan-gain", err) != 0)
        return -1;
    if (lg_args_has(args, "--out"))
        gain.actions = lg_args_value(args, "--out");
    if (lg_gain_measure(&gain, args->words[0], &measured, err) != 0 ||
        lg_gain_plan(&gain, args->words[0], &measured, &delta, err) != 0)
        return -1;
    puts(lg_shown(gain.actions));
    return 0;
}

const struct lg_command lg_cmd_plan_gain = {
    .name = "plan-gain",
    .usage = "plan-gain WAV [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--target-lufs LUFS]",
    .help = "plans the move of a gain that brings a file's loudness nearer to a target",
    .more = "Nothing is written to Live. 12 LU of error are one native unit of Utility's gain, and "
            "a move\n"
            "is at most 0.25: measure again and plan again. `livegate apply` carries the plan out, "
            "in\n"
            "the very set that it was made on.\n",
    .options = options,
    .words = LG_WORDS_FILES,
    .run = run,
};
