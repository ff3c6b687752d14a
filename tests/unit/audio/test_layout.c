#include "audio/layout.h"

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "support/unit.h"

struct row {
    enum lg_channel_order order;
    int channels;
    const char *speakers; /* NULL: nothing is agreed */
};

static const struct row rows[] = {
    {LG_ORDER_WAVE, 1, "C"},
    {LG_ORDER_WAVE, 2, "L R"},
    {LG_ORDER_WAVE, 3, NULL},
    {LG_ORDER_WAVE, 4, NULL},
    {LG_ORDER_WAVE, 5, "L R C Ls Rs"},
    {LG_ORDER_WAVE, 6, "L R C LFE Ls Rs"},
    {LG_ORDER_WAVE, 7, NULL},
    {LG_ORDER_WAVE, 8, "L R C LFE Lrs Rrs Lss Rss"},
    {LG_ORDER_WAVE, 16, NULL},
    {LG_ORDER_FLAC, 3, "L R C"},
    {LG_ORDER_FLAC, 4, "L R Ls Rs"},
    {LG_ORDER_FLAC, 7, "L R C LFE Cs Lss Rss"},
    {LG_ORDER_FLAC, 9, NULL},
    {LG_ORDER_VORBIS, 1, "C"},
    {LG_ORDER_VORBIS, 6, "L C R Ls Rs LFE"},
    {LG_ORDER_VORBIS, 8, "L C R Lss Rss Lrs Rrs LFE"},
};

static void layout__by_count_is_what_the_formats_agree_on(void **state) {
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        enum lg_speaker speakers[LG_CHANNELS_MAX];
        bool agreed = lg_layout_by_count(rows[i].order, rows[i].channels, speakers);
        assert_int_equal(agreed, rows[i].speakers != NULL);
        char text[128] = "";
        for (int c = 0; agreed && c < rows[i].channels; c++) {
            strncat(text, c > 0 ? " " : "", sizeof text - strlen(text) - 1);
            strncat(text, lg_speaker_name(speakers[c]), sizeof text - strlen(text) - 1);
        }
        if (agreed)
            assert_string_equal(text, rows[i].speakers);
    }
}

static void layout__every_speaker_has_a_name(void **state) {
    LG_UNUSED(state);
    for (int i = 0; i < LG_SPEAKER__COUNT; i++)
        assert_non_null(lg_speaker_name((enum lg_speaker)i));
    assert_string_equal(lg_speaker_name(LG_SPEAKER__COUNT), "?");
}

static void layout__is_read_from_text(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text;
        const char *speakers;
    } good[] = {{"mono", "C"},
                {"stereo", "L R"},
                {"5.1", "L R C LFE Ls Rs"},
                {"L", "L"},
                {"C,L,R", "C L R"},
                {" L, R  above above ", "L R above above"},
                {"L R C LFE Lss Rss Lrs Rrs", "L R C LFE Lss Rss Lrs Rrs"}};
    for (size_t i = 0; i < LG_ARRAY_LEN(good); i++) {
        struct lg_layout layout;
        char text[128] = "";
        assert_int_equal(lg_layout_read(good[i].text, &layout, NULL), 0);
        for (int c = 0; c < layout.channels; c++)
            snprintf(text + strlen(text), sizeof text - strlen(text), c > 0 ? " %s" : "%s",
                     lg_speaker_name(layout.speakers[c]));
        assert_string_equal(text, good[i].speakers);
    }
    static const struct {
        const char *text;
        const char *says;
    } bad[] = {{"", "names no speaker"},
               {" , ", "names no speaker"},
               {"L R X", "'X' is no speaker"},
               {"l r", "'l' is no speaker"},
               {"L R L", "'L' is no speaker, or named before"},
               {"9.1", "'9.1' is no speaker"}};
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++) {
        struct lg_layout layout = {.channels = 77};
        struct lg_err err = {0};
        assert_int_equal(lg_layout_read(bad[i].text, &layout, &err), -1);
        assert_int_equal(err.kind, LG_ERR_USAGE);
        assert_non_null(strstr(err.text, bad[i].says));
        assert_int_equal(layout.channels, 77);
    }
}

static void layout__has_room_for_so_many_speakers(void **state) {
    LG_UNUSED(state);
    char text[LG_CHANNELS_MAX * 6 + 7] = "";
    struct lg_layout layout;
    for (int i = 0; i < LG_CHANNELS_MAX; i++)
        memcpy(text + i * 6, "above ", 7);
    assert_int_equal(lg_layout_read(text, &layout, NULL), 0);
    assert_int_equal(layout.channels, LG_CHANNELS_MAX);
    memcpy(text + LG_CHANNELS_MAX * 6, "above ", 7);
    assert_int_equal(lg_layout_read(text, &layout, NULL), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout__by_count_is_what_the_formats_agree_on),
        cmocka_unit_test(layout__every_speaker_has_a_name),
        cmocka_unit_test(layout__is_read_from_text),
        cmocka_unit_test(layout__has_room_for_so_many_speakers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
