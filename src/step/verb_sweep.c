#include "live/sweep.h"
#include "step/verbs.h"

struct sweep_params {
    const char *device;
};

static const struct lg_field fields[] = {
    {.name = "device",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct sweep_params, device),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN,
     .help = "TRACK/DEVICE; TRACK is a name, a role or #N"},
};

static struct lg_value *describe(const struct lg_sweep *sweep, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    struct lg_value *misses = lg_value_list(arena);
    struct lg_value *untried = lg_value_list(arena);
    int64_t tried = 0;
    for (size_t i = 0; i < sweep->count; i++) {
        const struct lg_swept *param = &sweep->params[i];
        tried += (int64_t)param->tried;
        if (param->tried == 0)
            lg_value_push(arena, untried, lg_value_text(arena, param->label));
        if (param->miss != NULL)
            lg_value_push(
                arena, misses,
                lg_value_text(arena, lg_arena_printf(arena, "%s: %s", param->label, param->miss)));
    }
    lg_value_put(arena, map, "device", lg_value_text(arena, sweep->device));
    lg_value_put(arena, map, "parameters", lg_value_int(arena, (int64_t)sweep->count));
    lg_value_put(arena, map, "tried", lg_value_int(arena, tried));
    lg_value_put(arena, map, "untried", untried);
    lg_value_put(arena, map, "misses", misses);
    return map;
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct sweep_params *params = untyped;
    struct lg_resolver resolver;
    struct lg_sweep sweep;
    struct lg_err why = {0};
    lg_resolver_init(&resolver, ctx->live, ctx->arena, ctx->roles);
    if (lg_sweep_device(&resolver, ctx->journal, params->device, ctx->deadline_ns, &sweep, &why) <
        0)
        return lg_err_set(err, why.kind == LG_ERR_USAGE ? LG_ERR_READ : why.kind, "%s", why.text);
    *result_out = describe(&sweep, ctx->arena);
    return 0;
}

const struct lg_verb lg_verb_sweep = {
    .name = "sweep",
    .help = "writes minimum, middle, maximum and steps of every parameter of a device and reads "
            "them back; louder ones go down only; gives parameters, tried, untried, misses",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES,
    .timeout_ms = 60000,
    .fields = {"sweep", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct sweep_params),
    .run = run,
};
