#include <math.h>

#include "audio/meter.h"
#include "audio/signal.h"
#include "step/file.h"
#include "step/verbs.h"

struct synth_params {
    const char *file;
    const struct lg_node *tones;
    struct lg_numbers freqs_hz;
    struct lg_numbers amplitudes;
    int64_t duration_ns;
    int64_t rate_hz;
    int64_t channels;
    int format;
};

/* In the order of enum lg_sample_format. */
static const char *const formats[] = {"float32", "int16", "int24", NULL};

static const struct lg_field tone_fields[] = {
    {.name = "freq",
     .type = LG_FIELD_NUMBER,
     .offset = offsetof(struct lg_tone, freq_hz),
     .flags = LG_FIELD_REQUIRED,
     .min = 0.001,
     .max = 192000,
     .unit = "Hz",
     .help = "below half the rate"},
    {.name = "amplitude",
     .type = LG_FIELD_NUMBER,
     .offset = offsetof(struct lg_tone, amplitude),
     .flags = LG_FIELD_REQUIRED,
     .min = 0,
     .max = 1,
     .help = "of full scale, peak"},
};

static const struct lg_fields tone_kind = {"tone", tone_fields, LG_ARRAY_LEN(tone_fields)};

static const struct lg_field fields[] = {
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct synth_params, file),
     .flags = LG_FIELD_REQUIRED,
     .help = "WAV to write; a relative path is one of the run's own files"},
    {.name = "tones",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct synth_params, tones),
     .help = "a list of {freq, amplitude}, summed"},
    {.name = "freq",
     .type = LG_FIELD_NUMBERS,
     .offset = offsetof(struct synth_params, freqs_hz),
     .flags = LG_FIELD_SOME,
     .min = 0.001,
     .max = 192000,
     .unit = "Hz",
     .help = "instead of tones: one frequency or a list"},
    {.name = "amplitude",
     .type = LG_FIELD_NUMBERS,
     .offset = offsetof(struct synth_params, amplitudes),
     .flags = LG_FIELD_SOME,
     .min = 0,
     .max = 1,
     .help = "of each freq, or one for all; of full scale, peak"},
    {.name = "duration",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct synth_params, duration_ns),
     .flags = LG_FIELD_REQUIRED,
     .min = 0.001,
     .max = 3600,
     .help = "2s, 500ms"},
    {.name = "rate",
     .type = LG_FIELD_INT,
     .offset = offsetof(struct synth_params, rate_hz),
     .min = 8000,
     .max = 384000,
     .unit = "Hz",
     .fallback = "48000",
     .help = "frames a second"},
    {.name = "channels",
     .type = LG_FIELD_INT,
     .offset = offsetof(struct synth_params, channels),
     .min = 1,
     .max = 64,
     .fallback = "1",
     .help = "the same samples in each"},
    {.name = "format",
     .type = LG_FIELD_ENUM,
     .offset = offsetof(struct synth_params, format),
     .choices = formats,
     .fallback = "float32",
     .help = "of a sample"},
};

static int read_tones(struct lg_step_ctx *ctx, const struct lg_node *list, struct lg_tone *tones,
                      struct lg_err *err) {
    for (size_t i = 0; i < list->count; i++)
        if (lg_fields_read(&tone_kind, list->items[i], ctx->arena, &tones[i], err) < 0)
            return -1;
    return 0;
}

static int check_pairs(const struct synth_params *params, struct lg_err *err) {
    size_t freqs = params->freqs_hz.count;
    size_t amplitudes = params->amplitudes.count;
    if (amplitudes == 1 || amplitudes == freqs)
        return 0;
    return lg_err_set(err, LG_ERR_READ, "%zu frequencies, but %zu amplitudes", freqs, amplitudes);
}

static int pair_tones(const struct synth_params *params, struct lg_tone *tones,
                      struct lg_err *err) {
    const struct lg_numbers *freqs = &params->freqs_hz;
    const struct lg_numbers *amplitudes = &params->amplitudes;
    if (check_pairs(params, err) < 0)
        return -1;
    for (size_t i = 0; i < freqs->count; i++) {
        tones[i].freq_hz = freqs->items[i];
        tones[i].amplitude = amplitudes->items[amplitudes->count == 1 ? 0 : i];
    }
    return 0;
}

static int neither_or_both(struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "synth takes either tones, or freq and amplitude");
}

/* The tones come as a list of maps or as two parallel lists, never as both. */
static int check(const void *untyped, struct lg_err *err) {
    const struct synth_params *params = untyped;
    const struct lg_node *tones = params->tones;
    bool has_both = params->freqs_hz.count > 0 && params->amplitudes.count > 0;
    if (tones != NULL && (params->freqs_hz.count > 0 || params->amplitudes.count > 0))
        return neither_or_both(err);
    if (tones != NULL && (tones->kind != LG_NODE_SEQ || tones->count == 0))
        return lg_node_err(tones, err, "tones is a list of {freq, amplitude}, not %s",
                           tones->kind == LG_NODE_SEQ ? "an empty one" : lg_node_kind_name(tones));
    return has_both ? check_pairs(params, err) : 0;
}

static int find_tones(struct lg_step_ctx *ctx, const struct synth_params *params,
                      struct lg_signal *signal, struct lg_err *err) {
    bool is_short = params->freqs_hz.count > 0 || params->amplitudes.count > 0;
    if (check(params, err) < 0)
        return -1;
    if (params->tones == NULL && !is_short)
        return neither_or_both(err);
    signal->num_tones = is_short ? params->freqs_hz.count : params->tones->count;
    struct lg_tone *tones = lg_arena_array(ctx->arena, signal->num_tones, sizeof(*tones));
    signal->tones = tones;
    return is_short ? pair_tones(params, tones, err) : read_tones(ctx, params->tones, tones, err);
}

/* What was written is measured from the file, not computed again. */
static int describe(struct lg_step_ctx *ctx, const char *path, struct lg_value **result_out,
                    struct lg_err *err) {
    struct lg_measures measures;
    if (lg_measure_file(path, ctx->env, &measures, err) < 0)
        return -1;
    struct lg_value *result = lg_value_map(ctx->arena);
    lg_value_put(ctx->arena, result, "file",
                 lg_value_text(ctx->arena, lg_step_file_asked(ctx, path)));
    lg_value_put(ctx->arena, result, "frames", lg_value_int(ctx->arena, measures.frames));
    lg_value_put(ctx->arena, result, "peak",
                 lg_value_real(ctx->arena, pow(10, measures.sample_peak_dbfs / 20), NULL));
    *result_out = result;
    return 0;
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct synth_params *params = untyped;
    struct lg_signal signal = {
        .duration_s = (double)params->duration_ns / (double)LG_NS_PER_S,
        .rate_hz = (int)params->rate_hz,
        .channels = (int)params->channels,
        .format = (enum lg_sample_format)params->format,
    };
    char *path;
    if (find_tones(ctx, params, &signal, err) < 0 ||
        lg_step_file_new(ctx, params->file, &path, err) < 0 ||
        lg_signal_write_wav(&signal, path, ctx->env, err) < 0)
        return -1;
    return describe(ctx, path, result_out, err);
}

const struct lg_verb lg_verb_synth = {
    .name = "synth",
    .help = "writes a test signal, a sum of sines, as a WAV file; gives file, frames, peak",
    .flags = LG_VERB_REAL_TIME | LG_VERB_MAKES,
    .timeout_ms = 60000,
    .fields = {"synth", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct synth_params),
    .check = check,
    .run = run,
};
