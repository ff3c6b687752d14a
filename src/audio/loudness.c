#include "audio/loudness.h"

#include <assert.h>
#include <ebur128.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum {
    MOMENTARY_MS = 400, /* also the gating block */
    SHORT_TERM_MS = 3000,
    HOP_MS = 100, /* of gating blocks (75 % overlap) and of the series behind the range */
    RING_BLOCKS = SHORT_TERM_MS / 10
};

/* A growing list of mean energies. */
struct energies {
    double *at;
    size_t count;
    size_t capacity;
};

struct lg_loudness {
    ebur128_state *engine;
    int rate_hz;
    int block_ms;
    bool in_whole_frames;     /* each block is a whole number of frames */
    int64_t blocks;           /* complete ones */
    size_t missing;           /* frames until the present block is complete */
    double ring[RING_BLOCKS]; /* mean energies of the last blocks; block b is at b % RING_BLOCKS */
    double momentary_max;     /* mean energies */
    double short_term_max;
    struct energies gating;     /* above the absolute gate */
    struct energies short_term; /* at or above it */
};

static const int engine_channels[LG_SPEAKER__COUNT] = {
    [LG_SPEAKER_LEFT] = EBUR128_LEFT,           [LG_SPEAKER_RIGHT] = EBUR128_RIGHT,
    [LG_SPEAKER_CENTER] = EBUR128_CENTER,       [LG_SPEAKER_LFE] = EBUR128_UNUSED,
    [LG_SPEAKER_LEFT_SURROUND] = EBUR128_Mp110, [LG_SPEAKER_RIGHT_SURROUND] = EBUR128_Mm110,
    [LG_SPEAKER_LEFT_SIDE] = EBUR128_Mp090,     [LG_SPEAKER_RIGHT_SIDE] = EBUR128_Mm090,
    [LG_SPEAKER_LEFT_REAR] = EBUR128_Mp135,     [LG_SPEAKER_RIGHT_REAR] = EBUR128_Mm135,
    [LG_SPEAKER_REAR] = EBUR128_Mp180,          [LG_SPEAKER_LEFT_MIDDLE] = EBUR128_MpSC,
    [LG_SPEAKER_RIGHT_MIDDLE] = EBUR128_MmSC,   [LG_SPEAKER_ABOVE] = EBUR128_Tp000,
};

/* BS.1770-5 Annex 1, equation 2. */
static double loudness_of(double energy) {
    return energy > 0.0 ? 10.0 * log10(energy) - 0.691 : -INFINITY;
}

static double energy_of(double loudness) {
    return isinf(loudness) ? 0.0 : pow(10.0, (loudness + 0.691) / 10.0);
}

static double absolute_gate(void) {
    return energy_of(-70.0);
}

static void push(struct energies *list, double energy) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 256 : list->capacity * 2;
        list->at = lg_xrealloc(list->at, list->capacity * sizeof *list->at);
    }
    list->at[list->count++] = energy;
}

/* The frame at which block number `block` ends, counted from 0. */
static int64_t block_end(const struct lg_loudness *loudness, int64_t block) {
    return ((block + 1) * loudness->block_ms * loudness->rate_hz + 500) / 1000;
}

static size_t block_frames(const struct lg_loudness *loudness, int64_t block) {
    return (size_t)(block_end(loudness, block) - block_end(loudness, block - 1));
}

int lg_loudness_new(int rate_hz, int channels, const enum lg_speaker *speakers,
                    struct lg_loudness **out, struct lg_err *err) {
    int block_ms = rate_hz % 100 == 0 ? 10 : 20;
    bool in_whole_frames = block_ms * rate_hz % 1000 == 0;
    ebur128_state *engine = ebur128_init((unsigned)channels, (unsigned long)rate_hz,
                                         in_whole_frames ? EBUR128_MODE_M : EBUR128_MODE_S);
    if (engine == NULL)
        return lg_err_set(err, LG_ERR_INTERNAL, "libebur128 refuses %d channels at %d Hz", channels,
                          rate_hz);
    for (int c = 0; c < channels; c++)
        ebur128_set_channel(engine, (unsigned)c, engine_channels[speakers[c]]);
    struct lg_loudness *loudness = lg_xcalloc(1, sizeof *loudness);
    loudness->engine = engine;
    loudness->rate_hz = rate_hz;
    loudness->block_ms = block_ms;
    loudness->in_whole_frames = in_whole_frames;
    loudness->missing = block_frames(loudness, 0);
    *out = loudness;
    return 0;
}

void lg_loudness_free(struct lg_loudness *loudness) {
    if (loudness == NULL)
        return;
    ebur128_destroy(&loudness->engine);
    free(loudness->gating.at);
    free(loudness->short_term.at);
    free(loudness);
}

/* Mean energy of the last `ms`, summed by libebur128. */
static double engine_energy(const struct lg_loudness *loudness, int ms) {
    double level = -INFINITY;
    int result = ebur128_loudness_window(loudness->engine, (unsigned long)ms, &level);
    assert(result == EBUR128_SUCCESS); /* the window fits the mode */
    LG_UNUSED(result);
    return energy_of(level);
}

/* Mean energy of the last `ms`. The mean of blocks sums each sample once, but leaves frames out
 * where a block is no whole number of them. */
static double window_energy(const struct lg_loudness *loudness, int ms) {
    if (!loudness->in_whole_frames)
        return engine_energy(loudness, ms);
    int64_t count = ms / loudness->block_ms;
    double sum = 0.0;
    for (int64_t block = loudness->blocks - count; block < loudness->blocks; block++)
        sum += loudness->ring[block % RING_BLOCKS];
    return sum / (double)count;
}

static void end_block(struct lg_loudness *loudness) {
    if (loudness->in_whole_frames)
        loudness->ring[loudness->blocks % RING_BLOCKS] =
            engine_energy(loudness, loudness->block_ms);
    loudness->blocks++;
    loudness->missing = block_frames(loudness, loudness->blocks);

    int64_t now_ms = loudness->blocks * loudness->block_ms;
    if (now_ms >= MOMENTARY_MS) {
        double momentary = window_energy(loudness, MOMENTARY_MS);
        loudness->momentary_max = fmax(loudness->momentary_max, momentary);
        if (now_ms % HOP_MS == 0 && momentary > absolute_gate())
            push(&loudness->gating, momentary);
    }
    if (now_ms >= SHORT_TERM_MS) {
        double short_term = window_energy(loudness, SHORT_TERM_MS);
        loudness->short_term_max = fmax(loudness->short_term_max, short_term);
        if (now_ms % HOP_MS == 0 && short_term >= absolute_gate())
            push(&loudness->short_term, short_term);
    }
}

int lg_loudness_add(struct lg_loudness *loudness, const float *interleaved, size_t frames,
                    struct lg_err *err) {
    while (frames > 0) {
        size_t piece = frames < loudness->missing ? frames : loudness->missing;
        if (ebur128_add_frames_float(loudness->engine, interleaved, piece) != EBUR128_SUCCESS)
            return lg_err_set(err, LG_ERR_INTERNAL, "libebur128 ran out of memory");
        interleaved += piece * loudness->engine->channels;
        frames -= piece;
        loudness->missing -= piece;
        if (loudness->missing == 0)
            end_block(loudness);
    }
    return 0;
}

/* Mean of the energies above `gate`; 0 when there are none. */
static double mean_above(const struct energies *list, double gate) {
    double sum = 0.0;
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i] > gate) {
            sum += list->at[i];
            count++;
        }
    }
    return count > 0 ? sum / (double)count : 0.0;
}

/* BS.1770-5 Annex 1, equations 4 to 7: -70 LUFS, then 10 LU below the mean of what is left. */
static double integrated(const struct lg_loudness *loudness) {
    double relative_gate = mean_above(&loudness->gating, 0.0) * 0.1;
    return loudness_of(mean_above(&loudness->gating, relative_gate));
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Tech 3342, 3.1 and the reference code: the element at round((n - 1) p / 100) + 1 from 1. */
static double percentile(const double *sorted, size_t count, double percent) {
    return sorted[(size_t)lround((double)(count - 1) * percent / 100.0)];
}

/* Tech 3342: 10th to 95th percentile of what is at most 20 LU below the mean. */
static double range(const struct lg_loudness *loudness) {
    const struct energies *all = &loudness->short_term;
    if (all->count == 0)
        return 0.0;
    double gate = mean_above(all, 0.0) * 0.01;
    double *sorted = lg_xmalloc(all->count * sizeof *sorted);
    memcpy(sorted, all->at, all->count * sizeof *sorted);
    qsort(sorted, all->count, sizeof *sorted, compare);
    size_t first = 0;
    while (sorted[first] < gate)
        first++;
    size_t count = all->count - first;
    double width = loudness_of(percentile(sorted + first, count, 95.0)) -
                   loudness_of(percentile(sorted + first, count, 10.0));
    free(sorted);
    return width;
}

static struct lg_level level_if(bool is_defined, double value, const char *why_not) {
    return is_defined ? (struct lg_level){.value = value}
                      : (struct lg_level){.value = NAN, .why = why_not};
}

void lg_loudness_levels(const struct lg_loudness *loudness, struct lg_loudness_levels *out) {
    int64_t ms = loudness->blocks * loudness->block_ms;
    bool has_momentary = ms >= MOMENTARY_MS;
    bool has_short_term = ms >= SHORT_TERM_MS;
    const char *below_momentary = "shorter than 400 ms";
    const char *below_short_term = "shorter than 3 s";
    out->lufs_i = level_if(has_momentary, integrated(loudness), below_momentary);
    out->lufs_m_max =
        level_if(has_momentary, loudness_of(loudness->momentary_max), below_momentary);
    out->lufs_s_max =
        level_if(has_short_term, loudness_of(loudness->short_term_max), below_short_term);
    out->lra_lu = level_if(has_short_term, range(loudness), below_short_term);
}
