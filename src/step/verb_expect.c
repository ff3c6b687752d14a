#include "step/verbs.h"

/* Its parameters are an expectation (step/expect.h), which the engine judges against the names of
 * the gate; so there is nothing to read and nothing to run. */
const struct lg_verb lg_verb_expect = {
    .name = "expect",
    .help = "judges what the steps before produced: a map of paths to operators",
    .flags = 0,
    .timeout_ms = 10000,
    .fields = {"expect", NULL, 0},
    .params_size = 0,
    .run = NULL,
};
