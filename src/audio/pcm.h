/* Samples as bytes: little-endian, interleaved, in the width that the file gives them. This is what
 * the hash of the audio is made of, so that the same audio in another container has the same one;
 * the meters hear it as floats, full scale 1.0. */
#ifndef LG_AUDIO_PCM_H
#define LG_AUDIO_PCM_H

#include <stdbool.h>
#include <stddef.h>

enum lg_pcm {
    LG_PCM_INT8, /* signed, as all of them; WAV's own are not */
    LG_PCM_INT16,
    LG_PCM_INT24,
    LG_PCM_INT32,
    LG_PCM_FLOAT32, /* also what a lossy codec gives */
    LG_PCM_FLOAT64,
    LG_PCM__COUNT
};

enum { LG_PCM_BYTES_MAX = 8 };

size_t lg_pcm_bytes(enum lg_pcm pcm);
bool lg_pcm_is_float(enum lg_pcm pcm);
/* The highest sample that the format holds without going beyond full scale. */
float lg_pcm_full_scale(enum lg_pcm pcm);

/* Interleaved samples. */
struct lg_pcm_block {
    enum lg_pcm pcm;
    const unsigned char *bytes;
    size_t frames;
    size_t channels;
};

/* Writes the samples of one channel, counted from 0. */
void lg_pcm_channel(const struct lg_pcm_block *block, size_t channel, float *out);
/* In place, from the bytes of a file. `is_big` says that they are big-endian, `is_unsigned` that
 * 128 is silence (8 bits). */
void lg_pcm_normalise(enum lg_pcm pcm, bool is_big, bool is_unsigned, unsigned char *bytes,
                      size_t samples);
/* From left-justified integers, and from floats. */
void lg_pcm_from_ints(enum lg_pcm pcm, const int *ints, size_t samples, unsigned char *out);
void lg_pcm_from_floats(const float *floats, size_t samples, unsigned char *out);

/* More can't be metered: interpolated for its true peak it would leave the range of floats. */
#define LG_PCM_SAMPLE_MAX 0x1p+120
/* Index of the first sample that is no number, infinite, or LG_PCM_SAMPLE_MAX and above; the count
 * of all when there is none. */
size_t lg_pcm_find_bad(const struct lg_pcm_block *block);
/* A sample of a float format in the file's own width. */
double lg_pcm_float_at(const struct lg_pcm_block *block, size_t index);

/* How loud samples are at all. */
enum lg_pcm_sound {
    LG_PCM_SILENT,
    LG_PCM_FAINT, /* samples of 64 bits that are not 0, but would be as the floats that are metered
                   */
    LG_PCM_SOUND
};
/* The loudest there is in the block. */
enum lg_pcm_sound lg_pcm_listen(const struct lg_pcm_block *block);

#endif
