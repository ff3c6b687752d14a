#include "audio/file.h"

#include "unit/audio/waves.h"

#include <sys/stat.h>

/* Opens and reads to the end; -1 and err as the file says. */
static int read_all(const char *path, struct lg_audio_info *info_out, struct lg_err *err) {
    struct lg_audio_file *file;
    if (lg_audio_file_new(path, &file, err) < 0)
        return -1;
    size_t frames = 1;
    float *samples = lg_xcalloc(1000 * LG_CHANNELS_MAX, sizeof *samples);
    int result = 0;
    while (result == 0 && frames > 0)
        result = lg_audio_file_read(file, 1000, samples, &frames, err);
    free(samples);
    if (info_out != NULL)
        *info_out = *lg_audio_file_info(file);
    lg_audio_file_free(file);
    return result;
}

static void refused(const char *path, const char *text) {
    struct lg_err err = {0};
    int result = read_all(path, NULL, &err);
    if (result != -1 || err.kind != LG_ERR_READ || strstr(err.text, text) == NULL ||
        strstr(err.text, path) == NULL)
        fail_msg("wanted '%s' and '%s', got '%s'", text, path, err.text);
}

static void write_bytes(const char *path, const void *bytes, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* A second of a sine in `channels` channels. */
static struct waves second(int rate_hz, int channels) {
    static const struct spread same = {0};
    static const struct segment tone = {.dur_s = 1, .freq_hz = {440}, .dbfs = {-20}};
    struct waves waves = {.rate_hz = rate_hz, .channels = channels};
    struct spread spread = same;
    if (channels <= 8)
        waves_add_all(&waves, &tone, 1, 1, &spread);
    else
        waves_grow(&waves, (size_t)rate_hz);
    return waves;
}

static void write_second(const char *path, int rate_hz, int channels, int format, int *map) {
    struct waves waves = second(rate_hz, channels);
    waves_write(&waves, path, format, map);
    waves_dispose(&waves);
}

static void file__what_is_no_audio_is_refused(void **state) {
    struct folder *folder = *state;
    refused(folder_join(folder, "missing.wav"), "No such file or directory");
    refused(folder->path, "is a folder");
    char *empty = folder_join(folder, "empty.wav");
    write_bytes(empty, "", 0);
    refused(empty, "empty audio: ");
    char *text = folder_join(folder, "text.wav");
    write_bytes(text, "no audio at all\n", 16);
    refused(text, "is not audio that can be read: ");
    char *fifo = folder_join(folder, "fifo.wav");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    refused(fifo, "is not a regular file");
}

static void file__no_frames_are_empty_audio(void **state) {
    static const int formats[] = {
        SF_FORMAT_WAV | SF_FORMAT_PCM_16,  SF_FORMAT_WAV | SF_FORMAT_FLOAT,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_24, SF_FORMAT_CAF | SF_FORMAT_PCM_16,
        SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(formats); i++) {
        char *path = folder_join(*state, "nothing");
        struct waves waves = {.rate_hz = 48000, .channels = 1};
        waves_grow(&waves, 0);
        waves_write(&waves, path, formats[i], NULL);
        waves_dispose(&waves);
        refused(path, "empty audio: ");
    }
}

/* libsndfile opens the first five without complaint. */
static void file__cut_files_are_refused(void **state) {
    static const int formats[] = {
        SF_FORMAT_WAV | SF_FORMAT_PCM_16,  SF_FORMAT_WAVEX | SF_FORMAT_FLOAT,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_24, SF_FORMAT_RF64 | SF_FORMAT_PCM_24,
        SF_FORMAT_W64 | SF_FORMAT_PCM_16,  SF_FORMAT_CAF | SF_FORMAT_PCM_16,
        SF_FORMAT_AU | SF_FORMAT_PCM_16,   SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
        SF_FORMAT_OGG | SF_FORMAT_VORBIS,  SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III,
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(formats); i++) {
        char *path = folder_join(*state, "cut");
        struct stat info;
        write_second(path, 48000, 2, formats[i], NULL);
        assert_int_equal(read_all(path, NULL, NULL), 0);
        assert_int_equal(stat(path, &info), 0);
        assert_int_equal(truncate(path, info.st_size * 6 / 10), 0);
        refused(path, "is incomplete");
    }
}

static void file__a_sample_that_is_no_number_is_named(void **state) {
    static const struct {
        float value;
        const char *text;
    } rows[] = {{NAN, "frame 30001, channel 2 is nan"},
                {INFINITY, "frame 30001, channel 2 is infinite"},
                {-INFINITY, "frame 30001, channel 2 is infinite"}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char *path = folder_join(*state, "nan.wav");
        struct waves waves = second(48000, 2);
        waves.samples[30001 * 2 + 1] = rows[i].value;
        waves_write(&waves, path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, NULL);
        waves_dispose(&waves);
        refused(path, rows[i].text);
    }
}

static void file__rates_and_channels_have_limits(void **state) {
    static const struct {
        int rate_hz;
        int channels;
        const char *error;
    } rows[] = {{8000, 1, NULL},
                {384000, 1, NULL},
                {7999, 1, "a rate of 7999 Hz, outside 8000 to 384000"},
                {384001, 1, "a rate of 384001 Hz"},
                {8000, 4, "4 channels and names no speakers"},
                {8000, 16, "16 channels and names no speakers"},
                {8000, 65, "65 channels, more than 64"}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char *path = folder_join(*state, "limits.wav");
        write_second(path, rows[i].rate_hz, rows[i].channels, SF_FORMAT_WAV | SF_FORMAT_PCM_16,
                     NULL);
        if (rows[i].error != NULL)
            refused(path, rows[i].error);
        else
            assert_int_equal(read_all(path, NULL, NULL), 0);
    }
}

static void file__format_is_named(void **state) {
    static const struct {
        int format;
        const char *name;
    } rows[] = {
        {SF_FORMAT_WAV | SF_FORMAT_FLOAT, "WAV float 32"},
        {SF_FORMAT_WAV | SF_FORMAT_PCM_U8, "WAV unsigned 8"},
        {SF_FORMAT_WAV | SF_FORMAT_DOUBLE, "WAV float 64"},
        {SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, "WAV int 24"},
        {SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "AIFF int 16"},
        {SF_FORMAT_FLAC | SF_FORMAT_PCM_24, "FLAC int 24"},
        {SF_FORMAT_OGG | SF_FORMAT_VORBIS, "Ogg Vorbis"},
        {SF_FORMAT_WAV | SF_FORMAT_ULAW, "WAV U-Law"}, /* libsndfile's own word */
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char *path = folder_join(*state, "format");
        struct lg_audio_info info;
        write_second(path, 48000, 1, rows[i].format, NULL);
        assert_int_equal(read_all(path, &info, NULL), 0);
        assert_string_equal(info.format, rows[i].name);
        assert_int_equal(info.rate_hz, 48000);
        assert_int_equal(info.channels, 1);
    }
}

static void speakers_are(const char *path, const char *want) {
    struct lg_audio_info info;
    struct lg_err err = {0};
    char text[128] = "";
    if (read_all(path, &info, &err) < 0)
        fail_msg("%s", err.text);
    for (int c = 0; c < info.channels; c++)
        snprintf(text + strlen(text), sizeof text - strlen(text), c > 0 ? " %s" : "%s",
                 lg_speaker_name(info.speakers[c]));
    assert_string_equal(text, want);
}

static void file__speakers_come_from_the_header(void **state) {
    enum {
        FL = SF_CHANNEL_MAP_LEFT,
        FR = SF_CHANNEL_MAP_RIGHT,
        FC = SF_CHANNEL_MAP_CENTER,
        LFE = SF_CHANNEL_MAP_LFE,
        RL = SF_CHANNEL_MAP_REAR_LEFT,
        RR = SF_CHANNEL_MAP_REAR_RIGHT,
        RC = SF_CHANNEL_MAP_REAR_CENTER,
        SL = SF_CHANNEL_MAP_SIDE_LEFT,
        SR = SF_CHANNEL_MAP_SIDE_RIGHT
    };
    static const struct {
        int channels;
        int map[8];
        const char *speakers;
    } rows[] = {
        {3, {FL, FR, LFE}, "L R LFE"},
        {3, {FL, FR, FC}, "L R C"},
        {4, {FL, FR, FC, RC}, "L R C Cs"},
        {4, {FL, FR, RL, RR}, "L R Ls Rs"},
        {6, {FL, FR, FC, LFE, RL, RR}, "L R C LFE Ls Rs"},
        {6, {FL, FR, FC, LFE, SL, SR}, "L R C LFE Lss Rss"},
        {8, {FL, FR, FC, LFE, RL, RR, SL, SR}, "L R C LFE Lrs Rrs Lss Rss"},
    };
    char *path = folder_join(*state, "map.wav");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        int map[8];
        memcpy(map, rows[i].map, sizeof map);
        write_second(path, 8000, rows[i].channels, SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, map);
        speakers_are(path, rows[i].speakers);
    }
}

static void file__speakers_come_by_count_where_the_header_is_silent(void **state) {
    char *path = folder_join(*state, "count");
    write_second(path, 48000, 6, SF_FORMAT_WAV | SF_FORMAT_PCM_16, NULL);
    speakers_are(path, "L R C LFE Ls Rs");
    write_second(path, 48000, 6, SF_FORMAT_OGG | SF_FORMAT_OPUS, NULL);
    speakers_are(path, "L C R Ls Rs LFE");
    write_second(path, 48000, 3, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, NULL);
    speakers_are(path, "L R C");
}

static void file__a_change_while_reading_is_noticed(void **state) {
    char *path = folder_join(*state, "growing.wav");
    struct lg_audio_file *file;
    float samples[1000];
    size_t frames = 1;
    int result = 0;
    struct lg_err err = {0};
    write_second(path, 48000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16, NULL);
    assert_int_equal(lg_audio_file_new(path, &file, NULL), 0);
    FILE *writer = fopen(path, "ab");
    assert_int_equal(fputc(0, writer), 0);
    assert_int_equal(fclose(writer), 0);
    while (result == 0 && frames > 0)
        result = lg_audio_file_read(file, 1000, samples, &frames, &err);
    assert_int_equal(result, -1);
    assert_non_null(strstr(err.text, "was changed while it was read"));
    assert_int_equal(lg_audio_file_frames(file), 48000);
    lg_audio_file_free(file);
}

/* Our own conversions against libsndfile's, bit for bit. */
static void file__samples_are_those_of_libsndfile(void **state) {
    static const int formats[] = {
        SF_FORMAT_WAV | SF_FORMAT_PCM_U8,
        SF_FORMAT_WAV | SF_FORMAT_PCM_16,
        SF_FORMAT_WAV | SF_FORMAT_PCM_24,
        SF_FORMAT_WAV | SF_FORMAT_PCM_32,
        SF_FORMAT_WAV | SF_FORMAT_FLOAT,
        SF_FORMAT_WAV | SF_FORMAT_DOUBLE,
        SF_FORMAT_WAV | SF_FORMAT_PCM_24 | SF_ENDIAN_BIG,
        SF_FORMAT_WAVEX | SF_FORMAT_PCM_24,
        SF_FORMAT_RF64 | SF_FORMAT_PCM_16,
        SF_FORMAT_W64 | SF_FORMAT_FLOAT,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_S8,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_24,
        SF_FORMAT_AIFF | SF_FORMAT_FLOAT,
        SF_FORMAT_AIFF | SF_FORMAT_DOUBLE,
        SF_FORMAT_CAF | SF_FORMAT_PCM_24,
        SF_FORMAT_CAF | SF_FORMAT_PCM_32 | SF_ENDIAN_LITTLE,
        SF_FORMAT_CAF | SF_FORMAT_ALAC_16,
        SF_FORMAT_CAF | SF_FORMAT_ALAC_24,
        SF_FORMAT_AU | SF_FORMAT_PCM_16,
        SF_FORMAT_AU | SF_FORMAT_DOUBLE,
        SF_FORMAT_AU | SF_FORMAT_ALAW,
        SF_FORMAT_WAV | SF_FORMAT_ULAW,
        SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM,
        SF_FORMAT_FLAC | SF_FORMAT_PCM_S8,
        SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
        SF_FORMAT_FLAC | SF_FORMAT_PCM_24,
        SF_FORMAT_OGG | SF_FORMAT_VORBIS,
        SF_FORMAT_OGG | SF_FORMAT_OPUS,
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(formats); i++) {
        char *path = folder_join(*state, "same");
        struct lg_audio_file *file;
        SF_INFO sf = {0};
        float ours[2 * 700];
        float theirs[2 * 700];
        size_t frames = 1;
        write_second(path, 48000, 2, formats[i], NULL);
        assert_int_equal(lg_audio_file_new(path, &file, NULL), 0);
        SNDFILE *reader = sf_open(path, SFM_READ, &sf);
        while (frames > 0) {
            assert_int_equal(lg_audio_file_read(file, 700, ours, &frames, NULL), 0);
            assert_int_equal(sf_readf_float(reader, theirs, 700), frames);
            if (memcmp(ours, theirs, frames * 2 * sizeof *ours) != 0)
                fail_msg("%s", lg_audio_file_info(file)->format);
        }
        assert_true(lg_audio_file_frames(file) >= 48000);
        assert_int_equal(sf_close(reader), 0);
        lg_audio_file_free(file);
    }
}

static int open_with(const char *path, const char *layout, bool may_lack_speakers,
                     struct lg_audio_info *out, struct lg_err *err) {
    struct lg_layout named;
    struct lg_audio_wishes wishes = {.may_lack_speakers = may_lack_speakers};
    struct lg_audio_file *file;
    if (layout != NULL) {
        assert_int_equal(lg_layout_read(layout, &named, NULL), 0);
        wishes.layout = &named;
    }
    if (lg_audio_file_new_with(path, &wishes, &file, err) < 0)
        return -1;
    *out = *lg_audio_file_info(file);
    lg_audio_file_free(file);
    return 0;
}

static void file__speakers_come_from_the_caller_where_the_header_is_silent(void **state) {
    int map[] = {SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_RIGHT, SF_CHANNEL_MAP_LFE};
    char *silent = folder_join(*state, "silent.wav");
    char *named = folder_join(*state, "named.wav");
    struct lg_audio_info info;
    struct lg_err err = {0};
    write_second(silent, 8000, 3, SF_FORMAT_WAV | SF_FORMAT_PCM_16, NULL);
    write_second(named, 8000, 3, SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, map);
    assert_int_equal(open_with(silent, "L R C", false, &info, NULL), 0);
    assert_int_equal(info.layout_by, LG_LAYOUT_BY_CALLER);
    assert_int_equal(info.speakers[2], LG_SPEAKER_CENTER);
    assert_int_equal(open_with(named, "L R C", false, &info, &err), -1);
    assert_non_null(strstr(err.text, "names its speakers: L R LFE; the layout asked for is L R C"));
    err = (struct lg_err){0};
    assert_int_equal(open_with(named, "L R LFE", false, &info, NULL), 0);
    assert_int_equal(info.layout_by, LG_LAYOUT_BY_HEADER);
    assert_int_equal(info.speakers[2], LG_SPEAKER_LFE);
    assert_int_equal(open_with(silent, "L R", false, &info, &err), -1);
    assert_non_null(strstr(err.text, "has 3 channels, the layout asked for names 2 speakers"));
    assert_int_equal(open_with(silent, NULL, true, &info, NULL), 0);
    assert_int_equal(info.layout_by, LG_LAYOUT_BY_NOBODY);
    assert_string_equal(lg_layout_by_name(LG_LAYOUT_BY_COUNT), "count");
    assert_string_equal(lg_layout_by_name(LG_LAYOUT_BY__COUNT), "?");
}

/* libsndfile takes for nothing said what it can't map: a guess by the count would be wrong. */
static void file__a_header_that_is_not_understood_is_no_guess(void **state) {
    int map[] = {SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_RIGHT,     SF_CHANNEL_MAP_CENTER,
                 SF_CHANNEL_MAP_LFE,  SF_CHANNEL_MAP_REAR_LEFT, SF_CHANNEL_MAP_REAR_RIGHT};
    static const unsigned char mask[] = {0x37, 0, 0, 0};
    char *path = folder_join(*state, "mask.wav");
    struct lg_audio_info info;
    write_second(path, 8000, 6, SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, map);
    FILE *file = fopen(path, "rb+");
    assert_int_equal(fseek(file, 40, SEEK_SET), 0);
    assert_int_equal(fwrite(mask, 1, sizeof mask, file), sizeof mask);
    assert_int_equal(fclose(file), 0);
    refused(path, "mask 0x37 names 5 speakers for 6 channels: its loudness is not defined");
    assert_int_equal(open_with(path, NULL, true, &info, NULL), 0);
    assert_int_equal(info.layout_by, LG_LAYOUT_BY_NOBODY);
    assert_non_null(strstr(info.layout_why, "mask 0x37"));
    assert_int_equal(open_with(path, "5.1", false, &info, NULL), 0);
    assert_int_equal(info.layout_by, LG_LAYOUT_BY_CALLER);
}

/* Every frame is whole; the samples are others than those that were hashed. */
static void file__flac_is_held_to_its_md5(void **state) {
    char *path = folder_join(*state, "md5.flac");
    write_second(path, 48000, 2, SF_FORMAT_FLAC | SF_FORMAT_PCM_24, NULL);
    assert_int_equal(read_all(path, NULL, NULL), 0);
    FILE *file = fopen(path, "rb+");
    assert_int_equal(fseek(file, 26, SEEK_SET), 0);
    int digit = fgetc(file);
    assert_int_equal(fseek(file, 26, SEEK_SET), 0);
    assert_int_equal(fputc(digit ^ 1, file), digit ^ 1);
    assert_int_equal(fclose(file), 0);
    refused(path, "its samples are not those of the MD5 in its header");
}

/* The side is where a surround may stand: 5.1 is both. */
static void file__side_and_surround_are_one_wish(void **state) {
    int map[] = {SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_RIGHT,     SF_CHANNEL_MAP_CENTER,
                 SF_CHANNEL_MAP_LFE,  SF_CHANNEL_MAP_SIDE_LEFT, SF_CHANNEL_MAP_SIDE_RIGHT};
    char *path = folder_join(*state, "side.wav");
    struct lg_audio_info info;
    write_second(path, 8000, 6, SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, map);
    assert_int_equal(open_with(path, "5.1", false, &info, NULL), 0);
    assert_int_equal(info.speakers[4], LG_SPEAKER_LEFT_SIDE);
    assert_int_equal(open_with(path, "L C R Ls Rs LFE", false, &info, NULL), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file__what_is_no_audio_is_refused),
        cmocka_unit_test(file__no_frames_are_empty_audio),
        cmocka_unit_test(file__cut_files_are_refused),
        cmocka_unit_test(file__a_sample_that_is_no_number_is_named),
        cmocka_unit_test(file__rates_and_channels_have_limits),
        cmocka_unit_test(file__format_is_named),
        cmocka_unit_test(file__speakers_come_from_the_header),
        cmocka_unit_test(file__speakers_come_by_count_where_the_header_is_silent),
        cmocka_unit_test(file__a_change_while_reading_is_noticed),
        cmocka_unit_test(file__samples_are_those_of_libsndfile),
        cmocka_unit_test(file__speakers_come_from_the_caller_where_the_header_is_silent),
        cmocka_unit_test(file__a_header_that_is_not_understood_is_no_guess),
        cmocka_unit_test(file__flac_is_held_to_its_md5),
        cmocka_unit_test(file__side_and_surround_are_one_wish),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
