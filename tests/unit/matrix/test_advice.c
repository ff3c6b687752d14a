#include "unit/matrix/reading.h"

#include <math.h>

#include "matrix/advice.h"

static const char text[] =
    "matrix: m\ntrack: Bob's bus\nallow_louder: true\n"
    "devices: {glue: Glue Compressor, lim: Limiter}\non_miss: pass\n"
    "constants: {lim.ceiling: -6.5 dB}\n"
    "runs:\n  - {glue.threshold_db: -30, glue.ratio: '4:1', glue.release: 100 ms, lim.gain: 0.5}\n"
    "  - {glue.threshold_db: -20}\n";

static void point_of(const struct lg_matrix *matrix, size_t extra, struct lg_matrix_point *point) {
    lg_matrix_point_init(point, matrix);
    lg_matrix_point_set_extra(point, extra);
}

static void advice__is_commands_for_a_shell(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_matrix_point point;
    struct lg_str got = {0};
    const struct lg_matrix *matrix = matrix_of(text, &arena);
    point_of(matrix, 0, &point);
    lg_advice_commands(&point, &got);
    assert_string_equal(
        lg_str_text(&got),
        "livegate set 'Bob'\\''s bus/Limiter/ceiling' '-6.5 dB' --allow-louder\n"
        "livegate set 'Bob'\\''s bus/Glue Compressor/threshold_db' '-30 dB' --allow-louder\n"
        "livegate set 'Bob'\\''s bus/Glue Compressor/ratio' '4:1' --allow-louder\n"
        "livegate set 'Bob'\\''s bus/Glue Compressor/release' '100 ms' --allow-louder\n"
        "livegate set 'Bob'\\''s bus/Limiter/gain' '0.5' --allow-louder\n");
    lg_matrix_point_dispose(&point);
    /* What the second run does not name stays as it is found. */
    point_of(matrix, 1, &point);
    lg_str_clear(&got);
    lg_advice_commands(&point, &got);
    assert_null(strstr(lg_str_text(&got), "ratio"));
    lg_matrix_point_dispose(&point);
    lg_str_dispose(&got);
    lg_arena_dispose(&arena);
}

static void advice__is_moves_from_what_was_found(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_matrix_point point;
    struct lg_advice_move *moves;
    size_t left_out;
    const struct lg_matrix *matrix = matrix_of(text, &arena);
    /* In the order of the params: ceiling, threshold, ratio, release, gain. */
    const double found[] = {NAN, -12.0, 4.0, 0.1, 0.25};
    point_of(matrix, 0, &point);
    assert_int_equal(lg_advice_moves(&point, found, &arena, &moves, &left_out), 2);
    assert_int_equal(left_out, 3);
    assert_string_equal(moves[0].track, "Bob's bus");
    assert_string_equal(moves[0].device, "Glue Compressor");
    assert_string_equal(moves[0].param, "threshold_db");
    assert_float_equal(moves[0].delta, -18.0, 0.0);
    assert_string_equal(moves[0].unit, "dB");
    assert_float_equal(moves[1].delta, 0.25, 0.0);
    assert_null(moves[1].unit);
    lg_matrix_point_dispose(&point);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(advice__is_commands_for_a_shell),
        cmocka_unit_test(advice__is_moves_from_what_was_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
