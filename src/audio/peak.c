#include "audio/peak.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* The prototype filter has PROTOTYPE_SPAN + 1 taps; one in `factor` of them, through the middle
 * one, gives the samples themselves, the rest fall into factor - 1 phases of span / factor taps. */
enum { PROTOTYPE_SPAN = 48, PHASES_MAX = 3, TAPS_MAX = PROTOTYPE_SPAN / 2, GROUP = 256 };

struct lg_peak {
    int factor;
    size_t taps; /* of a phase */
    size_t channels;
    float phases[PHASES_MAX][TAPS_MAX]; /* oldest sample first */
    float gain;                         /* no phase raises a sample by more */
    float sample_max;
    float between_max;
    float (*history)[TAPS_MAX]; /* of each channel: its last taps - 1 samples */
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

static void make_phases(struct lg_peak *peak) {
    for (int phase = 0; phase < peak->factor - 1; phase++) {
        double gain = 0.0;
        for (size_t i = 0; i < peak->taps; i++) {
            int tap = phase + 1 + (int)i * peak->factor;
            double coefficient = prototype(tap, peak->factor);
            peak->phases[phase][peak->taps - 1 - i] = (float)coefficient;
            gain += fabs(coefficient);
        }
        /* Rounded up generously: skipping must stay provably harmless. */
        peak->gain = fmaxf(peak->gain, (float)(gain * 1.001));
    }
}

struct lg_peak *lg_peak_new(int rate_hz, int channels) {
    struct lg_peak *peak = lg_xcalloc(1, sizeof *peak);
    peak->factor = lg_peak_factor(rate_hz);
    peak->taps = (size_t)(PROTOTYPE_SPAN / peak->factor);
    peak->channels = (size_t)channels;
    if (peak->factor > 1) {
        peak->history = lg_xcalloc(peak->channels, sizeof *peak->history);
        make_phases(peak);
    }
    return peak;
}

void lg_peak_free(struct lg_peak *peak) {
    if (peak == NULL)
        return;
    free(peak->history);
    free(peak);
}

static float highest(const float *samples, size_t count) {
    float max = 0.0F;
    for (size_t i = 0; i < count; i++) {
        float size = fabsf(samples[i]);
        max = size > max ? size : max;
    }
    return max;
}

/* The highest value between samples; line[i .. i + taps - 1] are the neighbours of output i. */
static float highest_between(const float *line, size_t frames, const float *phase, size_t taps) {
    float sums[GROUP] = {0};
    for (size_t t = 0; t < taps; t++) {
        for (size_t i = 0; i < frames; i++)
            sums[i] += phase[t] * line[t + i];
    }
    return highest(sums, frames);
}

/* Adds up to GROUP frames of one channel. */
static void add_group(struct lg_peak *peak, size_t channel, const float *interleaved,
                      size_t frames) {
    float line[TAPS_MAX + GROUP];
    size_t before = peak->factor > 1 ? peak->taps - 1 : 0;
    if (before > 0)
        memcpy(line, peak->history[channel], before * sizeof *line);
    for (size_t i = 0; i < frames; i++)
        line[before + i] = interleaved[i * peak->channels + channel];
    if (before > 0)
        memcpy(peak->history[channel], line + frames, before * sizeof *line);

    peak->sample_max = fmaxf(peak->sample_max, highest(line + before, frames));
    float bound = highest(line, before + frames) * peak->gain;
    for (int phase = 0; phase < peak->factor - 1 && bound > peak->between_max; phase++) {
        float max = highest_between(line, frames, peak->phases[phase], peak->taps);
        peak->between_max = fmaxf(peak->between_max, max);
    }
}

void lg_peak_add(struct lg_peak *peak, const float *interleaved, size_t frames) {
    while (frames > 0) {
        size_t group = frames < GROUP ? frames : GROUP;
        for (size_t channel = 0; channel < peak->channels; channel++)
            add_group(peak, channel, interleaved, group);
        interleaved += group * peak->channels;
        frames -= group;
    }
}

void lg_peak_flush(struct lg_peak *peak) {
    if (peak->factor == 1)
        return;
    float *silence = lg_xcalloc(peak->taps * peak->channels, sizeof *silence);
    lg_peak_add(peak, silence, peak->taps);
    free(silence);
}

double lg_peak_sample_dbfs(const struct lg_peak *peak) {
    return 20.0 * log10((double)peak->sample_max);
}

double lg_peak_true_dbtp(const struct lg_peak *peak) {
    return 20.0 * log10((double)fmaxf(peak->sample_max, peak->between_max));
}
