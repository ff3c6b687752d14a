#include "support/unit.h"

#include <string.h>

#include "live/name.h"

static const char *const names[] = {"Threshold", "Makeup", "Dry/Wet", "Peak Clip In",
                                    "gain",      "Gain",   "GAIN B",  "Gesang üñî",
                                    "Twice",     "twice",  "#2",      "Out 1"};

static const struct lg_name_list list = {"parameter", "Bus / Glue", names, LG_ARRAY_LEN(names)};

static void name__is_found_however_it_is_written(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *wanted;
        size_t index;
    } rows[] = {
        {"Threshold", 0},    {"threshold", 0}, {"threshold_db", 0}, {"THRESHOLD_DB", 0},
        {"makeup_db", 1},    {"drywet", 2},    {"dry_wet", 2},      {"dry wet", 2},
        {"peak_clip_in", 3}, {"gain", 4},      {"Gain", 5},         {"gain b", 6},
        {"gesang üñî", 7},   {"Twice", 8},     {"twice", 9},        {"#2", 10},
        {"#3", 3},           {"out_1", 11},    {"out 1", 11},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        size_t index = SIZE_MAX;
        if (lg_name_find(&list, rows[i].wanted, &index, NULL) < 0 || index != rows[i].index)
            fail_msg("'%s' found %zu", rows[i].wanted, index);
        assert_true(lg_name_is_one(&list, rows[i].wanted, &index));
    }
}

static void name__none_lists_what_there_is(void **state) {
    LG_UNUSED(state);
    static const char *const wanted[] = {"Thresh", "", "/", "_db", "#12", "#-1", "#x", "gain_ms2"};
    for (size_t i = 0; i < LG_ARRAY_LEN(wanted); i++) {
        size_t index = 77;
        assert_false(lg_name_is_any(&list, wanted[i]));
        assert_false(lg_name_is_one(&list, wanted[i], &index));
        assert_int_equal(lg_name_find(&list, wanted[i], &index, NULL), -1);
    }
    struct lg_err err = {0};
    size_t index;
    static const char *const two[] = {"Utility", "Limiter"};
    const struct lg_name_list devices = {"device", "Bus", two, 2};
    assert_int_equal(lg_name_find(&devices, "Limitr", &index, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_string_equal(err.text,
                        "no device 'Limitr' on Bus; did you mean 'Limiter'?; there are #0 "
                        "Utility, #1 Limiter");
    const struct lg_name_list nothing = {"track", NULL, NULL, 0};
    err = (struct lg_err){0};
    assert_int_equal(lg_name_find(&nothing, "A", &index, &err), -1);
    assert_string_equal(err.text, "no track 'A'; there is none");
}

static void name__several_are_an_error(void **state) {
    LG_UNUSED(state);
    struct lg_err err = {0};
    size_t index = 77;
    static const char *const twins[] = {"Limiter", "Utility", "LIMITER"};
    const struct lg_name_list devices = {"device", "Bus", twins, 3};
    assert_int_equal(lg_name_find(&devices, "limiter", &index, &err), -1);
    assert_string_equal(err.text,
                        "several devices 'limiter' on Bus; there are #0 Limiter, #1 Utility, #2 "
                        "LIMITER");
    assert_true(lg_name_is_any(&devices, "limiter"));
    assert_false(lg_name_is_one(&devices, "limiter", &index));
    /* The same bytes tell them apart, and so does a number. */
    assert_int_equal(lg_name_find(&devices, "LIMITER", &index, NULL), 0);
    assert_int_equal(index, 2);
    assert_int_equal(lg_name_find(&devices, "#0", &index, NULL), 0);
    assert_int_equal(index, 0);
}

static void name__long_lists_are_cut(void **state) {
    LG_UNUSED(state);
    const char *many[200];
    struct lg_err err = {0};
    size_t index;
    for (size_t i = 0; i < LG_ARRAY_LEN(many); i++)
        many[i] = "Audio Track";
    const struct lg_name_list tracks = {"track", NULL, many, LG_ARRAY_LEN(many)};
    assert_int_equal(lg_name_find(&tracks, "Nobody", &index, &err), -1);
    assert_non_null(strstr(err.text, "… (200 in all)"));
}

static void name__says_its_unit(void **state) {
    LG_UNUSED(state);
    assert_string_equal(lg_name_unit("threshold_db"), "dB");
    assert_string_equal(lg_name_unit("Release_MS"), "ms");
    assert_string_equal(lg_name_unit("release_s"), "s");
    assert_string_equal(lg_name_unit("freq_khz"), "kHz");
    assert_string_equal(lg_name_unit("mix_percent"), "%");
    assert_null(lg_name_unit("threshold"));
    assert_null(lg_name_unit("_db"));
    assert_null(lg_name_unit("Peak Clips"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name__is_found_however_it_is_written),
        cmocka_unit_test(name__none_lists_what_there_is),
        cmocka_unit_test(name__several_are_an_error),
        cmocka_unit_test(name__long_lists_are_cut),
        cmocka_unit_test(name__says_its_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
