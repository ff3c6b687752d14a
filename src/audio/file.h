/* An audio file, read once from its beginning to its end by libsndfile. */
#ifndef LG_AUDIO_FILE_H
#define LG_AUDIO_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "audio/layout.h"
#include "base/err.h"

enum { LG_RATE_MIN_HZ = 8000, LG_RATE_MAX_HZ = 384000 };

struct lg_audio_file;

struct lg_audio_info {
    char format[64]; /* container and samples: "WAV float 32", "Ogg Vorbis" */
    int rate_hz;
    int channels;
    enum lg_speaker speakers[LG_CHANNELS_MAX]; /* from the header, else by count */
};

/* LG_ERR_READ, one line naming the path: missing, a folder, no audio, incomplete (see complete.h),
 * "empty audio: …", more than 64 channels, channels whose speakers nobody names, a rate outside
 * LG_RATE_MIN_HZ to LG_RATE_MAX_HZ. */
int lg_audio_file_new(const char *path, struct lg_audio_file **out,
                      struct lg_err *err) LG_MUST_CHECK;
void lg_audio_file_free(struct lg_audio_file *file);

/* Borrowed. */
const struct lg_audio_info *lg_audio_file_info(const struct lg_audio_file *file);
/* Reads up to `frames` frames, full scale 1.0, beyond it where the file is float. *read_out is 0 at
 * the end alone. LG_ERR_READ: what can't be decoded; a sample that is no number, with its frame
 * from 0 and its channel from 1; at the end also a file with fewer frames than its header says,
 * none at all, or one that was changed since it was opened. */
int lg_audio_file_read(struct lg_audio_file *file, size_t frames, float *interleaved_out,
                       size_t *read_out, struct lg_err *err) LG_MUST_CHECK;
/* How many frames were read so far: the header's count is never trusted. */
int64_t lg_audio_file_frames(const struct lg_audio_file *file);

#endif
