#include "unit/taxonomy/table.h"

#include "taxonomy/mask.h"

static void mask__hides_what_differs_by_the_case(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text, *masked;
    } rows[] = {
        {"error: gizmo 12 jammed", "error: gizmo <n> jammed"},
        {"at 2026-02-22 10:03:41.250, -17.5 LUFS", "at <n> <n>, -<n> LUFS"},
        {"open /tmp/x/y.wav: no", "open <path>: no"},
        {"open input/test.wav", "open <path>"},
        {"open 'my music/a b.wav' now", "open <path> now"},
        {"open ~/Music/a.wav", "open <path>"},
        {"open C:\\Users\\me\\a.wav", "open <path>"},
        {"and/or", "and/or"},
        {"no reply to /live/track/get/name 3", "no reply to /live/track/get/name <n>"},
        {"at 0x7ffe12ab", "at <hex>"},
        {"head deadbeef01 is not deadbeef", "head <hex> is not deadbeef"},
        {"id 550e8400-e29b-41d4-a716-446655440000.", "id <hex>."},
        {"track7 of 9", "track<n> of <n>"},
        {"  two   spaces\t", "two spaces"},
        {"\nfirst\nsecond", "first"},
        {"", ""},
        {"n\xc3\xa4me", "n\xc3\xa4me"},
    };
    struct lg_str masked = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        lg_mask(lg_view_of(rows[i].text), &masked);
        assert_string_equal(lg_str_text(&masked), rows[i].masked);
    }
    lg_str_dispose(&masked);
}

static void fingerprint_of(const char *text, char out[static LG_MASK_HEX]) {
    struct lg_str masked = {0};
    lg_mask(lg_view_of(text), &masked);
    lg_mask_fingerprint(&masked, out);
    lg_str_dispose(&masked);
}

static void mask__fingerprint_is_of_the_kind_not_the_case(void **state) {
    LG_UNUSED(state);
    char a[LG_MASK_HEX];
    char b[LG_MASK_HEX];
    char c[LG_MASK_HEX];
    fingerprint_of("error 12 in /tmp/a.c", a);
    fingerprint_of("error 7 in /home/x/b.c", b);
    fingerprint_of("fault 12 in /tmp/a.c", c);
    assert_int_equal(strlen(a), LG_MASK_HEX - 1);
    assert_string_equal(a, b);
    assert_string_not_equal(a, c);
    fingerprint_of("banana", a);
    /* The first digits of SHA-256("banana"). */
    assert_string_equal(a, "b493d48364afe44d");
}

static void mask__long_text_is_bounded(void **state) {
    LG_UNUSED(state);
    struct lg_str text = {0};
    struct lg_str masked = {0};
    for (size_t i = 0; i < 100000; i++)
        lg_str_add(&text, "word ");
    lg_mask((struct lg_view){text.text, text.length}, &masked);
    assert_in_range(masked.length, 4000, 4096);
    lg_str_dispose(&text);
    lg_str_dispose(&masked);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mask__hides_what_differs_by_the_case),
        cmocka_unit_test(mask__fingerprint_is_of_the_kind_not_the_case),
        cmocka_unit_test(mask__long_text_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
