/* A few points of a matrix, by id: of every strategy. */
#include "unit/matrix/reading.h"

#include "matrix/identity.h"
#include "matrix/pick.h"
#include "matrix/points.h"
#include "matrix/search.h"

#define LIMITER "matrix: m\ndevices: {lim: Limiter}\n"
#define PASS "on_miss: pass\n"
#define AXES "axes: {glue.threshold: [-30 dB, -20 dB], lim.gain: [1 dB, 2 dB]}\n"

/* "a b" of the points that are left; "0": none was picked. */
static void assert_picks(const char *text, struct lg_texts ids, const char *left) {
    struct lg_arena arena = {0};
    struct lg_str got = {0};
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    struct lg_matrix *matrix = matrix_of(text, &arena);
    bool *is_found = lg_arena_array(&arena, ids.count, sizeof *is_found);
    size_t count = lg_matrix_pick(matrix, &ids, &arena, is_found);
    lg_matrix_points_init(&points, matrix);
    lg_matrix_point_init(&point, matrix);
    while (count > 0 && lg_matrix_points_next(&points, &point))
        lg_str_printf(&got, "%s%s", got.length == 0 ? "" : " ", point.id);
    assert_string_equal(count == 0 ? "0" : lg_str_text(&got), left);
    assert_true(count == 0 || matrix->num_points == count);
    for (size_t i = 0; i < ids.count; i++)
        assert_int_equal(is_found[i], strstr(left, ids.items[i]) != NULL);
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
    lg_str_dispose(&got);
    lg_arena_dispose(&arena);
}

#define IDS(...)                                                                                   \
    (struct lg_texts) {                                                                            \
        (const char *[]){__VA_ARGS__}, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)      \
    }

static void pick__leaves_the_points_of_those_ids(void **state) {
    (void)state;
    static const char *const low = "glue.threshold=-30dB,lim.gain=2dB";
    static const char *const high = "glue.threshold=-20dB,lim.gain=2dB";
    assert_picks(HEAD AXES PASS, IDS(high), high);
    assert_picks(HEAD AXES PASS, IDS(high, low, high),
                 "glue.threshold=-30dB,lim.gain=2dB glue.threshold=-20dB,lim.gain=2dB");
    assert_picks(HEAD AXES PASS, IDS(low, "elsewhere"), low);
    assert_picks(HEAD AXES PASS, IDS("elsewhere"), "0");
    assert_picks(HEAD AXES "strategy: zip\n" PASS, IDS(high), high);
    assert_picks(HEAD AXES "strategy: zip\n" PASS, IDS(low), "0");
    assert_picks(HEAD AXES "include: [{glue.threshold: -9 dB, lim.gain: 5 dB}]\n" PASS,
                 IDS("glue.threshold=-9dB,lim.gain=5dB"), "glue.threshold=-9dB,lim.gain=5dB");
    assert_picks(LIMITER "runs: [{id: a, lim.gain: 1 dB}, {id: b, lim.gain: 2 dB}]\n" PASS,
                 IDS("b"), "b");
}

/* All points that a matrix comes to, whatever is measured, are found again. */
static void assert_finds_all(const char *text) {
    struct lg_arena arena = {0};
    struct lg_search *search = NULL;
    struct lg_err err = {0};
    const struct lg_matrix_point *point = NULL;
    size_t count = 0;
    assert_int_equal(lg_search_new(matrix_of(text, &arena), &search, &err), 0);
    for (; lg_search_next(search, &point); count++) {
        struct lg_result result = {.is_measured = true};
        result.metrics[LG_METRIC_LUFS_I] = -12.0 + (double)count * 0.37;
        result.metrics[LG_METRIC_SAMPLE_PEAK_DBFS] = -7.0;
        assert_picks(text, IDS(point->id), point->id);
        lg_search_tell(search, &result);
    }
    assert_true(count > 1);
    lg_search_free(search);
    lg_arena_dispose(&arena);
}

static void pick__finds_what_a_strategy_chose(void **state) {
    (void)state;
#define OPEN                                                                                       \
    "axes: {lim.gain: {from: 0 dB, to: 24 dB}, lim.release: {from: 5 ms, to: 900 ms, scale: "      \
    "log}}\n"
    assert_finds_all(LIMITER OPEN GOAL "strategy: {kind: random, count: 9, seed: 3}\n");
    assert_finds_all(LIMITER OPEN GOAL "strategy: {kind: sobol, count: 9}\n");
    assert_finds_all(LIMITER OPEN GOAL "strategy: {kind: coordinate, count: 9}\n");
    assert_finds_all(LIMITER OPEN GOAL "strategy: {kind: optimize, count: 9}\n");
    assert_finds_all(LIMITER "axes: {lim.gain: {from: 24 dB, to: 0 dB}}\n" GOAL
                             "strategy: bisect\n");
}

/* --resume must not take one for the other. */
static void pick__makes_another_matrix_of_it(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    bool is_found = false;
    struct lg_matrix *matrix = matrix_of(HEAD AXES PASS, &arena);
    const struct lg_value *before = lg_identity_value(matrix, &arena);
    const struct lg_texts ids = IDS("glue.threshold=-30dB,lim.gain=2dB");
    assert_int_equal(lg_matrix_pick(matrix, &ids, &arena, &is_found), 1);
    assert_false(lg_identity_agrees(before, lg_identity_value(matrix, &arena), &text));
    assert_true(lg_starts_with(lg_str_text(&text), "points alone: was not there, is "));
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pick__leaves_the_points_of_those_ids),
        cmocka_unit_test(pick__finds_what_a_strategy_chose),
        cmocka_unit_test(pick__makes_another_matrix_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
