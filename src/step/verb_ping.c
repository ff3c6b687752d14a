#include "step/request.h"
#include "step/verbs.h"

static int run(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
               struct lg_err *err) {
    LG_UNUSED(params);
    const struct lg_osc_msg request = {.address = "/live/test"};
    struct lg_osc_msg reply;
    if (lg_live_ask(ctx->live, &request, 0, ctx->deadline_ns, ctx->arena, &reply, err) < 0)
        return -1;
    struct lg_value *result = lg_value_map(ctx->arena);
    lg_value_put(ctx->arena, result, "reply",
                 lg_request_args_value(reply.args, reply.count, ctx->arena));
    lg_value_put(ctx->arena, result, "address", lg_value_text(ctx->arena, request.address));
    *result_out = result;
    return 0;
}

const struct lg_verb lg_verb_ping = {
    .name = "ping",
    .help = "asks AbletonOSC whether it is there; gives reply [ok]",
    .flags = LG_VERB_LIVE,
    .timeout_ms = 2000, /* reference execution-system, section L: OSC ping */
    .fields = {"ping", NULL, 0},
    .params_size = 0,
    .run = run,
};
