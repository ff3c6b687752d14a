#include "unit/matrix/reading.h"

#include <math.h>

static struct lg_matrix *with_axis(const char *axis, struct lg_arena *arena) {
    return matrix_of(lg_arena_printf(arena,
                                     "matrix: m\ndevices: {g: G}\naxes: {g.x: %s}\n" GOAL
                                     "strategy: optimize\n",
                                     axis),
                     arena);
}

static void axis__values_are_clean_and_found_again(void **state) {
    (void)state;
    static const struct {
        const char *axis;
        uint64_t count, step;
        const char *text; /* the value at that step */
    } cases[] = {
        {"[1 dB, 3 dB, 2 dB]", 3, 1, "3 dB"},
        {"['4:1', off]", 2, 1, "off"},
        {"['10 ms', '-6 dB']", 2, 0, "10 ms"}, /* what a device shows of a choice */
        {"{from: 0.1, to: 0.9, step: 0.1}", 9, 2, "0.3"},
        {"{from: 0 dB, to: -30 dB, step: 7 dB}", 5, 4, "-28 dB"},
        {"{from: 10 ms, to: 1 s, count: 100}", 100, 99, "1000 ms"},
        {"{from: 20 Hz, to: 20 kHz, count: 4, scale: log}", 4, 2, "2000 Hz"},
        {"{from: 20 kHz, to: 20 Hz, count: 4, scale: log}", 4, 1, "2 kHz"},
        /* Without a step: numbers that people would write, at most a thousand steps. */
        {"{from: -40 dB, to: 0 dB}", 801, 1, "-39.95 dB"},
        {"{from: 0 dB, to: 24 dB}", 481, 480, "24 dB"},
        {"{from: 1, to: 100, scale: log}", 1001, 500, "10"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct lg_arena arena = {0};
        struct lg_str text = {0};
        const struct lg_axis *axis = &with_axis(cases[i].axis, &arena)->axes[0];
        struct lg_setting value = lg_axis_at(axis, cases[i].step);
        assert_int_equal(axis->count, cases[i].count);
        lg_setting_write(&value, &text);
        assert_string_equal(lg_str_text(&text), cases[i].text);
        for (uint64_t step = 0; step < axis->count; step++) {
            uint64_t found = UINT64_MAX;
            value = lg_axis_at(axis, step);
            assert_true(lg_axis_find(axis, &value, &found));
            assert_int_equal(found, step);
            assert_int_equal(lg_axis_step_of(axis, lg_axis_fraction_of(axis, step)), step);
        }
        lg_str_dispose(&text);
        lg_arena_dispose(&arena);
    }
}

static void axis__does_not_find_what_is_no_step(void **state) {
    (void)state;
    static const struct lg_setting others[] = {
        {.kind = LG_SETTING_NUMBER, .number = 1.5, .unit = "dB"},
        {.kind = LG_SETTING_NUMBER, .number = 99, .unit = "dB"},
        {.kind = LG_SETTING_NUMBER, .number = -1, .unit = "dB"},
        {.kind = LG_SETTING_NUMBER, .number = 1, .unit = NULL},
        {.kind = LG_SETTING_TEXT, .text = "1 dB"},
        {.kind = LG_SETTING_AS_FOUND},
    };
    static const char *const axes[] = {"{from: 0 dB, to: 3 dB, step: 1 dB}", "[0 dB, 1 dB]",
                                       "{from: 1 dB, to: 8 dB, count: 4, scale: log}"};
    for (size_t i = 0; i < LG_ARRAY_LEN(axes); i++) {
        struct lg_arena arena = {0};
        const struct lg_axis *axis = &with_axis(axes[i], &arena)->axes[0];
        for (size_t k = 0; k < LG_ARRAY_LEN(others); k++) {
            uint64_t found = 7;
            assert_false(lg_axis_find(axis, &others[k], &found));
            assert_int_equal(found, 7);
        }
        lg_arena_dispose(&arena);
    }
}

static void axis__takes_any_fraction(void **state) {
    (void)state;
    static const struct {
        double fraction;
        uint64_t step;
    } cases[] = {{0, 0}, {1, 4}, {0.49, 2}, {0.12, 0}, {-3, 0}, {HUGE_VAL, 4}, {NAN, 0}, {0.13, 1}};
    struct lg_arena arena = {0};
    const struct lg_axis *axis = &with_axis("{from: 0, to: 4, step: 1}", &arena)->axes[0];
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++)
        assert_int_equal(lg_axis_step_of(axis, cases[i].fraction), cases[i].step);
    lg_arena_dispose(&arena);
}

static void setting__is_the_same_in_any_unit(void **state) {
    (void)state;
    static const struct lg_setting ms = {.kind = LG_SETTING_NUMBER, .number = 9, .unit = "ms"};
    static const struct lg_setting s = {.kind = LG_SETTING_NUMBER, .number = 0.009, .unit = "s"};
    static const struct lg_setting db = {.kind = LG_SETTING_NUMBER, .number = 9, .unit = "dB"};
    static const struct lg_setting bare = {.kind = LG_SETTING_NUMBER, .number = 9};
    static const struct lg_setting text = {.kind = LG_SETTING_TEXT, .text = "9"};
    struct lg_str tags = {0};
    assert_true(lg_setting_eq(&ms, &s));
    assert_true(lg_setting_fits(&ms, &s));
    assert_false(lg_setting_eq(&ms, &db));
    assert_false(lg_setting_fits(&ms, &db));
    assert_false(lg_setting_eq(&bare, &text));
    assert_false(lg_setting_eq(&bare, &db));
    lg_setting_tag(&ms, &tags);
    lg_setting_tag(&s, &tags);
    assert_string_equal(lg_str_text(&tags), "0.009s0.009s");
    lg_str_dispose(&tags);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axis__values_are_clean_and_found_again),
        cmocka_unit_test(axis__does_not_find_what_is_no_step),
        cmocka_unit_test(axis__takes_any_fraction),
        cmocka_unit_test(setting__is_the_same_in_any_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
