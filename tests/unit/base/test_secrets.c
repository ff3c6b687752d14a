#include "base/secrets.h"

#include <string.h>

#include "support/unit.h"

static void is_masked(const char *const *variables, const char *text, const char *wanted) {
    struct lg_arena arena = {0};
    struct lg_secrets secrets = {0};
    struct lg_str out = {0};
    lg_secrets_add(&secrets, variables, &arena);
    lg_secrets_mask(&secrets, lg_view_of(text), &out);
    assert_string_equal(lg_str_text(&out), wanted);
    lg_str_dispose(&out);
    lg_arena_dispose(&arena);
}

static void secrets__are_told_by_their_names(void **state) {
    LG_UNUSED(state);
    static const char *const variables[] = {"GH_TOKEN=tok-en",
                                            "my_secret=hush-hush",
                                            "DB_PASSWORD=pass=word",
                                            "API_KEYS=k/e/y",
                                            "HOME=/home/me",
                                            "TOKE=none-such",
                                            NULL};
    is_masked(variables, "a tok-en, hush-hush pass=word", "a ***, *** ***");
    is_masked(variables, "k/e/yk/e/y", "******");
    is_masked(variables, "/home/me none-such tok-e", "/home/me none-such tok-e");
    is_masked(variables, "", "");
    is_masked(NULL, "tok-en", "tok-en");
}

static void secrets__the_longest_hides_and_short_ones_do_not(void **state) {
    LG_UNUSED(state);
    static const char *const variables[] = {"A_KEY=abcd", "B_KEY=abcdef", "C_KEY=bcd",
                                            "D_KEY=",     "NOT_A_PAIR",   NULL};
    is_masked(variables, "xabcdefx abcdx bcd", "x***x ***x bcd");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets__are_told_by_their_names),
        cmocka_unit_test(secrets__the_longest_hides_and_short_ones_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
