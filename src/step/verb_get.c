#include "step/place.h"
#include "step/verbs.h"

struct get_params {
    const char *place;
};

static const struct lg_field fields[] = {
    {.name = "place",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct get_params, place),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN,
     .help = "TRACK/DEVICE/PARAM, TRACK/volume, tempo; TRACK is a name, a role or #N"},
};

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct get_params *params = untyped;
    struct lg_place place;
    struct lg_reading reading;
    if (lg_step_place(ctx, params->place, &place, err) < 0 ||
        lg_spot_read(ctx->live, &place.spot, ctx->deadline_ns, ctx->arena, &reading, err) < 0)
        return -1;
    *result_out = lg_place_value(&place, &reading, ctx->arena);
    return 0;
}

const struct lg_verb lg_verb_get = {
    .name = "get",
    .help = "reads one value of Live; gives place, value (native), shown, min, max, is_quantized",
    .flags = LG_VERB_LIVE,
    .timeout_ms = 5000,
    .fields = {"get", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct get_params),
    .run = run,
};
