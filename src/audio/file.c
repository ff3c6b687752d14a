#include "audio/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/complete.h"
#include "base/arena.h"

/* What may follow the last frame of an MPEG stream: tags. */
enum { MPEG_TAGS_MAX = 4096 };

struct lg_audio_file {
    int fd;
    SNDFILE *reader;
    struct lg_audio_info info;
    int64_t frames;   /* read so far */
    int64_t declared; /* by the header, as libsndfile understands it */
    bool is_mpeg;
    struct stat opened;
    char *path;
};

struct format_name {
    int code;
    const char *name;
};

static const struct format_name container_names[] = {
    {SF_FORMAT_WAV, "WAV"},   {SF_FORMAT_WAVEX, "WAV"}, {SF_FORMAT_RF64, "RF64"},
    {SF_FORMAT_W64, "W64"},   {SF_FORMAT_AIFF, "AIFF"}, {SF_FORMAT_CAF, "CAF"},
    {SF_FORMAT_FLAC, "FLAC"}, {SF_FORMAT_OGG, "Ogg"},   {SF_FORMAT_AU, "AU"},
    {SF_FORMAT_MPEG, "MPEG"},
};

static const struct format_name sample_names[] = {
    {SF_FORMAT_PCM_S8, "int 8"},
    {SF_FORMAT_PCM_U8, "unsigned 8"},
    {SF_FORMAT_PCM_16, "int 16"},
    {SF_FORMAT_PCM_24, "int 24"},
    {SF_FORMAT_PCM_32, "int 32"},
    {SF_FORMAT_FLOAT, "float 32"},
    {SF_FORMAT_DOUBLE, "float 64"},
    {SF_FORMAT_VORBIS, "Vorbis"},
    {SF_FORMAT_OPUS, "Opus"},
    {SF_FORMAT_MPEG_LAYER_I, "layer I"},
    {SF_FORMAT_MPEG_LAYER_II, "layer II"},
    {SF_FORMAT_MPEG_LAYER_III, "layer III"},
};

/* Ours where there is one, else libsndfile's. */
static void format_name(const struct format_name *names, size_t count, int code, char out[32]) {
    SF_FORMAT_INFO known = {.format = code};
    const char *name = NULL;
    for (size_t i = 0; i < count && name == NULL; i++) {
        if (names[i].code == code)
            name = names[i].name;
    }
    if (name == NULL && sf_command(NULL, SFC_GET_FORMAT_INFO, &known, sizeof known) == 0)
        name = known.name;
    snprintf(out, 32, "%s", name != NULL ? name : "unknown");
}

static void describe_format(int format, char out[64]) {
    char container[32];
    char samples[32];
    format_name(container_names, LG_ARRAY_LEN(container_names), format & SF_FORMAT_TYPEMASK,
                container);
    format_name(sample_names, LG_ARRAY_LEN(sample_names), format & SF_FORMAT_SUBMASK, samples);
    snprintf(out, 64, "%s %s", container, samples);
}

struct position {
    bool known;
    enum lg_speaker speaker;
};

static const struct position positions[SF_CHANNEL_MAP_MAX] = {
    [SF_CHANNEL_MAP_MONO] = {true, LG_SPEAKER_CENTER},
    [SF_CHANNEL_MAP_LEFT] = {true, LG_SPEAKER_LEFT},
    [SF_CHANNEL_MAP_RIGHT] = {true, LG_SPEAKER_RIGHT},
    [SF_CHANNEL_MAP_CENTER] = {true, LG_SPEAKER_CENTER},
    [SF_CHANNEL_MAP_FRONT_LEFT] = {true, LG_SPEAKER_LEFT},
    [SF_CHANNEL_MAP_FRONT_RIGHT] = {true, LG_SPEAKER_RIGHT},
    [SF_CHANNEL_MAP_FRONT_CENTER] = {true, LG_SPEAKER_CENTER},
    [SF_CHANNEL_MAP_REAR_CENTER] = {true, LG_SPEAKER_REAR},
    [SF_CHANNEL_MAP_REAR_LEFT] = {true, LG_SPEAKER_LEFT_SURROUND},
    [SF_CHANNEL_MAP_REAR_RIGHT] = {true, LG_SPEAKER_RIGHT_SURROUND},
    [SF_CHANNEL_MAP_LFE] = {true, LG_SPEAKER_LFE},
    [SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER] = {true, LG_SPEAKER_LEFT_MIDDLE},
    [SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER] = {true, LG_SPEAKER_RIGHT_MIDDLE},
    [SF_CHANNEL_MAP_SIDE_LEFT] = {true, LG_SPEAKER_LEFT_SIDE},
    [SF_CHANNEL_MAP_SIDE_RIGHT] = {true, LG_SPEAKER_RIGHT_SIDE},
    [SF_CHANNEL_MAP_TOP_CENTER] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_FRONT_LEFT] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_FRONT_RIGHT] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_FRONT_CENTER] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_REAR_LEFT] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_REAR_RIGHT] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_REAR_CENTER] = {true, LG_SPEAKER_ABOVE},
};

/* True when the header names a known speaker for each channel, none twice. libsndfile 1.2 gives
 * uninitialised entries for some AIFF files, so AIFF's are not looked at. */
static bool layout_by_header(SNDFILE *reader, const SF_INFO *sf, enum lg_speaker *out) {
    int map[LG_CHANNELS_MAX];
    bool seen[SF_CHANNEL_MAP_MAX] = {false};
    if ((sf->format & SF_FORMAT_TYPEMASK) == SF_FORMAT_AIFF)
        return false;
    if (sf_command(reader, SFC_GET_CHANNEL_MAP_INFO, map, sf->channels * (int)sizeof *map) !=
        SF_TRUE)
        return false;
    for (int c = 0; c < sf->channels; c++) {
        if (map[c] < 0 || map[c] >= SF_CHANNEL_MAP_MAX || !positions[map[c]].known || seen[map[c]])
            return false;
        seen[map[c]] = true;
        out[c] = positions[map[c]].speaker;
    }
    /* Beside side speakers the rear ones stand at 135 degrees; alone they are the surrounds. */
    for (int c = 0; c < sf->channels && seen[SF_CHANNEL_MAP_SIDE_LEFT]; c++) {
        if (map[c] == SF_CHANNEL_MAP_REAR_LEFT)
            out[c] = LG_SPEAKER_LEFT_REAR;
        if (map[c] == SF_CHANNEL_MAP_REAR_RIGHT)
            out[c] = LG_SPEAKER_RIGHT_REAR;
    }
    return true;
}

static enum lg_channel_order order_of(int format) {
    int container = format & SF_FORMAT_TYPEMASK;
    int samples = format & SF_FORMAT_SUBMASK;
    if (samples == SF_FORMAT_VORBIS || samples == SF_FORMAT_OPUS)
        return LG_ORDER_VORBIS;
    bool is_flac = container == SF_FORMAT_FLAC || container == SF_FORMAT_OGG;
    return is_flac ? LG_ORDER_FLAC : LG_ORDER_WAVE;
}

static int open_regular(struct lg_audio_file *file, struct lg_err *err) {
    /* Not blocking: a FIFO without a writer must be refused, not waited for. */
    file->fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file->fd < 0 || fstat(file->fd, &file->opened) < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "cannot open '%s'", file->path);
    if (S_ISDIR(file->opened.st_mode))
        return lg_err_set(err, LG_ERR_READ, "'%s' is a folder, not an audio file", file->path);
    if (!S_ISREG(file->opened.st_mode))
        return lg_err_set(err, LG_ERR_READ, "'%s' is not a regular file", file->path);
    if (file->opened.st_size == 0)
        return lg_err_set(err, LG_ERR_READ, "empty audio: '%s' holds 0 bytes", file->path);
    return lg_complete_check(file->fd, (int64_t)file->opened.st_size, file->path, err);
}

static int open_audio(struct lg_audio_file *file, struct lg_err *err) {
    SF_INFO sf = {0};
    file->reader = sf_open_fd(file->fd, SFM_READ, &sf, SF_FALSE);
    if (file->reader == NULL)
        return lg_err_set(err, LG_ERR_READ, "'%s' is not audio that can be read: %s", file->path,
                          sf_strerror(NULL));
    if (sf.channels < 1 || sf.channels > LG_CHANNELS_MAX)
        return lg_err_set(err, LG_ERR_READ, "'%s' has %d channels, more than %d", file->path,
                          sf.channels, LG_CHANNELS_MAX);
    if (sf.samplerate < LG_RATE_MIN_HZ || sf.samplerate > LG_RATE_MAX_HZ)
        return lg_err_set(err, LG_ERR_READ, "'%s' has a rate of %d Hz, outside %d to %d",
                          file->path, sf.samplerate, LG_RATE_MIN_HZ, LG_RATE_MAX_HZ);
    describe_format(sf.format, file->info.format);
    file->info.rate_hz = sf.samplerate;
    file->info.channels = sf.channels;
    file->declared = sf.frames;
    file->is_mpeg = (sf.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG;
    if (!layout_by_header(file->reader, &sf, file->info.speakers) &&
        !lg_layout_by_count(order_of(sf.format), sf.channels, file->info.speakers))
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' has %d channels and names no speakers for them: its loudness is "
                          "not defined",
                          file->path, sf.channels);
    return 0;
}

int lg_audio_file_new(const char *path, struct lg_audio_file **out, struct lg_err *err) {
    struct lg_audio_file *file = lg_xcalloc(1, sizeof *file);
    file->fd = -1;
    file->path = lg_xstrdup(path);
    if (open_regular(file, err) < 0 || open_audio(file, err) < 0) {
        lg_audio_file_free(file);
        return -1;
    }
    *out = file;
    return 0;
}

void lg_audio_file_free(struct lg_audio_file *file) {
    if (file == NULL)
        return;
    if (file->reader != NULL)
        sf_close(file->reader);
    if (file->fd >= 0)
        close(file->fd);
    free(file->path);
    free(file);
}

const struct lg_audio_info *lg_audio_file_info(const struct lg_audio_file *file) {
    return &file->info;
}

int64_t lg_audio_file_frames(const struct lg_audio_file *file) {
    return file->frames;
}

/* One NaN makes every later comparison of a meter false: the rest of the file would not count. */
static int check_finite(const struct lg_audio_file *file, const float *samples, size_t frames,
                        struct lg_err *err) {
    size_t channels = (size_t)file->info.channels;
    for (size_t i = 0; i < frames * channels; i++) {
        if (!isfinite(samples[i]))
            return lg_err_set(err, LG_ERR_READ,
                              "'%s': the sample at frame %" PRId64 ", channel %zu is %s",
                              file->path, file->frames + (int64_t)(i / channels), i % channels + 1,
                              isnan(samples[i]) ? "nan" : "infinite");
    }
    return 0;
}

/* A render may still be going on. */
static bool was_changed(const struct lg_audio_file *file) {
    struct stat now;
    return stat(file->path, &now) < 0 || now.st_size != file->opened.st_size ||
           now.st_mtime != file->opened.st_mtime || now.st_ino != file->opened.st_ino ||
           now.st_dev != file->opened.st_dev;
}

static int check_length(const struct lg_audio_file *file, struct lg_err *err) {
    /* A stream written to a pipe may leave its length open; libsndfile says the maximum then. */
    if (file->declared == SF_COUNT_MAX || file->frames >= file->declared)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' is incomplete: header says %" PRId64
                      " frames of audio, the file holds %" PRId64,
                      file->path, file->declared, file->frames);
}

/* Without a Xing header libsndfile guesses the length of an MPEG stream from its first frame: then
 * it may stop long before the end, or have promised too much. */
static int check_mpeg_end(const struct lg_audio_file *file, struct lg_err *err) {
    off_t unread = file->opened.st_size - lseek(file->fd, 0, SEEK_CUR);
    if (file->frames >= file->declared && unread <= MPEG_TAGS_MAX)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' is incomplete, or an MPEG stream that does not say its length: "
                      "%" PRId64 " of about %" PRId64 " frames were decoded, %" PRId64
                      " bytes were not",
                      file->path, file->frames, file->declared, (int64_t)unread);
}

static int check_end(const struct lg_audio_file *file, struct lg_err *err) {
    if (sf_error(file->reader) != SF_ERR_NO_ERROR)
        return lg_err_set(err, LG_ERR_READ, "'%s' can't be decoded after frame %" PRId64 ": %s",
                          file->path, file->frames, sf_strerror(file->reader));
    if (was_changed(file))
        return lg_err_set(err, LG_ERR_READ, "'%s' was changed while it was read", file->path);
    if (file->frames == 0)
        return lg_err_set(err, LG_ERR_READ, "empty audio: '%s' holds no samples", file->path);
    return file->is_mpeg ? check_mpeg_end(file, err) : check_length(file, err);
}

int lg_audio_file_read(struct lg_audio_file *file, size_t frames, float *interleaved_out,
                       size_t *read_out, struct lg_err *err) {
    sf_count_t got = sf_readf_float(file->reader, interleaved_out, (sf_count_t)frames);
    if (got <= 0) {
        if (check_end(file, err) < 0)
            return -1;
        *read_out = 0;
        return 0;
    }
    if (check_finite(file, interleaved_out, (size_t)got, err) < 0)
        return -1;
    file->frames += got;
    *read_out = (size_t)got;
    return 0;
}
