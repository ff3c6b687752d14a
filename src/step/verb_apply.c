#include "live/actions_apply.h"
#include "step/file.h"
#include "step/verbs.h"

struct apply_params {
    const char *file;
    bool dry, allow_louder, may_refuse;
};

static const struct lg_field fields[] = {
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct apply_params, file),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN,
     .help = "actions.json, of plan-gain or of the original"},
    {.name = "dry",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct apply_params, dry),
     .fallback = "false",
     .help = "write nothing, but tell what would be"},
    {.name = "allow_louder",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct apply_params, allow_louder),
     .fallback = "false",
     .help = "let what raises the level go above what was found"},
    {.name = "may_refuse",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct apply_params, may_refuse),
     .fallback = "false",
     .help = "true: a plan that was made on another set is no error, but for an expect to judge, "
             "which has to look at `refused`"},
};

enum { TELLS_REFUSED, TELLS_APPLIED, TELLS_SKIPPED };

static const struct lg_telling telling[] = {
    [TELLS_REFUSED] = {"refused", "may_refuse"},
    [TELLS_APPLIED] = {"applied", NULL},
    [TELLS_SKIPPED] = {"skipped", NULL},
};

static struct lg_value *change_value(const struct lg_applied *item, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    lg_value_put(arena, map, "place", lg_value_text(arena, item->place.spot.label));
    if (item->skipped != NULL) {
        lg_value_put(arena, map, "skipped", lg_value_text(arena, item->skipped));
        return map;
    }
    lg_value_put(arena, map, "was", lg_value_real(arena, lg_native_decimal(item->was), NULL));
    lg_value_put(arena, map, "value", lg_value_real(arena, lg_native_decimal(item->is), NULL));
    lg_value_put(arena, map, "was_normal", lg_value_real(arena, item->was_normal.fraction, NULL));
    lg_value_put(arena, map, "normal", lg_value_real(arena, item->is_normal.fraction, NULL));
    lg_value_put(arena, map, "is_clamped", lg_value_bool(arena, item->is_clamped));
    return map;
}

/* What a person should know of a plan that was carried out all the same; NULL: nothing. */
static const char *warning_of(const struct lg_application *application, struct lg_arena *arena) {
    const char *text = application->warning;
    for (size_t i = 0; i < application->count; i++) {
        const struct lg_applied *item = &application->items[i];
        char moved[LG_NUMBER_MAX];
        lg_number_fixed(lg_native_decimal(item->is) - lg_native_decimal(item->was), 3, moved);
        if (item->is_clamped)
            text = lg_arena_printf(arena, "%s%s%s: delta clamped to %s", text == NULL ? "" : text,
                                   text == NULL ? "" : "; ", item->place.spot.label, moved);
    }
    return text;
}

static struct lg_value *describe(const struct lg_application *application, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    struct lg_value *changes = lg_value_list(arena);
    lg_value_put(arena, map, "refused", lg_value_bool(arena, application->refusal != NULL));
    lg_value_put(arena, map, "why",
                 lg_value_text(arena, application->refusal == NULL ? "" : application->refusal));
    lg_value_put(arena, map, "expected", lg_value_text(arena, application->expected));
    lg_value_put(arena, map, "got", lg_value_text(arena, application->got));
    const char *warning = warning_of(application, arena);
    if (warning != NULL)
        lg_value_put(arena, map, "warning", lg_value_text(arena, warning));
    for (size_t i = 0; i < application->count; i++)
        lg_value_push(arena, changes, change_value(&application->items[i], arena));
    lg_value_put(arena, map, "applied", lg_value_int(arena, (int64_t)application->applied));
    lg_value_put(arena, map, "skipped",
                 lg_value_int(arena, (int64_t)(application->count - application->applied)));
    lg_value_put(arena, map, "changes", changes);
    return map;
}

/* A plan that was made on another set, or of which nothing can be carried out, is an error, unless
 * an expectation looks at that. */
static int judge(const struct lg_step_ctx *ctx, const struct apply_params *params,
                 const struct lg_application *application, struct lg_err *err) {
    const unsigned asked = 1U << TELLS_APPLIED | 1U << TELLS_SKIPPED;
    if (application->refusal != NULL)
        return params->may_refuse ? 0 : lg_err_set(err, LG_ERR_WRITE, "%s", application->refusal);
    if (application->applied > 0 || (ctx->looked_at & asked) != 0)
        return 0;
    return lg_err_set(err, LG_ERR_READ, "%s", lg_application_idle(application, ctx->arena));
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct apply_params *params = untyped;
    const struct lg_apply_options options = {.roles = ctx->roles,
                                             .dry = params->dry,
                                             .allow_louder =
                                                 params->allow_louder || ctx->allow_louder,
                                             .deadline_ns = ctx->deadline_ns};
    struct lg_actions actions;
    struct lg_application application;
    if (lg_step_plan_read(ctx, params->file, &actions, err) < 0 ||
        lg_actions_apply(ctx->live, ctx->journal, &actions, &options, ctx->arena, &application,
                         err) < 0 ||
        judge(ctx, params, &application, err) < 0)
        return -1;
    *result_out = describe(&application, ctx->arena);
    return 0;
}

const struct lg_verb lg_verb_apply = {
    .name = "apply",
    .help = "carries a plan out, in the set that it was made on alone; put back when the gate "
            "ends; nothing applied is an error, unless an expect looks at `applied` or `skipped`; "
            "gives refused, why, expected, got, applied, skipped, changes: [{place, was, value, "
            "normal, is_clamped}], warning",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES,
    .timeout_ms = 15000,
    .fields = {"apply", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct apply_params),
    .telling = telling,
    .num_telling = LG_ARRAY_LEN(telling),
    .run = run,
};
