#include "step/pattern.h"

#include <stdio.h>
#include <string.h>

#include "support/unit.h"

static void pattern__one_that_matches_everything_is_refused(void **state) {
    LG_UNUSED(state);
    static const char *const useless[] = {
        "",       ".*",   "^",      "$",         "^.*$",       "x*",
        "(a|b)?", "|ok",  "a|.*|b", "[\\s\\S]*", "(?s).*",     "^(.|\\n)*$",
        "\\b|",   "(?=)", "^.{0}",  "^.{0,9}.*", "(?i)(xyz)?", "[^x]*$",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(useless); i++) {
        struct lg_regex *regex = NULL;
        struct lg_err err = {0};
        char says[128];
        if (lg_pattern_new(useless[i], 0, &regex, &err) == 0)
            fail_msg("'%s' was taken", useless[i]);
        snprintf(says, sizeof says, "pattern '%s' matches any text: nothing could fail",
                 useless[i]);
        assert_string_equal(err.text, says);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_null(regex);
    }
}

/* Each can fail, though many match nearly everything. */
static void pattern__one_that_can_fail_is_taken(void **state) {
    LG_UNUSED(state);
    static const char *const useful[] = {
        ".",
        "^.+$",
        "ok",
        "^[0-9a-f]{64}\\z",
        "^[^x]*$",
        "^[^\xc3\xbc]*$",
        "^[^\\t]*$",
        "^[ -~]*$",
        "^\\w*$",
        "^.{0,64}$",
        "^.{0,65535}$",
        "^(?!error)",
        "(?<!not )\\z",
        "^$",
        "(?i)^(live|sim)?$",
        "^[[:print:]]*$",
        "^[A-Za-z0-9 .,_-]*$",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(useful); i++) {
        struct lg_regex *regex = NULL;
        struct lg_err err = {0};
        if (lg_pattern_new(useful[i], 0, &regex, &err) < 0)
            fail_msg("'%s': %s", useful[i], err.text);
        lg_regex_free(regex);
    }
}

static void pattern__one_that_does_not_compile_says_why(void **state) {
    LG_UNUSED(state);
    struct lg_regex *regex = NULL;
    struct lg_err err = {0};
    assert_int_equal(lg_pattern_new("(", 0, &regex, &err), -1);
    assert_true(strncmp(err.text, "pattern '(': ", strlen("pattern '(': ")) == 0);
    assert_null(regex);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pattern__one_that_matches_everything_is_refused),
        cmocka_unit_test(pattern__one_that_can_fail_is_taken),
        cmocka_unit_test(pattern__one_that_does_not_compile_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
