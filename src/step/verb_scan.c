#include "live/scan.h"
#include "step/verbs.h"

static int run(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
               struct lg_err *err) {
    LG_UNUSED(params);
    struct lg_live_set set;
    if (lg_live_scan(ctx->live, ctx->deadline_ns, ctx->arena, &set, err) < 0)
        return -1;
    *result_out = lg_live_set_value(&set, ctx->arena);
    return 0;
}

const struct lg_verb lg_verb_scan = {
    .name = "scan",
    .help = "reads the set's tracks and devices; gives num_tracks, fingerprint, tracks, …",
    .flags = LG_VERB_LIVE,
    .timeout_ms = 5000,
    .fields = {"scan", NULL, 0},
    .params_size = 0,
    .run = run,
};
