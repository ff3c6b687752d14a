#include "audio/wave.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/wave_event.h"
#include "base/arena.h"

/* A rotating vector is turned by a product a sample, and set anew so often that rounding can't add
 * up. */
enum { TURNS_MAX = 256 };

static const double pi = 3.14159265358979323846;

/* Where a part of the wave lies; frames from `first` to before `end`. */
struct span {
    const struct lg_wave_part *part;
    int64_t first, end;
};

struct lg_wave_maker {
    const struct lg_wave *wave;
    struct span *spans;
    size_t num_spans;
    size_t present; /* the span that holds `at`, or one before it */
    int64_t at;
    int64_t frames;
    double *event; /* of `event_of`, alike in every channel */
    const struct span *event_of;
};

static double duration_of(const struct lg_wave_part *part, int rate_hz) {
    if (part->samples != NULL)
        return (double)part->num_samples / rate_hz;
    if (part->event != NULL)
        return (double)lg_wave_event_frames(part->event) / rate_hz;
    return part->duration_s;
}

static int64_t frame_at(double seconds, int rate_hz) {
    return (int64_t)floor(seconds * rate_hz + 0.5);
}

/* Fills `spans` (NULL: only counts frames) and returns the frames of the whole wave, uncut. */
static int64_t lay_out(const struct lg_wave *wave, struct span *spans) {
    double seconds = 0.0;
    int64_t first = 0;
    int64_t repeat = wave->repeat > 0 ? wave->repeat : 1;
    for (int64_t round = 0; round < repeat; round++) {
        for (size_t i = 0; i < wave->num_parts; i++) {
            seconds += duration_of(&wave->parts[i], wave->rate_hz);
            int64_t end = frame_at(seconds, wave->rate_hz);
            if (spans != NULL)
                *spans++ = (struct span){&wave->parts[i], first, end};
            first = end;
        }
    }
    return first;
}

int64_t lg_wave_frames(const struct lg_wave *wave) {
    int64_t frames = lay_out(wave, NULL);
    int64_t end = frame_at(wave->end_s, wave->rate_hz);
    return wave->end_s > 0.0 && end < frames ? end : frames;
}

struct lg_wave_maker *lg_wave_maker_new(const struct lg_wave *wave) {
    struct lg_wave_maker *maker = lg_xcalloc(1, sizeof *maker);
    int64_t repeat = wave->repeat > 0 ? wave->repeat : 1;
    maker->wave = wave;
    maker->num_spans = wave->num_parts * (size_t)repeat;
    maker->spans = lg_xcalloc(maker->num_spans + 1, sizeof *maker->spans);
    lay_out(wave, maker->spans);
    maker->frames = lg_wave_frames(wave);
    return maker;
}

void lg_wave_maker_free(struct lg_wave_maker *maker) {
    if (maker == NULL)
        return;
    free(maker->spans);
    free(maker->event);
    free(maker);
}

/* A piece of one span: `count` frames from frame `from` of its part, written to `out`. */
struct piece {
    const struct lg_wave *wave;
    const struct span *span;
    int64_t from;
    int64_t count;
    double *out;
};

static void add_tone(const struct piece *piece, const struct lg_wave_tone *tone) {
    int rate = piece->wave->rate_hz;
    int channels = piece->wave->channels;
    double fraction = tone->freq_hz > 0.0 ? tone->freq_hz / rate : tone->rate_fraction;
    double turn_cos = cos(2.0 * pi * fraction);
    double turn_sin = sin(2.0 * pi * fraction);
    int first = tone->channel < 0 ? 0 : tone->channel;
    int last = tone->channel < 0 ? channels - 1 : tone->channel;
    double x = 0.0;
    double y = 0.0;
    for (int64_t i = 0; i < piece->count; i++) {
        if (i % TURNS_MAX == 0) {
            /* Whole turns are left out first, so that a long signal is as exact as a short one. */
            double n = (double)(piece->from + i);
            double turns = tone->freq_hz > 0.0 ? fmod(tone->freq_hz * n, rate) / rate
                                               : fmod(fraction * n, 1.0);
            x = tone->amplitude * cos(2.0 * pi * turns + tone->phase_rad);
            y = tone->amplitude * sin(2.0 * pi * turns + tone->phase_rad);
        }
        for (int c = first; c <= last; c++)
            piece->out[i * channels + c] += y;
        double turned = x * turn_cos - y * turn_sin;
        y = x * turn_sin + y * turn_cos;
        x = turned;
    }
}

/* |H| of a second-order section at z = exp(iw), in dB; a[0] is 1. */
static double section_db(const double b[3], const double a[3], double w) {
    double c1 = cos(w), c2 = cos(2.0 * w), s1 = sin(w), s2 = sin(2.0 * w);
    double over = hypot(b[0] + b[1] * c1 + b[2] * c2, b[1] * s1 + b[2] * s2);
    double under = hypot(a[0] + a[1] * c1 + a[2] * c2, a[1] * s1 + a[2] * s2);
    return 20.0 * log10(over / under);
}

/* BS.1770-5 Annex 1, tables 1 and 2. */
static double k_curve_db(double freq_hz) {
    static const double shelf_b[] = {1.53512485958697, -2.69169618940638, 1.19839281085285};
    static const double shelf_a[] = {1.0, -1.69065929318241, 0.73248077421585};
    static const double pass_b[] = {1.0, -2.0, 1.0};
    static const double pass_a[] = {1.0, -1.99004745483398, 0.99007225036621};
    double w = 2.0 * pi * freq_hz / 48000.0;
    return section_db(shelf_b, shelf_a, w) + section_db(pass_b, pass_a, w);
}

static void add_sweep(const struct piece *piece, const struct lg_wave_sweep *sweep) {
    int channels = piece->wave->channels;
    double span_s = piece->span->part->duration_s;
    double k = log(sweep->to_hz / sweep->from_hz);
    for (int64_t i = 0; i < piece->count; i++) {
        double t = (double)(piece->from + i) / piece->wave->rate_hz;
        double growth = exp(t * k / span_s);
        double gain = sweep->amplitude;
        if (sweep->inverse_k)
            gain *= pow(10.0, (0.691 - k_curve_db(sweep->from_hz * growth)) / 20.0);
        double y = gain * sin(2.0 * pi * sweep->from_hz * span_s / k * (growth - 1.0));
        for (int c = 0; c < channels; c++)
            piece->out[i * channels + c] += y;
    }
}

static void add_samples(const struct piece *piece, const double *samples) {
    int channels = piece->wave->channels;
    for (int64_t i = 0; i < piece->count; i++)
        for (int c = 0; c < channels; c++)
            piece->out[i * channels + c] += samples[piece->from + i];
}

static void add_event(struct lg_wave_maker *maker, const struct piece *piece) {
    if (maker->event_of != piece->span) {
        free(maker->event);
        maker->event = lg_wave_event_make(piece->span->part->event);
        maker->event_of = piece->span;
    }
    add_samples(piece, maker->event);
}

static void apply_gain(const struct piece *piece) {
    const struct lg_wave_part *part = piece->span->part;
    int channels = piece->wave->channels;
    double length = (double)(piece->span->end - piece->span->first);
    double fade_in = part->fade_in_s * piece->wave->rate_hz;
    double fade_out = part->fade_out_s * piece->wave->rate_hz;
    for (int64_t i = 0; i < piece->count; i++) {
        double n = (double)(piece->from + i);
        double gain = 1.0;
        if (fade_in > 0.0)
            gain = fmin(gain, n / fade_in);
        if (fade_out > 0.0)
            gain = fmin(gain, (length - n) / fade_out);
        if (part->raised_cosine)
            gain = 0.5 - 0.5 * cos(pi * gain);
        for (int c = 0; c < channels; c++)
            piece->out[i * channels + c] *= gain;
    }
}

/* SplitMix64 as a function of its counter, as a number from 0 to below 1. */
static double random_at(uint64_t seed, uint64_t counter) {
    uint64_t z = seed + counter * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    return ldexp((double)(z >> 11), -53);
}

static void apply_dither(const struct piece *piece) {
    const struct lg_wave_part *part = piece->span->part;
    int channels = piece->wave->channels;
    double lsb = ldexp(1.0, 1 - part->dither_bits);
    for (int64_t i = 0; i < piece->count; i++) {
        uint64_t counter = 2 * (uint64_t)(piece->from + i);
        for (int c = 0; c < channels; c++) {
            uint64_t seed = part->dither_seed + 7919 * (uint64_t)c;
            double noise = random_at(seed, counter + 1) + random_at(seed, counter + 2) - 1.0;
            double *sample = &piece->out[i * channels + c];
            *sample = floor((*sample + noise * lsb) / lsb + 0.5) * lsb;
        }
    }
}

static void make_piece(struct lg_wave_maker *maker, const struct piece *piece) {
    const struct lg_wave_part *part = piece->span->part;
    size_t samples = (size_t)piece->count * (size_t)piece->wave->channels;
    for (size_t i = 0; i < samples; i++)
        piece->out[i] = part->dc;
    for (size_t i = 0; i < part->num_tones; i++)
        add_tone(piece, &part->tones[i]);
    if (part->sweep != NULL)
        add_sweep(piece, part->sweep);
    if (part->event != NULL)
        add_event(maker, piece);
    if (part->samples != NULL)
        add_samples(piece, part->samples);
    if (part->fade_in_s > 0.0 || part->fade_out_s > 0.0)
        apply_gain(piece);
    if (part->dither_bits > 0)
        apply_dither(piece);
}

static void put_spots(const struct lg_wave *wave, int64_t from, int64_t count, double *out) {
    for (size_t i = 0; i < wave->num_spots; i++) {
        const struct lg_wave_spot *spot = &wave->spots[i];
        if (spot->frame >= from && spot->frame < from + count)
            out[(spot->frame - from) * wave->channels + spot->channel] = spot->value;
    }
}

size_t lg_wave_maker_next(struct lg_wave_maker *maker, size_t frames, double *interleaved_out) {
    const struct lg_wave *wave = maker->wave;
    int64_t from = maker->at;
    int64_t end = from + (int64_t)frames < maker->frames ? from + (int64_t)frames : maker->frames;
    while (maker->at < end) {
        const struct span *span = &maker->spans[maker->present];
        if (maker->at >= span->end) {
            maker->present++;
            continue;
        }
        struct piece piece = {
            .wave = wave,
            .span = span,
            .from = maker->at - span->first,
            .count = (end < span->end ? end : span->end) - maker->at,
            .out = interleaved_out + (maker->at - from) * wave->channels,
        };
        make_piece(maker, &piece);
        maker->at += piece.count;
    }
    put_spots(wave, from, end - from, interleaved_out);
    return (size_t)(end - from);
}
