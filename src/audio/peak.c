#include "audio/peak.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/kernel.h"
#include "base/arena.h"

/* The prototype filter has PROTOTYPE_SPAN + 1 taps; one in `factor` of them, through the middle
 * one, gives the samples themselves, the rest fall into factor - 1 phases of span / factor taps. */
enum {
    PROTOTYPE_SPAN = 48,
    PHASES_MAX = 3,
    TAPS_MAX = PROTOTYPE_SPAN / 2,
    GROUP = 64, /* samples that are evaluated or skipped together */
    PIECE = 1024
};

struct channel {
    float sample_max;
    float between_max;
    float history[TAPS_MAX]; /* its last taps - 1 samples */
};

struct lg_peak {
    const struct lg_kernel *kernel;
    int factor;
    size_t taps; /* of a phase */
    size_t num_channels;
    float phases[PHASES_MAX][TAPS_MAX]; /* oldest sample first */
    double level_gain;                  /* see bound_phase */
    double bend_gain;
    struct channel *channels;
};

static const double pi = 3.14159265358979323846;

int lg_peak_factor(int rate_hz) {
    if (rate_hz <= 96000)
        return 4;
    return rate_hz <= 192000 ? 2 : 1;
}

const char *lg_peak_by(int rate_hz) {
    switch (lg_peak_factor(rate_hz)) {
    case 4:
        return "49-tap Hann sinc 4x";
    case 2:
        return "49-tap Hann sinc 2x";
    default:
        return "samples alone 1x (rate above 192 kHz)";
    }
}

static double prototype(int tap, int factor) {
    double x = pi * (tap - PROTOTYPE_SPAN / 2) / factor;
    double sinc = x == 0.0 ? 1.0 : sin(x) / x;
    return sinc * 0.5 * (1.0 - cos(2.0 * pi * tap / PROTOTYPE_SPAN));
}

/* How high may a phase come out, y = sum h[t] x[t]? Compare h with l, the interpolation on a
 * straight line between two neighbours j and j + 1 that has the same sum g and the same first
 * moment. The difference h - l has neither, so by summing by parts twice (Abel) it is the second
 * difference of some c, and y = sum l[t] x[t] + sum c[t] (x[t] - 2 x[t+1] + x[t+2]). Hence |y| <= g
 * max|x| + sum|c| max|x[t] - 2 x[t+1] + x[t+2]|, 1.0009 and 0.3013 at 4x, 1.0001 and 0.4162 at 2x.
 * Music is smooth: what it calls for most of the time is below the highest peak so far, and need
 * not be evaluated. */
static void bound_phase(struct lg_peak *peak, const float *phase) {
    double sum = 0.0;
    double moment = 0.0;
    for (size_t t = 0; t < peak->taps; t++) {
        sum += (double)phase[t];
        moment += (double)t * (double)phase[t];
    }
    double place = moment / sum;
    double slope = 0.0;
    double c = 0.0;
    double bend_gain = 0.0;
    for (size_t t = 0; t < peak->taps; t++) {
        double line = sum * fmax(0.0, 1.0 - fabs((double)t - place));
        slope += (double)phase[t] - line;
        c += slope;
        bend_gain += fabs(c);
    }
    peak->level_gain = fmax(peak->level_gain, sum);
    peak->bend_gain = fmax(peak->bend_gain, bend_gain);
}

static void make_phases(struct lg_peak *peak) {
    for (int phase = 0; phase < peak->factor - 1; phase++) {
        for (size_t i = 0; i < peak->taps; i++) {
            int tap = phase + 1 + (int)i * peak->factor;
            peak->phases[phase][peak->taps - 1 - i] = (float)prototype(tap, peak->factor);
        }
        bound_phase(peak, peak->phases[phase]);
    }
}

struct lg_peak *lg_peak_new(int rate_hz, int channels) {
    struct lg_peak *peak = lg_xcalloc(1, sizeof *peak);
    peak->kernel = lg_kernel_best();
    peak->factor = lg_peak_factor(rate_hz);
    peak->taps = (size_t)(PROTOTYPE_SPAN / peak->factor);
    peak->num_channels = (size_t)channels;
    peak->channels = lg_xcalloc(peak->num_channels, sizeof *peak->channels);
    if (peak->factor > 1)
        make_phases(peak);
    return peak;
}

void lg_peak_free(struct lg_peak *peak) {
    if (peak == NULL)
        return;
    free(peak->channels);
    free(peak);
}

/* line[i .. i + taps - 1] are the neighbours of output i; the last of them is sample i. */
static void add_group(const struct lg_peak *peak, struct channel *channel, const float *line,
                      size_t frames) {
    size_t before = peak->taps - 1;
    struct lg_extremes extremes = peak->kernel->extremes(line, before + frames);
    /* What is not new was heard before: it can't be higher than the maximum so far. */
    channel->sample_max = fmaxf(channel->sample_max, extremes.highest);
    double bound =
        peak->level_gain * (double)extremes.highest + peak->bend_gain * (double)extremes.bend;
    /* A thousandth more than rounding in single precision can add. */
    if (bound * 1.001 <= (double)fmaxf(channel->sample_max, channel->between_max))
        return;
    for (int phase = 0; phase < peak->factor - 1; phase++) {
        float max = peak->kernel->between(line, frames, peak->phases[phase], peak->taps);
        channel->between_max = fmaxf(channel->between_max, max);
    }
}

/* The samples of `line` behind the first taps - 1, in groups. */
static void add_line(const struct lg_peak *peak, struct channel *channel, const float *line,
                     size_t frames) {
    for (size_t at = 0; at < frames; at += GROUP) {
        size_t group = frames - at < GROUP ? frames - at : GROUP;
        add_group(peak, channel, line + at, group);
    }
}

void lg_peak_add_channel(struct lg_peak *peak, size_t index, const float *samples, size_t frames) {
    struct channel *channel = &peak->channels[index];
    if (peak->factor == 1) {
        float highest = peak->kernel->moments(samples, frames).highest;
        channel->sample_max = fmaxf(channel->sample_max, highest);
        return;
    }
    /* A line of their own for the first samples, which have their neighbours in the history; it
     * ends with the history of what comes next. */
    float seam[2 * TAPS_MAX];
    size_t before = peak->taps - 1;
    size_t first = frames < before ? frames : before;
    memcpy(seam, channel->history, before * sizeof *seam);
    memcpy(seam + before, samples, first * sizeof *seam);
    add_line(peak, channel, seam, first);
    add_line(peak, channel, samples, frames - first);
    const float *end = frames < before ? seam + frames : samples + frames - before;
    memmove(channel->history, end, before * sizeof *seam);
}

void lg_peak_add(struct lg_peak *peak, const float *interleaved, size_t frames) {
    float samples[PIECE];
    while (frames > 0) {
        size_t piece = frames < PIECE ? frames : PIECE;
        for (size_t c = 0; c < peak->num_channels; c++) {
            for (size_t i = 0; i < piece; i++)
                samples[i] = interleaved[i * peak->num_channels + c];
            lg_peak_add_channel(peak, c, samples, piece);
        }
        interleaved += piece * peak->num_channels;
        frames -= piece;
    }
}

void lg_peak_flush(struct lg_peak *peak) {
    static const float silence[TAPS_MAX];
    if (peak->factor == 1)
        return;
    for (size_t c = 0; c < peak->num_channels; c++)
        lg_peak_add_channel(peak, c, silence, peak->taps);
}

static double decibels(float level) {
    return 20.0 * log10((double)level);
}

double lg_peak_channel_sample_dbfs(const struct lg_peak *peak, size_t channel) {
    return decibels(peak->channels[channel].sample_max);
}

double lg_peak_channel_true_dbtp(const struct lg_peak *peak, size_t channel) {
    const struct channel *it = &peak->channels[channel];
    return decibels(fmaxf(it->sample_max, it->between_max));
}

double lg_peak_sample_dbfs(const struct lg_peak *peak) {
    double max = -INFINITY;
    for (size_t c = 0; c < peak->num_channels; c++)
        max = fmax(max, lg_peak_channel_sample_dbfs(peak, c));
    return max;
}

double lg_peak_true_dbtp(const struct lg_peak *peak) {
    double max = -INFINITY;
    for (size_t c = 0; c < peak->num_channels; c++)
        max = fmax(max, lg_peak_channel_true_dbtp(peak, c));
    return max;
}
