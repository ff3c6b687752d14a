#include "support/unit.h"

#include "live/level.h"

static void level__names_say_what_raises_it(void **state) {
    static const struct {
        const char *name;
        enum lg_loud loud;
    } rows[] = {
        {"Gain", LG_LOUD_NAMED},
        {"2 Gain A", LG_LOUD_NAMED},
        {"Output Gain", LG_LOUD_NAMED},
        {"Drive", LG_LOUD_NAMED},
        {"Makeup", LG_LOUD_NAMED},
        {"OUTPUT", LG_LOUD_NAMED},
        {"Ceiling", LG_LOUD_NAMED},
        {"Chain Volume", LG_LOUD_NAMED},
        {"Threshold", LG_LOUD_NONE},
        {"Above Threshold (Low)", LG_LOUD_NONE},
        {"Knee", LG_LOUD_NONE},
        {"Range", LG_LOUD_NONE},
        {"Ratio", LG_LOUD_SHOWN},
        {"Level", LG_LOUD_NAMED},
        {"Feedback", LG_LOUD_NAMED},
        {"Trim", LG_LOUD_NAMED},
        {"Send A", LG_LOUD_NAMED},
        {"2 Frequency A", LG_LOUD_SHOWN},
        {"", LG_LOUD_SHOWN},
    };
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        if (lg_level_of_name(rows[i].name) != rows[i].loud)
            fail_msg("'%s'", rows[i].name);
    }
}

static void level__is_compared_as_it_is_shown(void **state) {
    static const struct {
        const char *a, *b;
        bool is_above;
    } rows[] = {
        {"0.0 dB", "-6.0 dB", true},    {"-6.0 dB", "0.0 dB", false}, {"0.0 dB", "0.0 dB", false},
        {"-6.04 dB", "-6.0 dB", false}, {"-6 dB", "-6.04 dB", true},  {"-60 dB", "-inf dB", true},
        {"-60 dB", "-inf", true},       {"-inf dB", "-60 dB", false}, {"200 Hz", "100 Hz", false},
        {"6", "0.0 dB", false},         {"A", "0.0 dB", false},
    };
    struct lg_arena arena = {0};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_shown a = lg_shown_read(rows[i].a, &arena);
        struct lg_shown b = lg_shown_read(rows[i].b, &arena);
        if (lg_level_is_above(&a, &b) != rows[i].is_above)
            fail_msg("'%s' above '%s'", rows[i].a, rows[i].b);
    }
    lg_arena_dispose(&arena);
}

static void level__keeps_to_the_quiet_side(void **state) {
    const struct lg_range range = {{-1}, {1}};
    const struct lg_native found = {0.5F};
    LG_UNUSED(state);
    assert_true(lg_level_quiet(LG_LOUDER_UP, &range, found).max.number == 0.5F);
    assert_true(lg_level_quiet(LG_LOUDER_UP, &range, found).min.number == -1);
    assert_true(lg_level_quiet(LG_LOUDER_DOWN, &range, found).min.number == 0.5F);
    assert_true(lg_level_quiet(LG_LOUDER_DOWN, &range, found).max.number == 1);
    assert_true(lg_level_quiet(LG_LOUDER_NEITHER, &range, found).max.number == 1);
    assert_true(lg_level_rises(LG_LOUDER_UP, found, (struct lg_native){0.6F}));
    assert_false(lg_level_rises(LG_LOUDER_DOWN, found, (struct lg_native){0.6F}));
    assert_true(lg_level_rises(LG_LOUDER_DOWN, found, (struct lg_native){0.4F}));
    assert_false(lg_level_rises(LG_LOUDER_NEITHER, found, (struct lg_native){0.6F}));
    assert_false(lg_level_rises(LG_LOUDER_UP, found, found));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(level__names_say_what_raises_it),
        cmocka_unit_test(level__is_compared_as_it_is_shown),
        cmocka_unit_test(level__keeps_to_the_quiet_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
