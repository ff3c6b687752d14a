/* Signals in memory and files of them, for the tests of this layer. */
#ifndef LG_TESTS_AUDIO_WAVES_H
#define LG_TESTS_AUDIO_WAVES_H

#include "support/unit.h"

#include <math.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fs.h"

#define WAVES_PI 3.14159265358979323846
#define SILENT (-INFINITY)
#define ANY NAN /* a figure that a row does not check */

/* Interleaved frames that grow at the end. */
struct waves {
    int rate_hz;
    int channels;
    float *samples;
    size_t frames;
};

static inline float *waves_grow(struct waves *waves, size_t frames) {
    size_t channels = (size_t)waves->channels;
    size_t before = waves->frames * channels;
    waves->samples =
        lg_xrealloc(waves->samples, (before + frames * channels) * sizeof *waves->samples);
    memset(waves->samples + before, 0, frames * channels * sizeof *waves->samples);
    waves->frames += frames;
    return waves->samples + before;
}

static inline void waves_dispose(struct waves *waves) {
    free(waves->samples);
    waves->samples = NULL;
}

/* A linear gain of 1 with ramps of `fade` frames at both ends; 0: none. */
static inline double waves_ramp(size_t frame, size_t frames, size_t fade) {
    if (fade == 0)
        return 1.0;
    double in = (double)frame / (double)fade;
    double out = (double)(frames - frame) / (double)fade;
    return fmin(1.0, fmin(in, out));
}

/* Up to three sines at once, the phase of each starting anew; levels are peaks in dBFS. */
struct segment {
    double dur_s; /* 0: the end of a list */
    double freq_hz[3];
    double dbfs[3];
};

/* How the channels differ: level (SILENT for none) and the phase of the second. */
struct spread {
    double offset_db[8];
    double right_deg;
};

static inline void waves_add(struct waves *waves, const struct segment *segment, size_t frames,
                             const struct spread *spread) {
    float *out = waves_grow(waves, frames);
    size_t channels = (size_t)waves->channels;
    for (size_t k = 0; k < 3 && segment->freq_hz[k] > 0.0; k++) {
        for (size_t c = 0; c < channels; c++) {
            double amplitude = pow(10.0, (segment->dbfs[k] + spread->offset_db[c]) / 20.0);
            double phase = c == 1 ? spread->right_deg * WAVES_PI / 180.0 : 0.0;
            double step = 2.0 * WAVES_PI * segment->freq_hz[k] / waves->rate_hz;
            for (size_t i = 0; amplitude > 0.0 && i < frames; i++)
                out[i * channels + c] += (float)(amplitude * sin(step * (double)i + phase));
        }
    }
}

/* A list of segments, `times` over; boundaries by cumulative time. */
static inline void waves_add_all(struct waves *waves, const struct segment *segments, size_t max,
                                 int times, const struct spread *spread) {
    double end_s = (double)waves->frames / waves->rate_hz;
    for (int n = 0; n < times; n++) {
        for (size_t i = 0; i < max && segments[i].dur_s > 0.0; i++) {
            end_s += segments[i].dur_s;
            size_t end = (size_t)floor(end_s * waves->rate_hz + 0.5);
            waves_add(waves, &segments[i], end - waves->frames, spread);
        }
    }
}

/* One sine in every channel, at a fraction of the rate. */
static inline void waves_add_burst(struct waves *waves, double fraction, double amplitude,
                                   double phase_deg) {
    size_t frames = (size_t)waves->rate_hz;
    size_t channels = (size_t)waves->channels;
    float *out = waves_grow(waves, frames);
    for (size_t i = 0; i < frames; i++) {
        double turn = 2.0 * WAVES_PI * fraction * (double)i + phase_deg * WAVES_PI / 180.0;
        double gain = waves_ramp(i, frames, frames / 100);
        for (size_t c = 0; c < channels; c++)
            out[i * channels + c] = (float)(gain * amplitude * sin(turn));
    }
}

/* A fresh folder for files. */
struct folder {
    struct lg_arena arena;
    char *path;
};

static inline int folder_setup(void **state) {
    struct folder *folder = lg_xcalloc(1, sizeof *folder);
    folder->path = lg_arena_strdup(&folder->arena, "/tmp/livegate-audio-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    *state = folder;
    return 0;
}

static inline int folder_teardown(void **state) {
    struct folder *folder = *state;
    char **names;
    size_t count;
    if (lg_fs_list(folder->path, NULL, &folder->arena, &names, &count, NULL) < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        unlink(lg_fs_join(&folder->arena, folder->path, names[i]));
    int result = rmdir(folder->path);
    lg_arena_dispose(&folder->arena);
    free(folder);
    return result;
}

static inline char *folder_join(struct folder *folder, const char *name) {
    return lg_fs_join(&folder->arena, folder->path, name);
}

/* Writes through libsndfile; `map` (may be NULL) has one SF_CHANNEL_MAP_* a channel. */
static inline void waves_write(const struct waves *waves, const char *path, int format, int *map) {
    SF_INFO sf = {.samplerate = waves->rate_hz, .channels = waves->channels, .format = format};
    SNDFILE *file = sf_open(path, SFM_WRITE, &sf);
    assert_non_null(file);
    int map_bytes = waves->channels * (int)sizeof *map;
    if (map != NULL)
        assert_int_equal(sf_command(file, SFC_SET_CHANNEL_MAP_INFO, map, map_bytes), SF_TRUE);
    sf_count_t frames = (sf_count_t)waves->frames;
    assert_int_equal(sf_writef_float(file, waves->samples, frames), frames);
    assert_int_equal(sf_close(file), 0);
}

#endif
