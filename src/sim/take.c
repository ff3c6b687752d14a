#include "sim/take.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHANNELS = 2, SAMPLE_BYTES = 3 };

/* Less than one step of 24 bits either way, by the sum of two dice: as Live's own dither, it makes
 * a muted master peak at -138.47 dBFS. The same in every take. */
static double dither(struct lg_sim_take *take) {
    double sum = 0;
    for (int i = 0; i < 2; i++) {
        take->dice = take->dice * 1664525u + 1013904223u;
        sum += (double)take->dice / 4294967296.0;
    }
    return sum - 1;
}

static void put_sample(unsigned char *at, double sample) {
    const double full = 8388608;
    double level = fmin(fmax(floor(sample * full + 0.5), -full), full - 1);
    uint32_t bits = (uint32_t)(int32_t)level;
    at[0] = (unsigned char)(bits & 0xff);
    at[1] = (unsigned char)(bits >> 8 & 0xff);
    at[2] = (unsigned char)(bits >> 16 & 0xff);
}

void lg_sim_take_write(struct lg_sim_take *take, int rate_hz, const struct lg_sim_block *block) {
    unsigned char bytes[LG_SIM_BLOCK * CHANNELS * SAMPLE_BYTES];
    bool is_over = take->harm.is_short && take->wav != NULL &&
                   lg_wav_frames(take->wav) >= (int64_t)LG_SIM_SHORT_MS * rate_hz / 1000;
    if (take->wav == NULL || is_over)
        return;
    const double step = 1.0 / 8388608;
    bool is_silent = take->harm.is_silent || !take->hears_output;
    for (size_t i = 0; i < block->frames; i++) {
        unsigned char *frame = bytes + i * CHANNELS * SAMPLE_BYTES;
        put_sample(frame, is_silent ? 0 : (double)block->left[i] + dither(take) * step);
        put_sample(frame + SAMPLE_BYTES,
                   is_silent ? 0 : (double)block->right[i] + dither(take) * step);
    }
    if (lg_wav_add(take->wav, bytes, block->frames, NULL) == 0)
        return;
    /* As when a disk is full: what is there stays, unfinished. */
    lg_wav_free(take->wav);
    take->wav = NULL;
}

static void tear(const char *path) {
    struct stat file;
    /* A file that can't be cut shows in the test that wanted it cut. */
    if (stat(path, &file) == 0 && truncate(path, file.st_size / 2) != 0)
        return;
}

void lg_sim_take_finish(struct lg_sim_take *take) {
    take->is_recording = false;
    if (take->wav != NULL) {
        bool is_finished = lg_wav_finish(take->wav, NULL) == 0;
        lg_wav_free(take->wav);
        take->wav = NULL;
        if (is_finished && take->harm.is_torn)
            tear(take->path);
        if (take->harm.is_missing)
            unlink(take->path);
    }
    lg_sim_sound_free(take->sound);
    take->sound = NULL;
}

void lg_sim_take_free(struct lg_sim_take *take) {
    while (take != NULL) {
        struct lg_sim_take *next = take->next;
        lg_wav_free(take->wav);
        lg_sim_sound_free(take->sound);
        free(take->name);
        free(take->path);
        free(take);
        take = next;
    }
}

void lg_sim_take_remove(struct lg_sim_take **first, struct lg_sim_take *take) {
    while (*first != take)
        first = &(*first)->next;
    *first = take->next;
    take->next = NULL;
    lg_sim_take_free(take);
}

struct lg_sim_take *lg_sim_take_at(struct lg_sim_take *first, size_t slot) {
    while (first != NULL && (first->slot != slot || (!first->is_recording && !(first->beats > 0))))
        first = first->next;
    return first;
}
