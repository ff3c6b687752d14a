#include "support/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conf/unit.h"

static void quantity__is_a_number_and_a_unit(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double number;
        const char *unit;
        enum lg_dimension dimension;
        double base;
    } cases[] = {
        {"500ms", 500, "ms", LG_DIM_TIME, 0.5},
        {"9 ms", 9, "ms", LG_DIM_TIME, 0.009},
        {"2s", 2, "s", LG_DIM_TIME, 2},
        {"10m", 10, "min", LG_DIM_TIME, 600},
        {"10 min", 10, "min", LG_DIM_TIME, 600},
        {"1.5 h", 1.5, "h", LG_DIM_TIME, 5400},
        {"440 Hz", 440, "Hz", LG_DIM_FREQUENCY, 440},
        {"44.1kHz", 44.1, "kHz", LG_DIM_FREQUENCY, 44100},
        {"25 %", 25, "%", LG_DIM_FRACTION, 0.25},
        {"7%", 7, "%", LG_DIM_FRACTION, 0.07},
        {"-14 LUFS", -14, "LUFS", LG_DIM_LOUDNESS, -14},
        {"-14 LKFS", -14, "LUFS", LG_DIM_LOUDNESS, -14},
        {"-6 dB", -6, "dB", LG_DIM_RELATIVE, -6},
        {"-inf dB", -HUGE_VAL, "dB", LG_DIM_RELATIVE, -HUGE_VAL},
        {"0.5 LU", 0.5, "LU", LG_DIM_RELATIVE, 0.5},
        {"-1 dBFS", -1, "dBFS", LG_DIM_PEAK, -1},
        {"+1dBTP", 1, "dBTP", LG_DIM_TRUE_PEAK, 1},
        {"1e3 Hz", 1000, "Hz", LG_DIM_FREQUENCY, 1000},
        {"-.5", -0.5, NULL, LG_DIM_NONE, -0.5},
        {"5.", 5, NULL, LG_DIM_NONE, 5},
        {" 42 ", 42, NULL, LG_DIM_NONE, 42},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct lg_quantity got = {0};
        if (!lg_quantity_read(lg_view_of(cases[i].text), &got))
            fail_msg("'%s' was not read", cases[i].text);
        if (got.number != cases[i].number || got.base != cases[i].base)
            fail_msg("'%s' was read as %.17g, base %.17g", cases[i].text, got.number, got.base);
        assert_int_equal(got.dimension, cases[i].dimension);
        if (cases[i].unit == NULL)
            assert_null(got.unit);
        else
            assert_string_equal(got.unit, cases[i].unit);
    }
}

static void quantity__refuses_text_that_begins_with_a_digit(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",      " ",       "2 tracks", "4:1",      "1-ping",     "0x10",  "1e",
        "1e+",   "-",       ".",        "-.",       "2026-02-22", "1.2.3", "5 5",
        "12:30", "5 LUFS.", "5 lufs",   "5 S",      "--5 s",      "+-5",   "1_000",
        "ms",    "inf",     "-inf",     "inf s",    "inf %",      "nan",   "nan dB",
        "1e999", ".inf dB", "1e999 dB", "infinite", "5 m s",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        struct lg_quantity got = {.number = 77};
        if (lg_quantity_read(lg_view_of(texts[i]), &got))
            fail_msg("'%s' was read as %g %s", texts[i], got.number, got.unit);
        assert_true(got.number == 77);
    }
}

static void quantity__reads_no_further_than_the_view(void **state) {
    (void)state;
    static const char text[] = {'1', '2', 'e', '5', ' ', 'm', 's'};
    static const struct {
        size_t length;
        double number;
        const char *unit;
    } cases[] = {{1, 1, NULL}, {2, 12, NULL}, {4, 12e5, NULL}, {6, 12e5, "min"}, {7, 12e5, "ms"}};
    struct lg_quantity got;
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        assert_true(lg_quantity_read((struct lg_view){text, cases[i].length}, &got));
        assert_true(got.number == cases[i].number);
        assert_true(got.unit == cases[i].unit || strcmp(got.unit, cases[i].unit) == 0);
    }
    assert_false(lg_quantity_read((struct lg_view){text, 3}, &got));
    assert_false(lg_quantity_read((struct lg_view){text, 0}, &got));
}

static void unit__fits_the_same_dimension_only(void **state) {
    (void)state;
    static const char *const groups[][4] = {
        {"ms", "s", "min", "h"},
        {"Hz", "kHz"},
        {"%"},
        {"LUFS", "LKFS"},
        {"dB", "LU"},
        {"dBFS"},
        {"dBTP"},
        {"st"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(groups); i++) {
        for (size_t j = 0; j < LG_ARRAY_LEN(groups); j++) {
            for (size_t k = 0; k < 16; k++) {
                const char *a = groups[i][k / 4];
                const char *b = groups[j][k % 4];
                bool is_real = a != NULL && b != NULL;
                if (is_real && lg_unit_fits(a, b) != (i == j))
                    fail_msg("%s and %s: %d", a, b, lg_unit_fits(a, b));
            }
        }
        assert_true(lg_unit_fits(NULL, groups[i][0]));
        assert_true(lg_unit_fits(groups[i][0], NULL));
    }
    assert_true(lg_unit_fits(NULL, NULL));
    assert_false(lg_unit_fits("st", "ct"));
}

static void unit__a_difference_is_a_tolerance_of_any_level(void **state) {
    (void)state;
    static const struct {
        const char *tol, *unit;
        bool fits;
    } cases[] = {
        {"LU", "LUFS", true},  {"dB", "LUFS", true},    {"dB", "dBFS", true},
        {"LU", "dBTP", true},  {"dB", "dB", true},      {"LUFS", "LUFS", true},
        {"ms", "s", true},     {NULL, "LUFS", true},    {"dB", NULL, true},
        {"dB", "s", false},    {"LU", "Hz", false},     {"%", "LUFS", false},
        {"LUFS", "dB", false}, {"dBFS", "LUFS", false}, {"dBTP", "dBFS", false},
        {"s", "dB", false},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        if (lg_unit_fits_tolerance(cases[i].tol, cases[i].unit) != cases[i].fits)
            fail_msg("%s as tolerance of %s", cases[i].tol, cases[i].unit);
    }
}

static void unit__converts_within_a_dimension_exactly(void **state) {
    (void)state;
    static const struct {
        double number;
        const char *from, *to;
        double want;
    } cases[] = {
        {9, "ms", "s", 0.009},      {0.5, "s", "ms", 500},    {2, "h", "min", 120},
        {44.1, "kHz", "Hz", 44100}, {50, "Hz", "kHz", 0.05},  {-14, "LUFS", "LUFS", -14},
        {3, "dB", "LU", 3},         {-3, "dBFS", "LUFS", -3}, {7, NULL, "s", 7},
        {7, "s", NULL, 7},          {7, "st", "st", 7},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        double got = lg_unit_convert(cases[i].number, cases[i].from, cases[i].to);
        if (got != cases[i].want)
            fail_msg("%g %s in %s: %.17g", cases[i].number, cases[i].from, cases[i].to, got);
    }
}

static void unit__factor_leads_to_the_base_unit(void **state) {
    (void)state;
    assert_true(lg_unit_factor("ms") == 0.001);
    assert_true(lg_unit_factor("min") == 60);
    assert_true(lg_unit_factor("%") == 0.01);
    assert_true(lg_unit_factor("kHz") == 1000);
    assert_true(lg_unit_factor("LUFS") == 1);
    assert_true(lg_unit_factor("st") == 1);
    assert_true(lg_unit_factor(NULL) == 1);
    assert_int_equal(lg_unit_dimension("dbfs"), LG_DIM_NONE);
    assert_int_equal(lg_unit_dimension(NULL), LG_DIM_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantity__is_a_number_and_a_unit),
        cmocka_unit_test(quantity__refuses_text_that_begins_with_a_digit),
        cmocka_unit_test(quantity__reads_no_further_than_the_view),
        cmocka_unit_test(unit__fits_the_same_dimension_only),
        cmocka_unit_test(unit__a_difference_is_a_tolerance_of_any_level),
        cmocka_unit_test(unit__converts_within_a_dimension_exactly),
        cmocka_unit_test(unit__factor_leads_to_the_base_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
