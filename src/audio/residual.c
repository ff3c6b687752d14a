#include "audio/residual.h"

#include <math.h>
#include <stdlib.h>

#include "audio/file.h"
#include "base/arena.h"

enum { PIECE_FRAMES = 8192 };

/* Sums over all samples. */
struct sums {
    double both, of_reference, of_file;
};

struct pair {
    struct lg_audio_file *file, *reference;
    float *file_piece, *reference_piece;
    size_t channels;
};

static void add(struct sums *sums, const struct pair *pair, size_t frames) {
    for (size_t i = 0; i < frames * pair->channels; i++) {
        double is = (double)pair->file_piece[i];
        double was = (double)pair->reference_piece[i];
        sums->both += is * was;
        sums->of_file += is * is;
        sums->of_reference += was * was;
    }
}

static int sum_up(const struct pair *pair, const struct lg_env *env, struct sums *sums,
                  struct lg_err *err) {
    size_t got;
    size_t wanted;
    do {
        if ((env != NULL && lg_env_check(env, err) < 0) ||
            lg_audio_file_read(pair->reference, PIECE_FRAMES, pair->reference_piece, &wanted, err) <
                0 ||
            lg_audio_file_read(pair->file, PIECE_FRAMES, pair->file_piece, &got, err) < 0)
            return -1;
        if (got != wanted)
            return lg_err_set(err, LG_ERR_READ, "they are not of the same length");
        add(sums, pair, got);
    } while (got > 0);
    return 0;
}

static int check(const struct pair *pair, struct lg_err *err) {
    const struct lg_audio_info *is = lg_audio_file_info(pair->file);
    const struct lg_audio_info *was = lg_audio_file_info(pair->reference);
    if (is->rate_hz != was->rate_hz || is->channels != was->channels)
        return lg_err_set(err, LG_ERR_READ, "%d channels at %d Hz against %d channels at %d Hz",
                          is->channels, is->rate_hz, was->channels, was->rate_hz);
    return 0;
}

static int conclude(const struct sums *sums, struct lg_residual *out, struct lg_err *err) {
    if (!(sums->of_file > 0) || !(sums->of_reference > 0))
        return lg_err_set(err, LG_ERR_READ, "one of them is silent");
    double gain = sums->both / sums->of_reference;
    double left = 1 - sums->both * gain / sums->of_file;
    /* Below what the sums can tell. */
    if (left < 1e-15)
        left = 0;
    out->gain_db = 20 * log10(fmax(gain, 0));
    out->residual_db = 10 * log10(left);
    return 0;
}

int lg_residual_measure(const char *path, const char *reference, const struct lg_env *env,
                        struct lg_residual *out, struct lg_err *err) {
    struct pair pair = {0};
    struct sums sums = {0};
    int status = -1;
    if (lg_audio_file_new(path, &pair.file, err) < 0 ||
        lg_audio_file_new(reference, &pair.reference, err) < 0)
        goto out;
    status = check(&pair, err);
    if (status == 0) {
        pair.channels = (size_t)lg_audio_file_info(pair.file)->channels;
        pair.file_piece = lg_xcalloc(PIECE_FRAMES, pair.channels * sizeof(float));
        pair.reference_piece = lg_xcalloc(PIECE_FRAMES, pair.channels * sizeof(float));
        status = sum_up(&pair, env, &sums, err);
    }
    if (status == 0)
        status = conclude(&sums, out, err);
    if (status < 0)
        lg_err_wrap(err, "'%s' against '%s': ", path, reference);
out:
    lg_audio_file_free(pair.file);
    lg_audio_file_free(pair.reference);
    free(pair.file_piece);
    free(pair.reference_piece);
    return status;
}
