#include <string.h>

#include "step/request.h"
#include "step/verbs.h"

struct query_params {
    const char *address;
    const struct lg_node *args;
    int64_t echoed;
};

static const struct lg_field fields[] = {
    {.name = "address",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct query_params, address),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN,
     .help = "what is asked: /live/track/get/name; no wildcards, no setters"},
    {.name = "args",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct query_params, args),
     .help = "arguments, typed as YAML has them: 0 is i, 0.5 f, text s, true T"},
    {.name = "echoed",
     .type = LG_FIELD_INT,
     .offset = offsetof(struct query_params, echoed),
     .min = 0,
     .max = 64,
     .fallback = "0",
     .help = "how many of the arguments the reply repeats first and must match"},
};

static int check(const void *untyped, struct lg_err *err) {
    const struct query_params *params = untyped;
    if (params->address == NULL)
        return 0;
    if (strstr(params->address, "/set/") != NULL) {
        return lg_err_set(err, LG_ERR_READ, "address '%s' is a setter, which is not answered: send",
                          params->address);
    }
    return lg_request_check_address(params->address, err);
}

static int check_echoed(const struct query_params *params, const struct lg_osc_msg *request,
                        struct lg_err *err) {
    if ((uint64_t)params->echoed > request->count) {
        return lg_err_set(err, LG_ERR_READ, "echoed is %lld, but there are %zu arguments",
                          (long long)params->echoed, request->count);
    }
    return 0;
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct query_params *params = untyped;
    struct lg_osc_msg request;
    struct lg_osc_msg reply;
    if (check(params, err) < 0 ||
        lg_request_read(params->address, params->args, ctx->arena, &request, err) < 0 ||
        check_echoed(params, &request, err) < 0 ||
        lg_live_ask(ctx->live, &request, (size_t)params->echoed, ctx->deadline_ns, ctx->arena,
                    &reply, err) < 0)
        return -1;
    struct lg_value *result = lg_value_map(ctx->arena);
    lg_value_put(ctx->arena, result, "reply",
                 lg_request_args_value(reply.args, reply.count, ctx->arena));
    *result_out = result;
    return 0;
}

const struct lg_verb lg_verb_query = {
    .name = "query",
    .help = "asks any one OSC address that answers; gives reply, a list",
    .flags = LG_VERB_LIVE,
    .timeout_ms = 3000, /* reference execution-system, section L: OSC param query */
    .fields = {"query", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct query_params),
    .check = check,
    .run = run,
};
