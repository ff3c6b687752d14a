/* Loudness of a programme, in one pass: ITU-R BS.1770-5 with the short-term, momentary and range
 * measures of EBU Tech 3341 and 3342 (v4, 2023).
 *
 * libebur128 does the K-weighting and the weighting of channels, one state a channel, so that
 * channels can be heard by different threads; it is asked for the energy of each block of 10 ms
 * (20 ms at rates where 10 ms are no whole number of frames), and the windows, the gates and the
 * range are made of those blocks here: its own range steps once a second, where
 * Tech 3342 asks for at least ten times. Blocks end by cumulative time, so nothing drifts at any
 * rate; where 20 ms are no whole number of frames either (11 025 Hz), libebur128 is asked for whole
 * windows, at more cost. */
#ifndef LG_AUDIO_LOUDNESS_H
#define LG_AUDIO_LOUDNESS_H

#include <stddef.h>

#include "audio/layout.h"
#include "base/err.h"

struct lg_loudness;

/* A level that may be undefined: then `why` says the reason and `value` is NAN. */
struct lg_level {
    double value;
    const char *why; /* static text, NULL: defined */
};

struct lg_loudness_levels {
    struct lg_level lufs_i;     /* gated; -inf: nothing passed the gates; needs 400 ms */
    struct lg_level lufs_m_max; /* needs 400 ms */
    struct lg_level lufs_s_max; /* needs 3 s */
    struct lg_level lra_lu;     /* needs 3 s; 0 when nothing passed its gates */
};

/* `speakers` has one entry a channel. LG_ERR_INTERNAL when libebur128 refuses. */
int lg_loudness_new(int rate_hz, int channels, const enum lg_speaker *speakers,
                    struct lg_loudness **out, struct lg_err *err) LG_MUST_CHECK;
void lg_loudness_free(struct lg_loudness *loudness);

/* Only finite samples; the size of the pieces does not change the result. */
int lg_loudness_add(struct lg_loudness *loudness, const float *interleaved, size_t frames,
                    struct lg_err *err) LG_MUST_CHECK;
/* The same for one channel alone; different channels may be added to by different threads. Counts
 * once every channel was given as much, and lg_loudness_settle was called by one thread. */
int lg_loudness_add_channel(struct lg_loudness *loudness, size_t channel, const float *samples,
                            size_t frames, struct lg_err *err) LG_MUST_CHECK;
void lg_loudness_settle(struct lg_loudness *loudness);
/* What was measured so far; an unfinished block at the end does not count. */
void lg_loudness_levels(const struct lg_loudness *loudness, struct lg_loudness_levels *out);

/* Loudness over time: one point each 100 ms, the windows ending there. NAN: not yet defined. */
struct lg_loudness_point {
    double lufs_m;
    double lufs_s;
};

enum { LG_SERIES_HZ = 10 };

/* From now on; before the first sample. */
void lg_loudness_keep_series(struct lg_loudness *loudness);
/* The points so far, the first one at 0.1 s; the caller frees them. NULL when there are none. */
struct lg_loudness_point *lg_loudness_series(const struct lg_loudness *loudness, size_t *count_out);

#endif
