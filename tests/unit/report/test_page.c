#include "support/unit.h"

#include <string.h>

#include "report/page.h"

static void page__hashes_are_those_of_a_content_security_policy(void **state) {
    (void)state;
    static const struct {
        const char *text, *hash;
    } rows[] = {
        {"", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
        {"doSomething();", "RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc="},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lg_page_text text = {(const unsigned char *)rows[i].text, strlen(rows[i].text)};
        char hash[LG_PAGE_HASH];
        lg_page_hash(&text, hash);
        assert_string_equal(hash, rows[i].hash);
    }
}

/* The files of src/report/page/, whole. */
static void page__holds_style_sheet_and_script(void **state) {
    (void)state;
    assert_memory_equal(lg_page_style.bytes, ":root {", 7);
    assert_memory_equal(lg_page_script.bytes, "// Makes the page handier", 25);
    assert_int_equal(lg_page_style.bytes[lg_page_style.length - 1], '\n');
    assert_memory_equal(lg_page_script.bytes + lg_page_script.length - 6, "})();\n", 6);
    for (size_t i = 0; i < lg_page_script.length; i++)
        assert_int_not_equal(lg_page_script.bytes[i], '\0');
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page__hashes_are_those_of_a_content_security_policy),
        cmocka_unit_test(page__holds_style_sheet_and_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
