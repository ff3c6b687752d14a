#include "audio/file.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/format.h"
#include "audio/source.h"
#include "base/arena.h"
#include "base/number.h"

/* What may follow the last frame of an MPEG stream: tags. */
enum { MPEG_TAGS_MAX = 4096 };

/* Memory that is kept from one reading to the next. */
struct scratch {
    void *at;
    size_t bytes;
};

/* How libsndfile is asked for samples: its own conversions are slow, and lose the file's width. */
enum reading {
    READ_FLOATS,
    READ_INTS, /* left-justified */
    READ_BYTES /* as they lie in the file */
};

struct lg_audio_file {
    struct lg_source source;
    SNDFILE *reader;
    struct lg_audio_info info;
    enum reading reading;
    bool is_big_endian;
    bool is_unsigned;
    bool is_mpeg;
    int64_t frames;          /* read so far */
    enum lg_pcm_sound sound; /* of them */
    struct lg_md5 *md5;      /* of the samples, where the file says what it must be */
    struct scratch decoded;
    struct scratch pcm;
};

static sf_count_t io_length(void *source) {
    return (sf_count_t)((struct lg_source *)source)->opened.st_size;
}

static sf_count_t io_seek(sf_count_t offset, int whence, void *untyped) {
    struct lg_source *source = untyped;
    int64_t from = 0;
    if (whence == SEEK_CUR)
        from = source->at;
    else if (whence == SEEK_END)
        from = io_length(source);
    if (offset < -from || offset > INT64_MAX - from)
        return -1;
    source->at = from + offset;
    return source->at;
}

static sf_count_t io_read(void *out, sf_count_t length, void *source) {
    return lg_source_read(source, out, length);
}

static sf_count_t io_tell(void *source) {
    return ((struct lg_source *)source)->at;
}

static sf_count_t io_write(const void *bytes, sf_count_t length, void *source) {
    LG_UNUSED(bytes);
    LG_UNUSED(length);
    LG_UNUSED(source);
    return 0;
}

/* Some of libsndfile's words are for its own programmers. */
static const char *plain_words(const char *words) {
    static const char *const inner[] = {"internal error", "SF_INFO",       "SNDFILE",
                                        "SF_VIRTUAL_IO",  "unknown error", "Unknown error",
                                        "No Error"};
    static const char prefix[] = "Error : ";
    for (size_t i = 0; i < LG_ARRAY_LEN(inner); i++)
        if (strstr(words, inner[i]) != NULL)
            return "its decoder gives no reason";
    return strncmp(words, prefix, sizeof prefix - 1) == 0 ? words + sizeof prefix - 1 : words;
}

/* libsndfile keeps the reason of a failed open in one place for all threads. */
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

static int open_reader(struct lg_audio_file *file, SF_INFO *sf, struct lg_err *err) {
    static SF_VIRTUAL_IO io = {io_length, io_seek, io_read, io_write, io_tell};
    int result = 0;
    pthread_mutex_lock(&opening);
    file->reader = sf_open_virtual(&io, SFM_READ, sf, &file->source);
    if (file->reader == NULL)
        result = lg_err_set(err, LG_ERR_READ, "'%s' is not audio that can be read: %s",
                            file->source.path, plain_words(sf_strerror(NULL)));
    else
        lg_format_describe(sf->format, file->info.format);
    pthread_mutex_unlock(&opening);
    return result;
}

static bool host_is_big_endian(void) {
    const uint16_t one = 1;
    return *(const unsigned char *)&one == 0;
}

static void choose_reading(struct lg_audio_file *file, int format) {
    bool swapped = sf_command(file->reader, SFC_RAW_DATA_NEEDS_ENDSWAP, NULL, 0) == SF_TRUE;
    file->is_big_endian = swapped != host_is_big_endian();
    file->is_unsigned = (format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_U8;
    file->is_mpeg = (format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG;
    file->info.pcm = lg_format_pcm(format);
    if (lg_format_is_plain(format))
        file->reading = READ_BYTES;
    else if (!lg_pcm_is_float(file->info.pcm))
        file->reading = READ_INTS;
    else
        file->info.pcm = LG_PCM_FLOAT32;
}

static int refuse_wish(const struct lg_audio_file *file, const struct lg_layout *wished,
                       struct lg_err *err) {
    const struct lg_audio_info *info = &file->info;
    struct lg_str named = {0};
    struct lg_str asked = {0};
    lg_layout_write(info->speakers, info->channels, &named);
    lg_layout_write(wished->speakers, wished->channels, &asked);
    lg_err_set(err, LG_ERR_READ,
               "'%s' names its speakers: %s; the layout asked for is %s: its header must be "
               "mended, or the layout left out",
               file->source.path, lg_str_text(&named), lg_str_text(&asked));
    lg_str_dispose(&named);
    lg_str_dispose(&asked);
    return -1;
}

static int use_wish(struct lg_audio_file *file, const struct lg_layout *wished,
                    struct lg_err *err) {
    struct lg_audio_info *info = &file->info;
    if (wished->channels != info->channels)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' has %d channels, the layout asked for names %d speakers",
                          file->source.path, info->channels, wished->channels);
    memcpy(info->speakers, wished->speakers, sizeof info->speakers);
    info->layout_by = LG_LAYOUT_BY_CALLER;
    return 0;
}

/* Where the header speaks of what can't be understood, nothing is guessed by the count. */
static int lack_speakers(struct lg_audio_file *file, const struct lg_header_layout *header,
                         bool may_lack, struct lg_err *err) {
    struct lg_audio_info *info = &file->info;
    if (header->says == LG_HEADER_RIDDLE)
        snprintf(info->layout_why, sizeof info->layout_why, "%s", header->why);
    else
        snprintf(info->layout_why, sizeof info->layout_why,
                 "nobody says which speakers its channels feed");
    if (may_lack)
        return 0;
    if (header->says == LG_HEADER_RIDDLE)
        return lg_err_set(err, LG_ERR_READ, "'%s': %s: its loudness is not defined",
                          file->source.path, header->why);
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' has %d channels and names no speakers for them: its loudness is "
                      "not defined",
                      file->source.path, info->channels);
}

static int choose_layout(struct lg_audio_file *file, int format,
                         const struct lg_audio_wishes *wishes, struct lg_err *err) {
    struct lg_audio_info *info = &file->info;
    struct lg_header_layout header;
    struct lg_complete_subject subject = {.fd = file->source.fd,
                                          .bytes = (int64_t)file->source.opened.st_size,
                                          .path = file->source.path};
    if (lg_header_layout_read(&subject, info->channels, &header, err) < 0)
        return -1;
    if (header.says == LG_HEADER_SPEAKERS) {
        memcpy(info->speakers, header.speakers, sizeof info->speakers);
        info->layout_by = LG_LAYOUT_BY_HEADER;
        bool agrees = wishes->layout == NULL ||
                      lg_layout_agrees(wishes->layout, info->speakers, info->channels);
        return agrees ? 0 : refuse_wish(file, wishes->layout, err);
    }
    if (wishes->layout != NULL)
        return use_wish(file, wishes->layout, err);
    if (header.says == LG_HEADER_SILENT &&
        lg_layout_by_count(lg_format_order(format), info->channels, info->speakers)) {
        info->layout_by = LG_LAYOUT_BY_COUNT;
        return 0;
    }
    return lack_speakers(file, &header, wishes->may_lack_speakers, err);
}

static int open_audio(struct lg_audio_file *file, const struct lg_audio_wishes *wishes,
                      struct lg_err *err) {
    SF_INFO sf = {0};
    if (open_reader(file, &sf, err) < 0)
        return -1;
    if (sf.channels < 1 || sf.channels > LG_CHANNELS_MAX)
        return lg_err_set(err, LG_ERR_READ, "'%s' has %d channels, more than %d", file->source.path,
                          sf.channels, LG_CHANNELS_MAX);
    if (sf.samplerate < LG_RATE_MIN_HZ || sf.samplerate > LG_RATE_MAX_HZ)
        return lg_err_set(err, LG_ERR_READ, "'%s' has a rate of %d Hz, outside %d to %d",
                          file->source.path, sf.samplerate, LG_RATE_MIN_HZ, LG_RATE_MAX_HZ);
    file->info.rate_hz = sf.samplerate;
    file->info.channels = sf.channels;
    /* A stream written to a pipe may leave its length open; libsndfile says the maximum then. */
    file->info.frames = sf.frames == SF_COUNT_MAX ? -1 : sf.frames;
    choose_reading(file, sf.format);
    if (file->info.completeness.has_md5)
        file->md5 = lg_md5_new();
    return choose_layout(file, sf.format, wishes, err);
}

int lg_audio_file_new_with(const char *path, const struct lg_audio_wishes *wishes,
                           struct lg_audio_file **out, struct lg_err *err) {
    struct lg_audio_file *file = lg_xcalloc(1, sizeof *file);
    if (lg_source_open(&file->source, path, err) < 0 ||
        lg_complete_check(file->source.fd, (int64_t)file->source.opened.st_size, path,
                          &file->info.completeness, err) < 0)
        goto out;
    if (wishes->hash)
        lg_source_keep_hash(&file->source);
    if (open_audio(file, wishes, err) < 0)
        goto out;
    *out = file;
    return 0;
out:
    lg_audio_file_free(file);
    return lg_err_about_file(err, path);
}

int lg_audio_file_new(const char *path, struct lg_audio_file **out, struct lg_err *err) {
    return lg_audio_file_new_with(path, &(struct lg_audio_wishes){0}, out, err);
}

void lg_audio_file_free(struct lg_audio_file *file) {
    if (file == NULL)
        return;
    if (file->reader != NULL)
        sf_close(file->reader);
    lg_source_dispose(&file->source);
    lg_md5_free(file->md5);
    free(file->decoded.at);
    free(file->pcm.at);
    free(file);
}

const char *lg_layout_by_name(enum lg_layout_by by) {
    static const char *const names[LG_LAYOUT_BY__COUNT] = {
        [LG_LAYOUT_BY_NOBODY] = "nobody",
        [LG_LAYOUT_BY_HEADER] = "header",
        [LG_LAYOUT_BY_CALLER] = "option",
        [LG_LAYOUT_BY_COUNT] = "count",
    };
    return (unsigned)by < LG_LAYOUT_BY__COUNT ? names[by] : "?";
}

const struct lg_audio_info *lg_audio_file_info(const struct lg_audio_file *file) {
    return &file->info;
}

int64_t lg_audio_file_frames(const struct lg_audio_file *file) {
    return file->frames;
}

int64_t lg_audio_file_bytes(const struct lg_audio_file *file) {
    return file->source.at;
}

int lg_audio_file_hash(struct lg_audio_file *file, char hex_out[static LG_SHA256_HEX],
                       struct lg_err *err) {
    return lg_source_hash(&file->source, hex_out, err);
}

/* One NaN makes every later comparison of a meter false: the rest of the file would not count. */
static int check_finite(const struct lg_audio_file *file, const unsigned char *pcm, size_t frames,
                        struct lg_err *err) {
    size_t channels = (size_t)file->info.channels;
    struct lg_pcm_block block = {file->info.pcm, pcm, frames, channels};
    size_t bad = lg_pcm_find_bad(&block);
    if (bad == frames * channels)
        return 0;
    char number[LG_NUMBER_MAX];
    double sample = lg_pcm_float_at(&block, bad);
    lg_number_write(sample, number);
    return lg_err_set(err, LG_ERR_READ,
                      "'%s': the sample at frame %" PRId64 ", channel %zu is %s%s",
                      file->source.path, file->frames + (int64_t)(bad / channels),
                      bad % channels + 1, isinf(sample) ? "infinite" : number,
                      isfinite(sample) ? ": 1.3e36 and above can't be metered" : "");
}

/* Levels of -inf would not be true of it. */
static int check_faint(const struct lg_audio_file *file, struct lg_err *err) {
    if (file->sound != LG_PCM_FAINT)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' can't be metered: it is not silent, but no sample reaches 1.4e-45, "
                      "below which floats are 0",
                      file->source.path);
}

static int check_length(const struct lg_audio_file *file, struct lg_err *err) {
    int64_t held = file->info.completeness.frames;
    if (held >= 0 && file->frames != held)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' can't be judged: it holds %" PRId64 " frames of audio, %" PRId64
                          " were decoded",
                          file->source.path, held, file->frames);
    if (file->info.frames < 0 || file->frames >= file->info.frames)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' is incomplete: header says %" PRId64
                      " frames of audio, the file holds %" PRId64,
                      file->source.path, file->info.frames, file->frames);
}

/* Without a Xing header libsndfile guesses the length of an MPEG stream from its first frame: then
 * it may stop long before the end, or have promised too much. */
static int check_mpeg_end(const struct lg_audio_file *file, struct lg_err *err) {
    int64_t unread = (int64_t)file->source.opened.st_size - file->source.at;
    if (file->frames >= file->info.frames && unread <= MPEG_TAGS_MAX)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' is incomplete, or an MPEG stream that does not say its length: "
                      "%" PRId64 " of about %" PRId64 " frames were decoded, %" PRId64
                      " bytes were not",
                      file->source.path, file->frames, file->info.frames, unread);
}

/* Once: at a second end of the same file there is nothing new to compare. */
static int check_md5(struct lg_audio_file *file, struct lg_err *err) {
    unsigned char got[LG_MD5_BYTES];
    if (file->md5 == NULL)
        return 0;
    lg_md5_finish(file->md5, got);
    file->md5 = NULL;
    if (memcmp(got, file->info.completeness.md5, sizeof got) == 0)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' contradicts itself: its samples are not those of the MD5 in its header",
                      file->source.path);
}

static int check_end(struct lg_audio_file *file, struct lg_err *err) {
    const char *path = file->source.path;
    if (file->source.sys_errno != 0)
        return lg_err_sys(err, LG_ERR_READ, file->source.sys_errno, "cannot read '%s'", path);
    if (sf_error(file->reader) != SF_ERR_NO_ERROR)
        return lg_err_set(err, LG_ERR_READ, "'%s' can't be decoded after frame %" PRId64 ": %s",
                          path, file->frames, plain_words(sf_strerror(file->reader)));
    if (lg_source_was_changed(&file->source))
        return lg_err_set(err, LG_ERR_READ, "'%s' was changed while it was read", path);
    if (file->frames == 0)
        return lg_err_set(err, LG_ERR_READ, "empty audio: '%s' holds no samples", path);
    if (file->is_mpeg)
        return check_mpeg_end(file, err);
    if (check_length(file, err) < 0 || check_md5(file, err) < 0)
        return -1;
    return check_faint(file, err);
}

static void *scratch_of(struct scratch *scratch, size_t bytes) {
    if (bytes > scratch->bytes) {
        free(scratch->at);
        scratch->at = lg_xmalloc(bytes);
        scratch->bytes = bytes;
    }
    return scratch->at;
}

/* Returns the frames that came. */
static sf_count_t read_frames(struct lg_audio_file *file, size_t frames, unsigned char *out) {
    const struct lg_audio_info *info = &file->info;
    size_t samples = frames * (size_t)info->channels;
    size_t frame_bytes = (size_t)info->channels * lg_pcm_bytes(info->pcm);
    sf_count_t got;
    if (file->reading == READ_BYTES) {
        got = sf_read_raw(file->reader, out, (sf_count_t)(frames * frame_bytes)) /
              (sf_count_t)frame_bytes;
        lg_pcm_normalise(info->pcm, file->is_big_endian, file->is_unsigned, out,
                         (size_t)got * (size_t)info->channels);
    } else if (file->reading == READ_INTS) {
        int *ints = scratch_of(&file->decoded, samples * sizeof *ints);
        got = sf_readf_int(file->reader, ints, (sf_count_t)frames);
        lg_pcm_from_ints(info->pcm, ints, (size_t)got * (size_t)info->channels, out);
    } else {
        float *floats = scratch_of(&file->decoded, samples * sizeof *floats);
        got = sf_readf_float(file->reader, floats, (sf_count_t)frames);
        lg_pcm_from_floats(floats, (size_t)got * (size_t)info->channels, out);
    }
    return got;
}

static void listen_to(struct lg_audio_file *file, const unsigned char *pcm, size_t frames) {
    struct lg_pcm_block block = {file->info.pcm, pcm, frames, (size_t)file->info.channels};
    enum lg_pcm_sound heard = file->sound != LG_PCM_SOUND ? lg_pcm_listen(&block) : LG_PCM_SOUND;
    file->sound = heard > file->sound ? heard : file->sound;
}

int lg_audio_file_read_pcm(struct lg_audio_file *file, size_t frames, unsigned char *pcm_out,
                           size_t *read_out, struct lg_err *err) {
    sf_count_t got = read_frames(file, frames, pcm_out);
    if (got <= 0) {
        if (check_end(file, err) < 0)
            return lg_err_about_file(err, file->source.path);
        *read_out = 0;
        return 0;
    }
    if (check_finite(file, pcm_out, (size_t)got, err) < 0)
        return lg_err_about_file(err, file->source.path);
    listen_to(file, pcm_out, (size_t)got);
    if (file->md5 != NULL)
        lg_md5_add(file->md5, pcm_out,
                   (size_t)got * (size_t)file->info.channels * lg_pcm_bytes(file->info.pcm));
    file->frames += got;
    *read_out = (size_t)got;
    return 0;
}

int lg_audio_file_read(struct lg_audio_file *file, size_t frames, float *interleaved_out,
                       size_t *read_out, struct lg_err *err) {
    size_t channels = (size_t)file->info.channels;
    size_t got;
    unsigned char *pcm = scratch_of(&file->pcm, frames * channels * lg_pcm_bytes(file->info.pcm));
    if (lg_audio_file_read_pcm(file, frames, pcm, &got, err) < 0)
        return -1;
    struct lg_pcm_block as_one_channel = {file->info.pcm, pcm, got * channels, 1};
    lg_pcm_channel(&as_one_channel, 0, interleaved_out);
    *read_out = got;
    return 0;
}
