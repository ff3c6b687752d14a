#include <stdio.h>

#include "audio/meter.h"
#include "step/file.h"
#include "step/verbs.h"

struct analyze_params {
    const char *file;
    bool may_be_cut;
    bool series;
};

static const struct lg_field fields[] = {
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct analyze_params, file),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN,
     .help = "audio; a relative path is sought among the run's own files, then in the project"},
    {.name = "may_be_cut",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct analyze_params, may_be_cut),
     .fallback = "false",
     .help = "also measure a file of which nobody can tell whether it is complete"},
    {.name = "series",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct analyze_params, series),
     .fallback = "false",
     .help = "also loudness over time, which the HTML page draws"},
};

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct analyze_params *params = untyped;
    const struct lg_measure_options options = {.series = params->series};
    struct lg_measures measures;
    const char *held;
    if (lg_step_file_fetch(ctx, params->file, &held, err) < 0)
        return -1;
    if (lg_measure_file_with(held, &options, ctx->env, &measures, err) < 0)
        return lg_step_file_blame(ctx, params->file, held, err);
    snprintf(measures.path, sizeof measures.path, "%s", lg_step_file_find(ctx, params->file));
    struct lg_value *result = lg_measures_value(&measures, ctx->arena);
    struct lg_value *series = lg_measures_series(&measures, ctx->arena);
    if (series != NULL)
        lg_value_put(ctx->arena, result, "series", series);
    lg_measures_dispose(&measures);
    if (!measures.completeness.is_known && !params->may_be_cut)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' may be cut: %s; with may_be_cut: true it is measured all the same",
                          params->file, measures.completeness.how);
    *result_out = result;
    return 0;
}

const struct lg_verb lg_verb_analyze = {
    .name = "analyze",
    .help = "measures an audio file: loudness, peaks, hash",
    .flags = LG_VERB_REAL_TIME,
    .timeout_ms = 60000,
    .fields = {"analyze", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct analyze_params),
    .run = run,
};
