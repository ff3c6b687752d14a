/* Sample peak and true peak (ITU-R BS.1770-5 Annex 2) of interleaved samples: the highest over all
 * channels, the LFE included.
 *
 * The interpolator is libebur128's, a 49-tap sinc under a Hann window, but goes further than that
 * library where the standard does: 4x up to 96 kHz (it: below 96), 2x up to 192 kHz (it: below
 * 192), and it is flushed, so that a crest after the last sample counts. */
#ifndef LG_AUDIO_PEAK_H
#define LG_AUDIO_PEAK_H

#include <stddef.h>

struct lg_peak;

struct lg_peak *lg_peak_new(int rate_hz, int channels);
void lg_peak_free(struct lg_peak *peak);

/* How often the samples are interpolated at a rate: 4, 2 or 1 (not at all). */
int lg_peak_factor(int rate_hz);
/* Names the interpolator used at a rate; static text. */
const char *lg_peak_by(int rate_hz);

/* Only finite samples; the size of the pieces does not change the result. */
void lg_peak_add(struct lg_peak *peak, const float *interleaved, size_t frames);
/* As lg_peak_add for the samples of one channel alone; different channels may be added to by
 * different threads. */
void lg_peak_add_channel(struct lg_peak *peak, size_t channel, const float *samples, size_t frames);
/* Silence follows the last sample; nothing can be added afterwards. */
void lg_peak_flush(struct lg_peak *peak);

/* dBFS and dBTP; -inf for silence. The true peak is never below the sample peak. */
double lg_peak_sample_dbfs(const struct lg_peak *peak);
double lg_peak_true_dbtp(const struct lg_peak *peak);
double lg_peak_channel_sample_dbfs(const struct lg_peak *peak, size_t channel);
double lg_peak_channel_true_dbtp(const struct lg_peak *peak, size_t channel);

#endif
