#include "live/adjust.h"
#include "live/name.h"
#include "step/place.h"
#include "step/verbs.h"

struct set_params {
    const char *place;
    const struct lg_node *value;
    bool clamp, allow_louder, verify;
};

static const struct lg_field fields[] = {
    {.name = "place",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct set_params, place),
     .flags = LG_FIELD_REQUIRED,
     .help = "TRACK/DEVICE/PARAM, TRACK/volume, tempo; TRACK is a name, a role or #N"},
    {.name = "value",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct set_params, value),
     .flags = LG_FIELD_REQUIRED,
     .help = "as Live shows it: -30 dB, '4:1', on; a bare number is native (4 shown: it is not), "
             "0.25 norm "
             "a quarter"},
    {.name = "clamp",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct set_params, clamp),
     .fallback = "false",
     .help = "set the end of the range instead of refusing what is beyond"},
    {.name = "allow_louder",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct set_params, allow_louder),
     .fallback = "false",
     .help =
         "let gain, drive, makeup, output, volume, send, ceiling, or what is shown in dB and is "
         "no threshold, knee or range, go above what was found"},
    {.name = "verify",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct set_params, verify),
     .fallback = "true",
     .help = "false: a value that did not take is no error here, but for an expect to judge"},
};

/* What would be wrong usage on a command line is a wrong file here. */
static int read_wish(const struct lg_node *node, const char *unit, struct lg_arena *arena,
                     struct lg_wish *out, struct lg_err *err) {
    struct lg_err why = {0};
    if (node->kind != LG_NODE_SCALAR)
        return lg_node_err(node, err, "value: %s is none that can be set", lg_node_kind_name(node));
    if (lg_wish_read(node->text, unit, arena, out, &why) < 0)
        return lg_node_err(node, err, "%s", why.text);
    return 0;
}

/* What is wrong with the value itself shows when the file is loaded. */
static int check(const void *untyped, struct lg_err *err) {
    const struct set_params *params = untyped;
    struct lg_arena arena = {0};
    struct lg_wish wish;
    int status = 0;
    if (params->place != NULL && params->value != NULL)
        status = read_wish(params->value, lg_name_unit(params->place), &arena, &wish, err);
    lg_arena_dispose(&arena);
    return status;
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct set_params *params = untyped;
    const struct lg_adjust_options how = {.clamp = params->clamp,
                                          .allow_louder = params->allow_louder || ctx->allow_louder,
                                          .unverified = !params->verify};
    struct lg_place place;
    struct lg_wish wish;
    struct lg_adjusted adjusted;
    if (lg_step_place(ctx, params->place, &place, err) < 0 ||
        read_wish(params->value, place.unit, ctx->arena, &wish, err) < 0 ||
        lg_adjust(ctx->live, ctx->journal, &place, &wish, &how, ctx->deadline_ns, ctx->arena,
                  &adjusted, err) < 0)
        return -1;
    struct lg_value *result = lg_place_change(&place, &adjusted.found, &adjusted.got, ctx->arena);
    double wanted = lg_native_decimal(adjusted.native);
    lg_value_put(ctx->arena, result, "wanted", lg_value_real(ctx->arena, wanted, NULL));
    lg_value_put(ctx->arena, result, "is_clamped", lg_value_bool(ctx->arena, adjusted.is_clamped));
    *result_out = result;
    return 0;
}

const struct lg_verb lg_verb_set = {
    .name = "set",
    .help = "sets one value of Live and reads it back, which is put back when the gate ends; gives "
            "place, value, shown, was, wanted, …",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES,
    .timeout_ms = 10000,
    .fields = {"set", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct set_params),
    .check = check,
    .run = run,
};
