#include "audio/wave_event.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

enum { OVER = 4, TONE_PERIOD = 24, EVENT_PERIOD = 16 };

static const double pi = 3.14159265358979323846;

int64_t lg_wave_event_frames(const struct lg_wave_event *event) {
    return (event->length - event->offset + OVER - 1) / OVER;
}

/* Modified Bessel function of the first kind, order 0, by its series. */
static double bessel_i0(double x) {
    double term = 1.0;
    double sum = 1.0;
    for (int k = 1; term > sum * 1e-17; k++) {
        term *= (x / 2.0 / k) * (x / 2.0 / k);
        sum += term;
    }
    return sum;
}

/* sinc(k cutoff / 2) kaiser(k), k from -half to half, of sum 1. */
static double *make_filter(const struct lg_wave_event *event) {
    int64_t half = event->half;
    double *taps = lg_xcalloc((size_t)(2 * half + 1), sizeof *taps);
    double sum = 0.0;
    for (int64_t k = -half; k <= half; k++) {
        double x = pi * (double)k * event->cutoff / 2.0;
        double part = half == 0 ? 0.0 : (double)k / (double)half;
        double window = bessel_i0(event->beta * sqrt(1.0 - part * part)) / bessel_i0(event->beta);
        taps[k + half] = (k == 0 ? 1.0 : sin(x) / x) * window;
        sum += taps[k + half];
    }
    for (int64_t i = 0; i <= 2 * half; i++)
        taps[i] /= sum;
    return taps;
}

static double source_at(const struct lg_wave_event *event, int64_t n) {
    int64_t since = n - event->event;
    double b = event->amplitude;
    double gain = fmin(1.0, fmin((double)n, (double)(event->length - n)) / (double)event->fade);
    if (since >= 0 && since < EVENT_PERIOD)
        return gain * sin(2.0 * pi * (double)since / EVENT_PERIOD);
    int64_t phase = since < 0 ? n : since - EVENT_PERIOD;
    return gain * b * sin(2.0 * pi * (double)(phase % TONE_PERIOD) / TONE_PERIOD);
}

double *lg_wave_event_make(const struct lg_wave_event *event) {
    int64_t frames = lg_wave_event_frames(event);
    int64_t taps = 2 * event->half + 1;
    double *filter = make_filter(event);
    /* Silence stands before and after the source, so that every tap has its sample. */
    double *source = lg_xcalloc((size_t)(event->length + 2 * event->half), sizeof *source);
    double *out = lg_xcalloc((size_t)frames, sizeof *out);
    for (int64_t n = 0; n < event->length; n++)
        source[n + event->half] = source_at(event, n);
    for (int64_t i = 0; i < frames; i++) {
        const double *under = source + event->offset + i * OVER;
        double sum = 0.0;
        for (int64_t k = 0; k < taps; k++)
            sum += filter[k] * under[k];
        out[i] = sum;
    }
    free(filter);
    free(source);
    return out;
}
