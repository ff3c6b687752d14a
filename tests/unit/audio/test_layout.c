#include "audio/layout.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout__by_count_is_what_the_formats_agree_on),
        cmocka_unit_test(layout__every_speaker_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
