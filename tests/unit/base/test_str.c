#include "base/str.h"

#include <string.h>

#include "support/unit.h"

static void str__grows_and_stays_terminated(void **state) {
    (void)state;
    struct lg_str str = {0};
    assert_string_equal(lg_str_text(&str), "");
    for (int i = 0; i < 1000; i++) {
        lg_str_add(&str, "ab");
        lg_str_add_char(&str, 'c');
        lg_str_printf(&str, "%d", i % 10);
        assert_int_equal(str.text[str.length], '\0');
    }
    assert_int_equal(str.length, 4000);
    assert_string_equal(str.text + 3996, "abc9");
    lg_str_dispose(&str);
    assert_null(str.text);
    lg_str_dispose(&str);
    lg_str_dispose(NULL);
}

static void str__clear_keeps_the_memory(void **state) {
    (void)state;
    struct lg_str str;
    lg_str_init(&str);
    lg_str_clear(&str);
    lg_str_add(&str, "some text");
    size_t capacity = str.capacity;
    lg_str_clear(&str);
    assert_int_equal(str.length, 0);
    assert_int_equal(str.capacity, capacity);
    assert_string_equal(lg_str_text(&str), "");
    lg_str_dispose(&str);
}

static void str__holds_nul_bytes(void **state) {
    (void)state;
    struct lg_str str = {0};
    lg_str_add_n(&str, "a\0b", 3);
    lg_str_add_n(&str, NULL, 0);
    assert_int_equal(str.length, 3);
    assert_memory_equal(str.text, "a\0b", 4);
    lg_str_dispose(&str);
}

static void str__is_cut_at_its_maximum(void **state) {
    (void)state;
    struct lg_str piece = {0};
    for (int i = 0; i < 1024; i++)
        lg_str_add_n(&piece, "0123456789abcdef", 16);
    struct lg_str str = {0};
    while (str.length + piece.length <= LG_STR_MAX)
        lg_str_add_n(&str, piece.text, piece.length);
    assert_int_equal(str.length, LG_STR_MAX);
    str.length = LG_STR_MAX - 3;
    lg_str_printf(&str, "%s", "wxyz");
    assert_int_equal(str.length, LG_STR_MAX);
    assert_string_equal(str.text + LG_STR_MAX - 4, "cwxy");
    lg_str_add(&str, "more");
    assert_int_equal(str.length, LG_STR_MAX);
    lg_str_dispose(&piece);
    lg_str_dispose(&str);
}

static void view__compares_and_trims(void **state) {
    (void)state;
    struct lg_view view = lg_view_of(" \t gate one\r\n");
    assert_true(lg_view_eq(lg_view_trim(view), "gate one"));
    assert_true(lg_view_eq(lg_view_trim(lg_view_of(" \n ")), ""));
    assert_true(lg_view_eq(lg_view_of(NULL), ""));
    assert_false(lg_view_eq(lg_view_of(NULL), "x"));
    assert_true(lg_view_eq((struct lg_view){"gates", 4}, "gate"));
    assert_false(lg_view_eq(lg_view_of("gate"), "gat"));
    assert_false(lg_view_eq(lg_view_of("gate"), "gates"));
    assert_false(lg_view_eq(lg_view_of("gate"), "gatf"));
}

static void str__prefix_suffix_and_case(void **state) {
    (void)state;
    assert_true(lg_starts_with("g1.yaml", "g1"));
    assert_true(lg_starts_with("g1", ""));
    assert_false(lg_starts_with("g", "g1"));
    assert_true(lg_ends_with("g1.yaml", ".yaml"));
    assert_true(lg_ends_with("g1", ""));
    assert_false(lg_ends_with("yaml", ".yaml"));
    assert_true(lg_eq_nocase("EQ Eight", "eq eIGHT"));
    assert_false(lg_eq_nocase("Glue", "Glue Compressor"));
    assert_false(lg_eq_nocase("Glue Compressor", "Glue"));
    /* Only A to Z: '[' and '{' differ by the same bit as 'A' and 'a'. */
    assert_false(lg_eq_nocase("[", "{"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(str__grows_and_stays_terminated),
        cmocka_unit_test(str__clear_keeps_the_memory),
        cmocka_unit_test(str__holds_nul_bytes),
        cmocka_unit_test(str__is_cut_at_its_maximum),
        cmocka_unit_test(view__compares_and_trims),
        cmocka_unit_test(str__prefix_suffix_and_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
