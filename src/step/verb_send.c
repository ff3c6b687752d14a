#include <string.h>

#include "step/request.h"
#include "step/verbs.h"

struct send_params {
    const char *address;
    const struct lg_node *args;
};

static const struct lg_field fields[] = {
    {.name = "address",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct send_params, address),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN,
     .help = "a setter or a method: /live/song/set/tempo; no wildcards, no getters"},
    {.name = "args",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct send_params, args),
     .help = "arguments, typed as YAML has them: 0 is i, 0.5 f, text s, true T"},
};

/* A setter is never answered; lg_batch_tell learns all the same whether the script took it. */
static int tell(struct lg_step_ctx *ctx, const struct lg_osc_msg *request, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    size_t told = lg_batch_tell(batch, request->address, request->args, request->count);
    int status = lg_live_exchange(ctx->live, batch, ctx->deadline_ns, err);
    if (status == 0) {
        const struct lg_answer *answer = lg_batch_answer(batch, told);
        if (answer->kind != LG_ANSWER_SENT)
            status = lg_err_set(err, LG_ERR_WRITE, "%s: AbletonOSC answered '%s'", request->address,
                                answer->kind == LG_ANSWER_ERROR ? answer->error : "a reply");
    }
    lg_batch_free(batch);
    return status;
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct send_params *params = untyped;
    struct lg_osc_msg request;
    if (lg_request_read(params->address, params->args, ctx->arena, &request, err) < 0)
        return -1;
    if (strstr(request.address, "/get/") != NULL) {
        return lg_err_set(err, LG_ERR_READ, "address '%s' is a getter, which is answered: query",
                          request.address);
    }
    if (tell(ctx, &request, err) < 0)
        return -1;
    struct lg_value *result = lg_value_map(ctx->arena);
    lg_value_put(ctx->arena, result, "address", lg_value_text(ctx->arena, request.address));
    lg_value_put(ctx->arena, result, "args",
                 lg_request_args_value(request.args, request.count, ctx->arena));
    *result_out = result;
    return 0;
}

const struct lg_verb lg_verb_send = {
    .name = "send",
    .help = "sends a setter or method and makes sure that the script took it",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES,
    .timeout_ms = 3000,
    .fields = {"send", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct send_params),
    .run = run,
};
