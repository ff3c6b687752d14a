#include "runner/commands.h"
#include "runner/fixtures.h"
#include "runner/gain.h"

static const struct lg_option option_dry = {"--dry", LG_OPTION_FLAG, NULL,
                                            "tell what would be written, and write nothing", NULL};

static const struct lg_option *const options[] = {&lg_option_live,
                                                  &lg_option_wait,
                                                  &lg_option_sim,
                                                  &lg_option_fixture,
                                                  &lg_option_loose,
                                                  &lg_option_record,
                                                  &option_dry,
                                                  &lg_option_louder,
                                                  &lg_option_ignore_journal,
                                                  NULL};

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_gain gain;
    if (args->num_words > 1)
        return lg_err_set(err, LG_ERR_USAGE, "apply wants one actions.json");
    if (lg_gain_open(&gain, app, args, "apply", err) != 0)
        return -1;
    gain.is_given = true;
    if (args->num_words == 1)
        gain.actions = args->words[0];
    return lg_gain_apply(&gain, lg_args_has(args, "--dry"), err);
}

const struct lg_command lg_cmd_apply = {
    .name = "apply",
    .usage = "apply [ACTIONS.json] [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--dry]",
    .help = "carries a plan out (default data/actions/actions.json), in its own set alone",
    .more =
        "Both fingerprints of the plan have to be the set's, or nothing is written (exit 30).\n"
        "Reductions are written first, each value is read back, and at last the set is looked at\n"
        "once more: one that was changed meanwhile is exit 30 too. The original's schema 1.0 is\n"
        "read, its delta_db being a native delta.\n",
    .options = options,
    .words = LG_WORDS_FILES,
    .run = run,
};
