/* Measures an audio file: its hash, then one pass in which loudness.h and peak.h hear what file.h
 * reads. */
#ifndef LG_AUDIO_METER_H
#define LG_AUDIO_METER_H

#include <stdint.h>

#include "audio/loudness.h"
#include "base/arena.h"
#include "base/env.h"
#include "base/err.h"
#include "base/sha256.h"
#include "base/value.h"

struct lg_measures {
    char path[4096];
    char format[64]; /* "WAV float 32", … from libsndfile */
    int rate_hz;
    int channels;
    int64_t frames;
    double duration_s;
    struct lg_level lufs_i; /* these four: see struct lg_loudness_levels */
    struct lg_level lufs_m_max;
    struct lg_level lufs_s_max;
    struct lg_level lra_lu;
    double sample_peak_dbfs; /* -inf: digital silence */
    double true_peak_dbtp;
    const char *true_peak_by; /* names the interpolator: lg_peak_by */
    char sha256[LG_SHA256_HEX];
};

/* Opens, reads to the end and measures. LG_ERR_READ, one line naming the path: all that
 * lg_audio_file_new and lg_audio_file_read refuse. Stops at an interruption of `env` (may be NULL).
 */
int lg_measure_file(const char *path, const struct lg_env *env, struct lg_measures *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* The measures as a map in the project's vocabulary, numbers with their units: path, format,
 * rate_hz, channels, frames, duration_s, lufs_i, lufs_m_max, lufs_s_max, lra_lu, sample_peak_dbfs,
 * peak_dbfs (the same; the original's word), true_peak_dbtp, true_peak_by, sha256. An undefined
 * level is null with its reason. */
struct lg_value *lg_measures_value(const struct lg_measures *measures, struct lg_arena *arena);

#endif
