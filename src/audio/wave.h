/* A test signal described by numbers, made piece by piece in double precision. Parts follow each
 * other; part k ends at frame floor(t_k * rate + 0.5) with t_k the time from the beginning, so
 * nothing drifts. */
#ifndef LG_AUDIO_WAVE_H
#define LG_AUDIO_WAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/layout.h"
#include "base/err.h"

/* amplitude * sin(2 pi f n / rate + phase), n from 0 at the beginning of its part. */
struct lg_wave_tone {
    int channel;          /* from 0; -1: every one */
    double freq_hz;       /* 0: rate_fraction counts */
    double rate_fraction; /* of the rate */
    double amplitude;     /* of full scale, linear peak */
    double phase_rad;
};

/* Logarithmic sweep: phase 2 pi f0 T/k (exp(t k/T) - 1), k = ln(f1/f0). With `inverse_k` the
 * amplitude falls as the K curve of BS.1770 rises (its 48 kHz coefficients), 0.691 dB being 1. */
struct lg_wave_sweep {
    double from_hz, to_hz;
    double amplitude;
    bool inverse_k;
};

/* Tech 3341 cases 20 to 23: made at four times the rate, a tone of period 24 into which one period
 * of a tone of period 16 and twice the level is put, low-passed by a sinc under a Kaiser window and
 * then decimated from frame `offset` on. Lengths are frames at four times the rate. */
struct lg_wave_event {
    double amplitude;
    int64_t length, event, fade;
    int64_t half;  /* the filter has 2 half + 1 taps */
    double cutoff; /* of the rate */
    double beta;
    int64_t offset;
};

struct lg_wave_part {
    double duration_s; /* of a part that has neither `samples` nor `event` */
    const struct lg_wave_tone *tones;
    size_t num_tones;
    double dc;
    const struct lg_wave_sweep *sweep; /* NULL: none; so below */
    const struct lg_wave_event *event;
    const double *samples; /* alike in every channel */
    size_t num_samples;
    double fade_in_s, fade_out_s; /* the gain min(1, n/in, (N - n)/out) */
    bool raised_cosine;           /* that gain g as (1 - cos(pi g))/2 */
    int dither_bits;              /* 0: none; triangular dither of 2 LSB, then rounded to the LSB */
    uint64_t dither_seed;
};

/* A sample that replaces the one made: NaN or infinite. */
struct lg_wave_spot {
    int64_t frame;
    int channel;
    double value;
};

enum lg_wave_format {
    LG_WAVE_F32,
    LG_WAVE_F64,
    LG_WAVE_S16, /* floor(x 2^15 + 0.5), clipped; the other integers alike */
    LG_WAVE_S24,
    LG_WAVE_U8,
    LG_WAVE_FORMAT__COUNT
};

struct lg_wave {
    const struct lg_wave_part *parts;
    size_t num_parts;
    int64_t repeat; /* of all parts; 0 is as 1 */
    double end_s;   /* the rest is cut off; 0: nothing is */
    const struct lg_wave_spot *spots;
    size_t num_spots;
    enum lg_speaker speakers[LG_CHANNELS_MAX];
    int channels;
    int rate_hz;
    enum lg_wave_format format; /* of its file */
};

int64_t lg_wave_frames(const struct lg_wave *wave);

struct lg_wave_maker;

/* The wave is borrowed. */
struct lg_wave_maker *lg_wave_maker_new(const struct lg_wave *wave);
void lg_wave_maker_free(struct lg_wave_maker *maker);
/* The next frames, not yet rounded to the file's format, full scale 1.0; less than asked for at the
 * end alone, then 0. */
size_t lg_wave_maker_next(struct lg_wave_maker *maker, size_t frames, double *interleaved_out);

/* Writes a WAV: plain for one and two channels, else WAVE_FORMAT_EXTENSIBLE naming the speakers, or
 * plain where it can't have them in this order. The same wave gives the same bytes. LG_ERR_WRITE;
 * nothing is left then. */
int lg_wave_write(const struct lg_wave *wave, const char *path, struct lg_err *err) LG_MUST_CHECK;

#endif
