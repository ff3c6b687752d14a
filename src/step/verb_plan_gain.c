#include "live/actions_plan.h"
#include "step/file.h"
#include "step/verbs.h"

struct plan_params {
    const char *file;
    struct lg_numbers lufs_i;
    struct lg_numbers delta;
    double target;
    const char *track, *device, *param;
    int unit;
};

/* In the order of enum lg_action_unit. */
static const char *const units[] = {"native", "dB", NULL};

static const struct lg_field fields[] = {
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct plan_params, file),
     .flags = LG_FIELD_REQUIRED,
     .help = "actions.json to write; a relative path is one of the run's own files"},
    {.name = "lufs_i",
     .type = LG_FIELD_NUMBERS,
     .offset = offsetof(struct plan_params, lufs_i),
     .flags = LG_FIELD_SOME,
     .unit = "LUFS",
     .help = "measured loudness, which is to come to the target: 12 LU are one native unit, at "
             "most 0.25"},
    {.name = "target",
     .type = LG_FIELD_NUMBER,
     .offset = offsetof(struct plan_params, target),
     .unit = "LUFS",
     .fallback = "-10.5",
     .help = "where lufs_i is to come to"},
    {.name = "delta",
     .type = LG_FIELD_NUMBERS,
     .offset = offsetof(struct plan_params, delta),
     .flags = LG_FIELD_SOME,
     .help = "instead of lufs_i: how far to move"},
    {.name = "unit",
     .type = LG_FIELD_ENUM,
     .offset = offsetof(struct plan_params, unit),
     .choices = units,
     .fallback = "native",
     .help = "of delta"},
    {.name = "track",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct plan_params, track),
     .fallback = "master",
     .help = "a name or a role"},
    {.name = "device",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct plan_params, device),
     .fallback = "Utility",
     .help = "by name or class"},
    {.name = "param",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct plan_params, param),
     .fallback = "Gain",
     .help = "what moves"},
};

static int check(const void *untyped, struct lg_err *err) {
    const struct plan_params *params = untyped;
    if (params->lufs_i.count > 1 || params->delta.count > 1)
        return lg_err_set(err, LG_ERR_READ, "plan-gain takes one number, not a list");
    if (params->lufs_i.count > 0 && params->delta.count > 0)
        return lg_err_set(err, LG_ERR_READ, "plan-gain takes either lufs_i or delta");
    return 0;
}

static int aim(const struct plan_params *params, struct lg_gain_delta *out, struct lg_err *err) {
    if (check(params, err) < 0)
        return -1;
    if (params->lufs_i.count + params->delta.count == 0)
        return lg_err_set(err, LG_ERR_READ, "plan-gain takes either lufs_i or delta");
    if (params->delta.count > 0)
        *out = (struct lg_gain_delta){params->delta.items[0], false};
    else
        *out = lg_actions_gain_delta(params->lufs_i.items[0], params->target);
    return 0;
}

static struct lg_value *describe(struct lg_step_ctx *ctx, const struct lg_actions *plan,
                                 const struct lg_place *place, const char *path) {
    struct lg_arena *arena = ctx->arena;
    struct lg_value *map = lg_value_map(arena);
    struct lg_value *v2 = lg_value_map(arena);
    double normal = lg_native_to_normal(place->is_now, &place->range).fraction;
    lg_value_put(arena, map, "file", lg_value_text(arena, path));
    lg_value_put(arena, map, "live_fingerprint", lg_value_text(arena, plan->fingerprint));
    lg_value_put(arena, v2, "settings", lg_value_text(arena, plan->settings));
    lg_value_put(arena, map, "live_fingerprint_v2", v2);
    lg_value_put(arena, map, "place", lg_value_text(arena, place->spot.label));
    lg_value_put(arena, map, "value", lg_value_real(arena, lg_native_decimal(place->is_now), NULL));
    lg_value_put(arena, map, "normal", lg_value_real(arena, normal, NULL));
    lg_value_put(arena, map, "delta", lg_value_real(arena, plan->items[0].delta, NULL));
    lg_value_put(arena, map, "unit", lg_value_text(arena, plan->items[0].unit_text));
    return map;
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct plan_params *params = untyped;
    struct lg_actions_set set;
    struct lg_gain_delta delta;
    struct lg_place place;
    char *path;
    char stamp[25];
    if (aim(params, &delta, err) < 0 || lg_step_file_new(ctx, params->file, &path, err) < 0)
        return -1;
    struct lg_action action = {.track_role = params->track,
                               .device = params->device,
                               .param = params->param,
                               .delta = delta.native,
                               .unit = (enum lg_action_unit)params->unit,
                               .unit_text = units[params->unit]};
    if (lg_actions_survey(ctx->live, &ctx->roles, ctx->deadline_ns, ctx->arena, &set, err) < 0 ||
        lg_actions_find(&set, &action, ctx->deadline_ns, &place, err) < 0)
        return -1;
    lg_clock_format_utc(lg_clock_wall_ms(&ctx->env->clock), stamp);
    lg_action_stands_at(&action, &place);
    struct lg_actions plan = lg_actions_plan(&set, &action, stamp);
    if (lg_actions_write(path, &plan, err) < 0)
        return -1;
    *result_out = describe(ctx, &plan, &place, lg_step_file_asked(ctx, path));
    lg_value_put(ctx->arena, *result_out, "is_clamped",
                 lg_value_bool(ctx->arena, delta.is_clamped));
    return 0;
}

const struct lg_verb lg_verb_plan_gain = {
    .name = "plan-gain",
    .help = "plans one move of a gain on the set as it is, for apply; gives file, "
            "live_fingerprint, value, normal, delta, is_clamped",
    .flags = LG_VERB_LIVE,
    .timeout_ms = 10000,
    .fields = {"plan-gain", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct plan_params),
    .check = check,
    .run = run,
};
