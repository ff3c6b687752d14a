#include "unit/matrix/reading.h"

#include "base/json.h"
#include "matrix/identity.h"

#define AXES "axes: {glue.a: [-30 dB, -32 dB], lim.b: [1, 2]}\n"

static void identity__names_the_first_difference(void **state) {
    (void)state;
    static const char was[] = HEAD AXES GOAL;
    static const struct {
        const char *is;
        const char *says; /* "": none */
    } cases[] = {
        {HEAD AXES GOAL, ""},
        {HEAD "name: another\ntags: [x]\n# a comment\n" AXES GOAL, ""},
        {HEAD "axes: {lim.b: [1, 2], glue.a: [-30 dB, -32 dB]}\n" GOAL, ""},
        {HEAD "axes: {glue.a: [-30 dB, -33 dB], lim.b: [1, 2]}\n" GOAL,
         "axes.glue.a.1: was -32 dB, is -33 dB"},
        {HEAD "axes: {glue.a: [-30 dB, -32 dB, -34 dB], lim.b: [1, 2]}\n" GOAL,
         "axes.glue.a.2: was not there, is -34 dB"},
        {HEAD "axes: {glue.a: [-30 dB], lim.b: [1, 2]}\n" GOAL,
         "axes.glue.a.1: was -32 dB, is not there"},
        {HEAD "axes: {glue.a: [-30 dB, -32 dB], lim.c: [1, 2]}\n" GOAL,
         "axes.lim.b: was [\"1\", \"2\"], is not there"},
        {HEAD AXES GOAL "strict: true\n", "strict: was not there, is true"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct lg_arena arena = {0};
        struct lg_str json = {0};
        struct lg_str says = {0};
        struct lg_value *back = NULL;
        /* As a receipt keeps it. */
        lg_json_write(lg_identity_value(matrix_of(was, &arena), &arena), &json);
        assert_int_equal(lg_json_read(json.text, json.length, "r", &arena, &back, NULL), 0);
        const struct lg_value *is = lg_identity_value(matrix_of(cases[i].is, &arena), &arena);
        assert_int_equal(lg_identity_agrees(back, is, &says), cases[i].says[0] == '\0');
        assert_string_equal(lg_str_text(&says), cases[i].says);
        lg_str_dispose(&says);
        lg_str_dispose(&json);
        lg_arena_dispose(&arena);
    }
}

static void identity__has_the_seed_that_is_used(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_str says = {0};
    struct lg_matrix *matrix = matrix_of(HEAD AXES GOAL, &arena);
    const struct lg_value *was = lg_identity_value(matrix, &arena);
    matrix->plan.seed = 7; /* --seed */
    assert_false(lg_identity_agrees(was, lg_identity_value(matrix, &arena), &says));
    assert_string_equal(lg_str_text(&says), "seed: was 1, is 7");
    lg_str_dispose(&says);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity__names_the_first_difference),
        cmocka_unit_test(identity__has_the_seed_that_is_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
