/* Measures audio in one pass: loudness by libebur128 (ITU-R BS.1770, EBU Tech 3341/3342), peaks,
 * hashes. */
#ifndef LG_AUDIO_METER_H
#define LG_AUDIO_METER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/err.h"
#include "base/sha256.h"
#include "base/value.h"

/* A level that may be undefined: then `why` says the reason and `value` is NAN. */
struct lg_level {
    double value;
    const char *why; /* static text, NULL: defined */
};

struct lg_measures {
    char path[4096];
    char format[64]; /* "WAV float 32", … from libsndfile */
    int rate_hz;
    int channels;
    int64_t frames;
    double duration_s;
    struct lg_level lufs_i;     /* integrated, LUFS; -inf: nothing passed the gate */
    struct lg_level lufs_m_max; /* needs 400 ms */
    struct lg_level lufs_s_max; /* needs 3 s */
    struct lg_level lra_lu;     /* Tech 3342 from short-term values at >= 10 Hz; needs 3 s */
    double sample_peak_dbfs;
    double true_peak_dbtp;
    const char *true_peak_by; /* names the interpolator: "libebur128 4x" */
    char sha256[LG_SHA256_HEX];
};

/* Opens, reads to the end and measures. LG_ERR_READ, one line naming the path: missing, empty, no
 * audio, no samples
 * ("empty audio: …"), a non-finite sample (with its frame), more than 64 channels, a rate outside 8
 * 000..384 000 Hz. Stops at an interruption of `env` (may be NULL). */
int lg_measure_file(const char *path, const struct lg_env *env, struct lg_measures *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* The measures as a map in the project's vocabulary, numbers with their units; `peak_dbfs` beside
 * sample_peak_dbfs. */
struct lg_value *lg_measures_value(const struct lg_measures *measures, struct lg_arena *arena);

#endif
