#include "unit/matrix/reading.h"

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
    lg_advice_commands(&point, "--live=host:1", &got);
    assert_string_equal(
        lg_str_text(&got),
        "livegate set 'Bob'\\''s bus/Limiter/ceiling' '-6.5 dB' --allow-louder --live=host:1\n"
        "livegate set 'Bob'\\''s bus/Glue Compressor/threshold_db' '-30 dB' --allow-louder "
        "--live=host:1\n"
        "livegate set 'Bob'\\''s bus/Glue Compressor/ratio' '4:1' --allow-louder --live=host:1\n"
        "livegate set 'Bob'\\''s bus/Glue Compressor/release' '100 ms' --allow-louder "
        "--live=host:1\n"
        "livegate set 'Bob'\\''s bus/Limiter/gain' '0.5' --allow-louder --live=host:1\n");
    lg_matrix_point_dispose(&point);
    /* What the second run does not name stays as it is found. */
    point_of(matrix, 1, &point);
    lg_str_clear(&got);
    lg_advice_commands(&point, NULL, &got);
    assert_null(strstr(lg_str_text(&got), "ratio"));
    assert_true(lg_ends_with(lg_str_text(&got), "'-20 dB' --allow-louder\n"));
    lg_matrix_point_dispose(&point);
    lg_str_dispose(&got);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(advice__is_commands_for_a_shell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
