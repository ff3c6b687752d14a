#include "unit/matrix/reading.h"

#include <math.h>

#include "matrix/effects.h"

#define GRID                                                                                       \
    "axes: {glue.threshold: [-30, -32, -35], glue.makeup: [10, 15, 20], lim.gain: [12, 18, 24]}\n"
#define PASS "on_miss: pass\n"

/* A chain from the three settings to measures; `n` is the number of the render. */
typedef void chain(const double *at, unsigned n, struct lg_result *out);

static void give(double lufs, double peak, struct lg_result *out) {
    *out = (struct lg_result){.is_measured = true, .num_bands = 2, .bands = {-20, -30}};
    for (size_t i = 0; i < LG_METRIC__COUNT; i++)
        out->metrics[i] = NAN;
    out->metrics[LG_METRIC_LUFS_I] = lufs;
    out->metrics[LG_METRIC_LUFS_S_MAX] = lufs + 2;
    out->metrics[LG_METRIC_LRA_LU] = 4;
    out->metrics[LG_METRIC_SAMPLE_PEAK_DBFS] = peak;
    out->metrics[LG_METRIC_TRUE_PEAK_DBTP] = peak + 0.3;
}

static void try_all(struct lg_trials *trials, chain *heard) {
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    lg_matrix_points_init(&points, trials->matrix);
    lg_matrix_point_init(&point, trials->matrix);
    for (unsigned n = 0; lg_matrix_points_next(&points, &point); n++) {
        double at[8] = {0};
        struct lg_result result;
        for (size_t i = 0; i < trials->matrix->num_params && i < LG_ARRAY_LEN(at); i++)
            at[i] = point.settings[i].number;
        heard(at, n, &result);
        lg_trials_add(trials, &point, &result);
    }
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
}

struct sweep {
    struct lg_arena arena;
    struct lg_trials trials;
    struct lg_effects effects;
};

static void sweep_with(struct sweep *sweep, const char *text, chain *heard, double noise_lu) {
    struct lg_result once;
    struct lg_result again;
    struct lg_floor floor;
    *sweep = (struct sweep){.arena = {0}};
    lg_trials_init(&sweep->trials, matrix_of(text, &sweep->arena));
    try_all(&sweep->trials, heard);
    once = again = sweep->trials.results[0];
    again.metrics[LG_METRIC_LUFS_I] += noise_lu;
    lg_floor_of(&once, &again, &floor);
    lg_effects_find(&sweep->trials, &floor, &sweep->arena, &sweep->effects);
}

static void sweep_end(struct sweep *sweep) {
    lg_trials_dispose(&sweep->trials);
    lg_arena_dispose(&sweep->arena);
}

/* 27 points at the ceiling: their peaks are the same, their loudness is not. */
static void at_the_ceiling(const double *at, unsigned n, struct lg_result *out) {
    (void)n;
    give(-14 + 0.05 * (at[2] - 12) + 0.05 * (at[1] - 10) - 0.03 * (at[0] + 30), -6.0, out);
}

static void effects__of_points_at_the_ceiling_are_heard(void **state) {
    (void)state;
    struct sweep sweep;
    sweep_with(&sweep, HEAD GRID PASS, at_the_ceiling, 0.0);
    assert_int_equal(sweep.effects.num_measured, 27);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_FINE);
    assert_int_equal(sweep.effects.num_idle, 0);
    const struct lg_param_effect *gain = &sweep.effects.params[2];
    assert_true(gain->is_varied && gain->is_judged && gain->is_heard);
    assert_float_equal(gain->range[LG_METRIC_LUFS_I], 0.6, 1e-6);
    assert_float_equal(gain->range[LG_METRIC_SAMPLE_PEAK_DBFS], 0.0, 1e-9);
    assert_true(gain->rank[LG_METRIC_LUFS_I] > 0.5);
    assert_true(isnan(gain->rank[LG_METRIC_SAMPLE_PEAK_DBFS]));
    /* Downwards in the file, upwards in loudness. */
    assert_true(sweep.effects.params[0].rank[LG_METRIC_LUFS_I] < 0.0);
    sweep_end(&sweep);
}

/* The original's 15 runs. */
static void writes_that_never_took_effect(const double *at, unsigned n, struct lg_result *out) {
    (void)at;
    give(-16.31 - 0.01 * (n % 4), -6.0, out);
}

static const char fifteen[] = "matrix: m\ndevices: {glue: G, sat: S}\non_miss: pass\nruns:\n"
                              "  - {glue.threshold: -25, glue.makeup: 10, sat.drive: 3}\n"
                              "  - {glue.threshold: -26, glue.makeup: 10, sat.drive: 3}\n"
                              "  - {glue.threshold: -27, glue.makeup: 11, sat.drive: 3}\n"
                              "  - {glue.threshold: -27, glue.makeup: 12, sat.drive: 4}\n"
                              "  - {glue.threshold: -28, glue.makeup: 12, sat.drive: 4}\n"
                              "  - {glue.threshold: -28, glue.makeup: 13, sat.drive: 4}\n"
                              "  - {glue.threshold: -28, glue.makeup: 14, sat.drive: 4}\n"
                              "  - {glue.threshold: -29, glue.makeup: 14, sat.drive: 5}\n"
                              "  - {glue.threshold: -29, glue.makeup: 15, sat.drive: 5}\n"
                              "  - {glue.threshold: -29, glue.makeup: 16, sat.drive: 5}\n"
                              "  - {glue.threshold: -30, glue.makeup: 16, sat.drive: 5}\n"
                              "  - {glue.threshold: -30, glue.makeup: 16, sat.drive: 6}\n"
                              "  - {glue.threshold: -31, glue.makeup: 16, sat.drive: 6}\n"
                              "  - {glue.threshold: -31, glue.makeup: 17, sat.drive: 6}\n"
                              "  - {glue.threshold: -30, glue.makeup: 17, sat.drive: 6}\n";

static const char *id_of(void *ctx, size_t trial) {
    static const char *const ids[] = {"one", "two", "three"};
    (void)ctx;
    return ids[trial < 2 ? trial : 2];
}

static void effects__of_writes_that_never_took_effect_are_none(void **state) {
    (void)state;
    struct sweep sweep;
    struct lg_str text = {0};
    sweep_with(&sweep, fifteen, writes_that_never_took_effect, 0.0);
    assert_int_equal(sweep.effects.num_measured, 15);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_ALIKE);
    lg_effects_print_fault(&sweep.effects, id_of, NULL, &text);
    assert_string_equal(lg_str_text(&text), "settings had no audible effect: no measure of 15 "
                                            "points differs by more than the noise");
    lg_str_dispose(&text);
    sweep_end(&sweep);
}

static void effects__of_points_that_differ_in_everything_are_judged(void **state) {
    (void)state;
    struct sweep sweep;
    sweep_with(&sweep, HEAD GRID "strategy: zip\n" PASS, writes_that_never_took_effect, 0.0);
    assert_false(sweep.effects.params[0].is_judged);
    assert_int_equal(sweep.effects.num_idle, 0);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_ALIKE);
    sweep_end(&sweep);
    sweep_with(&sweep, HEAD GRID "strategy: zip\n" PASS, at_the_ceiling, 0.0);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_FINE);
    sweep_end(&sweep);
}

/* Each axis moves within the floor, and all of them together just beyond it. */
static void creeping(const double *at, unsigned n, struct lg_result *out) {
    (void)n;
    give(-14 + 0.003 * at[0] + 0.004 * at[1] + 0.003 * at[2], -6.0, out);
}

static void effects__of_every_axis_within_the_noise_are_none(void **state) {
    (void)state;
    struct sweep sweep;
    sweep_with(&sweep, HEAD GRID PASS, creeping, 0.0);
    assert_int_equal(sweep.effects.num_idle, 3);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_ALIKE);
    sweep_end(&sweep);
}

static void without_makeup(const double *at, unsigned n, struct lg_result *out) {
    (void)n;
    give(-14 + 0.1 * at[0] + 0.1 * at[2], -6.0, out);
}

static void effects__name_the_one_idle_axis(void **state) {
    (void)state;
    struct sweep sweep;
    sweep_with(&sweep, HEAD GRID PASS, without_makeup, 0.0);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_FINE);
    assert_int_equal(sweep.effects.num_idle, 1);
    assert_true(sweep.effects.params[1].is_judged);
    assert_false(sweep.effects.params[1].is_heard);
    sweep_end(&sweep);
}

static void half_a_lu(const double *at, unsigned n, struct lg_result *out) {
    (void)n;
    give(-14 + 0.5 * at[0], -6.0, out);
}

static void floor__is_what_two_renders_differ_by(void **state) {
    (void)state;
    static const char text[] = HEAD "axes: {glue.a: [0, 1]}\npreflight: {last: lim}\n" PASS;
    struct sweep sweep;
    sweep_with(&sweep, text, half_a_lu, 0.4);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_FINE);
    sweep_end(&sweep);
    /* Short term loudness differs by as much, and its floor is the least one. */
    sweep_with(&sweep, text, half_a_lu, 0.6);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_FINE);
    struct lg_floor floor;
    struct lg_result a;
    struct lg_result b;
    give(-14, -6, &a);
    give(-14.6, -6, &b);
    lg_floor_of(&a, &b, &floor);
    assert_float_equal(floor.metrics[LG_METRIC_LUFS_I], 0.6, 1e-9);
    assert_float_equal(floor.metrics[LG_METRIC_LRA_LU], LG_FLOOR_LEAST, 0.0);
    assert_float_equal(floor.metrics[LG_METRIC_RMS_DBFS], LG_FLOOR_LEAST, 0.0);
    sweep_end(&sweep);
}

static void floor__tells_a_hit_from_the_chain_as_found(void **state) {
    (void)state;
    static const struct {
        double lufs, peak, band;
        bool tells;
    } cases[] = {
        {-10.5, -6, -20, false},  {-10.54, -6, -20, false}, {-10.56, -6, -20, true},
        {-10.5, -5.9, -20, true}, {-10.5, -6, -20.1, true}, {-HUGE_VAL, -6, -20, true},
    };
    struct lg_result found;
    struct lg_floor floor;
    give(-10.5, -6, &found);
    lg_floor_of(&found, NULL, &floor);
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct lg_result hit;
        give(cases[i].lufs, cases[i].peak, &hit);
        hit.bands[0] = (float)cases[i].band;
        assert_int_equal(lg_floor_tells(&floor, &found, &hit), cases[i].tells);
    }
}

static void with_equal_audio(const double *at, unsigned n, struct lg_result *out) {
    at_the_ceiling(at, n, out);
    memset(out->pcm_sha256, (int)('a' + n % 26), LG_SHA256_HEX - 1);
}

static void effects__of_equal_audio_are_a_fault(void **state) {
    (void)state;
    struct sweep sweep;
    struct lg_str text = {0};
    sweep_with(&sweep, HEAD GRID PASS, with_equal_audio, 0.0);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_TWINS);
    assert_int_equal(sweep.effects.twins[0], 0);
    assert_int_equal(sweep.effects.twins[1], 26);
    lg_effects_print_fault(&sweep.effects, id_of, NULL, &text);
    assert_string_equal(lg_str_text(&text),
                        "settings had no audible effect: 'one' and 'three' are the same audio");
    lg_str_dispose(&text);
    sweep_end(&sweep);
}

/* A search that begins at a threshold above all that is played: told as an idle setting. */
static void effects__of_a_search_may_miss_in_one_setting(void **state) {
    (void)state;
    static const uint64_t steps[][3] = {{0, 0, 0}, {10, 0, 0}, {0, 10, 0}, {0, 10, 10}};
    static const double lufs[] = {-20, -20, -16, -14};
    struct sweep sweep = {.arena = {0}};
    struct lg_matrix_point point;
    struct lg_floor floor;
    lg_trials_init(&sweep.trials,
                   matrix_of(HEAD
                             "axes: {glue.threshold: {from: -40, to: 0}, glue.makeup: {from: 0,"
                             " to: 20}, lim.gain: {from: 0, to: 24}}\n"
                             "strategy: coordinate\n" GOAL,
                             &sweep.arena));
    lg_matrix_point_init(&point, sweep.trials.matrix);
    for (size_t i = 0; i < LG_ARRAY_LEN(steps); i++) {
        struct lg_result result;
        give(lufs[i], -6, &result);
        memset(result.pcm_sha256, i < 2 ? 'a' : 'b' + (int)i, LG_SHA256_HEX - 1);
        lg_matrix_point_set_steps(&point, steps[i]);
        lg_trials_add(&sweep.trials, &point, &result);
    }
    lg_floor_of(&sweep.trials.results[0], NULL, &floor);
    lg_effects_find(&sweep.trials, &floor, &sweep.arena, &sweep.effects);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_FINE);
    assert_int_equal(sweep.effects.num_idle, 1);
    assert_true(sweep.effects.params[0].is_judged && !sweep.effects.params[0].is_heard);
    memset(sweep.trials.results[2].pcm_sha256, 'a', LG_SHA256_HEX - 1);
    memset(sweep.trials.results[3].pcm_sha256, 'a', LG_SHA256_HEX - 1);
    lg_effects_find(&sweep.trials, &floor, &sweep.arena, &sweep.effects);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_TWINS);
    lg_matrix_point_dispose(&point);
    sweep_end(&sweep);
}

static void effects__pass_over_one_point_rendered_twice(void **state) {
    (void)state;
    struct sweep sweep;
    struct lg_floor floor;
    struct lg_matrix_point point;
    sweep_with(&sweep, HEAD GRID PASS, at_the_ceiling, 0.0);
    memset(sweep.trials.results[0].pcm_sha256, 'a', LG_SHA256_HEX - 1);
    lg_matrix_point_init(&point, sweep.trials.matrix);
    lg_matrix_point_set_steps(&point, (uint64_t[]){0, 0, 0});
    struct lg_result again = sweep.trials.results[0];
    lg_trials_add(&sweep.trials, &point, &again);
    lg_floor_of(&again, NULL, &floor);
    lg_effects_find(&sweep.trials, &floor, &sweep.arena, &sweep.effects);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_FINE);
    lg_matrix_point_dispose(&point);
    sweep_end(&sweep);
}

static void none_measured(const double *at, unsigned n, struct lg_result *out) {
    at_the_ceiling(at, n, out);
    out->is_measured = n == 3;
}

static void effects__of_failed_points_are_not_judged(void **state) {
    (void)state;
    struct sweep sweep;
    sweep_with(&sweep, HEAD GRID PASS, none_measured, 0.0);
    assert_int_equal(sweep.effects.num_measured, 1);
    assert_int_equal(sweep.effects.fault, LG_EFFECTS_FINE);
    assert_false(sweep.effects.params[0].is_judged);
    sweep_end(&sweep);
}

static void effects__are_a_table(void **state) {
    (void)state;
    struct sweep sweep;
    sweep_with(&sweep, HEAD GRID "constants: {lim.ceiling: -6 dB}\n" PASS, at_the_ceiling, 0.0);
    const struct lg_value *table =
        lg_effects_value(&sweep.effects, sweep.trials.matrix, &sweep.arena);
    assert_int_equal(table->as.list.count, 3);
    const struct lg_value *range = lg_value_path(table, "2.measures.lufs_i.range");
    assert_float_equal(lg_value_number(range), 0.6, 1e-6);
    assert_string_equal(range->unit, "LUFS");
    assert_int_equal(lg_value_path(table, "2.measures.crest_db.rank")->kind, LG_VALUE_NULL);
    assert_true(lg_value_path(table, "2.heard")->as.boolean);
    sweep_end(&sweep);
}

static void convergence__is_each_new_best(void **state) {
    (void)state;
    struct sweep sweep;
    struct lg_improvement *items;
    sweep_with(&sweep, HEAD GRID GOAL, at_the_ceiling, 0.0);
    size_t count = lg_trials_convergence(&sweep.trials, &sweep.arena, &items);
    assert_true(count > 1 && count < 27);
    assert_int_equal(items[0].trial, 0);
    assert_float_equal(items[0].miss, 3.0, 1e-6);
    for (size_t i = 1; i < count; i++)
        assert_true(items[i].miss < items[i - 1].miss && items[i].trial > items[i - 1].trial);
    /* The last threshold, the most makeup and gain. */
    assert_int_equal(items[count - 1].trial, 26);
    sweep_end(&sweep);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects__of_points_at_the_ceiling_are_heard),
        cmocka_unit_test(effects__of_writes_that_never_took_effect_are_none),
        cmocka_unit_test(effects__of_every_axis_within_the_noise_are_none),
        cmocka_unit_test(effects__of_points_that_differ_in_everything_are_judged),
        cmocka_unit_test(effects__name_the_one_idle_axis),
        cmocka_unit_test(floor__is_what_two_renders_differ_by),
        cmocka_unit_test(floor__tells_a_hit_from_the_chain_as_found),
        cmocka_unit_test(effects__of_equal_audio_are_a_fault),
        cmocka_unit_test(effects__of_a_search_may_miss_in_one_setting),
        cmocka_unit_test(effects__pass_over_one_point_rendered_twice),
        cmocka_unit_test(effects__of_failed_points_are_not_judged),
        cmocka_unit_test(effects__are_a_table),
        cmocka_unit_test(convergence__is_each_new_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
