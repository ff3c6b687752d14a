#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/unit.h"

static void number__writes_the_shortest_plain_text(void **state) {
    (void)state;
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        {0.0, "0"},
        {-0.0, "-0"},
        {1.0, "1"},
        {-17.67, "-17.67"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3.0, "0.3333333333333333"},
        {0.0001, "0.0001"},
        {1e-7, "0.0000001"},
        {-123456.789, "-123456.789"},
        {48000.0, "48000"},
        {1e14, "100000000000000"},
        {999999999999999.0, "999999999999999"},
        {999999999999999.9, "999999999999999.9"},
        {1e15, "1e15"},
        {1.5e300, "1.5e300"},
        {-1e22, "-1e22"},
        {1e-300, "1e-300"},
        {DBL_MAX, "1.7976931348623157e308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {(double)INFINITY, "inf"},
        {-(double)INFINITY, "-inf"},
        {(double)NAN, "nan"},
        {-(double)NAN, "nan"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char text[LG_NUMBER_MAX];
        lg_number_write(rows[i].number, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void assert_round_trip(double number) {
    char text[LG_NUMBER_MAX + 1];
    text[LG_NUMBER_MAX] = '#';
    lg_number_write(number, text);
    assert_int_equal(text[LG_NUMBER_MAX], '#');
    double again = 0.5;
    assert_true(lg_number_read(lg_view_of(text), &again));
    if (isnan(number)) {
        assert_true(isnan(again));
        return;
    }
    assert_memory_equal(&again, &number, sizeof number);
    if (fabs(number) < 1e15 && fabs(number) > 1e-9)
        assert_null(strchr(text, 'e'));
}

static void number__reads_back_what_it_wrote(void **state) {
    (void)state;
    uint64_t bits = 88172645463325252u;
    for (int i = 0; i < 50000; i++) {
        /* xorshift: every kind of double comes, those that are no number too. */
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double number;
        memcpy(&number, &bits, sizeof number);
        assert_round_trip(number);
        assert_round_trip((double)(int64_t)bits / 1e9);
        assert_round_trip((double)(bits % 1000000) / 10000.0);
    }
    assert_round_trip(5e-324);
    assert_round_trip(-1.2345678901234567e-11);
    assert_round_trip(-1.2345678901234567e-308);
}

static void number__reads_decimals(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double number;
    } rows[] = {
        {"0", 0.0},
        {"-13.98", -13.98},
        {"+6", 6.0},
        {".5", 0.5},
        {"5.", 5.0},
        {"007", 7.0},
        {"1e3", 1000.0},
        {"1E+3", 1000.0},
        {"12.5e-1", 1.25},
        {"0.000000000000000000000000000000000000001e39", 1.0},
        {"1e-400", 0.0},
        {"0e999999999999999999999", 0.0},
        {"179769313486231570000000000000000000000e270", DBL_MAX},
        {"inf", (double)INFINITY},
        {"-inf", -(double)INFINITY},
        {".inf", (double)INFINITY},
        {"-.Inf", -(double)INFINITY},
        {"+.INF", (double)INFINITY},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        double number = 0.123;
        assert_true(lg_number_read(lg_view_of(rows[i].text), &number));
        assert_true(number == rows[i].number);
    }
    static const char *const nans[] = {"nan", ".nan", ".NaN", ".NAN"};
    for (size_t i = 0; i < LG_ARRAY_LEN(nans); i++) {
        double number = 0.123;
        assert_true(lg_number_read(lg_view_of(nans[i]), &number));
        assert_true(isnan(number));
    }
}

static void number__refuses_all_else(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",      " ",        "-",   "+",    ".",   "e5",     ".e5",   "1e",    "1e+",    "1ex",
        "1 ",    " 1",       "1\n", "0x10", "1p3", "1,5",    "1.2.3", "--1",   "+-1",    "1dB",
        "1_000", "infinity", "INF", "Inf",  "NaN", "nan(1)", "- 1",   "1e999", "-1e999", "1e5.0",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        double number = 0.123;
        assert_false(lg_number_read(lg_view_of(texts[i]), &number));
        assert_true(number == 0.123);
    }
    double number = 0.123;
    assert_false(lg_number_read((struct lg_view){"1\0", 2}, &number));
    assert_false(lg_number_read((struct lg_view){NULL, 0}, &number));
    assert_true(lg_number_read((struct lg_view){"15", 1}, &number));
    assert_true(number == 1.0);
}

static void number__reads_many_digits_exactly(void **state) {
    (void)state;
    /* Halfway between two doubles, and decided by the last of 120 zeros and a one. */
    char text[200] = "9007199254740993.";
    size_t length = strlen(text);
    memset(text + length, '0', 120);
    text[length + 120] = '\0';
    double number = 0.0;
    assert_true(lg_number_read(lg_view_of(text), &number));
    assert_true(number == 9007199254740992.0);
    text[length + 119] = '1';
    assert_true(lg_number_read(lg_view_of(text), &number));
    assert_true(number == 9007199254740994.0);
}

static void number__reads_integers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t number;
    } rows[] = {
        {"0", 0},
        {"-0", 0},
        {"+12", 12},
        {"-1000", -1000},
        {"007", 7},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        int64_t number = 77;
        assert_true(lg_number_read_int(lg_view_of(rows[i].text), &number));
        assert_true(number == rows[i].number);
    }
    static const char *const refused[] = {
        "",
        "-",
        "+",
        "1.0",
        "1e3",
        "0x1",
        " 1",
        "1 ",
        "a1",
        "--1",
        "inf",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(refused); i++) {
        int64_t number = 77;
        assert_false(lg_number_read_int(lg_view_of(refused[i]), &number));
        assert_int_equal(number, 77);
    }
}

static void number__fixed_decimals(void **state) {
    (void)state;
    static const struct {
        double number;
        int decimals;
        const char *text;
    } rows[] = {
        {-17.674, 2, "-17.67"},         {-0.001, 2, "0.00"},     {0.0, 1, "0.0"},
        {1234.5678, 3, "1234.568"},     {2.0, 0, "2"},           {-0.4, 0, "0"},
        {-(double)INFINITY, 2, "-inf"}, {(double)NAN, 2, "nan"}, {1e300, 2, "1e300"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char text[LG_NUMBER_MAX];
        lg_number_fixed(rows[i].number, rows[i].decimals, text);
        assert_string_equal(text, rows[i].text);
    }
}

/* A host program, or a library, may have chosen a locale with a decimal comma. */
static void number__does_not_follow_the_locale(void **state) {
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8"};
    locale_t comma = (locale_t)0;
    for (size_t i = 0; i < LG_ARRAY_LEN(names) && comma == (locale_t)0; i++)
        comma = newlocale(LC_NUMERIC_MASK, names[i], (locale_t)0);
    if (comma == (locale_t)0)
        skip();
    locale_t before = uselocale(comma);
    char control[LG_NUMBER_MAX];
    char written[LG_NUMBER_MAX];
    char fixed[LG_NUMBER_MAX];
    double number = 0.0;
    snprintf(control, sizeof control, "%.1f", 1.5);
    lg_number_write(-17.625, written);
    lg_number_fixed(-17.625, 3, fixed);
    bool was_read = lg_number_read(lg_view_of("-17.625"), &number);
    uselocale(before);
    freelocale(comma);
    assert_string_equal(control, "1,5");
    assert_string_equal(written, "-17.625");
    assert_string_equal(fixed, "-17.625");
    assert_true(was_read);
    assert_true(number == -17.625);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number__writes_the_shortest_plain_text),
        cmocka_unit_test(number__reads_back_what_it_wrote),
        cmocka_unit_test(number__reads_decimals),
        cmocka_unit_test(number__refuses_all_else),
        cmocka_unit_test(number__reads_many_digits_exactly),
        cmocka_unit_test(number__reads_integers),
        cmocka_unit_test(number__fixed_decimals),
        cmocka_unit_test(number__does_not_follow_the_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
