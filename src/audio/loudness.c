#include "audio/loudness.h"

#include <assert.h>
#include <ebur128.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum {
    MOMENTARY_MS = 400, /* also the gating block */
    SHORT_TERM_MS = 3000,
    HOP_MS = 1000 / LG_SERIES_HZ, /* of gating blocks (75 % overlap) and of the series */
    RING_BLOCKS = SHORT_TERM_MS / 10,
    PIECE = 1024
};

/* A growing list of numbers. */
struct numbers {
    double *at;
    size_t count;
    size_t capacity;
};

/* A channel's part in the mean energies of a block that has just ended. Where blocks are no whole
 * number of frames they can't be added up: then it is the windows that end there. */
struct energies {
    double block;
    double momentary;
    double short_term;
};

enum { NUMBERS_A_BLOCK = sizeof(struct energies) / sizeof(double) };

/* A channel, as it is heard by itself. */
struct voice {
    ebur128_state *engine;  /* NULL: not counted */
    int64_t blocks;         /* complete ones */
    size_t missing;         /* frames until the present block is complete */
    struct numbers pending; /* struct energies that were not settled yet */
};

struct lg_loudness {
    int rate_hz;
    int block_ms;
    bool in_whole_frames; /* each block is a whole number of frames */
    size_t num_channels;
    struct voice *channels;
    int64_t blocks;           /* settled */
    double ring[RING_BLOCKS]; /* energies of the last blocks; block b is at b % RING_BLOCKS */
    double hops[RING_BLOCKS]; /* and their sums over HOP_MS */
    double momentary_max;     /* mean energies */
    double short_term_max;
    struct numbers gating;     /* energies above the absolute gate */
    struct numbers short_term; /* at or above it */
    bool keeps_series;
    struct numbers series; /* struct lg_loudness_point */
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

static void push(struct numbers *list, double number) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 256 : list->capacity * 2;
        list->at = lg_xrealloc(list->at, list->capacity * sizeof *list->at);
    }
    list->at[list->count++] = number;
}

/* The frame at which block number `block` ends, counted from 0. */
static int64_t block_end(const struct lg_loudness *loudness, int64_t block) {
    return ((block + 1) * loudness->block_ms * loudness->rate_hz + 500) / 1000;
}

static size_t block_frames(const struct lg_loudness *loudness, int64_t block) {
    return (size_t)(block_end(loudness, block) - block_end(loudness, block - 1));
}

/* libebur128 fills tables that all its states share. */
static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;

static int start_channel(const struct lg_loudness *loudness, struct voice *voice,
                         enum lg_speaker speaker, struct lg_err *err) {
    int mode = loudness->in_whole_frames ? EBUR128_MODE_M : EBUR128_MODE_S;
    voice->missing = block_frames(loudness, 0);
    if (engine_channels[speaker] == EBUR128_UNUSED)
        return 0;
    pthread_mutex_lock(&starting);
    voice->engine = ebur128_init(1, (unsigned long)loudness->rate_hz, mode);
    pthread_mutex_unlock(&starting);
    if (voice->engine == NULL)
        return lg_err_set(err, LG_ERR_INTERNAL, "libebur128 refuses %d Hz", loudness->rate_hz);
    ebur128_set_channel(voice->engine, 0, engine_channels[speaker]);
    return 0;
}

int lg_loudness_new(int rate_hz, int channels, const enum lg_speaker *speakers,
                    struct lg_loudness **out, struct lg_err *err) {
    struct lg_loudness *loudness = lg_xcalloc(1, sizeof *loudness);
    loudness->rate_hz = rate_hz;
    loudness->block_ms = rate_hz % 100 == 0 ? 10 : 20;
    loudness->in_whole_frames = loudness->block_ms * rate_hz % 1000 == 0;
    loudness->num_channels = (size_t)channels;
    loudness->channels = lg_xcalloc(loudness->num_channels, sizeof *loudness->channels);
    for (int c = 0; c < channels; c++) {
        if (start_channel(loudness, &loudness->channels[c], speakers[c], err) < 0) {
            lg_loudness_free(loudness);
            return -1;
        }
    }
    *out = loudness;
    return 0;
}

void lg_loudness_free(struct lg_loudness *loudness) {
    if (loudness == NULL)
        return;
    for (size_t c = 0; c < loudness->num_channels; c++) {
        if (loudness->channels[c].engine != NULL)
            ebur128_destroy(&loudness->channels[c].engine);
        free(loudness->channels[c].pending.at);
    }
    free(loudness->channels);
    free(loudness->gating.at);
    free(loudness->short_term.at);
    free(loudness->series.at);
    free(loudness);
}

/* Mean energy of the last `ms`, summed by libebur128. */
static double engine_energy(ebur128_state *engine, int ms) {
    double level = -INFINITY;
    int result = ebur128_loudness_window(engine, (unsigned long)ms, &level);
    assert(result == EBUR128_SUCCESS); /* the window fits the mode */
    LG_UNUSED(result);
    return energy_of(level);
}

static void end_block(const struct lg_loudness *loudness, struct voice *voice) {
    struct energies part = {0};
    voice->blocks++;
    voice->missing = block_frames(loudness, voice->blocks);
    if (voice->engine != NULL && loudness->in_whole_frames) {
        part.block = engine_energy(voice->engine, loudness->block_ms);
    } else if (voice->engine != NULL) {
        part.momentary = engine_energy(voice->engine, MOMENTARY_MS);
        part.short_term = engine_energy(voice->engine, SHORT_TERM_MS);
    }
    push(&voice->pending, part.block);
    push(&voice->pending, part.momentary);
    push(&voice->pending, part.short_term);
}

int lg_loudness_add_channel(struct lg_loudness *loudness, size_t index, const float *samples,
                            size_t frames, struct lg_err *err) {
    struct voice *voice = &loudness->channels[index];
    while (frames > 0) {
        size_t piece = frames < voice->missing ? frames : voice->missing;
        if (voice->engine != NULL &&
            ebur128_add_frames_float(voice->engine, samples, piece) != EBUR128_SUCCESS)
            return lg_err_set(err, LG_ERR_INTERNAL, "libebur128 ran out of memory");
        samples += piece;
        frames -= piece;
        voice->missing -= piece;
        if (voice->missing == 0)
            end_block(loudness, voice);
    }
    return 0;
}

/* Mean energies of the windows that end with the last block, whose energy is now in the ring. The
 * mean of blocks sums each sample once, but leaves frames out where a block is no whole number of
 * them. */
static void add_up_windows(struct lg_loudness *loudness, struct energies *total) {
    int64_t last = loudness->blocks - 1;
    int64_t a_hop = HOP_MS / loudness->block_ms;
    double hop = 0.0;
    double momentary = 0.0;
    double short_term = 0.0;
    for (int64_t b = last < a_hop ? 0 : last - a_hop + 1; b <= last; b++)
        hop += loudness->ring[b % RING_BLOCKS];
    loudness->hops[last % RING_BLOCKS] = hop;
    for (int64_t k = 0; k < SHORT_TERM_MS / HOP_MS && last >= k * a_hop; k++) {
        short_term += loudness->hops[(last - k * a_hop) % RING_BLOCKS];
        if (k == MOMENTARY_MS / HOP_MS - 1)
            momentary = short_term;
    }
    total->momentary = momentary * loudness->block_ms / MOMENTARY_MS;
    total->short_term = short_term * loudness->block_ms / SHORT_TERM_MS;
}

static void settle_block(struct lg_loudness *loudness, struct energies total) {
    loudness->ring[loudness->blocks % RING_BLOCKS] = total.block;
    loudness->blocks++;
    if (loudness->in_whole_frames)
        add_up_windows(loudness, &total);

    int64_t now_ms = loudness->blocks * loudness->block_ms;
    bool at_hop = now_ms % HOP_MS == 0;
    bool has_momentary = now_ms >= MOMENTARY_MS;
    bool has_short_term = now_ms >= SHORT_TERM_MS;
    if (has_momentary)
        loudness->momentary_max = fmax(loudness->momentary_max, total.momentary);
    if (has_momentary && at_hop && total.momentary > absolute_gate())
        push(&loudness->gating, total.momentary);
    if (has_short_term)
        loudness->short_term_max = fmax(loudness->short_term_max, total.short_term);
    if (has_short_term && at_hop && total.short_term >= absolute_gate())
        push(&loudness->short_term, total.short_term);
    if (loudness->keeps_series && at_hop) {
        push(&loudness->series, has_momentary ? loudness_of(total.momentary) : NAN);
        push(&loudness->series, has_short_term ? loudness_of(total.short_term) : NAN);
    }
}

void lg_loudness_settle(struct lg_loudness *loudness) {
    size_t count = loudness->channels[0].pending.count;
    for (size_t at = 0; at < count; at += NUMBERS_A_BLOCK) {
        struct energies total = {0};
        for (size_t c = 0; c < loudness->num_channels; c++) {
            const double *part = loudness->channels[c].pending.at + at;
            total.block += part[0];
            total.momentary += part[1];
            total.short_term += part[2];
        }
        settle_block(loudness, total);
    }
    for (size_t c = 0; c < loudness->num_channels; c++)
        loudness->channels[c].pending.count = 0;
}

int lg_loudness_add(struct lg_loudness *loudness, const float *interleaved, size_t frames,
                    struct lg_err *err) {
    float samples[PIECE];
    while (frames > 0) {
        size_t piece = frames < PIECE ? frames : PIECE;
        for (size_t c = 0; c < loudness->num_channels; c++) {
            for (size_t i = 0; i < piece; i++)
                samples[i] = interleaved[i * loudness->num_channels + c];
            if (lg_loudness_add_channel(loudness, c, samples, piece, err) < 0)
                return -1;
        }
        lg_loudness_settle(loudness);
        interleaved += piece * loudness->num_channels;
        frames -= piece;
    }
    return 0;
}

void lg_loudness_keep_series(struct lg_loudness *loudness) {
    loudness->keeps_series = true;
}

struct lg_loudness_point *lg_loudness_series(const struct lg_loudness *loudness,
                                             size_t *count_out) {
    size_t count = loudness->series.count / 2;
    struct lg_loudness_point *points = NULL;
    if (count > 0)
        points = lg_xcalloc(count, sizeof *points);
    for (size_t i = 0; i < count; i++)
        points[i] =
            (struct lg_loudness_point){loudness->series.at[2 * i], loudness->series.at[2 * i + 1]};
    *count_out = count;
    return points;
}

/* Mean of the energies above `gate`; 0 when there are none. */
static double mean_above(const struct numbers *list, double gate) {
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
    const struct numbers *all = &loudness->short_term;
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
