#include "support/unit.h"

#include <math.h>
#include <stdlib.h>

#include "live/value.h"

static int teardown(void **state) {
    lg_arena_dispose(*state);
    free(*state);
    return 0;
}

static int setup(void **state) {
    *state = lg_xcalloc(1, sizeof(struct lg_arena));
    return 0;
}

static void value__native_and_normal_are_two_scales(void **state) {
    LG_UNUSED(state);
    static const struct {
        float min, max, native;
        double normal;
    } rows[] = {
        {-40, 0, -30, 0.25}, {-40, 0, -40, 0},  {-40, 0, 0, 1},
        {-1, 1, 0, 0.5},     {0, 1, 0.5F, 0.5}, {0.01F, 3000, 3000, 1},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        const struct lg_range range = {{rows[i].min}, {rows[i].max}};
        const struct lg_native native = {rows[i].native};
        assert_true(fabs(lg_native_to_normal(native, &range).fraction - rows[i].normal) < 1e-12);
        assert_true(lg_normal_to_native((struct lg_normal){rows[i].normal}, &range).number ==
                    rows[i].native);
    }
    const struct lg_range point = {{2}, {2}};
    assert_true(lg_native_to_normal((struct lg_native){2}, &point).fraction == 0);
}

static void value__a_range_holds_its_ends_and_no_nan(void **state) {
    LG_UNUSED(state);
    const struct lg_range range = {{-24}, {24}};
    assert_true(lg_range_holds(&range, (struct lg_native){-24}));
    assert_true(lg_range_holds(&range, (struct lg_native){24}));
    assert_false(lg_range_holds(&range, (struct lg_native){24.000002F}));
    assert_false(lg_range_holds(&range, (struct lg_native){NAN}));
    assert_false(lg_range_holds(&range, (struct lg_native){INFINITY}));
}

static void value__float32_is_written_short_and_whole(void **state) {
    LG_UNUSED(state);
    static const struct {
        float number;
        const char *text;
    } rows[] = {
        {0.85F, "0.85"}, {-0.3F, "-0.3"}, {1.0F / 3, "0.33333334"}, {-40, "-40"}, {0.1F, "0.1"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char text[LG_NUMBER_MAX];
        lg_native_write((struct lg_native){rows[i].number}, text);
        assert_string_equal(text, rows[i].text);
        assert_true((float)lg_native_decimal((struct lg_native){rows[i].number}) == rows[i].number);
    }
}

static void value__shown_texts_are_numbers_with_units(void **state) {
    struct lg_arena *arena = *state;
    static const struct {
        const char *text, *unit;
        double number, base, step;
    } rows[] = {
        {"-10.0 dB", "dB", -10, -10, 0.1}, {"-inf dB", "dB", -INFINITY, -INFINITY, 1},
        {"120 Hz", "Hz", 120, 120, 1},     {"1.20 kHz", "kHz", 1.2, 1200, 10},
        {"25 %", "%", 25, 0.25, 0.01},     {"300.0 ms", "ms", 300, 0.3, 0.0001},
        {"1.2 s", "s", 1.2, 1.2, 0.1},     {"4:1", ":1", 4, 4, 1},
        {"4.00 : 1", ":1", 4, 4, 0.01},    {"50L", "L", 50, 50, 1},
        {"1.50 k", NULL, 1.5, 1500, 10},   {"-inf", NULL, -INFINITY, -INFINITY, 1},
        {" 0.50 ", NULL, 0.5, 0.5, 0.01},  {"+3 st", "st", 3, 3, 1},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_shown shown = lg_shown_read(rows[i].text, arena);
        if (!shown.is_number)
            fail_msg("'%s' is a number", rows[i].text);
        if (rows[i].unit == NULL)
            assert_null(shown.unit);
        else
            assert_string_equal(shown.unit, rows[i].unit);
        assert_true(shown.number == rows[i].number);
        assert_true(shown.base == rows[i].base || fabs(shown.base - rows[i].base) < 1e-9);
        assert_true(fabs(shown.step - rows[i].step) < 1e-12);
    }
}

static void value__other_texts_are_themselves(void **state) {
    struct lg_arena *arena = *state;
    static const char *const rows[] = {"A", "Off", "C", "", "-", "Low Cut 48", ".", "dB"};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_shown shown = lg_shown_read(rows[i], arena);
        assert_false(shown.is_number);
        assert_string_equal(shown.text, rows[i]);
    }
}

static void value__displays_agree_within_what_they_show(void **state) {
    struct lg_arena *arena = *state;
    static const struct {
        const char *wanted, *got;
        bool agrees;
    } rows[] = {
        {"-6 dB", "-6.0 dB", true},
        {"-6.04 dB", "-6.0 dB", true},
        {"-6.06 dB", "-6.0 dB", false},
        {"-6 dB", "-6.1 dB", false},
        {"1200 Hz", "1.20 kHz", true},
        {"1205 Hz", "1.20 kHz", true},
        {"1206 Hz", "1.20 kHz", false},
        {"0.1 s", "100.0 ms", true},
        {"4:1", "4.00 : 1", true},
        {"-inf dB", "-inf dB", true},
        {"-70 dB", "-inf dB", false},
        {"a", "A", true},
        {"1/8t", "1/8T", true},
        {"1500", "1.50 k", true},
        {"low cut 48", "Low Cut 48", true},
        {"A", "B", false},
        {"6 dB", "6 Hz", false},
        {"6", "6 dB", false},
        {"41", "4:1", false},
        {"25 %", "25 %", true},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_shown wanted = lg_shown_read(rows[i].wanted, arena);
        struct lg_shown got = lg_shown_read(rows[i].got, arena);
        if (lg_shown_agrees(&wanted, &got) != rows[i].agrees)
            fail_msg("'%s' and '%s'", rows[i].wanted, rows[i].got);
    }
}

static void value__is_written_in_the_unit_of_a_display(void **state) {
    struct lg_arena *arena = *state;
    static const struct {
        double base;
        const char *like, *text;
    } rows[] = {
        {-24, "0.0 dB", "-24.0 dB"}, {0.1, "300.0 ms", "100.0 ms"},    {0.5, "25 %", "50 %"},
        {8, "4:1", "8:1"},           {-INFINITY, "0.0 dB", "-inf dB"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_shown like = lg_shown_read(rows[i].like, arena);
        struct lg_str text = {0};
        lg_shown_write(rows[i].base, &like, &text);
        assert_string_equal(lg_str_text(&text), rows[i].text);
        lg_str_dispose(&text);
    }
}

static void value__wishes_say_which_scale_they_mean(void **state) {
    struct lg_arena *arena = *state;
    struct lg_wish wish;
    assert_int_equal(lg_wish_read(" -30 ", NULL, arena, &wish, NULL), 0);
    assert_int_equal(wish.kind, LG_WISH_NATIVE);
    assert_true(wish.as.native.number == -30);
    assert_int_equal(lg_wish_read("0.25 norm", NULL, arena, &wish, NULL), 0);
    assert_int_equal(wish.kind, LG_WISH_NORMAL);
    assert_true(wish.as.normal.fraction == 0.25);
    assert_int_equal(lg_wish_read("0.25norm", "dB", arena, &wish, NULL), 0);
    assert_int_equal(wish.kind, LG_WISH_NORMAL);
    static const char *const shown[] = {"-30 dB", "4:1", "A", "on", "-inf dB", "norm"};
    for (size_t i = 0; i < LG_ARRAY_LEN(shown); i++) {
        assert_int_equal(lg_wish_read(shown[i], NULL, arena, &wish, NULL), 0);
        assert_int_equal(wish.kind, LG_WISH_SHOWN);
        assert_string_equal(wish.text, shown[i]);
    }
    /* Either scale, by a word. */
    assert_int_equal(lg_wish_read("4", NULL, arena, &wish, NULL), 0);
    assert_true(wish.is_bare);
    assert_int_equal(lg_wish_read("4 native", "dB", arena, &wish, NULL), 0);
    assert_int_equal(wish.kind, LG_WISH_NATIVE);
    assert_false(wish.is_bare);
    assert_int_equal(lg_wish_read("4 shown", NULL, arena, &wish, NULL), 0);
    assert_int_equal(wish.kind, LG_WISH_SHOWN);
    assert_string_equal(wish.as.shown.text, "4");
    /* The parameter's name says the unit: threshold_db. */
    assert_int_equal(lg_wish_read("-30", "dB", arena, &wish, NULL), 0);
    assert_int_equal(wish.kind, LG_WISH_SHOWN);
    assert_string_equal(wish.text, "-30 dB");
    assert_string_equal(wish.as.shown.unit, "dB");
    assert_int_equal(lg_wish_read("100 ms", "s", arena, &wish, NULL), 0);
    assert_true(fabs(wish.as.shown.base - 0.1) < 1e-12);
}

static void value__bad_wishes_are_refused(void **state) {
    struct lg_arena *arena = *state;
    static const struct {
        const char *text, *unit, *says;
    } rows[] = {
        {"", NULL, "'' can't be set: no value"},
        {"  ", NULL, "'' can't be set: no value"},
        {"inf", NULL, "'inf' can't be set: not a finite number"},
        {"nan", NULL, "'nan' can't be set: not a finite number"},
        {"1e39", NULL, "'1e39' can't be set: not a finite number"},
        {"1.5 norm", NULL, "'1.5 norm' can't be set: a normalised value is a number from 0 to 1"},
        {"nan norm", NULL, "'nan norm' can't be set: a normalised value is a number from 0 to 1"},
        {"100 Hz", "dB", "'100 Hz' can't be set: the parameter's name says another unit, dB"},
        {"nan dB", NULL, "'nan dB' can't be set: not a finite number"},
        {"inf dB", NULL, "'inf dB' can't be set: not a finite number"},
        {"-inf Hz", NULL, "'-inf Hz' can't be set: not a finite number"},
        {"-inf native", NULL, "'-inf native' can't be set: not a finite number"},
        {"nan", "dB", "'nan dB' can't be set: not a finite number"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_wish wish;
        struct lg_err err = {0};
        assert_int_equal(lg_wish_read(rows[i].text, rows[i].unit, arena, &wish, &err), -1);
        assert_int_equal(err.kind, LG_ERR_USAGE);
        assert_string_equal(err.text, rows[i].says);
    }
}

#define WITH_ARENA(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(value__native_and_normal_are_two_scales),
        WITH_ARENA(value__a_range_holds_its_ends_and_no_nan),
        WITH_ARENA(value__float32_is_written_short_and_whole),
        WITH_ARENA(value__shown_texts_are_numbers_with_units),
        WITH_ARENA(value__other_texts_are_themselves),
        WITH_ARENA(value__displays_agree_within_what_they_show),
        WITH_ARENA(value__is_written_in_the_unit_of_a_display),
        WITH_ARENA(value__wishes_say_which_scale_they_mean),
        WITH_ARENA(value__bad_wishes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
