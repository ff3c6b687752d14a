#include "render/cut.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/stats.h"
#include "audio/wav.h"

enum { PIECE_FRAMES = 16384 };

struct copy {
    struct lg_audio_file *file;
    struct lg_wav *wav;
    unsigned char *piece;
    int64_t left; /* frames that are still to be copied; the rest is counted alone */
};

static int copy_frames(struct copy *copy, struct lg_err *err) {
    size_t got;
    do {
        if (lg_audio_file_read_pcm(copy->file, PIECE_FRAMES, copy->piece, &got, err) < 0)
            return -1;
        size_t wanted = (int64_t)got < copy->left ? got : (size_t)copy->left;
        if (lg_wav_add(copy->wav, copy->piece, wanted, err) < 0)
            return -1;
        copy->left -= (int64_t)wanted;
    } while (got > 0);
    return lg_wav_finish(copy->wav, err);
}

static int check_length(const struct lg_audio_file *file, const char *source,
                        const struct lg_cut *cut, struct lg_err *err) {
    double seconds = (double)lg_audio_file_frames(file) / lg_audio_file_info(file)->rate_hz;
    double frame = 1.0 / lg_audio_file_info(file)->rate_hz;
    if (!(cut->seconds > 0))
        return 0;
    if (seconds < cut->seconds - frame)
        return lg_print_refuse(err, LG_PRINT_WRONG_LENGTH, "'%s' lasts %.3f s, ordered were %.3f s",
                               source, seconds, cut->seconds);
    if (seconds > cut->most_seconds)
        return lg_print_refuse(err, LG_PRINT_WRONG_LENGTH,
                               "'%s' lasts %.3f s, and can rightly last %.3f s at most", source,
                               seconds, cut->most_seconds);
    return 0;
}

static int cut_out(const char *source, const struct lg_cut *cut, const char *path,
                   struct lg_err *err) {
    struct copy copy = {0};
    int status = -1;
    if (lg_audio_file_new(cut->held != NULL ? cut->held : source, &copy.file, err) < 0)
        return -1;
    const struct lg_audio_info *info = lg_audio_file_info(copy.file);
    const struct lg_wav_form form = {info->rate_hz, info->channels, info->pcm};
    copy.left = cut->seconds > 0 ? llround(cut->seconds * info->rate_hz) : INT64_MAX;
    copy.piece = lg_xcalloc(PIECE_FRAMES, (size_t)info->channels * lg_pcm_bytes(info->pcm));
    if (info->pcm == LG_PCM_INT8)
        lg_err_set(err, LG_ERR_READ, "'%s' has samples of 8 bits: no print has", source);
    else if (lg_wav_new(path, &form, &copy.wav, err) == 0 && copy_frames(&copy, err) == 0)
        status = check_length(copy.file, source, cut, err);
    lg_wav_free(copy.wav);
    lg_audio_file_free(copy.file);
    free(copy.piece);
    return status;
}

int lg_cut_print(const char *source, const struct lg_cut *cut, const struct lg_print_order *order,
                 struct lg_measures *out, struct lg_err *err) {
    static const struct lg_measure_options peaks_and_pcm = {
        .skip = LG_MEASURE_LOUDNESS | LG_MEASURE_STATS | LG_MEASURE_HASH};
    struct lg_measures measures;
    if (cut_out(source, cut, order->file, err) < 0 ||
        lg_measure_file_with(order->file, &peaks_and_pcm, order->env, &measures, err) < 0)
        return -1;
    if (!order->may_be_silent && measures.sample_peak_dbfs <= LG_SILENCE_DBFS)
        return lg_print_refuse(err, LG_PRINT_SILENT, "nothing in '%s' is above %g dBFS", source,
                               LG_SILENCE_DBFS);
    if (order->unlike != NULL && strcmp(order->unlike, measures.pcm_sha256) == 0)
        return lg_print_refuse(err, LG_PRINT_STALE,
                               "'%s' holds just the audio of the print before it", source);
    *out = measures;
    return 0;
}
