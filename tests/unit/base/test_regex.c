#include "base/regex.h"

#include <string.h>

#include "support/unit.h"

static struct lg_regex *compile(const char *pattern, unsigned flags) {
    struct lg_regex *regex = NULL;
    struct lg_err err = {0};
    assert_int_equal(lg_regex_new(pattern, flags, &regex, &err), 0);
    assert_false(lg_err_is_set(&err));
    return regex;
}

static void regex__finds_or_not(void **state) {
    (void)state;
    static const struct {
        const char *pattern;
        unsigned flags;
        const char *subject;
        int found;
    } rows[] = {
        {"^[0-9a-f]{64}$", 0, "deadbeef", 0},
        {"^[0-9a-f]{8}$", 0, "deadbeef", 1},
        {"Glue", 0, "the Glue Compressor", 1},
        {"glue", 0, "the Glue Compressor", 0},
        {"glue", LG_REGEX_CASELESS, "the Glue Compressor", 1},
        {"^two$", 0, "one\ntwo", 0},
        {"^two$", LG_REGEX_MULTILINE, "one\ntwo", 1},
        {"^TWO$", LG_REGEX_MULTILINE | LG_REGEX_CASELESS, "one\ntwo", 1},
        {"^.$", 0, "\xc3\xa9", 1},
        {"\xc3\x89", LG_REGEX_CASELESS, "\xc3\xa9", 1},
        {"^$", 0, "", 1},
        {"x", 0, "", 0},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_regex *regex = compile(rows[i].pattern, rows[i].flags);
        struct lg_err err = {0};
        int found = lg_regex_find(regex, lg_view_of(rows[i].subject), NULL, &err);
        assert_int_equal(found, rows[i].found);
        assert_false(lg_err_is_set(&err));
        lg_regex_free(regex);
    }
}

static void regex__tells_the_part_that_matched(void **state) {
    (void)state;
    struct lg_regex *regex = compile("[0-9]+", 0);
    struct lg_view match = {"before", 6};
    struct lg_err err = {0};
    assert_int_equal(lg_regex_find(regex, lg_view_of("none"), &match, &err), 0);
    assert_true(lg_view_eq(match, "before"));
    assert_int_equal(lg_regex_find(regex, lg_view_of("ab123cd4"), &match, &err), 1);
    assert_true(lg_view_eq(match, "123"));
    assert_int_equal(lg_regex_find(regex, (struct lg_view){"ab123", 4}, &match, &err), 1);
    assert_true(lg_view_eq(match, "12"));
    assert_int_equal(lg_regex_find(regex, (struct lg_view){NULL, 0}, &match, &err), 0);
    lg_regex_free(regex);
    lg_regex_free(NULL);
}

static void regex__subject_may_hold_nul_and_bad_utf8(void **state) {
    (void)state;
    struct lg_regex *regex = compile("end$", 0);
    struct lg_view match = {NULL, 0};
    struct lg_err err = {0};
    struct lg_view subject = {"\xff\xfe\0 \xed\xa0\x80 end", 11};
    assert_int_equal(lg_regex_find(regex, subject, &match, &err), 1);
    assert_true(lg_view_eq(match, "end"));
    assert_ptr_equal(match.text, subject.text + 8);
    lg_regex_free(regex);
}

static void regex__a_bad_pattern_names_the_place(void **state) {
    (void)state;
    static const char *const patterns[] = {"ab(", "[z-a]", "*", "(?<n>", "\xff", "\\C", "a{2,1}"};
    for (size_t i = 0; i < LG_ARRAY_LEN(patterns); i++) {
        struct lg_regex *regex = NULL;
        struct lg_err err = {0};
        assert_int_equal(lg_regex_new(patterns[i], 0, &regex, &err), -1);
        assert_null(regex);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_non_null(strstr(err.text, " at offset "));
    }
    struct lg_regex *regex = NULL;
    struct lg_err err = {0};
    assert_int_equal(lg_regex_new("ab(", 0, &regex, &err), -1);
    assert_string_equal(err.text, "pattern 'ab(': missing closing parenthesis at offset 3");
}

static void regex__a_pattern_that_explodes_ends_undecided(void **state) {
    (void)state;
    static const char *const patterns[] = {"(a+)+$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$"};
    char subject[4096];
    memset(subject, 'a', sizeof subject);
    subject[sizeof subject - 1] = '!';
    for (size_t i = 0; i < LG_ARRAY_LEN(patterns); i++) {
        struct lg_regex *regex = compile(patterns[i], 0);
        struct lg_view match = {"before", 6};
        struct lg_err err = {0};
        struct lg_view view = {subject, sizeof subject};
        assert_int_equal(lg_regex_find(regex, view, &match, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_non_null(strstr(err.text, "limit"));
        assert_true(lg_view_eq(match, "before"));
        lg_regex_free(regex);
    }
}

static void regex__a_long_harmless_subject_is_decided(void **state) {
    (void)state;
    struct lg_str subject = {0};
    for (int i = 0; i < 100000; i++)
        lg_str_add(&subject, "line of a log\n");
    struct lg_regex *regex = compile("^(\\w+) of .* error$", LG_REGEX_MULTILINE);
    struct lg_err err = {0};
    struct lg_view view = {subject.text, subject.length};
    assert_int_equal(lg_regex_find(regex, view, NULL, &err), 0);
    lg_regex_free(regex);
    lg_str_dispose(&subject);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regex__finds_or_not),
        cmocka_unit_test(regex__tells_the_part_that_matched),
        cmocka_unit_test(regex__subject_may_hold_nul_and_bad_utf8),
        cmocka_unit_test(regex__a_bad_pattern_names_the_place),
        cmocka_unit_test(regex__a_pattern_that_explodes_ends_undecided),
        cmocka_unit_test(regex__a_long_harmless_subject_is_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
