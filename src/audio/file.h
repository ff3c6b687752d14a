/* An audio file, read once from its beginning to its end by libsndfile. */
#ifndef LG_AUDIO_FILE_H
#define LG_AUDIO_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "audio/complete.h"
#include "audio/header_layout.h"
#include "audio/layout.h"
#include "audio/pcm.h"
#include "base/err.h"
#include "base/sha256.h"

enum { LG_RATE_MIN_HZ = 8000, LG_RATE_MAX_HZ = 384000 };

/* Where the speakers of the channels come from. */
enum lg_layout_by {
    LG_LAYOUT_BY_NOBODY, /* `speakers` mean nothing: the header is silent and nothing is agreed for
                            this count, or what it says can't be understood */
    LG_LAYOUT_BY_HEADER,
    LG_LAYOUT_BY_CALLER, /* where the header names none */
    LG_LAYOUT_BY_COUNT,  /* what is customary, where both are silent */
    LG_LAYOUT_BY__COUNT
};

/* "nobody", "header", "option", "count"; "?" out of range. */
const char *lg_layout_by_name(enum lg_layout_by by);

struct lg_audio_file;

struct lg_audio_info {
    char format[64]; /* container and samples: "WAV float 32", "Ogg Vorbis" */
    enum lg_pcm pcm; /* what its samples are, or are decoded to */
    int rate_hz;
    int channels;
    enum lg_layout_by layout_by;
    enum lg_speaker speakers[LG_CHANNELS_MAX];
    char layout_why[LG_LAYOUT_WHY_MAX]; /* of LG_LAYOUT_BY_NOBODY */
    int64_t frames;                     /* by the header; -1: it doesn't say. Never to be trusted */
    struct lg_completeness completeness;
};

/* LG_ERR_READ, one line naming the path: missing, a folder, no audio, incomplete (see complete.h),
 * "empty audio: …", more than 64 channels, channels whose speakers nobody names, a rate outside
 * LG_RATE_MIN_HZ to LG_RATE_MAX_HZ. */
int lg_audio_file_new(const char *path, struct lg_audio_file **out,
                      struct lg_err *err) LG_MUST_CHECK;

struct lg_audio_wishes {
    const struct lg_layout *layout; /* for a header that names no speakers; NULL: by count.
                                       LG_ERR_READ when it is for another number of channels, or
                                       the header names others */
    bool may_lack_speakers;         /* LG_LAYOUT_BY_NOBODY instead of a refusal */
    bool hash;                      /* for lg_audio_file_hash */
};
/* As lg_audio_file_new. */
int lg_audio_file_new_with(const char *path, const struct lg_audio_wishes *wishes,
                           struct lg_audio_file **out, struct lg_err *err) LG_MUST_CHECK;
void lg_audio_file_free(struct lg_audio_file *file);

/* Borrowed. */
const struct lg_audio_info *lg_audio_file_info(const struct lg_audio_file *file);
/* Reads up to `frames` frames, full scale 1.0, beyond it where the file is float. *read_out is 0 at
 * the end alone. LG_ERR_READ: what can't be decoded; a sample that is no number, or one of
 * LG_PCM_SAMPLE_MAX and above, with its frame from 0 and its channel from 1; at the end also a file
 * with fewer frames than its header says, none at all, all too faint to be metered though not
 * silent, or one that was changed since it was opened. */
int lg_audio_file_read(struct lg_audio_file *file, size_t frames, float *interleaved_out,
                       size_t *read_out, struct lg_err *err) LG_MUST_CHECK;
/* The same as bytes (pcm.h), `frames` * channels * lg_pcm_bytes of them. */
int lg_audio_file_read_pcm(struct lg_audio_file *file, size_t frames, unsigned char *pcm_out,
                           size_t *read_out, struct lg_err *err) LG_MUST_CHECK;
/* How many frames were read so far: the header's count is never trusted. */
int64_t lg_audio_file_frames(const struct lg_audio_file *file);
/* How many bytes of the file were read so far. */
int64_t lg_audio_file_bytes(const struct lg_audio_file *file);
/* SHA-256 of the file's bytes, as they came by; to be asked for at the end. */
int lg_audio_file_hash(struct lg_audio_file *file, char hex_out[static LG_SHA256_HEX],
                       struct lg_err *err) LG_MUST_CHECK;

#endif
