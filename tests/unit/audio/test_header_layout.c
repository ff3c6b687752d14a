#include "audio/header_layout.h"

#include "unit/audio/waves.h"

#include <fcntl.h>

/* Puts numbers and texts into a file's first bytes. */
struct bytes {
    unsigned char at[512];
    size_t length;
};

static void add(struct bytes *to, const void *bytes, size_t length) {
    assert_true(to->length + length <= sizeof to->at);
    memcpy(to->at + to->length, bytes, length);
    to->length += length;
}

static void add_id(struct bytes *to, const char *id) {
    add(to, id, strlen(id));
}

static void add_big(struct bytes *to, uint64_t number, unsigned count) {
    for (unsigned i = count; i-- > 0;) {
        unsigned char byte = (unsigned char)(number >> 8 * i);
        add(to, &byte, 1);
    }
}

static void add_little(struct bytes *to, uint64_t number, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        unsigned char byte = (unsigned char)(number >> 8 * i);
        add(to, &byte, 1);
    }
}

/* What is said of it: "L R", "" of silence, "?…" of a riddle. */
static void says(struct folder *folder, const struct bytes *file, int channels, const char *want) {
    char *path = folder_join(folder, "head");
    struct lg_header_layout layout = {0};
    struct lg_err err = {0};
    struct lg_str got = {0};
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, file->at, file->length), file->length);
    struct lg_complete_subject subject = {.fd = fd, .bytes = (int64_t)file->length, .path = "x"};
    if (lg_header_layout_read(&subject, channels, &layout, &err) != 0)
        fail_msg("%s", err.text);
    close(fd);
    if (layout.says == LG_HEADER_SPEAKERS)
        lg_layout_write(layout.speakers, channels, &got);
    else if (layout.says == LG_HEADER_RIDDLE)
        lg_str_printf(&got, "?%s", layout.why);
    bool is_part = want[0] == '?' && strstr(lg_str_text(&got), want + 1) != NULL;
    if (!(is_part && layout.says == LG_HEADER_RIDDLE) && strcmp(lg_str_text(&got), want) != 0)
        fail_msg("wanted '%s', got '%s'", want, lg_str_text(&got));
    lg_str_dispose(&got);
}

static struct bytes wave(uint32_t mask, bool is_ambisonic) {
    static const unsigned char plain[] = {1,    0, 0, 0,    0, 0,    0x10, 0,
                                          0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71};
    struct bytes file = {.length = 0};
    add_id(&file, "RIFF");
    add_little(&file, 60, 4);
    add_id(&file, "WAVEfmt ");
    add_little(&file, 40, 4);
    add_little(&file, 0xfffe, 2);
    add_little(&file, 0, 8);
    add_little(&file, 0, 8);
    add_little(&file, 0, 2);
    add_little(&file, mask, 4);
    add(&file, plain, sizeof plain);
    if (is_ambisonic)
        file.at[file.length - 1] = 0;
    return file;
}

static void header_layout__a_mask_must_fit_the_channels(void **state) {
    static const struct {
        uint32_t mask;
        int channels;
        const char *want;
    } rows[] = {
        {0, 6, ""},
        {0x3, 2, "L R"},
        {0x4, 1, "C"},
        {0x8, 1, "LFE"},
        {0x3f, 6, "L R C LFE Ls Rs"},
        {0x60f, 6, "L R C LFE Lss Rss"},
        {0x63f, 8, "L R C LFE Lrs Rrs Lss Rss"},
        {0xff, 8, "L R C LFE Ls Rs Lc Rc"},
        {0x5003, 4, "L R above above"},
        {0x37, 6, "?mask 0x37 names 5 speakers for 6 channels"},
        {0x607, 6, "?mask 0x607 names 5 speakers"},
        {0x3f, 8, "?mask 0x3f names 6 speakers for 8 channels"},
        {0x3f, 5, "?mask 0x3f names 6 speakers for 5 channels"},
        {0x40003, 3, "?speakers that are not known"},
        {0x80000000, 1, "?speakers that are not known"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct bytes file = wave(rows[i].mask, false);
        says(*state, &file, rows[i].channels, rows[i].want);
    }
    struct bytes ambisonic = wave(0, true);
    says(*state, &ambisonic, 6, "?ambisonics");
    struct bytes plain = wave(0x37, false);
    plain.at[20] = 1;
    plain.at[21] = 0;
    says(*state, &plain, 6, "");
}

struct chan {
    uint32_t tag, bitmap, num_labels;
    uint32_t labels[8];
    int channels;
    const char *want;
};

static void add_chan(struct bytes *file, const struct chan *chan) {
    add_big(file, chan->tag, 4);
    add_big(file, chan->bitmap, 4);
    add_big(file, chan->num_labels, 4);
    for (uint32_t i = 0; i < chan->num_labels; i++) {
        add_big(file, chan->labels[i], 4);
        add_big(file, 0, 8);
        add_big(file, 0, 8);
    }
}

/* In CAF, and the same in AIFF. */
static void header_layout__apples_layouts_are_understood(void **state) {
    static const struct chan rows[] = {
        {0, 0, 6, {1, 3, 2, 5, 6, 4}, 6, "L C R Ls Rs LFE"},
        {0, 0, 8, {1, 2, 3, 4, 5, 6, 33, 34}, 8, "L R C LFE Ls Rs Lrs Rrs"},
        {0, 0, 8, {1, 2, 3, 4, 5, 6, 10, 11}, 8, "L R C LFE Lrs Rrs Lss Rss"},
        {0, 0, 1, {42}, 1, "C"},
        {0, 0, 4, {1, 2, 13, 15}, 4, "L R above above"},
        {0, 0, 2, {1, 0xffffffff}, 2, "?label 4294967295 for channel 2 is no known speaker"},
        {0, 0, 2, {1, 1}, 2, "?names L for two channels"},
        {0, 0, 5, {1, 2, 3, 5, 6}, 6, "?describes 5 channels of 6"},
        {0, 0, 0, {0}, 2, "?describes 0 channels of 2"},
        {1u << 16, 0x3f, 0, {0}, 6, "L R C LFE Ls Rs"},
        {1u << 16, 0x1f, 0, {0}, 6, "?bitmap 0x1f names 5 speakers for 6 channels"},
        {123u << 16 | 6, 0, 0, {0}, 6, "L C R Ls Rs LFE"},
        {127u << 16 | 8, 0, 0, {0}, 8, "C Lc Rc L R Ls Rs LFE"},
        {121u << 16 | 6, 0, 0, {0}, 5, "?tag 121 is for 6 channels, not 5"},
        {130u << 16 | 8, 0, 0, {0}, 8, "?tag 130 names no known speakers"},
        {147u << 16 | 6, 0, 0, {0}, 6, "?tag 147 names no known speakers"},
        {999u << 16 | 6, 0, 0, {0}, 6, "?tag 999 names no known speakers"},
        {0xffffu << 16 | 6, 0, 0, {0}, 6, ""},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct bytes caf = {.length = 0};
        struct bytes aiff = {.length = 0};
        uint32_t size = 12 + 20 * rows[i].num_labels;
        add(&caf, "caff\0\1\0\0chan", 12);
        add_big(&caf, size, 8);
        add_chan(&caf, &rows[i]);
        says(*state, &caf, rows[i].channels, rows[i].want);
        add(&aiff, "FORM\0\0\0\0AIFFSSND\0\0\0\3abc\0CHAN", 28);
        add_big(&aiff, size, 4);
        add_chan(&aiff, &rows[i]);
        says(*state, &aiff, rows[i].channels, rows[i].want);
    }
    struct bytes cut = {.length = 0};
    add(&cut, "caff\0\1\0\0chan\0\0\0\0\0\0\0\2ab", 22);
    says(*state, &cut, 2, "?channel layout is cut");
}

static void header_layout__flac_may_name_a_mask(void **state) {
    static const struct {
        const char *comment;
        const char *want;
    } rows[] = {
        {"WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x60f", "L R C LFE Lss Rss"},
        {"waveformatextensible_channel_mask=0x3F", "L R C LFE Ls Rs"},
        {"WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x0", "?names 0 speakers for 6 channels"},
        {"WAVEFORMATEXTENSIBLE_CHANNEL_MASK=63", "?'63', is none"},
        {"TITLE=0x3f", ""},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct bytes file = {.length = 0};
        uint32_t length = (uint32_t)strlen(rows[i].comment);
        add(&file, "fLaC\0\0\0\2ab\x84\0\0", 13);
        add_big(&file, 4 + 2 + 4 + 4 + 3 + 4 + length, 1);
        add_little(&file, 2, 4);
        add_id(&file, "me");
        add_little(&file, 2, 4);
        add_little(&file, 3, 4);
        add_id(&file, "A=b");
        add_little(&file, length, 4);
        add_id(&file, rows[i].comment);
        says(*state, &file, 6, rows[i].want);
    }
}

static void header_layout__opus_says_what_its_channels_are_not(void **state) {
    for (unsigned family = 0; family < 4; family++) {
        struct bytes file = {.length = 0};
        add_id(&file, "OggS");
        add_big(&file, 0, 8);
        add_big(&file, 0, 8);
        add_big(&file, 0, 6);
        add_big(&file, 1, 1);
        add_big(&file, 19, 1);
        add_id(&file, "OpusHead");
        add_big(&file, 0, 8);
        add_big(&file, 0, 2);
        add_big(&file, family, 1);
        says(*state, &file, 4, family < 2 ? "" : "?channel mapping family");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_layout__a_mask_must_fit_the_channels),
        cmocka_unit_test(header_layout__apples_layouts_are_understood),
        cmocka_unit_test(header_layout__flac_may_name_a_mask),
        cmocka_unit_test(header_layout__opus_says_what_its_channels_are_not),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
