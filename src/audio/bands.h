/* How a file's energy is spread over bands of frequency.
 *
 * A band from a to b holds what a low-pass at b lets through and one at a doesn't: the energies of
 * the two are subtracted. Both are Butterworth filters of 4th order, so what lies at an edge is
 * shared evenly by the bands on its sides, each octave further away is 24 dB less, and adjoining
 * bands add up to what lies between their outer edges, with nothing lost or counted twice.
 *
 * So noise reads right (0.11 dB more than between edges that cut off) however narrow a band is. A
 * lone tone in its middle reads too low where the edges are near each other: 0.5 dB at a factor of
 * 2.04 between them, which is the narrowest that measures a tone so well, 1.3 dB at 1.6, 4.1 dB at
 * 1.22. lg_band_tone_loss_db says how much. */
#ifndef LG_AUDIO_BANDS_H
#define LG_AUDIO_BANDS_H

#include <stddef.h>

#include "base/err.h"

enum { LG_BANDS_MAX = 16, LG_BAND_NAME_MAX = 24 };

struct lg_band {
    char name[LG_BAND_NAME_MAX];
    double from_hz; /* 0: from the lowest on */
    double to_hz;   /* at or above half the rate: up to it */
};

struct lg_bands {
    struct lg_band items[LG_BANDS_MAX];
    size_t count;
};

/* sub, low, mud, mid, harsh, sibilance, air. */
extern const struct lg_bands lg_bands_usual;
/* Reads "name:from-to,…" in Hz, such as "boom:30-90,presence:2000-5000". LG_ERR_USAGE. */
int lg_bands_read(const char *text, struct lg_bands *out, struct lg_err *err) LG_MUST_CHECK;

/* How much too low a tone in the (geometric) middle of the band reads. */
double lg_band_tone_loss_db(const struct lg_band *band);
/* Less than this is what a band is expected to measure to. */
#define LG_BAND_TONE_LOSS_DB 0.55

struct lg_band_meter;

struct lg_band_meter *lg_band_meter_new(const struct lg_bands *bands, int rate_hz, int channels);
void lg_band_meter_free(struct lg_band_meter *meter);
/* Only finite samples. Different channels may be added to by different threads. */
void lg_band_meter_add(struct lg_band_meter *meter, size_t channel, const float *samples,
                       size_t frames);
/* Silence follows the last sample, until the filters have rung out. */
void lg_band_meter_flush(struct lg_band_meter *meter);

/* Mean square over all channels of what band `index` holds, once `frames` were added to each; NAN
 * for a band that begins at or above half the rate. */
double lg_band_meter_mean_square(const struct lg_band_meter *meter, size_t index, double frames);

#endif
