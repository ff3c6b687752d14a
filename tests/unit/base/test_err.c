#include "base/err.h"

#include <errno.h>
#include <string.h>

#include "support/unit.h"

static void err__the_first_one_wins(void **state) {
    (void)state;
    struct lg_err err = {0};
    assert_false(lg_err_is_set(&err));
    assert_int_equal(lg_err_set(&err, LG_ERR_READ, "first %d", 1), -1);
    assert_int_equal(lg_err_set(&err, LG_ERR_WRITE, "second"), -1);
    assert_int_equal(lg_err_sys(&err, LG_ERR_WRITE, ENOENT, "third"), -1);
    assert_int_equal(lg_err_at(&err, LG_ERR_WRITE, "f", 1, 1, "fourth"), -1);
    assert_true(lg_err_is_set(&err));
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_int_equal(err.sys_errno, 0);
    assert_string_equal(err.text, "first 1");
    assert_string_equal(err.source, "");
}

static void err__null_is_fine(void **state) {
    (void)state;
    assert_int_equal(lg_err_set(NULL, LG_ERR_READ, "x"), -1);
    assert_int_equal(lg_err_sys(NULL, LG_ERR_READ, EIO, "x"), -1);
    assert_int_equal(lg_err_at(NULL, LG_ERR_READ, "f", 1, 1, "x"), -1);
    assert_int_equal(lg_err_wrap(NULL, "x"), -1);
    assert_int_equal(lg_err_place(NULL, "f", 1, 1), -1);
    assert_false(lg_err_is_set(NULL));
}

static void err__sys_adds_the_reason(void **state) {
    (void)state;
    struct lg_err err = {0};
    lg_err_sys(&err, LG_ERR_READ, ENOENT, "'%s'", "a.wav");
    assert_int_equal(err.sys_errno, ENOENT);
    assert_string_equal(err.text, "'a.wav': No such file or directory");
}

static void err__wrap_puts_context_in_front(void **state) {
    (void)state;
    struct lg_err err = {0};
    lg_err_wrap(&err, "gate '%s': ", "g1");
    assert_false(lg_err_is_set(&err));
    assert_string_equal(err.text, "");
    lg_err_set(&err, LG_ERR_TIMEOUT, "no reply");
    lg_err_wrap(&err, "gate '%s': ", "g1");
    assert_string_equal(err.text, "gate 'g1': no reply");
    assert_int_equal(err.kind, LG_ERR_TIMEOUT);
}

static void err__a_message_is_one_line(void **state) {
    (void)state;
    struct lg_err err = {0};
    lg_err_set(&err, LG_ERR_READ, "a\nb\r\tc");
    lg_err_wrap(&err, "x\ny: ");
    assert_string_equal(err.text, "x y: a b  c");
}

static void err__long_text_is_cut_in_its_room(void **state) {
    (void)state;
    char text[4000];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    struct lg_err err = {0};
    lg_err_sys(&err, LG_ERR_READ, EIO, "%s", text);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    lg_err_wrap(&err, "gate: ");
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_memory_equal(err.text, "gate: xxx", 9);
    lg_err_wrap(&err, "%s", text);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

static void err__place_keeps_the_end_of_a_long_source(void **state) {
    (void)state;
    char source[1000];
    memset(source, 'd', sizeof source);
    memcpy(source + sizeof source - 9, "/g1.yaml", 9);
    struct lg_err err = {0};
    lg_err_at(&err, LG_ERR_USAGE, source, 3, 7, "unknown key");
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 7);
    assert_int_equal(strlen(err.source), sizeof err.source - 1);
    assert_string_equal(err.source + strlen(err.source) - 8, "/g1.yaml");
}

static void err__the_first_place_stays(void **state) {
    (void)state;
    struct lg_err err = {0};
    lg_err_place(&err, "early.yaml", 1, 1);
    assert_string_equal(err.source, "");
    lg_err_set(&err, LG_ERR_READ, "x");
    lg_err_place(&err, "a.yaml", 2, 3);
    lg_err_place(&err, "b.yaml", 4, 5);
    assert_string_equal(err.source, "a.yaml");
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 3);
}

static void err__kinds_have_names(void **state) {
    (void)state;
    for (int kind = 0; kind < LG_ERR__COUNT; kind++)
        assert_string_not_equal(lg_err_kind_name((enum lg_err_kind)kind), "unknown");
    assert_string_equal(lg_err_kind_name(LG_ERR_WRITE), "write");
    assert_string_equal(lg_err_kind_name(LG_ERR__COUNT), "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(err__the_first_one_wins),
        cmocka_unit_test(err__null_is_fine),
        cmocka_unit_test(err__sys_adds_the_reason),
        cmocka_unit_test(err__wrap_puts_context_in_front),
        cmocka_unit_test(err__a_message_is_one_line),
        cmocka_unit_test(err__long_text_is_cut_in_its_room),
        cmocka_unit_test(err__place_keeps_the_end_of_a_long_source),
        cmocka_unit_test(err__the_first_place_stays),
        cmocka_unit_test(err__kinds_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
