/* A plain WAV that is written piece by piece, as a recorder does: until it is finished its header
 * says that it holds no samples (complete.h refuses it). */
#ifndef LG_AUDIO_WAV_H
#define LG_AUDIO_WAV_H

#include <stddef.h>
#include <stdint.h>

#include "audio/pcm.h"
#include "base/err.h"

struct lg_wav;

struct lg_wav_form {
    int rate_hz;
    int channels;
    enum lg_pcm pcm; /* not LG_PCM_INT8: 8 bits of a WAV are unsigned */
};

/* Makes or empties the file. LG_ERR_WRITE. */
int lg_wav_new(const char *path, const struct lg_wav_form *form, struct lg_wav **out,
               struct lg_err *err) LG_MUST_CHECK;
/* Frames as pcm.h has them. LG_ERR_WRITE; also past the 4 GiB that a WAV holds. */
int lg_wav_add(struct lg_wav *wav, const unsigned char *pcm, size_t frames,
               struct lg_err *err) LG_MUST_CHECK;
/* Says in the header what there is. The file may be added to and finished again. */
int lg_wav_finish(struct lg_wav *wav, struct lg_err *err) LG_MUST_CHECK;
int64_t lg_wav_frames(const struct lg_wav *wav);
/* Leaves the file as it is. */
void lg_wav_free(struct lg_wav *wav);

#endif
