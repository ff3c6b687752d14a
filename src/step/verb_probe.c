#include <string.h>

#include "step/file.h"
#include "step/probe.h"
#include "step/verbs.h"

struct probe_params {
    const char *name;
    const char *file, *plan;
    const char *track, *device, *param;
    struct lg_texts argv;
};

static const struct lg_field fields[] = {
    {.name = "name",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct probe_params, name),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN,
     .help = "of the probes of gates/tables/taxonomy.yaml"},
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct probe_params, file),
     .help = "the audio, file or folder that it is about"},
    {.name = "plan",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct probe_params, plan),
     .help = "the actions file that it is about"},
    {.name = "track",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct probe_params, track),
     .help = "a name or a role"},
    {.name = "device",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct probe_params, device),
     .help = "by name or class, on that track"},
    {.name = "param",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct probe_params, param),
     .help = "of that device"},
    {.name = "argv",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct probe_params, argv),
     .help = "the program that it is about, and its arguments"},
};

/* NULL, with the reason, for a name that is no probe of this verb. */
static const struct lg_probe_kind *find(const char *name, bool wants_live, struct lg_err *err) {
    const struct lg_probe_kind *kind = lg_probe_find(name);
    if (kind == NULL)
        lg_err_set(err, LG_ERR_READ, "there is no probe '%s'", name);
    else if (((kind->flags & LG_VERB_LIVE) != 0) != wants_live)
        lg_err_set(err, LG_ERR_READ,
                   wants_live ? "'%s' asks nothing of Live: write `probe: %s`"
                              : "'%s' asks Live: write `probe-live: %s`",
                   name, name);
    else
        return kind;
    return NULL;
}

static int check_with(const void *untyped, bool wants_live, struct lg_err *err) {
    const struct probe_params *params = untyped;
    return params->name == NULL || find(params->name, wants_live, err) != NULL ? 0 : -1;
}

static int check_here(const void *params, struct lg_err *err) {
    return check_with(params, false, err);
}

static int check_live(const void *params, struct lg_err *err) {
    return check_with(params, true, err);
}

static int run_with(struct lg_step_ctx *ctx, const struct probe_params *params, bool wants_live,
                    struct lg_value **result_out, struct lg_err *err) {
    struct lg_sighting sighting = {0};
    const struct lg_probe_kind *kind = find(params->name, wants_live, err);
    if (kind == NULL)
        return -1;
    const char **argv = lg_arena_array(ctx->arena, params->argv.count + 1, sizeof *argv);
    for (size_t i = 0; i < params->argv.count; i++)
        argv[i] = params->argv.items[i];
    const struct lg_subject subject = {
        .path = params->file == NULL ? NULL : lg_step_file_find(ctx, params->file),
        .plan = params->plan == NULL ? NULL : lg_step_file_find(ctx, params->plan),
        .track = params->track,
        .device = params->device,
        .param = params->param,
        .argv = params->argv.count == 0 ? NULL : argv};
    if (lg_probe_look(kind, ctx, &subject, &sighting, err) != 0)
        return -1;
    struct lg_value *result = lg_value_map(ctx->arena);
    lg_value_put(ctx->arena, result, "seen", lg_value_text(ctx->arena, sighting.seen));
    lg_value_put(ctx->arena, result, "detail",
                 lg_value_text(ctx->arena, sighting.detail == NULL ? "" : sighting.detail));
    *result_out = result;
    return 0;
}

static int run_here(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
                    struct lg_err *err) {
    return run_with(ctx, params, false, result_out, err);
}

static int run_live(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
                    struct lg_err *err) {
    return run_with(ctx, params, true, result_out, err);
}

const struct lg_verb lg_verb_probe = {
    .name = "probe",
    .help = "looks at this machine, its files and programs, and changes nothing; gives seen, a "
            "word of gates/tables/taxonomy.yaml, and detail",
    .flags = LG_VERB_REAL_TIME,
    .timeout_ms = LG_PROBE_TIMEOUT_MS,
    .fields = {"probe", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct probe_params),
    .check = check_here,
    .run = run_here,
};

const struct lg_verb lg_verb_probe_live = {
    .name = "probe-live",
    .help = "as probe, for what Live is asked: ping, scan, device-list, parameter, fingerprint, "
            "planned-fingerprint, set-diff",
    .flags = LG_VERB_LIVE,
    .timeout_ms = LG_PROBE_TIMEOUT_MS,
    .fields = {"probe-live", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct probe_params),
    .check = check_live,
    .run = run_live,
};
