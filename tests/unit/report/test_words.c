#include "support/unit.h"

#include "report/words.h"

static void words__there_is_one_for_each_outcome_and_verdict(void **state) {
    (void)state;
    for (int i = 0; i < LG_OUTCOME__COUNT; i++)
        assert_string_not_equal(lg_words_outcome((enum lg_outcome)i), "unknown");
    for (int i = 0; i < LG_VERDICT__COUNT; i++)
        assert_string_not_equal(lg_words_verdict((enum lg_verdict)i), "unknown");
    assert_string_equal(lg_words_outcome(LG_OUTCOME__COUNT), "unknown");
    assert_string_equal(lg_words_verdict(LG_VERDICT__COUNT), "unknown");
}

static const struct {
    enum lg_outcome outcome;
    const char *message, *blocker, *wanted;
} reasons[] = {
    {LG_FAILED, "too quiet", NULL, "too quiet"},
    {LG_FAILED, NULL, NULL, "failed"},
    {LG_ERROR, "", NULL, "in error"},
    {LG_SKIPPED, NULL, NULL, "skipped"},
    {LG_BLOCKED, NULL, "g1", "blocked by g1"},
    {LG_BLOCKED, "it failed", "g1", "blocked by g1: it failed"},
    {LG_BLOCKED, "needs g1, which failed", "g1", "needs g1, which failed"},
    {LG_BLOCKED, NULL, NULL, "blocked"},
    {LG_STOPPED, "the goal is met", NULL, "the goal is met"},
    {LG_INTERRUPTED, "stopped by signal 2", NULL, "not run: stopped by signal 2"},
    {LG_INTERRUPTED, "not run: time limit", NULL, "not run: time limit"},
    {LG_INTERRUPTED, NULL, NULL, "not run"},
    {LG_PASSED_AFTER_FIX, NULL, NULL, "passed after fix"},
};

static void words__a_reason_is_never_empty_and_says_nothing_twice(void **state) {
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(reasons); i++) {
        struct lg_str out = {0};
        lg_words_reason(reasons[i].outcome, reasons[i].message, reasons[i].blocker, &out);
        assert_string_equal(lg_str_text(&out), reasons[i].wanted);
        lg_str_dispose(&out);
    }
}

static const struct {
    int64_t ns;
    const char *wanted;
} times[] = {
    {0, "0.000"},
    {-5, "0.000"},
    {INT64_MIN, "0.000"},
    {499999, "0.000"},
    {500000, "0.001"},
    {100000000, "0.100"},
    {1999499999, "1.999"},
    {1999500000, "2.000"},
    {INT64_C(3600000000000), "3600.000"},
    {INT64_MAX, "9223372036.855"},
};

static void words__seconds_have_three_decimals(void **state) {
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(times); i++) {
        char out[24];
        lg_words_seconds(times[i].ns, out);
        assert_string_equal(out, times[i].wanted);
    }
}

static void check_place(struct lg_event_step step, const char *wanted) {
    struct lg_str out = {0};
    lg_words_place(&step, &out);
    assert_string_equal(lg_str_text(&out), wanted);
    lg_str_dispose(&out);
}

static void words__a_place_says_what_is_known(void **state) {
    (void)state;
    check_place((struct lg_event_step){0}, "");
    check_place((struct lg_event_step){.source = "g.yaml"}, "g.yaml");
    check_place((struct lg_event_step){.source = "g.yaml", .line = 3}, "g.yaml:3");
    check_place((struct lg_event_step){.source = "g.yaml", .line = 3, .column = 7}, "g.yaml:3:7");
}

static void words__evidence_is_checks_then_results_a_clean_line_each(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_str out = {0};
    struct lg_value *result = lg_value_map(&arena);
    lg_value_put(&arena, result, "lufs_i", lg_value_real(&arena, -17.67, "LUFS"));
    lg_value_put(&arena, result, "text", lg_value_text(&arena, "a\x1b[0m"));
    const struct lg_check checks[] = {
        {.verdict = LG_HELD, .text = "one\nline"},
        {.verdict = LG_NOT_MET, .text = "told already"},
        {.verdict = LG_NOT_JUDGED, .text = "missing"},
    };
    struct lg_event_step step = {
        .message = "told already", .result = result, .checks = checks, .num_checks = 3};
    lg_words_evidence(&step, "  ", &out);
    assert_string_equal(out.text, "  held: one line\n  not met: told already\n"
                                  "  not judged: missing\n  lufs_i: -17.67 LUFS\n"
                                  "  text: \"a\\x1b[0m\"\n");
    lg_str_clear(&out);
    lg_words_misses(&step, "- ", &out);
    assert_string_equal(out.text, "- not judged: missing\n");
    lg_str_clear(&out);
    step = (struct lg_event_step){.result = lg_value_int(&arena, 3)};
    lg_words_evidence(&step, "", &out);
    assert_string_equal(out.text, "result: 3\n");
    lg_str_dispose(&out);
    lg_arena_dispose(&arena);
}

static void words__again_is_the_gate_or_the_point(void **state) {
    (void)state;
    static const struct {
        struct lg_event_step step;
        const char *option, *says;
    } rows[] = {
        {{.id = "a", .verb = "ping"}, "--sim", "livegate run 'a b.yaml' --sim"},
        {{.id = "gain=-3dB", .verb = LG_EVENT_CASE_VERB},
         "--sim",
         "livegate run 'a b.yaml' --sim --point gain=-3dB"},
        {{.id = "iter7", .verb = LG_EVENT_CASE_VERB},
         NULL,
         "livegate run 'a b.yaml' --point iter7"},
    };
    struct lg_str out = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lg_str_clear(&out);
        lg_words_again("a b.yaml", rows[i].option, &rows[i].step, &out);
        assert_string_equal(out.text, rows[i].says);
    }
    lg_str_clear(&out);
    lg_words_again("g1", "--live", NULL, &out);
    assert_string_equal(out.text, "livegate run g1 --live");
    lg_str_dispose(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words__there_is_one_for_each_outcome_and_verdict),
        cmocka_unit_test(words__a_reason_is_never_empty_and_says_nothing_twice),
        cmocka_unit_test(words__seconds_have_three_decimals),
        cmocka_unit_test(words__a_place_says_what_is_known),
        cmocka_unit_test(words__evidence_is_checks_then_results_a_clean_line_each),
        cmocka_unit_test(words__again_is_the_gate_or_the_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
