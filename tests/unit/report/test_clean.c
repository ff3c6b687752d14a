#include "support/unit.h"

#include <stdlib.h>
#include <string.h>

#include "report/clean.h"

#define BAD "\xef\xbf\xbd"

static const struct row {
    const char *raw;
    const char *text;
    const char *line;
} rows[] = {
    {"", "", ""},
    {"caf\xc3\xa9 \xf0\x9f\x8e\xb9 \xe2\x99\xaf", "caf\xc3\xa9 \xf0\x9f\x8e\xb9 \xe2\x99\xaf",
     "caf\xc3\xa9 \xf0\x9f\x8e\xb9 \xe2\x99\xaf"},
    {"a\tb\r\nc", "a\tb\r\nc", "a b  c"},
    {"a\xe2\x80\xa8"
     "b\xe2\x80\xa9"
     "c",
     "a\xe2\x80\xa8"
     "b\xe2\x80\xa9"
     "c",
     "a b c"},
    /* Control characters. */
    {"a\x01\x08\x0b\x1f\x7f", "a" BAD BAD BAD BAD BAD, "a" BAD BAD BAD BAD BAD},
    {"a\xc2\x85\xc2\x9c", "a" BAD BAD, "a" BAD BAD},
    {"\xe2\x80\xae"
     "dlrow",
     BAD "dlrow", BAD "dlrow"},
    {"\xe2\x81\xa6x\xe2\x81\xa9", BAD "x" BAD, BAD "x" BAD},
    /* No characters of XML. */
    {"\xef\xbf\xbe\xef\xbf\xbf", BAD BAD, BAD BAD},
    {"\xed\xa0\x80", BAD BAD BAD, BAD BAD BAD},
    /* Bad UTF-8: alone, overlong, cut, too high. */
    {"a\xff\xfe", "a" BAD BAD, "a" BAD BAD},
    {"\xc0\xaf", BAD BAD, BAD BAD},
    {"x\xe2\x82", "x" BAD BAD, "x" BAD BAD},
    {"\xf4\x90\x80\x80", BAD BAD BAD BAD, BAD BAD BAD BAD},
    /* Escape sequences. */
    {"\x1b[31mred\x1b[0m", "red", "red"},
    {"\x1b[38;5;196;1mred\x1b[K", "red", "red"},
    {"\xc2\x9b"
     "31mred",
     "red", "red"},
    {"\x1b]0;title\adone", "done", "done"},
    {"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link", "link"},
    {"\xc2\x9dtitle\xc2\x9c"
     "done",
     "done", "done"},
    {"\x1bP1;2q~~\x1b\\x", "x", "x"},
    {"\x1b(Bx\x1b"
     "7y\x1b"
     "cz",
     "xyz", "xyz"},
    /* Unfinished ones take nothing with them. */
    {"\x1b", BAD, BAD},
    {"\x1b[", "", ""},
    {"\x1b[31", "31", "31"},
    {"\x1b[3\n1m", "3\n1m", "3 1m"},
    {"\x1b]0;secret\nnext", "0;secret\nnext", "0;secret next"},
    {"\x1b]a\x1b]b\x1b]c\ad", "d", "d"},
    {"\x1b]a\x1b]b\n\x1b]c\ad", "ab\nd", "ab d"},
    {"\x1b\x1b[0m[31mx", BAD "[31mx", BAD "[31mx"},
    /* Orders to CI servers, also when a sequence hides them. */
    {"[[ATTACHMENT|/etc/passwd]]", "[[ATTACHMENT |/etc/passwd]]", "[[ATTACHMENT |/etc/passwd]]"},
    {"[[att\x1b[0machment|x]]", "[[attachment |x]]", "[[attachment |x]]"},
    {"[[1|2]]", "[[1|2]]", "[[1|2]]"},
    {"::add-mask::x", ": :add-mask::x", ": :add-mask::x"},
    {" \t\xc2\xa0::error::x", " \t\xc2\xa0: :error::x", "  \xc2\xa0: :error::x"},
    {"a\n::set-output name=x::1\r::b", "a\n: :set-output name=x::1\r: :b",
     "a ::set-output name=x::1 ::b"},
    {"\x1b[0m:\x1b[0m:stop-commands::x", ": :stop-commands::x", ": :stop-commands::x"},
    {":::x", ": ::x", ": ::x"},
    {"std::vector, a ::b", "std::vector, a ::b", "std::vector, a ::b"},
    {"a ##vso[task.complete]", "a ##vso [task.complete]", "a ##vso [task.complete]"},
    {"##[add-mask]x ###[b]", "## [add-mask]x ### [b]", "## [add-mask]x ### [b]"},
    {"##\x1b[0mVSO[x", "##VSO [x", "##VSO [x"},
    {"# a[1] #b[2]", "# a[1] #b[2]", "# a[1] #b[2]"},
    {"]]>", "]]>", "]]>"},
};

static void check(void (*clean)(struct lg_view, size_t, struct lg_str *), const char *raw,
                  const char *wanted) {
    struct lg_str once = {0};
    struct lg_str twice = {0};
    clean(lg_view_of(raw), 1000, &once);
    assert_string_equal(lg_str_text(&once), wanted);
    clean((struct lg_view){lg_str_text(&once), once.length}, 1000, &twice);
    assert_string_equal(lg_str_text(&twice), wanted);
    lg_str_dispose(&once);
    lg_str_dispose(&twice);
}

static void clean__text_and_line_of_hostile_bytes(void **state) {
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        check(lg_clean_text, rows[i].raw, rows[i].text);
        check(lg_clean_line, rows[i].raw, rows[i].line);
    }
}

static void clean__sees_nul_and_what_follows(void **state) {
    (void)state;
    struct lg_str out = {0};
    lg_clean_text((struct lg_view){"a\0b\x1b\0c", 6}, 100, &out);
    assert_string_equal(out.text, "a" BAD "b" BAD BAD "c");
    lg_str_dispose(&out);
}

static void clean__adds_to_what_is_there(void **state) {
    (void)state;
    struct lg_str out = {0};
    lg_str_add(&out, "at ");
    lg_clean_line(lg_view_of("abcdef"), 4, &out);
    assert_string_equal(out.text, "at abc\xe2\x80\xa6");
    lg_str_dispose(&out);
}

static size_t count_chars(const char *text) {
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void clean__counts_characters_and_says_when_it_cuts(void **state) {
    (void)state;
    static const char ten[] = "\xe2\x99\xaf\xe2\x99\xaf\xe2\x99\xaf\xe2\x99\xaf\xe2\x99\xaf"
                              "\xe2\x99\xaf\xe2\x99\xaf\xe2\x99\xaf\xe2\x99\xaf\xe2\x99\xaf";
    struct lg_str out = {0};
    lg_clean_line(lg_view_of(ten), 10, &out);
    assert_string_equal(out.text, ten);
    lg_str_clear(&out);
    lg_clean_line(lg_view_of(ten), 9, &out);
    assert_int_equal(count_chars(out.text), 9);
    assert_true(lg_ends_with(out.text, "\xe2\x99\xaf\xe2\x80\xa6"));
    lg_str_dispose(&out);
}

/* 11 MB of each kind of text, cut to the bound and ended by the mark. */
static void clean__bounds_long_text(void **state) {
    (void)state;
    static const char *const units[] = {"x", "\xe2\x99\xaf", "\x1b[31m", "\x1b]", "\xff", "\x1b[;"};
    size_t length = 11 * 1024 * 1024;
    char *raw = malloc(length);
    for (size_t i = 0; i < LG_ARRAY_LEN(units); i++) {
        struct lg_str out = {0};
        size_t filled = strlen(units[i]);
        memcpy(raw, units[i], filled);
        for (; filled < length; filled *= 2)
            memcpy(raw + filled, raw, filled < length - filled ? filled : length - filled);
        lg_clean_text((struct lg_view){raw, length}, 100000, &out);
        assert_true(count_chars(out.text) <= 100000);
        assert_true(lg_ends_with(out.text, "\n\xe2\x80\xa6 (the rest was cut)"));
        lg_str_dispose(&out);
    }
    free(raw);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean__text_and_line_of_hostile_bytes),
        cmocka_unit_test(clean__sees_nul_and_what_follows),
        cmocka_unit_test(clean__adds_to_what_is_there),
        cmocka_unit_test(clean__counts_characters_and_says_when_it_cuts),
        cmocka_unit_test(clean__bounds_long_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
