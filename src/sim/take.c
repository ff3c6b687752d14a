#include "sim/take.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHANNELS = 2, SAMPLE_BYTES = 3 };

static void put_sample(unsigned char *at, float sample) {
    const double full = 8388608;
    double level = fmin(fmax(floor((double)sample * full + 0.5), -full), full - 1);
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
    for (size_t i = 0; i < block->frames; i++) {
        bool is_silent = take->harm.is_silent || !take->hears_output;
        unsigned char *frame = bytes + i * CHANNELS * SAMPLE_BYTES;
        put_sample(frame, is_silent ? 0 : block->left[i]);
        put_sample(frame + SAMPLE_BYTES, is_silent ? 0 : block->right[i]);
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

struct lg_sim_take *lg_sim_take_at(struct lg_sim_take *first, size_t slot) {
    while (first != NULL && (first->slot != slot || (!first->is_recording && !(first->beats > 0))))
        first = first->next;
    return first;
}
