#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sndfile.h>
#include <stdlib.h>
#include <unistd.h>

#include "audio/wave.h"
#include "base/arena.h"

enum { PIECE_FRAMES = 4096 };

static const struct file_format {
    int code;
    int bits; /* of an integer sample; 0: float */
} file_formats[LG_WAVE_FORMAT__COUNT] = {
    [LG_WAVE_F32] = {SF_FORMAT_FLOAT, 0},   [LG_WAVE_F64] = {SF_FORMAT_DOUBLE, 0},
    [LG_WAVE_S16] = {SF_FORMAT_PCM_16, 16}, [LG_WAVE_S24] = {SF_FORMAT_PCM_24, 24},
    [LG_WAVE_U8] = {SF_FORMAT_PCM_U8, 8},
};

/* The speakers that the header of WAVE_FORMAT_EXTENSIBLE knows, which stand in its order there. */
static const int map_of[LG_SPEAKER__COUNT] = {
    [LG_SPEAKER_LEFT] = SF_CHANNEL_MAP_LEFT,
    [LG_SPEAKER_RIGHT] = SF_CHANNEL_MAP_RIGHT,
    [LG_SPEAKER_CENTER] = SF_CHANNEL_MAP_CENTER,
    [LG_SPEAKER_LFE] = SF_CHANNEL_MAP_LFE,
    [LG_SPEAKER_LEFT_SURROUND] = SF_CHANNEL_MAP_REAR_LEFT,
    [LG_SPEAKER_RIGHT_SURROUND] = SF_CHANNEL_MAP_REAR_RIGHT,
    [LG_SPEAKER_LEFT_REAR] = SF_CHANNEL_MAP_REAR_LEFT,
    [LG_SPEAKER_RIGHT_REAR] = SF_CHANNEL_MAP_REAR_RIGHT,
    [LG_SPEAKER_REAR] = SF_CHANNEL_MAP_REAR_CENTER,
    [LG_SPEAKER_LEFT_SIDE] = SF_CHANNEL_MAP_SIDE_LEFT,
    [LG_SPEAKER_RIGHT_SIDE] = SF_CHANNEL_MAP_SIDE_RIGHT,
    [LG_SPEAKER_LEFT_MIDDLE] = SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER,
    [LG_SPEAKER_RIGHT_MIDDLE] = SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER,
    [LG_SPEAKER_ABOVE] = SF_CHANNEL_MAP_TOP_CENTER,
};

/* The place of a speaker in a WAVE file. */
static int rank(int map) {
    static const int order[] = {
        SF_CHANNEL_MAP_LEFT,
        SF_CHANNEL_MAP_RIGHT,
        SF_CHANNEL_MAP_CENTER,
        SF_CHANNEL_MAP_LFE,
        SF_CHANNEL_MAP_REAR_LEFT,
        SF_CHANNEL_MAP_REAR_RIGHT,
        SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER,
        SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER,
        SF_CHANNEL_MAP_REAR_CENTER,
        SF_CHANNEL_MAP_SIDE_LEFT,
        SF_CHANNEL_MAP_SIDE_RIGHT,
        SF_CHANNEL_MAP_TOP_CENTER,
    };
    int at = 0;
    while (order[at] != map)
        at++;
    return at;
}

/* False: WAVE_FORMAT_EXTENSIBLE can't say it, or need not. */
static bool name_speakers(const struct lg_wave *wave, int map[static LG_CHANNELS_MAX]) {
    if (wave->channels <= 2)
        return false;
    for (int c = 0; c < wave->channels; c++) {
        map[c] = map_of[wave->speakers[c]];
        if (c > 0 && rank(map[c]) <= rank(map[c - 1]))
            return false;
    }
    return true;
}

/* Whole numbers of LSBs for an integer format; float as it is. */
static void round_to(int bits, double *samples, size_t count) {
    double steps = ldexp(1.0, bits - 1);
    for (size_t i = 0; i < count && bits > 0; i++)
        samples[i] = fmin(fmax(floor(samples[i] * steps + 0.5), -steps), steps - 1.0);
}

static int write_pieces(SNDFILE *writer, const struct lg_wave *wave, const char *path,
                        struct lg_err *err) {
    struct lg_wave_maker *maker = lg_wave_maker_new(wave);
    double *samples = lg_xcalloc((size_t)wave->channels, PIECE_FRAMES * sizeof *samples);
    size_t frames;
    int result = 0;
    while (result == 0 && (frames = lg_wave_maker_next(maker, PIECE_FRAMES, samples)) > 0) {
        round_to(file_formats[wave->format].bits, samples, frames * (size_t)wave->channels);
        if (sf_writef_double(writer, samples, (sf_count_t)frames) != (sf_count_t)frames)
            result =
                lg_err_set(err, LG_ERR_WRITE, "cannot write '%s': %s", path, sf_strerror(writer));
    }
    free(samples);
    lg_wave_maker_free(maker);
    return result;
}

static int write_samples(int fd, const struct lg_wave *wave, const char *path, struct lg_err *err) {
    int map[LG_CHANNELS_MAX] = {0};
    bool is_named = name_speakers(wave, map);
    SF_INFO sf = {.samplerate = wave->rate_hz,
                  .channels = wave->channels,
                  .format = (is_named ? SF_FORMAT_WAVEX : SF_FORMAT_WAV) |
                            file_formats[wave->format].code};
    SNDFILE *writer = sf_open_fd(fd, SFM_WRITE, &sf, SF_FALSE);
    if (writer == NULL)
        return lg_err_set(err, LG_ERR_WRITE, "cannot write '%s': %s", path, sf_strerror(NULL));
    int result = 0;
    if (is_named && sf_command(writer, SFC_SET_CHANNEL_MAP_INFO, map,
                               wave->channels * (int)sizeof *map) != SF_TRUE)
        result = lg_err_set(err, LG_ERR_WRITE, "cannot name the speakers of '%s'", path);
    /* The PEAK chunk holds the time of writing: the same signal must give the same bytes. */
    sf_command(writer, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
    /* Whole numbers stay as they are: libsndfile's own scale for 16 bits is 32767. */
    sf_command(writer, SFC_SET_NORM_DOUBLE, NULL, SF_FALSE);
    if (result == 0)
        result = write_pieces(writer, wave, path, err);
    if (sf_close(writer) != 0 && result == 0)
        result = lg_err_set(err, LG_ERR_WRITE, "cannot finish '%s'", path);
    return result;
}

/* Not by way of a temporary name, nor synced: hundreds of these are made to be read once. */
int lg_wave_write(const struct lg_wave *wave, const char *path, struct lg_err *err) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        lg_err_sys(err, LG_ERR_WRITE, errno, "cannot write '%s'", path);
        return lg_err_about_file(err, path);
    }
    int result = write_samples(fd, wave, path, err);
    if (close(fd) != 0 && result == 0)
        result = lg_err_sys(err, LG_ERR_WRITE, errno, "cannot finish '%s'", path);
    if (result != 0)
        unlink(path);
    return result;
}
