#include "audio/complete.h"

#include "unit/audio/waves.h"

#include <fcntl.h>

struct row {
    const char *id;
    const char *head;
    size_t head_bytes;
    size_t audio_bytes; /* zeros after the head */
    const char *error;  /* part of the text; "?…": of why nobody can tell; NULL: complete */
};

#define HEAD(text) text, sizeof(text) - 1
#define ZEROS_8 "\0\0\0\0\0\0\0\0"
#define ZEROS_32 ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_8
#define RIFF_FMT "WAVEfmt \x10\0\0\0\1\0\1\0\x80\xbb\0\0\0\x77\1\0\2\0\x10\0"
#define AIFF_COMM(frames) "AIFFCOMM\0\0\0\x12\0\1\0\0\0" frames "\0\x10\x40\x0e\xbb\x80\0\0\0\0\0\0"
#define RIFF_FMT_OF(tag, byte_rate, align, bits)                                                   \
    "WAVEfmt \x10\0\0\0" tag "\0\1\0\x80\xbb\0\0" byte_rate "\0" align "\0" bits "\0"
#define RATE_1 "\x80\xbb\0" /* 48000 bytes a second; times 2 and 3 */
#define RATE_2 "\0\x77\1"
#define RATE_3 "\x80\x32\2"
/* Blocks of 16 bytes with 40 frames. */
#define RIFF_ADPCM "WAVEfmt \x14\0\0\0\x11\0\1\0\x80\xbb\0\0\0\x77\1\0\x10\0\4\0\2\0\x28\0"
#define CAF_DESC(coding, packet, bits)                                                             \
    "caff\0\1\0\0desc\0\0\0\0\0\0\0\x20\x40\xe7\x70\0\0\0\0\0" coding "\0\0\0\0\0\0\0" packet      \
    "\0\0\0\1\0\0\0\1\0\0\0" bits "data\0\0\0\0\0\0\0\x24\0\0\0\0"
#define ID3V1                                                                                      \
    "TAG" ZEROS_32 ZEROS_32 ZEROS_32 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define W64_GUID "\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"

static const struct row rows[] = {
    {"whole", HEAD("RIFF\x44\0\0\0" RIFF_FMT "data\x20\0\0\0"), 32, NULL},
    {"cut", HEAD("RIFF\x44\0\0\0" RIFF_FMT "data\x20\0\0\0"), 31,
     "header says 32 bytes of audio, the file holds 31"},
    {"nothing there", HEAD("RIFF\x44\0\0\0" RIFF_FMT "data\x20\0\0\0"), 0,
     "header says 32 bytes of audio, the file holds 0"},
    {"more than said", HEAD("RIFF\x44\0\0\0" RIFF_FMT "data\x20\0\0\0"), 99,
     "header says 32 bytes of audio, 67 bytes follow that no chunk explains"},
    {"never finished", HEAD("RIFF\0\0\0\0" RIFF_FMT "data\0\0\0\0"), 32, "empty audio: "},
    {"streamed", HEAD("RIFF\xff\xff\xff\xff" RIFF_FMT "data\xff\xff\xff\xff"), 32,
     "?leaves the length open"},
    {"odd chunk before, padded", HEAD("RIFF\x44\0\0\0WAVEnote\3\0\0\0abc\0data\x20\0\0\0"), 31,
     "header says 32 bytes of audio, the file holds 31"},
    {"head cut", HEAD("RIFF\x44\0\0\0WAVEfmt \x10\0\0\0\1\0"), 0, "ends before its audio begins"},
    {"only a name", HEAD("RIFF\x44\0\0\0WAVE"), 0, "ends before its audio begins"},
    {"chunk beyond the end", HEAD("RIFF\x44\0\0\0WAVEnote\xff\0\0\0abc"), 0,
     "ends before its audio begins"},
    {"no audio of ours", HEAD("RIFF\x44\0\0\0AVI LIST\xff\0\0\0"), 0, "?nothing in this container"},
    {"big-endian", HEAD("RIFX\0\0\0\x44WAVEdata\0\0\0\x20"), 31,
     "header says 32 bytes of audio, the file holds 31"},
    {"long, whole",
     HEAD("RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0\x50\0\0\0\0\0\0\0\x20\0\0\0\0\0\0\0"
          "\x10\0\0\0\0\0\0\0\0\0\0\0data\xff\xff\xff\xff"),
     32, NULL},
    {"long, cut",
     HEAD("RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0\x64\0\0\0\0\0\0\0\x20\0\0\0\2\0\0\0"
          "\x10\0\0\0\0\0\0\0\0\0\0\0data\xff\xff\xff\xff"),
     32, "header says 8589934624 bytes of audio, the file holds 32"},
    {"aiff, whole",
     HEAD("FORM\0\0\0\x34"
          "AIFFSSND\0\0\0\x28\0\0\0\0\0\0\0\0"),
     32, NULL},
    {"aiff, cut",
     HEAD("FORM\0\0\0\x2c"
          "AIFFSSND\0\0\0\x28\0\0\0\0\0\0\0\0"),
     30, "header says 32 bytes of audio, the file holds 30"},
    {"aifc, cut",
     HEAD("FORM\0\0\0\x2c"
          "AIFCSSND\0\0\0\x28\0\0\0\0\0\0\0\0"),
     30, "header says 32 bytes of audio, the file holds 30"},
    {"aiff, empty",
     HEAD("FORM\0\0\0\x0c"
          "AIFFSSND\0\0\0\x08\0\0\0\0\0\0\0\0"),
     0, "empty audio: "},
    {"caf, whole", HEAD("caff\0\1\0\0data\0\0\0\0\0\0\0\x24\0\0\0\0"), 32, NULL},
    {"caf, cut", HEAD("caff\0\1\0\0data\0\0\0\0\0\0\0\x24\0\0\0\0"), 31,
     "header says 32 bytes of audio, the file holds 31"},
    {"caf, to the end", HEAD("caff\0\1\0\0data\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"), 31,
     "?leaves the length open"},
    {"flac, says its length and has no frame",
     HEAD("fLaC\0\0\0\x22\x10\0\x10\0\0\0\0\0\0\0\x0b\xb8\2\xf0\0\0\xbb\x80"), 0,
     "no whole FLAC frame ends the file"},
    {"flac, doesn't say its length",
     HEAD("fLaC\0\0\0\x22\x10\0\x10\0\0\0\0\0\0\0\x0b\xb8\2\xf0\0\0\0\0"), 0,
     "?leaves the length open"},
    {"mpeg, counts its frames", HEAD("\xff\xfb\x90\x64" ZEROS_32 "Xing\0\0\0\x0f"), 64, NULL},
    {"mpeg, counts them behind a tag",
     HEAD("ID3\4\0\0\0\0\0\2zz\xff\xfb\x90\x64" ZEROS_32 "Info\0\0\0\x01"), 64, NULL},
    {"mpeg, has such a header and counts nothing",
     HEAD("\xff\xfb\x90\x64" ZEROS_32 "Xing\0\0\0\x0e"), 64, "?leaves the length open"},
    {"mpeg, counts nothing", HEAD("\xff\xfb\x90\x64"), 99, "?leaves the length open"},
    {"mpeg, too short to tell", HEAD("\xff\xfb\x90\x64"), 9, "?leaves the length open"},
    {"wave64, cut",
     HEAD("riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0\x60\0\0\0\0\0\0\0wave" W64_GUID
          "data" W64_GUID "\x38\0\0\0\0\0\0\0"),
     31, "header says 32 bytes of audio, the file holds 31"},
    {"au, whole", HEAD(".snd\0\0\0\x18\0\0\0\x20\0\0\0\3\0\0\xbb\x80\0\0\0\1"), 32, NULL},
    {"au, cut", HEAD(".snd\0\0\0\x18\0\0\0\x20\0\0\0\3\0\0\xbb\x80\0\0\0\1"), 31,
     "header says 32 bytes of audio, the file holds 31"},
    {"au, little-endian, cut", HEAD("dns.\x18\0\0\0\x20\0\0\0\3\0\0\0\x80\xbb\0\0\1\0\0\0"), 31,
     "header says 32 bytes of audio, the file holds 31"},
    {"ogg, page cut", HEAD("OggS\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x20"), 31,
     "its last Ogg page is cut"},
    {"ogg, page head cut", HEAD("OggS\0\4\0\0\0\0"), 0, "its last Ogg page is cut"},
    {"ogg, name alone", HEAD("OggS"), 0, "its last Ogg page is cut"},
    {"au, to the end", HEAD(".snd\0\0\0\x18\xff\xff\xff\xff\0\0\0\3\0\0\xbb\x80\0\0\0\1"), 32,
     "?leaves the length open"},
    {"riff says more than there is", HEAD("RIFF\x48\0\0\0" RIFF_FMT "data\x20\0\0\0"), 32,
     "its RIFF size stands for a file of 80 bytes, the file holds 76"},
    {"riff says less than its chunks", HEAD("RIFF\x14\0\0\0" RIFF_FMT "data\x20\0\0\0"), 32,
     "its RIFF size stands for a file of 28 bytes, the file holds 76"},
    {"riff leaves its own size open", HEAD("RIFF\xff\xff\xff\xff" RIFF_FMT "data\x20\0\0\0"), 32,
     "?leaves the length open"},
    {"no whole frames", HEAD("RIFF\x43\0\0\0" RIFF_FMT "data\x1f\0\0\0"), 32,
     "31 bytes of audio are no whole number of frames of 2 bytes"},
    {"a chunk behind the samples", HEAD("RIFF\x32\0\0\0" RIFF_FMT "data\2\0\0\0abnote\4\0\0\0"), 4,
     NULL},
    {"long, more than said",
     HEAD("RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0\x5a\0\0\0\0\0\0\0\x20\0\0\0\0\0\0\0"
          "\x10\0\0\0\0\0\0\0\0\0\0\0data\xff\xff\xff\xff"),
     42, "header says 32 bytes of audio, 10 bytes follow that no chunk explains"},
    {"aiff, more than said",
     HEAD("FORM\0\0\0\x3e"
          "AIFFSSND\0\0\0\x28\0\0\0\0\0\0\0\0"),
     42, "header says 32 bytes of audio, 10 bytes follow that no chunk explains"},
    {"aiff, its frames", HEAD("FORM\0\0\0\x4e" AIFF_COMM("\x10") "SSND\0\0\0\x28" ZEROS_8), 32,
     NULL},
    {"aiff, fewer frames than bytes",
     HEAD("FORM\0\0\0\x4e" AIFF_COMM("\x0f") "SSND\0\0\0\x28" ZEROS_8), 32,
     "COMM says 15 frames of audio, SSND holds 16"},
    {"aiff, its padding counted", HEAD("FORM\0\0\0\x50" AIFF_COMM("\x10") "SSND\0\0\0\x29" ZEROS_8),
     34, NULL},
    {"aiff, more than padding", HEAD("FORM\0\0\0\x50" AIFF_COMM("\x10") "SSND\0\0\0\x2a" ZEROS_8),
     34, "COMM says 16 frames of audio, SSND holds 17"},
    {"au, more than said", HEAD(".snd\0\0\0\x18\0\0\0\x20\0\0\0\3\0\0\xbb\x80\0\0\0\1"), 33,
     "header says 32 bytes of audio, 1 bytes follow"},
    {"an ID3v1 tag behind all chunks", HEAD("RIFF\x26\0\0\0" RIFF_FMT "data\2\0\0\0ab" ID3V1), 1,
     NULL},
    {"a tag that is cut", HEAD("RIFF\x26\0\0\0" RIFF_FMT "data\2\0\0\0ab" ID3V1), 0,
     "bytes follow that no chunk explains"},
    {"a tag that RIFF counts", HEAD("RIFF\xa6\0\0\0" RIFF_FMT "data\2\0\0\0ab" ID3V1), 1,
     "its RIFF size stands for a file of 174 bytes, the file holds 46"},
    {"no tag", HEAD("RIFF\x26\0\0\0" RIFF_FMT "data\2\0\0\0ab"), 128,
     "128 bytes follow that no chunk explains"},
    {"two files end to end",
     HEAD("RIFF\x26\0\0\0" RIFF_FMT "data\2\0\0\0abRIFF\x26\0\0\0" RIFF_FMT "data\2\0\0\0ab"), 0,
     "its RIFF size stands for a file of 46 bytes, the file holds 92"},
    {"two chunks of audio", HEAD("RIFF\x30\0\0\0" RIFF_FMT "data\2\0\0\0abdata\2\0\0\0ab"), 0,
     "a second chunk of audio at byte 46"},
    {"frames larger than bits and channels",
     HEAD("RIFF\x44\0\0\0" RIFF_FMT_OF("\1", RATE_2, "\4", "\x18") "data\x20\0\0\0"), 32,
     "frames of 4 bytes, but its channels and bits take 3"},
    {"frames smaller than bits and channels",
     HEAD("RIFF\x44\0\0\0" RIFF_FMT_OF("\3", RATE_2, "\2", "\x20") "data\x20\0\0\0"), 32,
     "frames of 2 bytes, but its channels and bits take 4"},
    {"frames of nothing",
     HEAD("RIFF\x44\0\0\0" RIFF_FMT_OF("\1", RATE_2, "\0", "\x10") "data\x20\0\0\0"), 32,
     "frames of 0 bytes"},
    {"20 bits in three bytes",
     HEAD("RIFF\x42\0\0\0" RIFF_FMT_OF("\1", RATE_3, "\3", "\x14") "data\x1e\0\0\0"), 30, NULL},
    {"mu-law is one byte whatever its bits",
     HEAD("RIFF\x44\0\0\0" RIFF_FMT_OF("\7", RATE_1, "\1", "\x10") "data\x20\0\0\0"), 32, NULL},
    {"a coding without frames",
     HEAD("RIFF\x44\0\0\0" RIFF_FMT_OF("\2", RATE_2, "\x3", "\4") "data\x20\0\0\0"), 32, NULL},
    {"another rate than its bytes a second",
     HEAD("RIFF\x44\0\0\0" RIFF_FMT_OF("\1", RATE_1, "\2", "\x10") "data\x20\0\0\0"), 32,
     "48000 Hz and frames of 2 bytes make 96000 bytes a second, its header says 48000"},
    {"long, another count of frames",
     HEAD("RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0\x68\0\0\0\0\0\0\0\x20\0\0\0\0\0\0\0"
          "\x0a\0\0\0\0\0\0\0\0\0\0\0fmt \x10\0\0\0\1\0\1\0\x80\xbb\0\0\0\x77\1\0\2\0\x10\0"
          "data\xff\xff\xff\xff"),
     32, "ds64 says 10 frames of audio, the file holds 16"},
    {"blocks, as fact says",
     HEAD("RIFF\x54\0\0\0" RIFF_ADPCM "fact\4\0\0\0\x29\0\0\0data\x20\0\0\0"), 32, NULL},
    {"more blocks than fact says",
     HEAD("RIFF\x54\0\0\0" RIFF_ADPCM "fact\4\0\0\0\x27\0\0\0data\x20\0\0\0"), 32,
     "fact says 39 frames of audio, its blocks hold 80"},
    {"fewer blocks than fact says",
     HEAD("RIFF\x54\0\0\0" RIFF_ADPCM "fact\4\0\0\0\x51\0\0\0data\x20\0\0\0"), 32,
     "fact says 81 frames of audio, its blocks hold 80"},
    {"caf, its frames", HEAD(CAF_DESC("lpcm", "\2", "\x10")), 32, NULL},
    {"caf, no whole frames", HEAD(CAF_DESC("lpcm", "\3", "\x18")), 32,
     "32 bytes of audio are no whole number of frames of 3 bytes"},
    {"caf, packets larger than bits and channels", HEAD(CAF_DESC("lpcm", "\4", "\x18")), 32,
     "frames of 4 bytes, but its channels and bits take 3"},
    {"caf, a coding without frames", HEAD(CAF_DESC("alac", "\0", "\0")), 32, NULL},
    {"text", HEAD("hello"), 0, "?nothing in this container"},
    {"one byte", HEAD("R"), 0, "?nothing in this container"},
};

static void check_row(const struct row *row, int result, const struct lg_completeness *got,
                      const struct lg_err *err) {
    bool is_unknown = row->error != NULL && row->error[0] == '?';
    bool is_refused = row->error != NULL && !is_unknown;
    const char *text = result == 0 ? got->how : err->text;
    const char *want = row->error == NULL ? "" : row->error + (is_unknown ? 1 : 0);
    if ((result != 0) != is_refused || strstr(text, want) == NULL)
        fail_msg("%s: wanted '%s', got '%s'", row->id, want, text);
    if (is_refused) {
        assert_int_equal(err->kind, LG_ERR_READ);
        assert_non_null(strstr(err->text, "'x.wav'"));
    } else if (got->is_known == is_unknown) {
        fail_msg("%s: %s", row->id, got->how);
    }
}

static void complete__sizes_are_held_against_the_file(void **state) {
    char *path = folder_join(*state, "file");
    static const unsigned char zeros[128] = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
        assert_int_equal(write(fd, rows[i].head, rows[i].head_bytes), rows[i].head_bytes);
        assert_int_equal(write(fd, zeros, rows[i].audio_bytes), rows[i].audio_bytes);
        int64_t bytes = (int64_t)(rows[i].head_bytes + rows[i].audio_bytes);
        struct lg_completeness got = {0};
        struct lg_err err = {0};
        int result = lg_complete_check(fd, bytes, "x.wav", &got, &err);
        close(fd);
        check_row(&rows[i], result, &got, &err);
    }
}

/* What must be read of a file, where that is known: file.h holds the reader to it. */
static void complete__frames_are_counted(void **state) {
    static const struct {
        int format;
        int64_t frames;
    } kinds[] = {
        {SF_FORMAT_WAV | SF_FORMAT_PCM_24, 1001},  {SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 1001},
        {SF_FORMAT_WAVEX | SF_FORMAT_FLOAT, 1001}, {SF_FORMAT_RF64 | SF_FORMAT_DOUBLE, 1001},
        {SF_FORMAT_W64 | SF_FORMAT_PCM_16, 1001},  {SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 1001},
        {SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 1001},  {SF_FORMAT_CAF | SF_FORMAT_PCM_24, 1001},
        {SF_FORMAT_CAF | SF_FORMAT_ULAW, 1001},    {SF_FORMAT_CAF | SF_FORMAT_ALAC_16, -1},
        {SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, -1}, {SF_FORMAT_AU | SF_FORMAT_PCM_16, -1},
        {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1001}, {SF_FORMAT_OGG | SF_FORMAT_VORBIS, -1},
        {SF_FORMAT_WAV | SF_FORMAT_ULAW, 1001},
    };
    char *path = folder_join(*state, "counted");
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds); i++) {
        struct waves waves = {.rate_hz = 48000, .channels = 1};
        struct lg_completeness got = {0};
        struct lg_err err = {0};
        waves_grow(&waves, 1001);
        waves_write(&waves, path, kinds[i].format, NULL);
        waves_dispose(&waves);
        int fd = open(path, O_RDONLY);
        if (lg_complete_check(fd, (int64_t)lseek(fd, 0, SEEK_END), "x", &got, &err) != 0)
            fail_msg("row %zu: %s", i, err.text);
        close(fd);
        if (!got.is_known || got.frames != kinds[i].frames)
            fail_msg("row %zu: %lld frames", i, (long long)got.frames);
    }
}

static void complete__a_header_of_endless_chunks_ends(void **state) {
    char *path = folder_join(*state, "chunks");
    FILE *file = fopen(path, "wb+");
    fwrite("RIFF\0\0\0\0WAVE", 12, 1, file);
    for (int i = 0; i < 20000; i++)
        fwrite("junk\0\0\0\0", 8, 1, file);
    fwrite("data\2\0\0\0ab", 10, 1, file);
    assert_int_equal(fflush(file), 0);
    struct lg_completeness got = {0};
    struct lg_err err = {0};
    assert_int_equal(lg_complete_check(fileno(file), 12 + 20000 * 8 + 10, "x.wav", &got, &err), -1);
    assert_non_null(strstr(err.text, "incomplete"));
    fclose(file);
}

static void write_flac(const char *path) {
    struct waves waves = {.rate_hz = 48000, .channels = 2};
    waves_grow(&waves, 10000);
    for (size_t k = 0; k < 20000; k++)
        waves.samples[k] = (float)((k * 7919) % 1000) / 2000.0f;
    waves_write(&waves, path, SF_FORMAT_FLAC | SF_FORMAT_PCM_24, NULL);
    waves_dispose(&waves);
}

static int check_file(const char *path, struct lg_err *err) {
    struct lg_completeness got = {0};
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    int result = lg_complete_check(fd, (int64_t)lseek(fd, 0, SEEK_END), "x.flac", &got, err);
    close(fd);
    return result;
}

static void append(const char *path, const void *bytes, size_t length) {
    FILE *file = fopen(path, "ab");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* STREAMINFO's count is the low 36 bits before byte 26. */
static void complete__flac_must_end_with_its_last_frame(void **state) {
    static const struct {
        unsigned char low_byte; /* of the count 10000 = 0x2710 */
        const char *behind;
        const char *error;
    } flacs[] = {{0x10, "", NULL},
                 {0x0f, "", "header says 9999 frames of audio, the last one in the file is 10000"},
                 {0x11, "", "is incomplete: header says 10001 frames"},
                 {0x10, "junk", "no whole FLAC frame ends the file"}};
    char *path = folder_join(*state, "last.flac");
    for (size_t i = 0; i < LG_ARRAY_LEN(flacs); i++) {
        struct lg_err err = {0};
        write_flac(path);
        int fd = open(path, O_RDWR);
        assert_int_equal(pwrite(fd, &flacs[i].low_byte, 1, 25), 1);
        close(fd);
        append(path, flacs[i].behind, strlen(flacs[i].behind));
        int result = check_file(path, &err);
        if ((result != 0) != (flacs[i].error != NULL) ||
            (result != 0 && strstr(err.text, flacs[i].error) == NULL))
            fail_msg("row %zu: %s", i, result != 0 ? err.text : "accepted");
    }
}

/* Where the frames of the file begin: their headers' numbers follow each other. */
static size_t find_flac_frames(const struct lg_str *bytes, size_t *out, size_t max) {
    size_t count = 0;
    for (size_t at = 42; at + 5 < bytes->length && count < max; at++) {
        const unsigned char *head = (const unsigned char *)bytes->text + at;
        if (head[0] == 0xff && head[1] == 0xf8 && head[4] == count)
            out[count++] = at;
    }
    return count;
}

static void write_without(const char *path, const struct lg_str *bytes, size_t from, size_t to) {
    assert_int_equal(truncate(path, (off_t)from), 0);
    append(path, bytes->text + to, bytes->length - to);
}

/* libFLAC puts silence where they are missing. */
static void complete__flac_frames_follow_each_other(void **state) {
    char *path = folder_join(*state, "hole.flac");
    struct lg_str whole = {0};
    struct lg_err err = {0};
    size_t frames[3];
    write_flac(path);
    assert_int_equal(lg_fs_read(path, 1 << 20, &whole, NULL), 0);
    assert_int_equal(find_flac_frames(&whole, frames, 3), 3);
    write_without(path, &whole, frames[1], frames[2]);
    assert_int_equal(check_file(path, &err), -1);
    assert_non_null(strstr(err.text, "missing or damaged at sample 4096 of 10000"));

    err = (struct lg_err){0};
    write_without(path, &whole, 0, 0); /* its frames twice: the last one's number fits */
    append(path, whole.text + frames[0], whole.length - frames[0]);
    assert_int_equal(check_file(path, &err), -1);
    assert_non_null(strstr(err.text, "at sample 10000 of 10000, or other bytes"));

    err = (struct lg_err){0};
    write_without(path, &whole, 0, 0);
    static const char zeros[80] = {0};
    append(path, zeros, sizeof zeros); /* which a CRC does not see */
    assert_int_equal(check_file(path, &err), -1);
    assert_non_null(strstr(err.text, "at sample 10000 of 10000, or other bytes"));

    err = (struct lg_err){0};
    whole.text[frames[1] + 2000] ^= 1;
    write_without(path, &whole, 0, 0);
    assert_int_equal(check_file(path, &err), -1);
    assert_non_null(strstr(err.text, "missing or damaged at sample"));
    lg_str_dispose(&whole);
}

static unsigned crc_of(const unsigned char *bytes, size_t length, unsigned bits, unsigned poly) {
    unsigned crc = 0;
    for (size_t i = 0; i < 8 * length; i++) {
        unsigned bit = (unsigned)bytes[i / 8] >> (7 - i % 8) & 1u;
        bool is_out = (crc >> (bits - 1) & 1) != bit;
        crc = (crc << 1 ^ (is_out ? poly : 0)) & ((1u << bits) - 1);
    }
    return crc;
}

/* One frame in 65536 has a CRC of 0, and what stands before it may be zeros, too. */
static void complete__flac_frames_may_end_in_zeros(void **state) {
    static const char info[] =
        "fLaC\x80\0\0\x22\x10\0\x10\0\0\0\0\0\0\0\x0a\xc4\x42\xf0\0\0\x30\0" ZEROS_8 ZEROS_8;
    char *path = folder_join(*state, "zeros.flac");
    struct lg_err err = {0};
    unlink(path);
    append(path, info, sizeof info - 1);
    for (unsigned char number = 0; number < 3; number++) { /* of 4096 samples each */
        unsigned char frame[16] = {0xff, 0xf8, 0xc9, 0x18, number};
        frame[5] = (unsigned char)crc_of(frame, 5, 8, 0x07);
        unsigned crc = crc_of(frame, 6, 16, 0x8005);
        frame[6] = (unsigned char)(crc >> 8);
        frame[7] = (unsigned char)crc;
        append(path, frame, sizeof frame);
    }
    if (check_file(path, &err) != 0)
        fail_msg("%s", err.text);
}

/* Of equal length, so that the number of the last frame fits the first header. */
static void complete__glued_flacs_are_not_one(void **state) {
    struct lg_str once = {0};
    struct lg_err err = {0};
    char *path = folder_join(*state, "glued.flac");
    char want[80];
    write_flac(path);
    assert_int_equal(lg_fs_read(path, 1 << 20, &once, NULL), 0);
    assert_true(once.length > 3 * 10000); /* longer than a buffer of libFLAC */
    append(path, once.text, once.length);
    assert_int_equal(check_file(path, &err), -1);
    snprintf(want, sizeof want, "another FLAC begins at byte %zu", once.length);
    assert_non_null(strstr(err.text, want));
    lg_str_dispose(&once);
}

/* A page of an Ogg stream with 100 bytes in it, its checksum computed bit by bit. */
struct page {
    unsigned char flags; /* 2: begins, 4: ends */
    int64_t sample;
    uint32_t serial;
    uint32_t number;
};

static void append_page(const char *path, const struct page *page) {
    unsigned char bytes[28 + 100] = "OggS";
    uint32_t crc = 0;
    bytes[5] = page->flags;
    bytes[26] = 1;
    bytes[27] = 100;
    for (unsigned i = 0; i < 8; i++)
        bytes[6 + i] = (unsigned char)((uint64_t)page->sample >> 8 * i);
    for (unsigned i = 0; i < 4; i++) {
        bytes[14 + i] = (unsigned char)(page->serial >> 8 * i);
        bytes[18 + i] = (unsigned char)(page->number >> 8 * i);
    }
    for (unsigned i = 0; i < 100; i++)
        bytes[28 + i] = (unsigned char)(7 * i);
    for (size_t i = 0; i < 8 * sizeof bytes; i++) {
        uint32_t bit = (uint32_t)bytes[i / 8] >> (7 - i % 8) & 1u;
        crc = crc << 1 ^ ((crc >> 31 ^ bit) != 0 ? UINT32_C(0x04c11db7) : 0);
    }
    for (unsigned i = 0; i < 4; i++)
        bytes[22 + i] = (unsigned char)(crc >> 8 * i);
    append(path, bytes, sizeof bytes);
}

static void complete__ogg_pages_follow_each_other(void **state) {
    static const struct {
        struct page pages[5];
        const char *behind;
        const char *error;
    } files[] = {
        {{{2, 0, 1, 0}, {0, 900, 1, 1}, {4, 950, 1, 2}}, "", NULL},
        {{{6, 0, 1, 0}}, "", NULL},
        {{{2, 0, 1, 0}, {0, -1, 1, 1}, {4, 950, 1, 2}}, "", NULL},
        {{{2, 0, 1, 0}, {2, 0, 9, 0}, {4, 900, 1, 1}, {4, 7, 9, 1}}, "", NULL},
        {{{2, 0, 1, 0}, {0, 900, 1, 1}}, "", "its last Ogg page is not the end of a stream"},
        {{{2, 0, 1, 0}, {2, 0, 9, 0}, {4, 900, 1, 1}}, "", "not the end of a stream"},
        {{{2, 0, 1, 0}, {4, 900, 1, 2}}, "", "page 1 of an Ogg stream is missing, at byte 128"},
        {{{2, 0, 1, 0}, {4, 900, 1, 1}, {4, 950, 1, 2}}, "", "follows the end of its stream"},
        {{{2, 0, 1, 0}, {0, 900, 1, 1}, {4, 899, 1, 2}}, "", "ends before the page ahead of it"},
        {{{2, 0, 1, 0}, {4, 900, 7, 0}}, "", "belongs to a stream that never began"},
        {{{6, 0, 1, 0}, {6, 0, 2, 0}}, "", "is a chained stream: another begins at byte 128"},
        {{{6, 0, 1, 0}}, "1234567", "7 bytes behind the last page"},
        {{{2, 0, 1, 0}}, "OggS", "its last Ogg page is cut"},
    };
    char *path = folder_join(*state, "pages.ogg");
    for (size_t i = 0; i < LG_ARRAY_LEN(files); i++) {
        struct lg_err err = {0};
        unlink(path);
        for (const struct page *page = files[i].pages; page->serial != 0; page++)
            append_page(path, page);
        append(path, files[i].behind, strlen(files[i].behind));
        int result = check_file(path, &err);
        if ((result != 0) != (files[i].error != NULL) ||
            (result != 0 && strstr(err.text, files[i].error) == NULL))
            fail_msg("row %zu: %s", i, result != 0 ? err.text : "accepted");
    }
}

/* Bits that fall over in the last page: a decoder leaves that page out. */
static void complete__ogg_pages_are_what_their_checksums_say(void **state) {
    char *path = folder_join(*state, "bit.ogg");
    struct lg_err err = {0};
    append_page(path, &(struct page){2, 0, 1, 0});
    append_page(path, &(struct page){4, 900, 1, 1});
    assert_int_equal(check_file(path, &err), 0);
    int fd = open(path, O_RDWR);
    assert_int_equal(pwrite(fd, "x", 1, 128 + 99), 1);
    close(fd);
    assert_int_equal(check_file(path, &err), -1);
    assert_non_null(strstr(err.text, "page at byte 128 is not what its checksum says"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(complete__sizes_are_held_against_the_file),
        cmocka_unit_test(complete__frames_are_counted),
        cmocka_unit_test(complete__a_header_of_endless_chunks_ends),
        cmocka_unit_test(complete__ogg_pages_follow_each_other),
        cmocka_unit_test(complete__ogg_pages_are_what_their_checksums_say),
        cmocka_unit_test(complete__flac_must_end_with_its_last_frame),
        cmocka_unit_test(complete__flac_frames_follow_each_other),
        cmocka_unit_test(complete__flac_frames_may_end_in_zeros),
        cmocka_unit_test(complete__glued_flacs_are_not_one),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
