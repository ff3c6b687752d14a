/* Test signals: sums of sines, x[n] = sum A_k sin(2 pi f_k n / rate), written as an audio file. */
#ifndef LG_AUDIO_SIGNAL_H
#define LG_AUDIO_SIGNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/env.h"
#include "base/err.h"

enum lg_sample_format { LG_SAMPLE_FLOAT32, LG_SAMPLE_INT16, LG_SAMPLE_INT24, LG_SAMPLE__COUNT };

struct lg_tone {
    double freq_hz;
    double amplitude; /* of full scale, linear peak */
};

struct lg_signal {
    const struct lg_tone *tones;
    size_t num_tones;
    double duration_s;
    int rate_hz;
    int channels; /* the same samples in each */
    enum lg_sample_format format;
};

/* Writes a WAV under a temporary name and renames it. The same signal gives the same bytes.
 * Integer formats round half away from zero and clip. A frequency at or above half the rate, no
 * frames, more than a WAV file holds, a rate or a number of channels that lg_measure_file refuses,
 * or amplitudes that together exceed full scale, in any format, are LG_ERR_READ; a failed write is
 * LG_ERR_WRITE. It stops, and leaves no file, when lg_env_check says so; `env` may be NULL. */
int lg_signal_write_wav(const struct lg_signal *signal, const char *path, const struct lg_env *env,
                        struct lg_err *err) LG_MUST_CHECK;

#endif
