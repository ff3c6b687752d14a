/* One reading of a file that feeds every meter, on as many threads as there are to be had. */
#ifndef LG_AUDIO_PASS_H
#define LG_AUDIO_PASS_H

#include "audio/crew.h"
#include "audio/meter.h"
#include "audio/peak.h"
#include "audio/stats.h"

struct lg_piece {
    unsigned char *pcm;
    float *planes; /* one channel after the other */
    size_t frames;
};

struct lg_pass_job;

struct lg_pass {
    const struct lg_measure_options *options;
    struct lg_audio_file *file;
    const struct lg_audio_info *info;
    size_t channels;
    size_t piece_frames;
    struct lg_loudness *loudness; /* each of these NULL where it isn't asked for */
    struct lg_peak *peak;
    struct lg_stats *stats;
    struct lg_band_meter *bands;
    struct lg_sha256 *pcm_hash;
    int left; /* channels of these speakers; -1: none */
    int right;
    struct lg_piece pieces[2];
    size_t heard; /* which of the two is heard; the other is read */
    struct lg_crew *crew;
    struct lg_pass_job *jobs;
    size_t num_jobs;
    int64_t bytes_told;
};

/* `pass` is zeroed by the caller; `options` must outlive it. In any case lg_pass_dispose is due. */
int lg_pass_open(struct lg_pass *pass, const char *path, const struct lg_measure_options *options,
                 struct lg_err *err) LG_MUST_CHECK;
void lg_pass_dispose(struct lg_pass *pass);
/* To the end; `env` may be NULL. */
int lg_pass_run(struct lg_pass *pass, const struct lg_env *env, struct lg_err *err) LG_MUST_CHECK;
/* After it: those of lg_measures that were asked for. */
int lg_pass_hashes(struct lg_pass *pass, const struct lg_env *env, struct lg_measures *out,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
