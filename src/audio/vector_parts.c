#include "audio/vector_parts.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "conf/field.h"

static const double pi = 3.14159265358979323846;

struct segment_params {
    const struct lg_node *dur_s;
    const struct lg_node *freq_hz;
    const struct lg_node *level_dbfs;
    const struct lg_node *phase_deg;
    const struct lg_node *partials;
    const struct lg_node *sweep;
    const struct lg_node *tp_event;
    const struct lg_node *shape;
    const struct lg_node *tpdf;
    struct lg_numbers samples;
    double dc;
    bool silence;
};

struct sweep_params {
    double f0, f1, level_dbfs;
    bool inverse_k;
};

struct event_params {
    double base_dbfs, cutoff_fs, beta;
    int64_t len_4fs, event_4fs, fade_4fs, half, offset;
};

struct shape_params {
    double fade_in_ms, fade_out_ms;
    int curve;
};

struct tpdf_params {
    int64_t bits, seed;
};

#define FIELD(owner, member, field_type, line)                                                     \
    .name = #member, .type = (field_type), .offset = offsetof(struct owner, member), .help = (line)
#define NEEDED(owner, member, field_type, line)                                                    \
    FIELD(owner, member, field_type, line), .flags = LG_FIELD_REQUIRED

static const char *const curves[] = {"linear", "raised_cosine", NULL};

static const struct lg_field segment_fields[] = {
    {FIELD(segment_params, dur_s, LG_FIELD_NODE, "length in seconds")},
    {FIELD(segment_params, freq_hz, LG_FIELD_NODE, "of a tone; one, or one a channel")},
    {FIELD(segment_params, level_dbfs, LG_FIELD_NODE, "peak of the tone; null: silent")},
    {FIELD(segment_params, phase_deg, LG_FIELD_NODE, "of the tone at its beginning")},
    {FIELD(segment_params, partials, LG_FIELD_NODE, "several tones at once")},
    {FIELD(segment_params, sweep, LG_FIELD_NODE, "a logarithmic sweep")},
    {FIELD(segment_params, tp_event, LG_FIELD_NODE, "Tech 3341 cases 20 to 23")},
    {FIELD(segment_params, shape, LG_FIELD_NODE, "fades")},
    {FIELD(segment_params, tpdf, LG_FIELD_NODE, "triangular dither")},
    {FIELD(segment_params, samples, LG_FIELD_NUMBERS, "the frames themselves")},
    {FIELD(segment_params, dc, LG_FIELD_NUMBER, "of full scale")},
    {FIELD(segment_params, silence, LG_FIELD_BOOL, "digital silence")},
};
static const struct lg_field sweep_fields[] = {
    {NEEDED(sweep_params, f0, LG_FIELD_NUMBER, "where it begins, in Hz"), .min = 1, .max = 1e6},
    {NEEDED(sweep_params, f1, LG_FIELD_NUMBER, "where it ends, in Hz"), .min = 1, .max = 1e6},
    {NEEDED(sweep_params, level_dbfs, LG_FIELD_NUMBER, "peak")},
    {FIELD(sweep_params, inverse_k, LG_FIELD_BOOL, "as much softer as the K curve is higher")},
};
static const struct lg_field event_fields[] = {
    {NEEDED(event_params, base_dbfs, LG_FIELD_NUMBER, "of the tone around the event")},
    {NEEDED(event_params, len_4fs, LG_FIELD_INT, "frames"), .min = 1, .max = 1e8},
    {NEEDED(event_params, event_4fs, LG_FIELD_INT, "where the event begins"), .max = 1e8},
    {NEEDED(event_params, fade_4fs, LG_FIELD_INT, "frames"), .min = 1, .max = 1e8},
    {NEEDED(event_params, half, LG_FIELD_INT, "taps on each side"), .min = 1, .max = 1e5},
    {NEEDED(event_params, cutoff_fs, LG_FIELD_NUMBER, "of the rate"), .min = 0.01, .max = 2},
    {NEEDED(event_params, beta, LG_FIELD_NUMBER, "of the Kaiser window"), .max = 100},
    {NEEDED(event_params, offset, LG_FIELD_INT, "first frame that is kept"), .max = 3},
};
static const struct lg_field shape_fields[] = {
    {FIELD(shape_params, fade_in_ms, LG_FIELD_NUMBER, "length"), .max = 1e6},
    {FIELD(shape_params, fade_out_ms, LG_FIELD_NUMBER, "length"), .max = 1e6},
    {FIELD(shape_params, curve, LG_FIELD_ENUM, "its form"), .choices = curves,
     .fallback = "linear"},
};
static const struct lg_field tpdf_fields[] = {
    {NEEDED(tpdf_params, bits, LG_FIELD_INT, "of the rounded sample"), .min = 2, .max = 32},
    {NEEDED(tpdf_params, seed, LG_FIELD_INT, "of the noise"), .max = 1e15},
};

#undef NEEDED
#undef FIELD

#define KIND(name, what)                                                                           \
    { what, name##_fields, LG_ARRAY_LEN(name##_fields) }
static const struct lg_fields segment_kind = KIND(segment, "segment");
static const struct lg_fields sweep_kind = KIND(sweep, "sweep");
static const struct lg_fields event_kind = KIND(event, "tp_event");
static const struct lg_fields shape_kind = KIND(shape, "shape");
static const struct lg_fields tpdf_kind = KIND(tpdf, "tpdf");
#undef KIND

static double amplitude_of(double dbfs) {
    return pow(10.0, dbfs / 20.0);
}

static int scalar_number(const struct lg_node *node, double *out, struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    if (node->kind != LG_NODE_SCALAR ||
        !lg_number_read((struct lg_view){node->text, node->length}, out))
        return lg_node_err(node, err, "a number is wanted, not %s", lg_node_quote(node, shown));
    return 0;
}

int lg_vector_number(const struct lg_node *node, int64_t index, double *out, struct lg_err *err) {
    static const char *const keys[] = {"at0", "step"};
    double at0;
    double step;
    if (node->kind != LG_NODE_MAP)
        return scalar_number(node, out, err);
    if (lg_node_known_keys(node, "series", keys, LG_ARRAY_LEN(keys), err) != 0)
        return -1;
    if (node->count != 2)
        return lg_node_err(node, err, "a series is {at0: a, step: b}");
    if (scalar_number(lg_node_get(node, "at0"), &at0, err) != 0 ||
        scalar_number(lg_node_get(node, "step"), &step, err) != 0)
        return -1;
    *out = at0 + step * (double)index;
    return 0;
}

/* The channel's own item of a list, else the node, which holds for every channel. */
static int of_channel(const struct lg_node *node, int channel, int channels,
                      const struct lg_node **out, struct lg_err *err) {
    if (node->kind == LG_NODE_SEQ && node->count != (size_t)channels)
        return lg_node_err(node, err, "%zu values for %d channels", node->count, channels);
    *out = node->kind == LG_NODE_SEQ ? node->items[channel] : node;
    return 0;
}

/* Hz, or {fs_frac: [p, q]}: p/q of the rate. */
static int read_frequency(const struct lg_node *node, int64_t index, struct lg_wave_tone *tone,
                          struct lg_err *err) {
    const struct lg_node *pair = lg_node_get(node, "fs_frac");
    double p;
    double q;
    if (pair == NULL) {
        if (lg_vector_number(node, index, &tone->freq_hz, err) != 0)
            return -1;
        if (!(tone->freq_hz > 0.0))
            return lg_node_err(node, err, "a frequency is above 0 Hz");
        return 0;
    }
    if (pair->kind != LG_NODE_SEQ || pair->count != 2)
        return lg_node_err(pair, err, "fs_frac is [p, q]");
    if (scalar_number(pair->items[0], &p, err) != 0 || scalar_number(pair->items[1], &q, err) != 0)
        return -1;
    if (!(p > 0.0 && q > 0.0))
        return lg_node_err(pair, err, "a fraction of the rate is above 0");
    tone->rate_fraction = p / q;
    return 0;
}

/* What a tone is described by; `phase` may be NULL. */
struct tone_nodes {
    const struct lg_node *freq;
    const struct lg_node *level;
    const struct lg_node *phase;
};

/* False where the channel is silent. */
static int read_tone(const struct tone_nodes *nodes, int channel,
                     const struct lg_vector_place *place, struct lg_wave_tone *out, bool *has_tone,
                     struct lg_err *err) {
    const struct lg_node *freq;
    const struct lg_node *level;
    const struct lg_node *phase = NULL;
    double dbfs;
    double degrees = 0.0;
    struct lg_wave_tone tone = {.channel = channel};
    if (of_channel(nodes->freq, channel, place->channels, &freq, err) != 0 ||
        of_channel(nodes->level, channel, place->channels, &level, err) != 0 ||
        (nodes->phase != NULL &&
         of_channel(nodes->phase, channel, place->channels, &phase, err) != 0))
        return -1;
    *has_tone = !lg_node_is_null(level);
    if (!*has_tone)
        return 0;
    if (read_frequency(freq, place->index, &tone, err) != 0 ||
        lg_vector_number(level, place->index, &dbfs, err) != 0 ||
        (phase != NULL && scalar_number(phase, &degrees, err) != 0))
        return -1;
    tone.amplitude = amplitude_of(dbfs);
    tone.phase_rad = degrees * pi / 180.0;
    *out = tone;
    return 0;
}

static bool is_list(const struct lg_node *node) {
    return node != NULL && node->kind == LG_NODE_SEQ;
}

/* Adds the tones of one description: one for all channels where they don't differ. */
static int add_tones(const struct tone_nodes *nodes, const struct lg_vector_place *place,
                     struct lg_wave_tone *tones, size_t *count, struct lg_err *err) {
    bool has_tone;
    bool differ = is_list(nodes->freq) || is_list(nodes->level) || is_list(nodes->phase);
    for (int c = 0; c < (differ ? place->channels : 1); c++) {
        struct lg_wave_tone *tone = &tones[*count];
        if (read_tone(nodes, c, place, tone, &has_tone, err) != 0)
            return -1;
        if (!differ)
            tone->channel = -1;
        *count += has_tone ? 1 : 0;
    }
    return 0;
}

static int read_tones(const struct segment_params *params, const struct lg_node *node,
                      const struct lg_vector_place *place, struct lg_wave_part *part,
                      struct lg_err *err) {
    size_t most = 1 + (params->partials != NULL ? params->partials->count : 0);
    struct lg_wave_tone *tones =
        lg_arena_array(place->arena, most * (size_t)place->channels, sizeof *tones);
    struct tone_nodes nodes = {params->freq_hz, params->level_dbfs, params->phase_deg};
    size_t count = 0;
    if ((nodes.freq == NULL) != (nodes.level == NULL))
        return lg_node_err(node, err, "a tone has freq_hz and level_dbfs");
    if (nodes.freq != NULL && add_tones(&nodes, place, tones, &count, err) != 0)
        return -1;
    for (size_t i = 0; params->partials != NULL && i < params->partials->count; i++) {
        const struct lg_node *partial =
            params->partials->kind == LG_NODE_SEQ ? params->partials->items[i] : NULL;
        nodes = (struct tone_nodes){lg_node_get(partial, "freq_hz"),
                                    lg_node_get(partial, "level_dbfs"), NULL};
        if (nodes.freq == NULL || nodes.level == NULL)
            return lg_node_err(params->partials, err,
                               "partials are a list of {freq_hz, level_dbfs}");
        if (add_tones(&nodes, place, tones, &count, err) != 0)
            return -1;
    }
    part->tones = tones;
    part->num_tones = count;
    return 0;
}

static int read_sweep(const struct lg_node *node, struct lg_arena *arena, struct lg_wave_part *part,
                      struct lg_err *err) {
    struct sweep_params params = {0};
    if (lg_fields_read(&sweep_kind, node, arena, &params, err) != 0)
        return -1;
    struct lg_wave_sweep *sweep = lg_arena_alloc(arena, sizeof *sweep);
    *sweep = (struct lg_wave_sweep){params.f0, params.f1, amplitude_of(params.level_dbfs),
                                    params.inverse_k};
    part->sweep = sweep;
    return 0;
}

static int read_event(const struct lg_node *node, struct lg_arena *arena, struct lg_wave_part *part,
                      struct lg_err *err) {
    struct event_params params = {0};
    if (lg_fields_read(&event_kind, node, arena, &params, err) != 0)
        return -1;
    struct lg_wave_event *event = lg_arena_alloc(arena, sizeof *event);
    *event = (struct lg_wave_event){
        .amplitude = amplitude_of(params.base_dbfs),
        .length = params.len_4fs,
        .event = params.event_4fs,
        .fade = params.fade_4fs,
        .half = params.half,
        .cutoff = params.cutoff_fs,
        .beta = params.beta,
        .offset = params.offset,
    };
    part->event = event;
    return 0;
}

static int read_shape(const struct lg_node *node, struct lg_arena *arena, struct lg_wave_part *part,
                      struct lg_err *err) {
    struct shape_params params = {0};
    if (lg_fields_read(&shape_kind, node, arena, &params, err) != 0)
        return -1;
    part->fade_in_s = params.fade_in_ms / 1000.0;
    part->fade_out_s = params.fade_out_ms / 1000.0;
    part->raised_cosine = params.curve == 1;
    return 0;
}

static int read_dither(const struct lg_node *node, struct lg_arena *arena,
                       struct lg_wave_part *part, struct lg_err *err) {
    struct tpdf_params params = {0};
    if (lg_fields_read(&tpdf_kind, node, arena, &params, err) != 0)
        return -1;
    part->dither_bits = (int)params.bits;
    part->dither_seed = (uint64_t)params.seed;
    return 0;
}

static int read_length(const struct segment_params *params, const struct lg_node *node,
                       int64_t index, struct lg_wave_part *part, struct lg_err *err) {
    bool has_own = params->samples.count > 0 || params->tp_event != NULL;
    if (has_own != (params->dur_s == NULL))
        return lg_node_err(node, err,
                           "a segment has dur_s, or else samples or tp_event, which have their "
                           "own length");
    if (has_own)
        return 0;
    if (lg_vector_number(params->dur_s, index, &part->duration_s, err) != 0)
        return -1;
    /* A series may come to zero by subtraction, a hair below it. */
    part->duration_s = fabs(part->duration_s) < 1e-9 ? 0.0 : part->duration_s;
    if (!(part->duration_s >= 0.0 && part->duration_s <= 3600.0))
        return lg_node_err(params->dur_s, err, "a duration of %g s is not within 0 to 3600",
                           part->duration_s);
    return 0;
}

static int read_part(const struct lg_node *node, const struct lg_vector_place *place,
                     struct lg_wave_part *part, struct lg_err *err) {
    struct segment_params params = {0};
    struct lg_arena *arena = place->arena;
    if (lg_fields_read(&segment_kind, node, arena, &params, err) != 0 ||
        read_length(&params, node, place->index, part, err) != 0 ||
        read_tones(&params, node, place, part, err) != 0 ||
        (params.sweep != NULL && read_sweep(params.sweep, arena, part, err) != 0) ||
        (params.tp_event != NULL && read_event(params.tp_event, arena, part, err) != 0) ||
        (params.shape != NULL && read_shape(params.shape, arena, part, err) != 0) ||
        (params.tpdf != NULL && read_dither(params.tpdf, arena, part, err) != 0))
        return -1;
    part->dc = params.dc;
    part->samples = params.samples.count > 0 ? params.samples.items : NULL;
    part->num_samples = params.samples.count;
    return 0;
}

int lg_vector_parts(const struct lg_node *segments, const struct lg_vector_place *place,
                    struct lg_wave *wave, struct lg_err *err) {
    if (segments->kind != LG_NODE_SEQ)
        return lg_node_err(segments, err, "segments must be a list, not %s",
                           lg_node_kind_name(segments));
    struct lg_wave_part *parts = lg_arena_array(place->arena, segments->count, sizeof *parts);
    for (size_t i = 0; i < segments->count; i++)
        if (read_part(segments->items[i], place, &parts[i], err) != 0)
            return -1;
    wave->parts = parts;
    wave->num_parts = segments->count;
    return 0;
}
