#include "audio/wav.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { HEADER_BYTES = 44, FORM_BYTES = 16, TAG_PCM = 1, TAG_FLOAT = 3 };

/* What the header counts besides the samples. */
enum { AROUND_BYTES = HEADER_BYTES - 8 };

struct lg_wav {
    FILE *file;
    char *path;
    struct lg_wav_form form;
    size_t frame_bytes;
    uint64_t bytes; /* of samples */
};

static void put(unsigned char *at, uint64_t number, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        at[i] = (unsigned char)(number >> (8 * i) & 0xff);
}

static int cannot(const struct lg_wav *wav, struct lg_err *err) {
    lg_err_sys(err, LG_ERR_WRITE, errno, "cannot write '%s'", wav->path);
    return lg_err_about_file(err, wav->path);
}

static int write_header(struct lg_wav *wav, uint64_t bytes, struct lg_err *err) {
    unsigned char header[HEADER_BYTES] = {0};
    uint64_t rate = (uint64_t)wav->form.rate_hz;
    memcpy(header, "RIFF....WAVEfmt ", 16);
    put(header + 4, AROUND_BYTES + bytes + (bytes & 1), 4);
    put(header + 16, FORM_BYTES, 4);
    put(header + 20, lg_pcm_is_float(wav->form.pcm) ? TAG_FLOAT : TAG_PCM, 2);
    put(header + 22, (uint64_t)wav->form.channels, 2);
    put(header + 24, rate, 4);
    put(header + 28, rate * wav->frame_bytes, 4);
    put(header + 32, wav->frame_bytes, 2);
    put(header + 34, 8 * lg_pcm_bytes(wav->form.pcm), 2);
    memcpy(header + 36, "data", 4);
    put(header + 40, bytes, 4);
    if (fseek(wav->file, 0, SEEK_SET) != 0 ||
        fwrite(header, 1, sizeof header, wav->file) != sizeof header)
        return cannot(wav, err);
    return 0;
}

int lg_wav_new(const char *path, const struct lg_wav_form *form, struct lg_wav **out,
               struct lg_err *err) {
    assert(form->pcm != LG_PCM_INT8 && form->channels > 0 && form->rate_hz > 0);
    struct lg_wav *wav = lg_xcalloc(1, sizeof *wav);
    *wav = (struct lg_wav){.file = fopen(path, "wb"),
                           .path = lg_xstrdup(path),
                           .form = *form,
                           .frame_bytes = (size_t)form->channels * lg_pcm_bytes(form->pcm)};
    if (wav->file == NULL || write_header(wav, 0, err) != 0) {
        cannot(wav, err);
        lg_wav_free(wav);
        return -1;
    }
    *out = wav;
    return 0;
}

int lg_wav_add(struct lg_wav *wav, const unsigned char *pcm, size_t frames, struct lg_err *err) {
    uint64_t bytes = (uint64_t)frames * wav->frame_bytes;
    if (wav->bytes + bytes > UINT32_MAX - HEADER_BYTES)
        return lg_err_set(err, LG_ERR_WRITE, "'%s' would be longer than a WAV can be", wav->path);
    if (fwrite(pcm, 1, (size_t)bytes, wav->file) != (size_t)bytes)
        return cannot(wav, err);
    wav->bytes += bytes;
    return 0;
}

int lg_wav_finish(struct lg_wav *wav, struct lg_err *err) {
    static const unsigned char pad[1];
    if ((wav->bytes & 1) != 0 && fwrite(pad, 1, 1, wav->file) != 1)
        return cannot(wav, err);
    if (write_header(wav, wav->bytes, err) != 0)
        return -1;
    if (fseek(wav->file, (long)(HEADER_BYTES + wav->bytes), SEEK_SET) != 0 ||
        fflush(wav->file) != 0)
        return cannot(wav, err);
    return 0;
}

int64_t lg_wav_frames(const struct lg_wav *wav) {
    return (int64_t)(wav->bytes / wav->frame_bytes);
}

void lg_wav_free(struct lg_wav *wav) {
    if (wav == NULL)
        return;
    if (wav->file != NULL)
        fclose(wav->file);
    free(wav->path);
    free(wav);
}
