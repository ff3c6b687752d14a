#include "unit/matrix/reading.h"

#include <stdlib.h>

#include "matrix/points.h"

#define PASS "on_miss: pass\n"

/* All ids of a matrix, one a line. */
static void ids_of(const struct lg_matrix *matrix, struct lg_str *out) {
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    lg_matrix_points_init(&points, matrix);
    lg_matrix_point_init(&point, matrix);
    while (lg_matrix_points_next(&points, &point))
        lg_str_printf(out, "%s\n", point.id);
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
}

static void assert_ids(const char *text, const char *ids) {
    struct lg_arena arena = {0};
    struct lg_str got = {0};
    ids_of(matrix_of(text, &arena), &got);
    assert_string_equal(lg_str_text(&got), ids);
    lg_str_dispose(&got);
    lg_arena_dispose(&arena);
}

static void points__are_the_grid(void **state) {
    (void)state;
    assert_ids(HEAD "axes: {glue.threshold: [-30 dB, -20 dB], lim.gain: [1 dB, 2 dB]}\n" PASS,
               "glue.threshold=-30dB,lim.gain=1dB\nglue.threshold=-30dB,lim.gain=2dB\n"
               "glue.threshold=-20dB,lim.gain=1dB\nglue.threshold=-20dB,lim.gain=2dB\n");
}

static int by_line(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of a text, sorted. */
static void sort_lines(struct lg_str *text) {
    char *lines[100];
    size_t count = 0;
    struct lg_str sorted = {0};
    for (char *at = text->text; *at != '\0'; at += strlen(at) + 1) {
        lines[count++] = at;
        *strchr(at, '\n') = '\0';
    }
    qsort(lines, count, sizeof *lines, by_line);
    for (size_t i = 0; i < count; i++)
        lg_str_printf(&sorted, "%s\n", lines[i]);
    lg_str_dispose(text);
    *text = sorted;
}

static void ids__do_not_depend_on_the_order_of_axes(void **state) {
    (void)state;
    static const char *const texts[] = {
        HEAD "axes: {glue.threshold: [-30 dB, -20 dB], lim.gain: [1 dB, 2 dB], lim.on: [on, "
             "off]}\n" PASS,
        HEAD "axes: {lim.on: [off, on], lim.gain: [2 dB, 1 dB], glue.threshold: [-20 dB, -30 "
             "dB]}\n" PASS,
    };
    struct lg_str ids[LG_ARRAY_LEN(texts)] = {{0}};
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        struct lg_arena arena = {0};
        ids_of(matrix_of(texts[i], &arena), &ids[i]);
        sort_lines(&ids[i]);
        lg_arena_dispose(&arena);
    }
    assert_string_equal(lg_str_text(&ids[0]), lg_str_text(&ids[1]));
    lg_str_dispose(&ids[0]);
    lg_str_dispose(&ids[1]);
}

static void ids__of_text_differ_where_names_would_not(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_str got = {0};
    ids_of(matrix_of(HEAD "axes: {glue.ratio: ['2:1', '2-1'], lim.x: [1, 2]}\nstrategy: zip\n" PASS,
                     &arena),
           &got);
    const char *second = strchr(lg_str_text(&got), '\n') + 1;
    assert_true(lg_starts_with(lg_str_text(&got), "glue.ratio=2-1,lim.x=1~"));
    assert_string_equal(second, "glue.ratio=2-1,lim.x=2\n");
    assert_null(strpbrk(lg_str_text(&got), "/: \\"));
    lg_str_dispose(&got);
    lg_arena_dispose(&arena);
}

static void ids__that_are_long_are_cut(void **state) {
    (void)state;
    static const char name[] = "a_parameter_whose_name_is_as_long_as_no_name_of_any_parameter_of_"
                               "any_device_that_was_ever_sold";
    struct lg_arena arena = {0};
    struct lg_str got = {0};
    const char *text = lg_arena_printf(
        &arena, HEAD "axes: {glue.%s: [1, 2], lim.gain: [1, 2]}\nstrategy: zip\n" PASS, name);
    ids_of(matrix_of(text, &arena), &got);
    const char *end = strchr(lg_str_text(&got), '\n');
    assert_int_equal(end - lg_str_text(&got), LG_POINT_ID_MAX - 1);
    assert_int_equal(end[-9], '~');
    assert_true(strncmp(lg_str_text(&got), end + 1, LG_POINT_ID_MAX - 1) != 0);
    lg_str_dispose(&got);
    lg_arena_dispose(&arena);
}

static void points__are_ranges(void **state) {
    (void)state;
    assert_ids(HEAD
               "axes: {glue.a: {from: 0.1 dB, to: 0.4 dB, step: 0.1 dB}, lim.b: {from: 3, to: 0, "
               "step: 1}}\nstrategy: zip\n" PASS,
               "glue.a=0.1dB,lim.b=3\nglue.a=0.2dB,lim.b=2\nglue.a=0.3dB,lim.b=1\n"
               "glue.a=0.4dB,lim.b=0\n");
    assert_ids(HEAD "axes: {glue.f: {from: 10 Hz, to: 10 kHz, count: 4, scale: log}, lim.t: {from: "
                    "10 ms, to: 40 ms, count: 4}}\nstrategy: zip\n" PASS,
               "glue.f=10Hz,lim.t=0.01s\nglue.f=100Hz,lim.t=0.02s\nglue.f=1000Hz,lim.t=0.03s\n"
               "glue.f=10000Hz,lim.t=0.04s\n");
}

static void points__zip_groups_move_together(void **state) {
    (void)state;
    assert_ids(HEAD "axes: {glue.a: [1, 2], lim.b: [5, 6], lim.c: [7, 8]}\n"
                    "zip: [[glue.a, lim.c]]\n" PASS,
               "glue.a=1,lim.b=5,lim.c=7\nglue.a=1,lim.b=6,lim.c=7\n"
               "glue.a=2,lim.b=5,lim.c=8\nglue.a=2,lim.b=6,lim.c=8\n");
}

static void points__are_included_and_excluded(void **state) {
    (void)state;
    assert_ids(HEAD "axes: {glue.a: [1, 2, 3], lim.b: [5, 6]}\n"
                    "exclude: [{glue.a: {from: 3, to: 2}, lim.b: 6}, {glue.a: 1}]\n"
                    "include: [{glue.a: 9, lim.b: 5, id: far}, {lim.b: 6, glue.a: 2}]\n" PASS,
               "glue.a=2,lim.b=5\nglue.a=3,lim.b=5\nfar\nglue.a=2,lim.b=6\n");
}

static void points__of_runs_leave_the_rest_as_found(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    const struct lg_matrix *matrix =
        matrix_of(HEAD "constants: {lim.ceiling: -6 dB}\n"
                       "runs: [{id: a, file: out/a.wav, glue.x: 1}, {glue: {y_ms: 5}}]\n" PASS,
                  &arena);
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    struct lg_str text = {0};
    lg_matrix_points_init(&points, matrix);
    lg_matrix_point_init(&point, matrix);
    assert_true(lg_matrix_points_next(&points, &point));
    assert_string_equal(point.id, "a");
    assert_string_equal(point.file, "out/a.wav");
    lg_matrix_point_print(&point, true, &text);
    assert_string_equal(lg_str_text(&text), "lim.ceiling -6 dB, glue.x 1");
    assert_int_equal(point.settings[2].kind, LG_SETTING_AS_FOUND);
    assert_true(lg_matrix_points_next(&points, &point));
    assert_string_equal(point.id, "glue.y_ms=0.005s");
    assert_null(point.file);
    lg_str_clear(&text);
    lg_matrix_point_fill(&point, "{matrix}/{id}.wav", &text);
    assert_string_equal(lg_str_text(&text), "m/glue.y_ms=0.005s.wav");
    assert_false(lg_matrix_points_next(&points, &point));
    lg_str_dispose(&text);
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
    lg_arena_dispose(&arena);
}

static size_t lines_of(const struct lg_str *text) {
    size_t lines = 0;
    for (size_t i = 0; i < text->length; i++)
        lines += text->text[i] == '\n';
    return lines;
}

static void points__drawn_are_all_different_and_the_same_again(void **state) {
    (void)state;
    static const char *const kinds[] = {"random", "sobol"};
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds); i++) {
        struct lg_arena arena = {0};
        struct lg_str got[3] = {{0}};
        for (int k = 0; k < 3; k++) {
            const char *text = lg_arena_printf(
                &arena,
                HEAD "axes: {glue.a: {from: 1, to: 5, step: 1}, lim.b: {from: 1, to: 5, step: 1}}\n"
                     "exclude: [{glue.a: 3}]\nstrategy: {kind: %s, count: 20, seed: %d}\n" PASS,
                kinds[i], k == 2 ? 8 : 7);
            ids_of(matrix_of(text, &arena), &got[k]);
            assert_int_equal(lines_of(&got[k]), 20);
            assert_null(strstr(lg_str_text(&got[k]), "glue.a=3"));
        }
        assert_string_equal(lg_str_text(&got[0]), lg_str_text(&got[1]));
        assert_string_not_equal(lg_str_text(&got[0]), lg_str_text(&got[2]));
        /* All twenty that there are, each once. */
        sort_lines(&got[0]);
        sort_lines(&got[2]);
        assert_string_equal(lg_str_text(&got[0]), lg_str_text(&got[2]));
        for (int k = 0; k < 3; k++)
            lg_str_dispose(&got[k]);
        lg_arena_dispose(&arena);
    }
}

static void points__stream_a_hundred_thousand(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    const struct lg_matrix *matrix = matrix_of(
        HEAD "axes: {glue.a: {from: 1, to: 100, step: 1}, glue.b: {from: 1, to: 100, step: 1}, "
             "lim.c: {from: 1, to: 10, step: 1}}\n" PASS,
        &arena);
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    uint64_t count = 0;
    lg_matrix_points_init(&points, matrix);
    lg_matrix_point_init(&point, matrix);
    while (lg_matrix_points_next(&points, &point))
        count++;
    assert_int_equal(count, 100000);
    assert_int_equal(matrix->num_points, 100000);
    assert_string_equal(point.id, "glue.a=100,glue.b=100,lim.c=10");
    assert_true(arena.used_bytes < 100000);
    assert_null(points.seen);
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points__are_the_grid),
        cmocka_unit_test(ids__do_not_depend_on_the_order_of_axes),
        cmocka_unit_test(ids__of_text_differ_where_names_would_not),
        cmocka_unit_test(ids__that_are_long_are_cut),
        cmocka_unit_test(points__are_ranges),
        cmocka_unit_test(points__zip_groups_move_together),
        cmocka_unit_test(points__are_included_and_excluded),
        cmocka_unit_test(points__of_runs_leave_the_rest_as_found),
        cmocka_unit_test(points__drawn_are_all_different_and_the_same_again),
        cmocka_unit_test(points__stream_a_hundred_thousand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
