/* What programs get of our environment. */
#include "support/unit.h"

#include "base/variables.h"

static void variables__are_few_and_as_told(void **state) {
    (void)state;
    static const char *const ours[] = {"HOME=/home/a", "API_TOKEN=x", "PATH=/bin",
                                       "SET=old",      "PATHS=no",    NULL};
    static const char *const extra[] = {"SET=new", "API_TOKEN"};
    static const char *const expected[] = {"SET=new", "HOME=/home/a", "API_TOKEN=x", "PATH=/bin"};
    struct lg_arena arena = {0};
    const char *const *got = lg_variables_pick(ours, extra, LG_ARRAY_LEN(extra), &arena);
    for (size_t i = 0; i < LG_ARRAY_LEN(expected); i++)
        assert_string_equal(got[i], expected[i]);
    assert_null(got[LG_ARRAY_LEN(expected)]);
    assert_null(lg_variables_pick(NULL, NULL, 0, &arena)[0]);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(variables__are_few_and_as_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
