#include "audio/stats.h"

#include <math.h>
#include <stdlib.h>

#include "audio/kernel.h"
#include "base/arena.h"

enum { GROUP = 256 };

struct channel {
    int64_t frames;
    struct lg_moments moments;
    int64_t run; /* samples at full scale that the last one ends */
    int64_t clipped_runs;
    int64_t clipped;
    int64_t clipped_longest;
    int64_t first_sound;
    int64_t last_sound;
};

struct lg_stats {
    const struct lg_kernel *kernel;
    size_t num_channels;
    float full_scale;
    float silence;
    struct channel *channels;
    double product;
    int64_t product_frames;
};

struct lg_stats *lg_stats_new(int channels, float full_scale) {
    struct lg_stats *stats = lg_xcalloc(1, sizeof *stats);
    stats->kernel = lg_kernel_best();
    stats->num_channels = (size_t)channels;
    stats->full_scale = full_scale;
    stats->silence = (float)pow(10.0, LG_SILENCE_DBFS / 20.0);
    stats->channels = lg_xcalloc(stats->num_channels, sizeof *stats->channels);
    for (size_t c = 0; c < stats->num_channels; c++)
        stats->channels[c].first_sound = stats->channels[c].last_sound = -1;
    return stats;
}

void lg_stats_free(struct lg_stats *stats) {
    if (stats == NULL)
        return;
    free(stats->channels);
    free(stats);
}

static void end_run(struct channel *channel) {
    if (channel->run >= LG_CLIP_RUN) {
        channel->clipped_runs++;
        channel->clipped += channel->run;
        channel->clipped_longest =
            channel->run > channel->clipped_longest ? channel->run : channel->clipped_longest;
    }
    channel->run = 0;
}

static void count_clipped(const struct lg_stats *stats, struct channel *channel,
                          const float *samples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (fabsf(samples[i]) >= stats->full_scale)
            channel->run++;
        else if (channel->run > 0)
            end_run(channel);
    }
}

static void note_sound(const struct lg_stats *stats, struct channel *channel, const float *samples,
                       size_t count) {
    size_t first = 0;
    size_t last = count - 1;
    while (channel->first_sound < 0 && fabsf(samples[first]) < stats->silence)
        first++;
    if (channel->first_sound < 0)
        channel->first_sound = channel->frames + (int64_t)first;
    while (fabsf(samples[last]) < stats->silence)
        last--;
    channel->last_sound = channel->frames + (int64_t)last;
}

static void add_group(const struct lg_stats *stats, struct channel *channel, const float *samples,
                      size_t count) {
    struct lg_moments moments = stats->kernel->moments(samples, count);
    channel->moments.sum += moments.sum;
    channel->moments.squares += moments.squares;
    channel->moments.highest = fmaxf(channel->moments.highest, moments.highest);
    if (moments.highest >= stats->full_scale || channel->run > 0)
        count_clipped(stats, channel, samples, count);
    if (moments.highest >= stats->silence)
        note_sound(stats, channel, samples, count);
    channel->frames += (int64_t)count;
}

void lg_stats_add_channel(struct lg_stats *stats, size_t channel, const float *samples,
                          size_t frames) {
    for (size_t at = 0; at < frames; at += GROUP) {
        size_t count = frames - at < GROUP ? frames - at : GROUP;
        add_group(stats, &stats->channels[channel], samples + at, count);
    }
}

void lg_stats_add_pair(struct lg_stats *stats, const float *left, const float *right,
                       size_t frames) {
    stats->product += stats->kernel->product(left, right, frames);
    stats->product_frames += (int64_t)frames;
}

void lg_stats_channel(const struct lg_stats *stats, size_t index, struct lg_channel_stats *out) {
    struct channel channel = stats->channels[index];
    double frames = fmax(1.0, (double)channel.frames);
    end_run(&channel);
    *out = (struct lg_channel_stats){
        .peak = (double)channel.moments.highest,
        .mean_square = channel.moments.squares / frames,
        .mean = channel.moments.sum / frames,
        .clipped_runs = channel.clipped_runs,
        .clipped = channel.clipped,
        .clipped_longest = channel.clipped_longest,
        .first_sound = channel.first_sound,
        .last_sound = channel.last_sound,
    };
}

double lg_stats_mean_product(const struct lg_stats *stats) {
    return stats->product / fmax(1.0, (double)stats->product_frames);
}
