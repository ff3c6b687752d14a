/* Measures an audio file in one pass: what file.h reads goes through both hashes, loudness.h,
 * peak.h, stats.h and, when asked for, bands.h. */
#ifndef LG_AUDIO_METER_H
#define LG_AUDIO_METER_H

#include <stdint.h>

#include "audio/bands.h"
#include "audio/file.h"
#include "audio/loudness.h"
#include "base/arena.h"
#include "base/env.h"
#include "base/err.h"
#include "base/sha256.h"
#include "base/value.h"

/* What a pass may leave out. */
enum lg_measure_part {
    LG_MEASURE_LOUDNESS = 1,
    LG_MEASURE_PEAKS = 2,
    LG_MEASURE_STATS = 4, /* level, crest, offset, clipping, correlation, silence */
    LG_MEASURE_HASH = 8,
    LG_MEASURE_PCM_HASH = 16
};

/* All zero: everything but bands and series, by the caller's thread alone. */
struct lg_measure_options {
    unsigned skip;                  /* enum lg_measure_part, added up */
    const struct lg_layout *layout; /* see struct lg_audio_wishes */
    const struct lg_bands *bands;   /* NULL: none */
    bool series;
    int threads; /* for this one file; the figures don't depend on it */
    /* Called as the file is read, by one thread at a time; `bytes` since the last call. May be
     * NULL. */
    void (*on_progress)(void *ctx, int64_t bytes);
    void *ctx;
};

/* Of one channel. */
struct lg_channel_measures {
    double sample_peak_dbfs;
    double true_peak_dbtp;
    double rms_dbfs; /* 0: a full-scale square wave; a full-scale sine has -3.01 */
    struct lg_level crest_db;
    double dc_offset; /* mean, of full scale, signed */
    int64_t clipped_runs;
    int64_t clipped_samples; /* in these runs; see LG_CLIP_RUN */
    int64_t clipped_longest;
};

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

    unsigned skipped; /* enum lg_measure_part: what was not asked for, and means nothing here */
    enum lg_layout_by layout_by;
    enum lg_speaker speakers[LG_CHANNELS_MAX];
    char layout_why[LG_LAYOUT_WHY_MAX]; /* of LG_LAYOUT_BY_NOBODY */
    struct lg_completeness completeness;
    /* Level and crest over all channels, the offset farthest from 0, clipping added up (the longest
     * run is the longest of all). */
    struct lg_channel_measures whole;
    struct lg_channel_measures each[LG_CHANNELS_MAX];
    /* Of left and right, -1 to 1; what is lost when they are added: 0 dB when they are alike, 3.01
     * when they have nothing in common, inf when one undoes the other. */
    struct lg_level correlation;
    struct lg_level mono_loss_db;
    /* Before the first and after the last sample above LG_SILENCE_DBFS in any channel. */
    double silence_lead_s;
    double silence_tail_s;
    struct lg_bands bands;
    struct lg_level band_dbfs[LG_BANDS_MAX]; /* RMS over all channels */
    /* SHA-256 of the audio: rate, channels and frames as 64 bits each, then the samples as pcm.h
     * has them; all little-endian. */
    char pcm_sha256[LG_SHA256_HEX];
    struct lg_loudness_point *series; /* NULL, or freed by lg_measures_dispose */
    size_t num_points;
};

/* Opens, reads to the end and measures. LG_ERR_READ, one line naming the path: all that
 * lg_audio_file_new and lg_audio_file_read refuse, but not channels without speakers, whose
 * loudness is undefined. Stops at an interruption of `env` (may be NULL). */
int lg_measure_file(const char *path, const struct lg_env *env, struct lg_measures *out,
                    struct lg_err *err) LG_MUST_CHECK;
int lg_measure_file_with(const char *path, const struct lg_measure_options *options,
                         const struct lg_env *env, struct lg_measures *out,
                         struct lg_err *err) LG_MUST_CHECK;
/* Only needed where a series was asked for. */
void lg_measures_dispose(struct lg_measures *measures);

/* Why a measure is null that belongs to a part which was left out. */
#define LG_MEASURE_NOT_ASKED "not asked for"

/* The measures as a map in the project's vocabulary, numbers with their units: path, format,
 * rate_hz, channels, frames, duration_s, lufs_i, lufs_m_max, lufs_s_max, lra_lu, sample_peak_dbfs,
 * peak_dbfs (the same; the original's word), true_peak_dbtp, true_peak_by, sha256, pcm_sha256,
 * completeness ("complete" or "unknown"), completeness_by, layout, layout_by, mono_policy,
 * rms_dbfs, crest_db, dc_offset, clipped_runs, clipped_samples, clipped_longest, correlation,
 * mono_loss_db, silence_lead_s, silence_tail_s, per_channel and, where asked for, bands. What is
 * undefined or was not asked for is null with its reason. */
struct lg_value *lg_measures_value(const struct lg_measures *measures, struct lg_arena *arena);
/* The series as {hop_s, lufs_m, lufs_s}: values at hop_s, 2 hop_s, …, rounded to 0.01, null while
 * undefined; NULL where none was asked for. More than LG_SERIES_VALUES_MAX are reduced to the
 * lowest and the highest of equal parts, in the order they came. */
enum { LG_SERIES_VALUES_MAX = 400 };
struct lg_value *lg_measures_series(const struct lg_measures *measures, struct lg_arena *arena);

#endif
