#include "audio/pcm.h"

#include <stdint.h>
#include <string.h>

static const struct kind {
    size_t bytes;
    bool is_float;
    float full_scale;
} kinds[LG_PCM__COUNT] = {
    [LG_PCM_INT8] = {1, false, 127.0F / 128.0F},
    [LG_PCM_INT16] = {2, false, 32767.0F / 32768.0F},
    [LG_PCM_INT24] = {3, false, 8388607.0F / 8388608.0F},
    [LG_PCM_INT32] = {4, false, 1.0F}, /* as a float */
    [LG_PCM_FLOAT32] = {4, true, 1.0F},
    [LG_PCM_FLOAT64] = {8, true, 1.0F},
};

size_t lg_pcm_bytes(enum lg_pcm pcm) {
    return kinds[pcm].bytes;
}

bool lg_pcm_is_float(enum lg_pcm pcm) {
    return kinds[pcm].is_float;
}

float lg_pcm_full_scale(enum lg_pcm pcm) {
    return kinds[pcm].full_scale;
}

static uint32_t word(const unsigned char *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Integers are brought to 32 bits first: one scale for all of them, exact for each. */
static float of_int(uint32_t bits) {
    return (float)(int32_t)bits * 0x1p-31F;
}

static float int8_at(const unsigned char *at) {
    return of_int((uint32_t)at[0] << 24);
}

static float int16_at(const unsigned char *at) {
    return of_int((uint32_t)at[0] << 16 | (uint32_t)at[1] << 24);
}

static float int24_at(const unsigned char *at) {
    return of_int((uint32_t)at[0] << 8 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 24);
}

static float int32_at(const unsigned char *at) {
    return of_int(word(at));
}

static float float32_at(const unsigned char *at) {
    uint32_t bits = word(at);
    float number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static double double_at(const unsigned char *at) {
    uint64_t bits = (uint64_t)word(at) | (uint64_t)word(at + 4) << 32;
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static float float64_at(const unsigned char *at) {
    return (float)double_at(at);
}

/* Four bytes at once are quicker than three, but there are none behind the last sample. */
static void read_int24(const struct lg_pcm_block *block, const unsigned char *at, size_t step,
                       float *out) {
    for (size_t i = 0; i + 1 < block->frames; i++, at += step)
        out[i] = of_int(word(at) << 8);
    if (block->frames > 0)
        out[block->frames - 1] = int24_at(at);
}

/* One loop a format, so that each is compiled for its own width. */
#define READ_ALL(read)                                                                             \
    for (size_t i = 0; i < block->frames; i++, at += step)                                         \
    out[i] = read(at)

void lg_pcm_channel(const struct lg_pcm_block *block, size_t channel, float *out) {
    size_t width = lg_pcm_bytes(block->pcm);
    size_t step = block->channels * width;
    const unsigned char *at = block->bytes + channel * width;
    switch (block->pcm) {
    case LG_PCM_INT8:
        READ_ALL(int8_at);
        break;
    case LG_PCM_INT16:
        READ_ALL(int16_at);
        break;
    case LG_PCM_INT24:
        read_int24(block, at, step, out);
        break;
    case LG_PCM_INT32:
        READ_ALL(int32_at);
        break;
    case LG_PCM_FLOAT32:
        READ_ALL(float32_at);
        break;
    case LG_PCM_FLOAT64:
        READ_ALL(float64_at);
        break;
    case LG_PCM__COUNT:
        break;
    }
}

void lg_pcm_normalise(enum lg_pcm pcm, bool is_big, bool is_unsigned, unsigned char *bytes,
                      size_t samples) {
    size_t width = lg_pcm_bytes(pcm);
    for (size_t i = 0; is_big && i < samples; i++) {
        unsigned char *first = bytes + i * width;
        for (unsigned char *last = first + width - 1; first < last; first++, last--) {
            unsigned char other = *first;
            *first = *last;
            *last = other;
        }
    }
    for (size_t i = 0; is_unsigned && i < samples; i++)
        bytes[i] ^= 0x80;
}

void lg_pcm_from_ints(enum lg_pcm pcm, const int *ints, size_t samples, unsigned char *out) {
    size_t width = lg_pcm_bytes(pcm);
    for (size_t i = 0; i < samples; i++) {
        uint32_t bits = (uint32_t)ints[i];
        for (size_t byte = 0; byte < width; byte++)
            *out++ = (unsigned char)(bits >> 8 * (4 - width + byte));
    }
}

void lg_pcm_from_floats(const float *floats, size_t samples, unsigned char *out) {
    for (size_t i = 0; i < samples; i++) {
        uint32_t bits;
        memcpy(&bits, &floats[i], sizeof bits);
        for (size_t byte = 0; byte < sizeof bits; byte++)
            *out++ = (unsigned char)(bits >> 8 * byte);
    }
}

/* Bits instead of isfinite: a loop over these is vectorised. From the exponent of
 * LG_PCM_SAMPLE_MAX on, up to that of infinity and what is no number. */
static uint32_t is_bad(float sample) {
    uint32_t bits;
    memcpy(&bits, &sample, sizeof bits);
    return (bits & 0x7f800000U) >= (127U + 120U) << 23;
}

size_t lg_pcm_find_bad(const struct lg_pcm_block *block) {
    size_t count = block->frames * block->channels;
    bool is_wide = block->pcm == LG_PCM_FLOAT64;
    const unsigned char *bytes = block->bytes;
    uint32_t bad = 0;
    if (!lg_pcm_is_float(block->pcm))
        return count;
    for (size_t i = 0; i < count; i++)
        bad |= is_bad(is_wide ? float64_at(bytes + 8 * i) : float32_at(bytes + 4 * i));
    if (bad == 0)
        return count;
    size_t i = 0;
    while (is_bad(is_wide ? float64_at(bytes + 8 * i) : float32_at(bytes + 4 * i)) == 0)
        i++;
    return i;
}

double lg_pcm_float_at(const struct lg_pcm_block *block, size_t index) {
    const unsigned char *at = block->bytes + index * lg_pcm_bytes(block->pcm);
    return block->pcm == LG_PCM_FLOAT64 ? double_at(at) : (double)float32_at(at);
}

enum lg_pcm_sound lg_pcm_listen(const struct lg_pcm_block *block) {
    size_t bytes = block->frames * block->channels * lg_pcm_bytes(block->pcm);
    enum lg_pcm_sound loudest = LG_PCM_SILENT;
    if (block->pcm != LG_PCM_FLOAT64)
        return LG_PCM_SOUND; /* as a float it is all that it is */
    for (size_t i = 0; i < bytes && loudest != LG_PCM_SOUND; i += LG_PCM_BYTES_MAX) {
        if (float64_at(block->bytes + i) != 0.0F)
            loudest = LG_PCM_SOUND;
        else if (double_at(block->bytes + i) != 0.0)
            loudest = LG_PCM_FAINT;
    }
    return loudest;
}
