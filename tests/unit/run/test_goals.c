#include "run/goals.h"

#include "support/unit.h"

#include <string.h>

#define HEAD "matrix: m\ndevices: {g: G}\naxes: {g.x: {from: 0, to: 1}}\nstrategy: optimize\n"

static int add(const char *text, struct lg_arena *arena, struct lg_matrix **out,
               struct lg_err *err) {
    char project[] = LG_SOURCE_DIR;
    const struct lg_paths paths = {.project = project};
    if (lg_matrix_parse(lg_view_of(text), "m.yaml", arena, out, err) != 0)
        fail_msg("%u:%u: %s", err->line, err->column, err->text);
    return lg_goals_add(&paths, *out, arena, err);
}

static void goals__are_what_profiles_want(void **state) {
    (void)state;
    static const char *const want[] = {
        "true_peak_dbtp lt -2 dBTP",      "lufs_i near -10.5 ±0.5 LUFS",
        "sample_peak_dbfs le -6 dBFS",    "true_peak_dbtp le -1 dBTP",
        "lufs_i near -16 -inf/+0.2 LUFS", "true_peak_dbtp le -1 dBTP",
    };
    struct lg_arena arena = {0};
    struct lg_matrix *matrix = NULL;
    struct lg_err err = {0};
    if (add(HEAD "targets: {true_peak_dbtp: {lt: -2}}\n"
                 "profile: [finishline-master, aes-td1008-music-track]\n",
            &arena, &matrix, &err) != 0)
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    assert_int_equal(matrix->targets.count, LG_ARRAY_LEN(want));
    for (size_t i = 0; i < LG_ARRAY_LEN(want); i++) {
        struct lg_str text = {0};
        lg_target_print(&matrix->targets.items[i], &text);
        assert_string_equal(lg_str_text(&text), want[i]);
        lg_str_dispose(&text);
    }
    lg_arena_dispose(&arena);
}

static void goals__refuse_what_judges_no_file(void **state) {
    (void)state;
    static const struct {
        const char *profile;
        unsigned column;
        const char *says;
    } cases[] = {
        {"finishline-mastr", 10, "did you mean 'finishline-master'?"},
        {"nothing-like-it", 10, "there is no profile 'nothing-like-it'"},
        {"streeming_safe", 10, "those that judge a point: ebu-r128 "},
        {"[ebu-r128, spotify]", 21, "judges no file"},
        {"netflix", 10, "is of dialogue"},
        {"ebu-r128s1-short", 10, "limits the duration"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct lg_arena arena = {0};
        struct lg_matrix *matrix = NULL;
        struct lg_err err = {0};
        const char *text = lg_arena_printf(&arena, HEAD "profile: %s\n", cases[i].profile);
        assert_int_equal(add(text, &arena, &matrix, &err), -1);
        if (err.kind != LG_ERR_READ || err.line != 5 || err.column != cases[i].column ||
            strstr(err.text, cases[i].says) == NULL)
            fail_msg("%u:%u: %s", err.line, err.column, err.text);
        lg_arena_dispose(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goals__are_what_profiles_want),
        cmocka_unit_test(goals__refuse_what_judges_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
