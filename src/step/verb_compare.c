#include <math.h>

#include "audio/meter.h"
#include "audio/residual.h"
#include "step/file.h"
#include "step/verbs.h"

struct compare_params {
    const char *file, *to;
    double residual_db, spread_lu;
};

static const struct lg_field fields[] = {
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct compare_params, file),
     .flags = LG_FIELD_REQUIRED,
     .help = "audio; a relative path is sought among the run's own files, then in the project"},
    {.name = "to",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct compare_params, to),
     .flags = LG_FIELD_REQUIRED,
     .help = "what it is compared to, sought alike; as many channels, frames, at the same rate"},
    {.name = "residual",
     .type = LG_FIELD_NUMBER,
     .offset = offsetof(struct compare_params, residual_db),
     .min = -HUGE_VAL,
     .max = HUGE_VAL,
     .unit = "dB",
     .fallback = "1", /* what the best fit leaves is never more than was there, 0 dB */
     .help = "an error when more than this is left of the file once a gain is taken into account: "
             "what lies between them is not linear, or not repeatable; above 0 dB: never"},
    {.name = "least",
     .type = LG_FIELD_NUMBER,
     .offset = offsetof(struct compare_params, spread_lu),
     .min = 0,
     .max = 10,
     .unit = "LU",
     .fallback = "0.05",
     .help = "the least that spread is"},
};

/* Loudness minus loudness; null where one has none. */
static struct lg_value *difference(const struct lg_level *is, const struct lg_level *was,
                                   struct lg_arena *arena) {
    bool is_known =
        is->why == NULL && was->why == NULL && isfinite(is->value) && isfinite(was->value);
    return is_known ? lg_value_real(arena, is->value - was->value, "LU")
                    : lg_value_null(arena, "not both have a loudness");
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    static const struct lg_measure_options levels = {.skip = LG_MEASURE_STATS | LG_MEASURE_HASH};
    const struct compare_params *params = untyped;
    const char *file;
    const char *to;
    struct lg_measures is;
    struct lg_measures was;
    struct lg_residual residual;
    if (lg_step_file_fetch(ctx, params->file, &file, err) < 0 ||
        lg_step_file_fetch(ctx, params->to, &to, err) < 0)
        return -1;
    if (lg_measure_file_with(file, &levels, ctx->env, &is, err) < 0 ||
        lg_measure_file_with(to, &levels, ctx->env, &was, err) < 0 ||
        lg_residual_measure(file, to, ctx->env, &residual, err) < 0) {
        lg_step_file_blame(ctx, params->file, file, err);
        return lg_step_file_blame(ctx, params->to, to, err);
    }
    if (residual.residual_db > params->residual_db)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' is not '%s' with another gain: %.1f dB of it is left beside the "
                          "best fit of %.2f dB, at most %.1f dB may be; what lies between them is "
                          "not linear, or not repeatable",
                          params->file, params->to, residual.residual_db, residual.gain_db,
                          params->residual_db);
    struct lg_arena *arena = ctx->arena;
    struct lg_value *result = lg_value_map(arena);
    struct lg_value *lufs_i = difference(&is.lufs_i, &was.lufs_i, arena);
    lg_value_put(arena, result, "lufs_i", lufs_i);
    lg_value_put(arena, result, "sample_peak",
                 lg_value_real(arena, is.sample_peak_dbfs - was.sample_peak_dbfs, "dB"));
    lg_value_put(arena, result, "gain", lg_value_real(arena, residual.gain_db, "dB"));
    lg_value_put(arena, result, "residual", lg_value_real(arena, residual.residual_db, "dB"));
    if (lg_value_is_number(lufs_i)) {
        double spread = fmax(fabs(lg_value_number(lufs_i)), params->spread_lu);
        lg_value_put(arena, result, "spread", lg_value_real(arena, spread, "LU"));
    }
    *result_out = result;
    return 0;
}

const struct lg_verb lg_verb_compare = {
    .name = "compare",
    .help = "what changed from one audio file to another: lufs_i, sample_peak, the gain that fits "
            "best and the residual beside it; spread, for a tolerance",
    .flags = LG_VERB_REAL_TIME,
    .timeout_ms = 60000,
    .fields = {"compare", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct compare_params),
    .run = run,
};
