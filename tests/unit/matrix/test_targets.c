#include "support/unit.h"

#include <math.h>

#include "base/json.h"
#include "matrix/targets.h"

static const struct lg_target_bound near = {
    .metric = LG_METRIC_LUFS_I, .op = LG_TARGET_NEAR, .value = -10.5, .below = 0.5, .above = 0.2};

static struct lg_result result_of(double lufs, double peak) {
    struct lg_result result = {.is_measured = true};
    for (size_t i = 0; i < LG_METRIC__COUNT; i++)
        result.metrics[i] = NAN;
    result.metrics[LG_METRIC_LUFS_I] = lufs;
    result.metrics[LG_METRIC_SAMPLE_PEAK_DBFS] = peak;
    return result;
}

static void target__misses_by_what_lies_beyond(void **state) {
    (void)state;
    static const struct {
        enum lg_target_op op;
        double value, peak, miss;
    } cases[] = {
        {LG_TARGET_LE, -6, -6, 0},          {LG_TARGET_LE, -6, -5.5, 0.5},
        {LG_TARGET_LE, -6, -9, 0},          {LG_TARGET_GE, -6, -7, 1},
        {LG_TARGET_GE, -6, -6, 0},          {LG_TARGET_LT, -6, -6.1, 0},
        {LG_TARGET_GT, -6, -7, 1},          {LG_TARGET_LE, -6, NAN, HUGE_VAL},
        {LG_TARGET_GE, -6, -HUGE_VAL, 194},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        const struct lg_target_bound bound = {
            .metric = LG_METRIC_SAMPLE_PEAK_DBFS, .op = cases[i].op, .value = cases[i].value};
        struct lg_result result = result_of(-10, cases[i].peak);
        double miss = lg_target_miss(&bound, &result);
        if (miss != cases[i].miss && !(fabs(miss - cases[i].miss) < 1e-9))
            fail_msg("case %zu: %g", i, miss);
    }
}

static void target__of_less_is_missed_at_its_value(void **state) {
    (void)state;
    const struct lg_target_bound bound = {
        .metric = LG_METRIC_SAMPLE_PEAK_DBFS, .op = LG_TARGET_LT, .value = -6};
    struct lg_result at = result_of(-10, -6);
    assert_true(lg_target_miss(&bound, &at) > 0.0);
}

static void target__that_nothing_misses_is_idle(void **state) {
    (void)state;
    static const struct {
        struct lg_target_bound bound;
        bool is_idle;
    } cases[] = {
        {{.metric = LG_METRIC_LUFS_I, .op = LG_TARGET_LE, .value = 200}, true},
        {{.metric = LG_METRIC_LUFS_I, .op = LG_TARGET_LE, .value = -6}, false},
        {{.metric = LG_METRIC_LUFS_I, .op = LG_TARGET_GE, .value = -200}, true},
        {{.metric = LG_METRIC_LUFS_I, .op = LG_TARGET_GE, .value = -50}, false},
        {{LG_METRIC_LUFS_I, LG_TARGET_NEAR, -10, 1000, 1000, NULL}, true},
        {{LG_METRIC_LUFS_I, LG_TARGET_NEAR, -10, 21, 21, NULL}, true},
        {{LG_METRIC_LUFS_I, LG_TARGET_NEAR, -10, HUGE_VAL, 0.2, NULL}, false},
        {{LG_METRIC_LUFS_I, LG_TARGET_NEAR, -10, 3, 3, NULL}, false},
        {{.metric = LG_METRIC_SAMPLE_PEAK_DBFS, .op = LG_TARGET_LE, .value = 0}, false},
        {{.metric = LG_METRIC_TRUE_PEAK_DBTP, .op = LG_TARGET_LT, .value = 12}, true},
        {{.metric = LG_METRIC_LRA_LU, .op = LG_TARGET_GE, .value = 0}, true},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++)
        if (lg_target_is_idle(&cases[i].bound) != cases[i].is_idle)
            fail_msg("case %zu", i);
}

static void target__near_has_two_sides(void **state) {
    (void)state;
    static const struct {
        double lufs, miss;
    } cases[] = {{-11, 0}, {-11.3, 0.3}, {-10.3, 0}, {-10, 0.3}, {-10.5, 0}};
    struct lg_str text = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct lg_result result = result_of(cases[i].lufs, -6);
        assert_float_equal(lg_target_miss(&near, &result), cases[i].miss, 1e-9);
    }
    lg_target_print(&near, &text);
    assert_string_equal(lg_str_text(&text), "lufs_i near -10.5 -0.5/+0.2 LUFS");
    lg_str_dispose(&text);
}

static void targets__are_met_together(void **state) {
    (void)state;
    struct lg_targets targets = {
        .count = 2,
        .items = {near, {.metric = LG_METRIC_SAMPLE_PEAK_DBFS, .op = LG_TARGET_LE, .value = -6}}};
    struct lg_result hit = result_of(-10.6, -6);
    struct lg_result loud = result_of(-10.6, -5);
    struct lg_result off = result_of(-12, -5);
    struct lg_result nearer = result_of(-10.5, -7);
    struct lg_result failed = {.is_measured = false};
    const struct lg_targets none = {.count = 0};
    assert_true(lg_targets_met(&targets, &hit));
    assert_false(lg_targets_met(&targets, &loud));
    assert_false(lg_targets_met(&targets, &failed));
    assert_false(lg_targets_met(&none, &hit));
    assert_float_equal(lg_targets_miss(&targets, &off), 2.0, 1e-9);
    assert_true(lg_targets_better(&targets, &loud, &off));
    assert_true(lg_targets_better(&targets, &nearer, &hit));
    assert_false(lg_targets_better(&targets, &hit, &nearer));
    assert_false(lg_targets_better(&targets, &failed, &off));
    assert_ptr_equal(lg_targets_goal(&targets), &targets.items[0]);
    assert_null(lg_targets_goal(&none));
}

static void target__is_shown_on_its_side_of_the_bound(void **state) {
    static const struct {
        double peak;
        const char *shown;
    } rows[] = {{-5.9984, "-5.998"},
                {-5.92, "-5.92"},
                {-6.004, "-6.00"},
                {-5.9999, "-5.9999"},
                {-HUGE_VAL, "-inf"}};
    const struct lg_target_bound bound = {
        .metric = LG_METRIC_SAMPLE_PEAK_DBFS, .op = LG_TARGET_LE, .value = -6};
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_result result = result_of(-12, rows[i].peak);
        char shown[LG_NUMBER_MAX];
        lg_target_show(&bound, &result, shown);
        assert_string_equal(shown, rows[i].shown);
    }
}

static void result__is_read_from_measures_and_receipts(void **state) {
    (void)state;
    static const char json[] =
        "{\"lufs_i\": \"-inf\", \"peak_dbfs\": -6.25, \"true_peak_dbtp\": null, \"lra_lu\": 3,"
        " \"pcm_sha256\": \"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\","
        " \"bands\": {\"low\": {\"rms_dbfs\": -20.5}, \"high\": {\"rms_dbfs\": \"-inf\"}}}";
    struct lg_arena arena = {0};
    struct lg_value *value = NULL;
    struct lg_result result;
    assert_int_equal(lg_json_read(json, sizeof json - 1, "r", &arena, &value, NULL), 0);
    lg_result_read(value, &result);
    assert_true(result.is_measured);
    assert_true(isinf(result.metrics[LG_METRIC_LUFS_I]));
    assert_float_equal(lg_result_level(&result, LG_METRIC_LUFS_I), LG_RESULT_SILENCE, 0.0);
    assert_float_equal(result.metrics[LG_METRIC_SAMPLE_PEAK_DBFS], -6.25, 0.0);
    assert_true(isnan(result.metrics[LG_METRIC_TRUE_PEAK_DBTP]));
    assert_float_equal(result.metrics[LG_METRIC_LRA_LU], 3.0, 0.0);
    assert_int_equal(result.num_bands, 2);
    assert_float_equal(result.bands[0], -20.5, 0.0);
    assert_int_equal(result.pcm_sha256[63], 'f');
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(target__misses_by_what_lies_beyond),
        cmocka_unit_test(target__of_less_is_missed_at_its_value),
        cmocka_unit_test(target__near_has_two_sides),
        cmocka_unit_test(target__that_nothing_misses_is_idle),
        cmocka_unit_test(targets__are_met_together),
        cmocka_unit_test(target__is_shown_on_its_side_of_the_bound),
        cmocka_unit_test(result__is_read_from_measures_and_receipts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
