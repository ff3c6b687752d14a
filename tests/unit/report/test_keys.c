#include "support/unit.h"

#include <stdint.h>
#include <stdio.h>

#include "report/keys.h"

static void keys__are_numbered_as_they_come(void **state) {
    (void)state;
    struct lg_keys keys = {.count = 0};
    bool is_new = false;
    assert_int_equal(lg_keys_find(&keys, "a"), LG_KEYS_NONE);
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < 1000; i++) {
            char key[32];
            snprintf(key, sizeof key, "key %zu", i);
            assert_int_equal(lg_keys_add(&keys, key, SIZE_MAX, &is_new), i);
            assert_int_equal(is_new, round == 0);
        }
    }
    assert_int_equal(keys.count, 1000);
    assert_string_equal(keys.keys[998], "key 998");
    assert_int_equal(lg_keys_find(&keys, "key 999"), 999);
    assert_int_equal(lg_keys_find(&keys, "key 1000"), LG_KEYS_NONE);
    lg_keys_dispose(&keys);
}

static void keys__are_no_more_than_asked_for(void **state) {
    (void)state;
    struct lg_keys keys = {.count = 0};
    assert_int_equal(lg_keys_add(&keys, "", 2, NULL), 0);
    assert_int_equal(lg_keys_add(&keys, "b", 2, NULL), 1);
    assert_int_equal(lg_keys_add(&keys, "c", 2, NULL), LG_KEYS_NONE);
    assert_int_equal(lg_keys_add(&keys, "b", 2, NULL), 1);
    assert_int_equal(lg_keys_find(&keys, "c"), LG_KEYS_NONE);
    lg_keys_dispose(&keys);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys__are_numbered_as_they_come),
        cmocka_unit_test(keys__are_no_more_than_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
