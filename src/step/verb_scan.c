#include "live/survey.h"
#include "step/verbs.h"

struct scan_params {
    bool all;
};

static const struct lg_field fields[] = {
    {.name = "all",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct scan_params, all),
     .fallback = "false",
     .help = "parameters and mixers too, master and returns in reach, and with them "
             "fingerprint_v2.settings and .values"},
};

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct scan_params *params = untyped;
    struct lg_live_set set;
    if ((params->all ? lg_live_survey : lg_live_scan)(ctx->live, ctx->deadline_ns, ctx->arena, &set,
                                                      err) < 0)
        return -1;
    *result_out = lg_live_set_value(&set, ctx->arena);
    return 0;
}

const struct lg_verb lg_verb_scan = {
    .name = "scan",
    .help = "reads the set's tracks and devices; gives num_tracks, fingerprint, tracks, …",
    .flags = LG_VERB_LIVE,
    .timeout_ms = 5000,
    .fields = {"scan", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct scan_params),
    .run = run,
};
