#include "audio/signal.h"

#include <inttypes.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>

#include "audio/file.h"
#include "base/arena.h"
#include "base/fs.h"

enum { PIECE_FRAMES = 4096 };

struct sample_format {
    int code;
    int bits; /* of an integer sample; 0: float */
    int bytes;
};

static const struct sample_format sample_formats[LG_SAMPLE__COUNT] = {
    [LG_SAMPLE_FLOAT32] = {SF_FORMAT_FLOAT, 0, 4},
    [LG_SAMPLE_INT16] = {SF_FORMAT_PCM_16, 16, 2},
    [LG_SAMPLE_INT24] = {SF_FORMAT_PCM_24, 24, 3},
};

static const double pi = 3.14159265358979323846;

static int check_tones(const struct lg_signal *signal, struct lg_err *err) {
    double level = 0.0;
    for (size_t i = 0; i < signal->num_tones; i++) {
        const struct lg_tone *tone = &signal->tones[i];
        if (!(tone->freq_hz > 0.0 && tone->freq_hz < signal->rate_hz / 2.0))
            return lg_err_set(err, LG_ERR_READ,
                              "a tone of %g Hz does not fit a rate of %d Hz: it must be above 0 "
                              "and below half the rate",
                              tone->freq_hz, signal->rate_hz);
        if (!(tone->amplitude >= 0.0))
            return lg_err_set(err, LG_ERR_READ, "an amplitude of %g is not a level",
                              tone->amplitude);
        level += tone->amplitude;
    }
    /* A hair of room: 0.1 + 0.2 + 0.7 is not exactly 1. */
    if (!(level <= 1.0 + 1e-12))
        return lg_err_set(err, LG_ERR_READ,
                          "the tones reach %g of full scale together and would clip", level);
    return 0;
}

/* The number of frames goes to *frames_out. */
static int check_signal(const struct lg_signal *signal, int64_t *frames_out, struct lg_err *err) {
    if (signal->rate_hz < LG_RATE_MIN_HZ || signal->rate_hz > LG_RATE_MAX_HZ)
        return lg_err_set(err, LG_ERR_READ, "a rate of %d Hz is outside %d to %d", signal->rate_hz,
                          LG_RATE_MIN_HZ, LG_RATE_MAX_HZ);
    if (signal->channels < 1 || signal->channels > LG_CHANNELS_MAX)
        return lg_err_set(err, LG_ERR_READ, "%d channels are outside 1 to %d", signal->channels,
                          LG_CHANNELS_MAX);
    double frames = floor(signal->duration_s * signal->rate_hz + 0.5);
    if (!(frames >= 1.0))
        return lg_err_set(err, LG_ERR_READ, "a duration of %g s holds no frames",
                          signal->duration_s);
    double bytes = frames * signal->channels * sample_formats[signal->format].bytes;
    if (!(bytes < 4e9))
        return lg_err_set(err, LG_ERR_READ, "a duration of %g s does not fit a WAV file",
                          signal->duration_s);
    *frames_out = (int64_t)frames;
    return check_tones(signal, err);
}

static double sample_at(const struct lg_signal *signal, int64_t frame) {
    double sum = 0.0;
    for (size_t i = 0; i < signal->num_tones; i++) {
        /* Whole turns are left out first, so that a long signal stays as exact as a short one. */
        double turns = fmod(signal->tones[i].freq_hz * (double)frame, signal->rate_hz);
        sum += signal->tones[i].amplitude * sin(2.0 * pi * turns / signal->rate_hz);
    }
    return sum;
}

static double quantise(double sample, int bits) {
    double steps = ldexp(1.0, bits - 1);
    return fmin(fmax(round(sample * steps), -steps), steps - 1.0);
}

static void fill(const struct lg_signal *signal, int64_t from, int64_t frames, double *out) {
    int bits = sample_formats[signal->format].bits;
    for (int64_t frame = from; frame < from + frames; frame++) {
        double sample = sample_at(signal, frame);
        for (int c = 0; c < signal->channels; c++)
            *out++ = bits > 0 ? quantise(sample, bits) : sample;
    }
}

/* A signal on its way into a file. */
struct writing {
    const struct lg_signal *signal;
    const char *path;
    const struct lg_env *env;
    int64_t frames;
};

static int write_piece(const struct writing *w, SNDFILE *writer, int64_t at, double *samples,
                       struct lg_err *err) {
    int64_t frames = w->frames - at < PIECE_FRAMES ? w->frames - at : PIECE_FRAMES;
    if (w->env != NULL && lg_env_check(w->env, err) < 0)
        return -1;
    fill(w->signal, at, frames, samples);
    if (sf_writef_double(writer, samples, frames) != frames)
        return lg_err_set(err, LG_ERR_WRITE, "cannot write '%s': %s", w->path, sf_strerror(writer));
    return 0;
}

static int write_pieces(const struct writing *w, SNDFILE *writer, struct lg_err *err) {
    double *samples = lg_xcalloc((size_t)w->signal->channels, PIECE_FRAMES * sizeof *samples);
    int result = 0;
    for (int64_t at = 0; at < w->frames && result == 0; at += PIECE_FRAMES)
        result = write_piece(w, writer, at, samples, err);
    free(samples);
    return result;
}

static int write_samples(const struct writing *w, int fd, struct lg_err *err) {
    SF_INFO sf = {.samplerate = w->signal->rate_hz,
                  .channels = w->signal->channels,
                  .format = SF_FORMAT_WAV | sample_formats[w->signal->format].code};
    SNDFILE *writer = sf_open_fd(fd, SFM_WRITE, &sf, SF_FALSE);
    if (writer == NULL)
        return lg_err_set(err, LG_ERR_WRITE, "cannot write '%s': %s", w->path, sf_strerror(NULL));
    /* The PEAK chunk holds the time of writing: the same signal must give the same bytes. */
    sf_command(writer, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
    /* Whole numbers stay as they are: libsndfile's own scale for 16 bits is 32767. */
    sf_command(writer, SFC_SET_NORM_DOUBLE, NULL, SF_FALSE);
    int result = write_pieces(w, writer, err);
    if (sf_close(writer) != 0)
        result = lg_err_set(err, LG_ERR_WRITE, "cannot finish '%s'", w->path);
    return result;
}

int lg_signal_write_wav(const struct lg_signal *signal, const char *path, const struct lg_env *env,
                        struct lg_err *err) {
    struct writing writing = {.signal = signal, .path = path, .env = env};
    struct lg_fs_draft draft = {0};
    int result = -1;
    if (check_signal(signal, &writing.frames, err) < 0)
        return -1;
    if (lg_fs_draft_open(&draft, path, err) < 0)
        return -1;
    if (write_samples(&writing, fileno(draft.file), err) < 0)
        goto out;
    result = lg_fs_draft_commit(&draft, err);
out:
    lg_fs_draft_dispose(&draft);
    return result;
}
