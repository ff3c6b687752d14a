#include "unit/matrix/reading.h"

#include <math.h>

#include "matrix/search.h"

/* Plants: chains of the tests' own, from settings to measures. Each has the axes glue.threshold
 * (-40 to 0 dB), glue.makeup (0 to 20 dB) and lim.gain (0 to 24 dB), of which the monotone one
 * hears the last alone. */
typedef void plant(const double *settings, unsigned call, struct lg_result *out);

#define AXES                                                                                       \
    "axes:\n  glue.threshold: {from: -40 dB, to: 0 dB}\n  glue.makeup: {from: 0 dB, to: 20 dB}\n"  \
    "  lim.gain: {from: 0 dB, to: 24 dB}\n"

enum { THRESHOLD, MAKEUP, GAIN };

static void give(double lufs, double peak, struct lg_result *out) {
    *out = (struct lg_result){.is_measured = true};
    for (size_t i = 0; i < LG_METRIC__COUNT; i++)
        out->metrics[i] = NAN;
    out->metrics[LG_METRIC_LUFS_I] = lufs;
    out->metrics[LG_METRIC_SAMPLE_PEAK_DBFS] = peak;
}

/* The limiter takes more and more: 24 dB of gain make the last ones worth a third. */
static double limited(double gain_db) {
    return gain_db - gain_db * gain_db / 72.0;
}

static void monotone(const double *at, unsigned call, struct lg_result *out) {
    (void)call;
    give(-22.0 + limited(at[GAIN]), fmin(-6.5, -15.0 + at[GAIN]), out);
}

/* The compressor takes away what lies above its threshold, makeup and gain add up and meet a
 * ceiling that gives way a little when it is hit hard. */
static double driven(const double *at) {
    double reduction = 0.5 * fmax(0.0, -16.0 - at[THRESHOLD]);
    return -26.0 + 0.8 * at[MAKEUP] + at[GAIN] - 0.6 * reduction;
}

static void coupled(const double *at, unsigned call, struct lg_result *out) {
    (void)call;
    double drive = driven(at);
    double lufs = drive < -12.0 ? drive : -12.0 + 6.0 * (1.0 - exp(-(drive + 12.0) / 6.0));
    give(lufs, -6.8 + fmax(0.0, drive + 10.0) * 0.1, out);
}

static void noisy(const double *at, unsigned call, struct lg_result *out) {
    static const double noise[] = {0.1, -0.07, 0.02, -0.1, 0.06, -0.03, 0.09};
    coupled(at, call, out);
    out->metrics[LG_METRIC_LUFS_I] += noise[call % LG_ARRAY_LEN(noise)];
}

static plant *const plants[] = {monotone, coupled, noisy};
static const char *const plant_names[] = {"monotone", "coupled", "noisy"};

static const char *const starts[] = {
    "{glue.threshold: 0 dB, glue.makeup: 0 dB, lim.gain: 0 dB}",
    "{glue.threshold: -40 dB, glue.makeup: 20 dB, lim.gain: 24 dB}",
    "{glue.threshold: -20 dB, glue.makeup: 10 dB, lim.gain: 12 dB}",
};

/* The path taken: one id a line. */
struct run {
    struct lg_arena arena;
    struct lg_search *search;
    struct lg_ending ending;
    struct lg_str path;
};

static void close_run(struct run *run) {
    lg_search_free(run->search);
    lg_str_dispose(&run->path);
    lg_arena_dispose(&run->arena);
}

/* Runs a matrix against a plant to its end. */
static void go(struct run *run, const char *text, plant *chain) {
    const struct lg_matrix_point *point;
    const struct lg_matrix *matrix = matrix_of(text, &run->arena);
    struct lg_err err = {0};
    unsigned call = 0;
    if (lg_search_new(matrix, &run->search, &err) != 0)
        fail_msg("%s", err.text);
    while (lg_search_next(run->search, &point)) {
        double at[8] = {0};
        struct lg_result result;
        for (size_t i = 0; i < matrix->num_axes; i++)
            at[i] = point->settings[i].number;
        chain(at, call++, &result);
        lg_str_printf(&run->path, "%s\n", point->id);
        lg_search_tell(run->search, &result);
        assert_true(call <= 1000);
    }
    lg_search_end(run->search, &run->ending);
}

static void hits_from_three_starts(const char *kind) {
    for (size_t p = 0; p < LG_ARRAY_LEN(plants); p++) {
        for (size_t s = 0; s < LG_ARRAY_LEN(starts); s++) {
            struct run run = {.search = NULL};
            const char *text = lg_arena_printf(
                &run.arena, HEAD AXES GOAL "strategy: {kind: %s, start: %s}\n", kind, starts[s]);
            struct lg_str line = {0};
            go(&run, text, plants[p]);
            lg_ending_print(&run.ending, &matrix_of(text, &run.arena)->targets, &line);
            if (run.ending.end != LG_END_HIT || run.ending.rendered > 15 || run.ending.hits != 1)
                fail_msg("%s, %s from %s: after %d: %s\n%s", kind, plant_names[p], starts[s],
                         (int)run.ending.rendered, lg_str_text(&line), lg_str_text(&run.path));
            lg_str_dispose(&line);
            close_run(&run);
        }
    }
}

static void coordinate__hits_within_15(void **state) {
    (void)state;
    hits_from_three_starts("coordinate");
}

static void optimize__hits_within_15(void **state) {
    (void)state;
    hits_from_three_starts("optimize");
}

/* Loud enough is easily too high: the second axis is the ceiling, which takes loudness with it. */
static void with_a_ceiling(const double *at, unsigned call, struct lg_result *out) {
    (void)call;
    give(-24.0 + 0.9 * at[0] + 0.4 * at[1], at[1] + 0.05 * at[0], out);
}

static void search__keeps_to_a_limit(void **state) {
    (void)state;
    static const char *const kinds[] = {"coordinate", "optimize"};
    static const char *const from[] = {"lim.ceiling: 0 dB",
                                       "lim.ceiling: -3 dB, glue.makeup: 12 dB",
                                       "lim.ceiling: 0 dB, glue.makeup: 20 dB"};
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds) * LG_ARRAY_LEN(from); i++) {
        const char *kind = kinds[i / LG_ARRAY_LEN(from)];
        const char *start = from[i % LG_ARRAY_LEN(from)];
        struct run run = {.search = NULL};
        go(&run,
           lg_arena_printf(&run.arena,
                           HEAD "axes:\n  glue.makeup: {from: 0 dB, to: 20 dB}\n"
                                "  lim.ceiling: {from: -12 dB, to: 0 dB}\n" GOAL
                                "strategy: {kind: %s, start: {%s}}\n",
                           kind, start),
           with_a_ceiling);
        if (run.ending.end != LG_END_HIT || run.ending.rendered > 15)
            fail_msg("%s from %s: %s after %d\n%s", kind, start, lg_end_name(run.ending.end),
                     (int)run.ending.rendered, lg_str_text(&run.path));
        assert_true(run.ending.best_result.metrics[LG_METRIC_SAMPLE_PEAK_DBFS] <= -6.0);
        close_run(&run);
    }
}

/* What is limited harder overshoots the more: loud enough and below the peak is a corner. */
static void overshooting(const double *at, unsigned call, struct lg_result *out) {
    (void)call;
    double over = fmax(0.0, at[1] - 2.0 - at[0]);
    give(-14.5 + at[1] - 0.3 * over, 0.0, out);
    out->metrics[LG_METRIC_TRUE_PEAK_DBTP] = fmin(at[0], at[1] - 2.0) + 0.11 * over;
}

static void search__finds_the_corner_below_a_peak(void **state) {
    (void)state;
    static const char *const kinds[] = {"coordinate", "optimize"};
    static const char *const from[] = {
        "lim.ceiling: -0.3 dB", "lim.ceiling: -3 dB, glue.makeup: 4 dB",
        "lim.ceiling: 0 dB, glue.makeup: 8 dB", "lim.ceiling: -6 dB, glue.makeup: 6 dB"};
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds) * LG_ARRAY_LEN(from); i++) {
        const char *kind = kinds[i / LG_ARRAY_LEN(from)];
        const char *start = from[i % LG_ARRAY_LEN(from)];
        struct run run = {.search = NULL};
        go(&run,
           lg_arena_printf(&run.arena,
                           HEAD "axes:\n  lim.ceiling: {from: -12 dB, to: 0 dB}\n"
                                "  glue.makeup: {from: 0 dB, to: 8 dB}\n"
                                "targets: {lufs_i: {near: {value: -12, tol: 0.3}}, "
                                "true_peak_dbtp: {le: -6}}\n"
                                "strategy: {kind: %s, start: {%s}}\n",
                           kind, start),
           overshooting);
        if (run.ending.end != LG_END_HIT || run.ending.rendered > 15)
            fail_msg("%s from %s: %s after %d, miss %g\n%s", kind, start,
                     lg_end_name(run.ending.end), (int)run.ending.rendered, run.ending.best_miss,
                     lg_str_text(&run.path));
        close_run(&run);
    }
}

static void one_axis(const double *at, unsigned call, struct lg_result *out) {
    const double all[] = {0.0, 0.0, at[0]};
    monotone(all, call, out);
}

static void falling(const double *at, unsigned call, struct lg_result *out) {
    const double all[] = {0.0, 0.0, 24.0 - at[0]};
    monotone(all, call, out);
}

static void noisy_axis(const double *at, unsigned call, struct lg_result *out) {
    one_axis(at, call, out);
    out->metrics[LG_METRIC_LUFS_I] += call % 2 == 0 ? 0.1 : -0.1;
}

static void bisect__hits_within_8(void **state) {
    (void)state;
    static plant *const chains[] = {one_axis, falling, noisy_axis};
    static const char *const from[] = {"0 dB", "7 dB", "24 dB"};
    for (size_t i = 0; i < LG_ARRAY_LEN(chains); i++) {
        for (size_t s = 0; s < LG_ARRAY_LEN(from); s++) {
            struct run run = {.search = NULL};
            const char *text = lg_arena_printf(
                &run.arena,
                HEAD "axes: {lim.gain: {from: 0 dB, to: 24 dB}}\npreflight: {last: glue}\n" GOAL
                     "strategy: {kind: bisect, start: {lim.gain: %s}}\n",
                from[s]);
            go(&run, text, chains[i]);
            if (run.ending.end != LG_END_HIT || run.ending.rendered > 8)
                fail_msg("chain %zu from %s: %s after %d: %s", i, from[s],
                         lg_end_name(run.ending.end), (int)run.ending.rendered, run.ending.why);
            close_run(&run);
        }
    }
}

/* Never louder than -12 LUFS. */
static void weak(const double *at, unsigned call, struct lg_result *out) {
    coupled(at, call, out);
    out->metrics[LG_METRIC_LUFS_I] =
        -12.0 - 2.0 * exp(-0.05 * (out->metrics[LG_METRIC_LUFS_I] + 40.0));
}

static void weak_axis(const double *at, unsigned call, struct lg_result *out) {
    one_axis(at, call, out);
    out->metrics[LG_METRIC_LUFS_I] -= 8.0;
}

static void search__names_the_best_and_why_none_hit(void **state) {
    (void)state;
    static const char *const kinds[] = {"coordinate", "optimize"};
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds); i++) {
        struct run run = {.search = NULL};
        struct lg_str line = {0};
        const char *text = lg_arena_printf(
            &run.arena, HEAD AXES GOAL "strategy: {kind: %s, start: %s}\n", kinds[i], starts[0]);
        go(&run, text, weak);
        assert_int_equal(run.ending.hits, 0);
        assert_true(run.ending.rendered <= 15);
        assert_true(run.ending.end == LG_END_GAVE_UP || run.ending.end == LG_END_LIMIT);
        assert_non_null(run.ending.best);
        assert_true(run.ending.best_miss > 0.5 && run.ending.best_miss < 2.5);
        lg_ending_print(&run.ending, &matrix_of(text, &run.arena)->targets, &line);
        assert_true(
            lg_starts_with(lg_str_text(&line), "no point met the targets: the best, glue."));
        assert_non_null(strstr(lg_str_text(&line), "has lufs_i -12."));
        assert_non_null(strstr(lg_str_text(&line), "(wanted lufs_i near -10.5 ±0.5 LUFS); "));
        lg_str_dispose(&line);
        close_run(&run);
    }
}

static void bisect__says_that_the_target_is_beyond(void **state) {
    (void)state;
    struct run run = {.search = NULL};
    go(&run,
       HEAD "axes: {lim.gain: {from: 0 dB, to: 24 dB}}\npreflight: {last: glue}\n" GOAL
            "strategy: bisect\n",
       weak_axis);
    assert_int_equal(run.ending.end, LG_END_GAVE_UP);
    assert_int_equal(run.ending.rendered, 2);
    assert_string_equal(run.ending.why, "the axis is too soft at its louder end still");
    assert_string_equal(run.ending.best->id, "lim.gain=24dB");
    close_run(&run);
}

/* Replays a part of a run's results, then goes on: the way is the same. */
static void resumed(const char *text, plant *chain, const struct lg_str *whole, unsigned known) {
    struct run run = {.search = NULL};
    const struct lg_matrix *matrix = matrix_of(text, &run.arena);
    const struct lg_matrix_point *point;
    const char *at = lg_str_text(whole);
    struct lg_search *search = NULL;
    assert_int_equal(lg_search_new(matrix, &search, NULL), 0);
    for (unsigned call = 0; lg_search_next(search, &point); call++) {
        double settings[8] = {0};
        struct lg_result result;
        size_t length = strcspn(at, "\n");
        assert_int_equal(strlen(point->id), length);
        assert_memory_equal(point->id, at, length);
        at += length + 1;
        for (size_t i = 0; i < matrix->num_axes; i++)
            settings[i] = point->settings[i].number;
        chain(settings, call, &result);
        lg_search_tell(search, &result);
        if (call + 1 != known)
            continue;
        /* A new process knows nothing but the results so far. */
        lg_search_free(search);
        assert_int_equal(lg_search_new(matrix, &search, NULL), 0);
        for (unsigned k = 0; k < known; k++) {
            assert_true(lg_search_next(search, &point));
            for (size_t i = 0; i < matrix->num_axes; i++)
                settings[i] = point->settings[i].number;
            chain(settings, k, &result);
            lg_search_tell(search, &result);
        }
    }
    assert_int_equal(*at, '\0');
    lg_search_free(search);
    close_run(&run);
}

static void search__resumes_on_the_same_way(void **state) {
    (void)state;
    static const char *const kinds[] = {"coordinate", "optimize", "{kind: random, count: 12}",
                                        "{kind: sobol, count: 12, seed: 3}"};
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds); i++) {
        struct run run = {.search = NULL};
        const char *text = lg_arena_printf(&run.arena, HEAD AXES GOAL "strategy: %s\n", kinds[i]);
        go(&run, text, noisy);
        assert_true(run.ending.rendered >= 4);
        for (unsigned known = 1; known < run.ending.rendered; known++)
            resumed(text, noisy, &run.path, known);
        close_run(&run);
    }
}

static void failing(const double *at, unsigned call, struct lg_result *out) {
    coupled(at, call, out);
    out->is_measured = call % 3 != 1;
}

static void search__goes_on_after_failed_points(void **state) {
    (void)state;
    static const char *const kinds[] = {"coordinate", "optimize"};
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds); i++) {
        struct run run = {.search = NULL};
        go(&run,
           lg_arena_printf(&run.arena, HEAD AXES GOAL "strategy: {kind: %s, count: 60}\n",
                           kinds[i]),
           failing);
        assert_true(run.ending.failed > 0);
        assert_non_null(run.ending.best);
        assert_true(run.ending.best_result.is_measured);
        close_run(&run);
    }
}

static void coordinate__follows_its_phases(void **state) {
    (void)state;
    struct run run = {.search = NULL};
    const char *second;
    go(&run,
       HEAD AXES GOAL "strategy: {kind: coordinate, start: {glue.threshold: 0 dB}, phases: "
                      "{limiting: [lim.gain], compression: [glue.makeup, glue.threshold]}}\n",
       coupled);
    second = strchr(lg_str_text(&run.path), '\n') + 1;
    assert_true(lg_starts_with(lg_str_text(&run.path),
                               "glue.makeup=0dB,glue.threshold=0dB,lim.gain=0dB\n"));
    /* The first move is the limiter's; all else is where it was. */
    assert_true(lg_starts_with(second, "glue.makeup=0dB,glue.threshold=0dB,lim.gain="));
    close_run(&run);
}

/* Too short for a loudness. */
static void undefined(const double *at, unsigned call, struct lg_result *out) {
    (void)at;
    give(call % 3 == 2 ? -10.5 : NAN, -5, out);
}

static void search__ends_where_loudness_is_undefined(void **state) {
    (void)state;
    static const char *const kinds[] = {"coordinate", "optimize"};
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds); i++) {
        struct run run = {.search = NULL};
        go(&run, lg_arena_printf(&run.arena, HEAD AXES GOAL "strategy: %s\n", kinds[i]), undefined);
        assert_true(run.ending.rendered <= 15);
        assert_int_equal(run.ending.hits, 0);
        close_run(&run);
    }
}

/* Loudness by the number of the call. */
static void series(const double *at, unsigned call, struct lg_result *out) {
    static const double lufs[] = {-14, -13, -12.9, -12.8, -10.6, -10.5, -9};
    (void)at;
    give(lufs[call % LG_ARRAY_LEN(lufs)], -7, out);
}

static void stop__rules_end_a_sweep(void **state) {
    (void)state;
    static const struct {
        const char *stop;
        enum lg_end end;
        uint64_t rendered, hits;
        const char *best;
    } cases[] = {
        {"all", LG_END_ALL, 7, 2, "glue.a=6"},
        {"first_hit", LG_END_HIT, 5, 1, "glue.a=5"},
        {"no_improvement", LG_END_NO_IMPROVEMENT, 4, 0, "glue.a=4"},
        {"{no_improvement: {lu: 0.05, runs: 1}}", LG_END_NO_IMPROVEMENT, 6, 2, "glue.a=6"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct run run = {.search = NULL};
        go(&run,
           lg_arena_printf(&run.arena,
                           HEAD "axes: {glue.a: {from: 1, to: 7, step: 1}}\n"
                                "preflight: {last: lim}\n" GOAL "stop: %s\n",
                           cases[i].stop),
           series);
        assert_int_equal(run.ending.end, cases[i].end);
        assert_int_equal(run.ending.rendered, cases[i].rendered);
        assert_int_equal(run.ending.hits, cases[i].hits);
        assert_string_equal(run.ending.best->id, cases[i].best);
        close_run(&run);
    }
}

static void search__without_targets_has_no_best(void **state) {
    (void)state;
    struct run run = {.search = NULL};
    struct lg_str line = {0};
    go(&run, HEAD "axes: {glue.a: [1, 2]}\npreflight: {last: lim}\non_miss: pass\n", series);
    assert_int_equal(run.ending.end, LG_END_ALL);
    assert_null(run.ending.best);
    lg_ending_print(&run.ending, &(struct lg_targets){.count = 0}, &line);
    assert_string_equal(lg_str_text(&line), "there are no targets; every point was rendered");
    lg_str_dispose(&line);
    close_run(&run);
}

static void nothing(const double *at, unsigned call, struct lg_result *out) {
    (void)at;
    (void)call;
    *out = (struct lg_result){.is_measured = false};
}

static void search__says_what_was_not_rendered(void **state) {
    (void)state;
    struct run run = {.search = NULL};
    struct lg_str line = {0};
    go(&run, HEAD "axes: {glue.a: [1, 2]}\npreflight: {last: lim}\n" GOAL, nothing);
    assert_int_equal(run.ending.end, LG_END_ALL);
    lg_ending_print(&run.ending, &(struct lg_targets){.count = 1}, &line);
    assert_string_equal(lg_str_text(&line),
                        "no point could be measured and judged; every point was tried");
    lg_str_dispose(&line);
    close_run(&run);
}

/* The sequence itself, whatever the seed's shift, as Joe and Kuo's own program prints it for ten
 * dimensions; in sixteenths. */
static void sobol__is_the_published_sequence(void **state) {
    (void)state;
    enum { DIMENSIONS = 10 };
    static const unsigned want[][DIMENSIONS] = {
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},       {8, 8, 8, 8, 8, 8, 8, 8, 8, 8},
        {12, 4, 4, 4, 12, 12, 4, 12, 12, 12}, {4, 12, 12, 12, 4, 4, 12, 4, 4, 4},
        {6, 6, 10, 14, 6, 2, 6, 14, 14, 10},  {14, 14, 2, 6, 14, 10, 14, 6, 6, 2},
        {10, 2, 14, 10, 10, 14, 2, 2, 2, 6},  {2, 10, 6, 2, 2, 6, 10, 10, 10, 14},
        {3, 5, 15, 7, 9, 5, 7, 15, 15, 5},    {11, 13, 7, 15, 1, 13, 15, 7, 7, 13},
    };
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    uint64_t first[DIMENSIONS];
    lg_str_add(&text, HEAD "strategy: {kind: sobol, count: 10}\npreflight: {last: lim}\n"
                           "on_miss: pass\naxes:\n");
    for (int i = 0; i < DIMENSIONS; i++)
        lg_str_printf(&text, "  glue.p%d: {from: 0, to: 15, step: 1}\n", i);
    const struct lg_matrix *matrix = matrix_of(lg_str_text(&text), &arena);
    lg_matrix_points_init(&points, matrix);
    lg_matrix_point_init(&point, matrix);
    for (size_t i = 0; i < LG_ARRAY_LEN(want); i++) {
        assert_true(lg_matrix_points_next(&points, &point));
        for (size_t k = 0; k < DIMENSIONS; k++) {
            if (i == 0)
                first[k] = point.steps[k];
            assert_int_equal(point.steps[k] ^ first[k], want[i][k]);
        }
    }
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coordinate__hits_within_15),
        cmocka_unit_test(optimize__hits_within_15),
        cmocka_unit_test(search__keeps_to_a_limit),
        cmocka_unit_test(search__finds_the_corner_below_a_peak),
        cmocka_unit_test(bisect__hits_within_8),
        cmocka_unit_test(bisect__says_that_the_target_is_beyond),
        cmocka_unit_test(search__names_the_best_and_why_none_hit),
        cmocka_unit_test(search__resumes_on_the_same_way),
        cmocka_unit_test(search__goes_on_after_failed_points),
        cmocka_unit_test(coordinate__follows_its_phases),
        cmocka_unit_test(search__ends_where_loudness_is_undefined),
        cmocka_unit_test(search__without_targets_has_no_best),
        cmocka_unit_test(search__says_what_was_not_rendered),
        cmocka_unit_test(stop__rules_end_a_sweep),
        cmocka_unit_test(sobol__is_the_published_sequence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
