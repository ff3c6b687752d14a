/* What a file's samples say by themselves: level, offset, clipping, silence at both ends, and how
 * left and right agree. */
#ifndef LG_AUDIO_STATS_H
#define LG_AUDIO_STATS_H

#include <stddef.h>
#include <stdint.h>

/* So many samples in a row at full scale are clipping; fewer are what a normalised crest leaves. */
enum { LG_CLIP_RUN = 3 };
/* What stays below this in every channel is silence. */
#define LG_SILENCE_DBFS (-70.0)

struct lg_stats;

struct lg_channel_stats {
    double peak;          /* |x|, linear */
    double mean_square;   /* a full-scale sine has 0.5 */
    double mean;          /* DC, linear and signed */
    int64_t clipped_runs; /* of LG_CLIP_RUN samples or more */
    int64_t clipped;      /* samples in them */
    int64_t clipped_longest;
    int64_t first_sound; /* frame of the first sample that is no silence; -1: none is */
    int64_t last_sound;
};

/* `full_scale`: see lg_pcm_full_scale. */
struct lg_stats *lg_stats_new(int channels, float full_scale);
void lg_stats_free(struct lg_stats *stats);

/* Only finite samples. Different channels may be added to by different threads. */
void lg_stats_add_channel(struct lg_stats *stats, size_t channel, const float *samples,
                          size_t frames);
/* Two channels that are to be compared, given as well. */
void lg_stats_add_pair(struct lg_stats *stats, const float *left, const float *right,
                       size_t frames);

/* At the end: closes a clipped run. */
void lg_stats_channel(const struct lg_stats *stats, size_t channel, struct lg_channel_stats *out);
/* Mean of left * right. */
double lg_stats_mean_product(const struct lg_stats *stats);

#endif
