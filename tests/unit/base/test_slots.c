#include "support/unit.h"

#include "base/slots.h"

static const struct lg_slot slots[] = {
    {.name = "file", .value = "a b.wav"},
    {.name = "id", .value = "{id}"},
    {.name = "length", .missing = "no length was told for {length}"},
};

static void slots__are_filled(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *text;
    } rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"{file}", "a b.wav"},
        {"<{id}{file}>", "<{id}a b.wav>"}, /* what is filled in is not looked at again */
        {"{{\"text\": \"{file}\"}}", "{\"text\": \"a b.wav\"}"},
        {"{{file}}", "{file}"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_str out = {0};
        struct lg_err err = {0};
        lg_str_add(&out, ">");
        assert_int_equal(lg_slots_check(slots, LG_ARRAY_LEN(slots), rows[i].pattern, &err), 0);
        assert_int_equal(lg_slots_fill(slots, LG_ARRAY_LEN(slots), rows[i].pattern, &out, &err), 0);
        assert_string_equal(out.text + 1, rows[i].text);
        lg_str_dispose(&out);
    }
}

static void slots__refuses_what_can_not_be_filled(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool is_known; /* refused once it is filled */
    } rows[] = {
        {"{fiel}", "'{fiel}': there is no {fiel}, did you mean {file}?", false},
        {"{verdict}", "'{verdict}': there is no {verdict}; {file}, {id} and {length} are filled in",
         false},
        {"{}", "'{}': there is no {}; {file}, {id} and {length} are filled in", false},
        {"a {file", "'a {file': a single '{'; a brace of its own is written twice", false},
        {"a} b", "'a} b': a single '}'; a brace of its own is written twice", false},
        {"{length}", "'{length}': no length was told for {length}", true},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_str out = {0};
        struct lg_err err = {0};
        int checked = lg_slots_check(slots, LG_ARRAY_LEN(slots), rows[i].pattern, NULL);
        assert_int_equal(checked, rows[i].is_known ? 0 : -1);
        assert_int_equal(lg_slots_fill(slots, LG_ARRAY_LEN(slots), rows[i].pattern, &out, &err),
                         -1);
        assert_string_equal(err.text, rows[i].text);
        assert_int_equal(out.length, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots__are_filled),
        cmocka_unit_test(slots__refuses_what_can_not_be_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
