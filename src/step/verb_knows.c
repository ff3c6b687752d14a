#include <string.h>

#include "step/request.h"
#include "step/verbs.h"

struct knows_params {
    const char *address;
};

static const struct lg_field fields[] = {
    {.name = "address",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct knows_params, address),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN,
     .help = "what is asked for, without arguments; no wildcards"},
};

/* The script answers one it doesn't know in these words (facts: abletonosc, section 2). */
static const char unknown[] = "Unknown OSC address";

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct knows_params *params = untyped;
    struct lg_osc_msg request;
    if (lg_request_read(params->address, NULL, ctx->arena, &request, err) < 0)
        return -1;
    struct lg_batch *batch = lg_batch_new();
    size_t asked = lg_batch_ask(batch, request.address, NULL, 0, 0);
    int status = lg_live_exchange(ctx->live, batch, ctx->deadline_ns, err);
    if (status == 0) {
        const struct lg_answer *answer = lg_batch_answer(batch, asked);
        bool is_error = answer->kind == LG_ANSWER_ERROR;
        bool is_known = !is_error || !lg_starts_with(answer->error, unknown);
        struct lg_value *result = lg_value_map(ctx->arena);
        lg_value_put(ctx->arena, result, "is_known", lg_value_bool(ctx->arena, is_known));
        lg_value_put(ctx->arena, result, "answer",
                     lg_value_text(ctx->arena, is_error ? answer->error : "a reply"));
        *result_out = result;
    }
    lg_batch_free(batch);
    return status;
}

const struct lg_verb lg_verb_knows = {
    .name = "knows",
    .help = "asks whether the script knows an OSC address; gives is_known, answer",
    .flags = LG_VERB_LIVE,
    .timeout_ms = 3000, /* reference execution-system, section L: OSC param query */
    .fields = {"knows", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct knows_params),
    .run = run,
};
