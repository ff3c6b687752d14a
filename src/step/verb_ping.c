#include "live/reach.h"
#include "step/request.h"
#include "step/verbs.h"

struct ping_params {
    int64_t wait_ns;
};

/* A week is longer than any Live takes to start. */
#define WAIT_MAX_S 604800.0

static const struct lg_field fields[] = {
    {.name = "wait",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct ping_params, wait_ns),
     .min = 0.001,
     .max = WAIT_MAX_S,
     .help = "asks again and again, for a Live that starts; else one answer is waited for"},
};

static int ask(struct lg_step_ctx *ctx, int64_t wait_ns, struct lg_osc_msg *reply_out,
               struct lg_err *err) {
    const struct lg_osc_msg request = {.address = "/live/test"};
    int64_t until_ns = lg_clock_after(&ctx->env->clock, wait_ns);
    if (wait_ns == 0)
        return lg_live_ask(ctx->live, &request, 0, ctx->deadline_ns, ctx->arena, reply_out, err);
    if (lg_live_reach(ctx->live, until_ns < ctx->deadline_ns ? until_ns : ctx->deadline_ns,
                      ctx->arena, reply_out, err) == 0)
        return 0;
    return lg_err_wrap(err, "waited %.4g s: ", (double)wait_ns / (double)LG_NS_PER_S);
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct ping_params *params = untyped;
    struct lg_osc_msg reply;
    if (ask(ctx, params->wait_ns, &reply, err) < 0)
        return -1;
    struct lg_str evidence = {0};
    lg_live_evidence(ctx->live, &evidence);
    struct lg_value *result = lg_value_map(ctx->arena);
    lg_value_put(ctx->arena, result, "reply",
                 lg_request_args_value(reply.args, reply.count, ctx->arena));
    lg_value_put(ctx->arena, result, "address", lg_value_text(ctx->arena, "/live/test"));
    if (evidence.length > 0)
        lg_value_put(ctx->arena, result, "evidence",
                     lg_value_text(ctx->arena, lg_str_text(&evidence)));
    lg_str_dispose(&evidence);
    *result_out = result;
    return 0;
}

static int64_t takes_ns(const void *untyped) {
    const struct ping_params *params = untyped;
    /* A try that begins within the wait is heard out. */
    return params->wait_ns == 0 ? 0 : params->wait_ns + LG_REACH_TRY_NS;
}

const struct lg_verb lg_verb_ping = {
    .name = "ping",
    .help = "asks AbletonOSC whether it is there; gives reply [ok], and evidence of a blocked UI",
    .flags = LG_VERB_LIVE,
    .timeout_ms = 2000, /* reference execution-system, section L: OSC ping */
    .fields = {"ping", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct ping_params),
    .takes_ns = takes_ns,
    .run = run,
};
