#include "support/unit.h"

#include <stdio.h>

#include "base/arena.h"
#include "conf/names.h"

static void names__scopes_do_not_meet(void **state) {
    (void)state;
    struct lg_names names = {0};
    int one, two;
    *lg_names_at(&names, 1, "key") = &one;
    assert_null(*lg_names_at(&names, 2, "key"));
    *lg_names_at(&names, 2, "key") = &two;
    assert_ptr_equal(*lg_names_at(&names, 1, "key"), &one);
    assert_ptr_equal(*lg_names_at(&names, 2, "key"), &two);
    /* The table looks at the low bits of a hash, which these share: all begin at one place. */
    for (size_t scope = 1; scope <= 100; scope++)
        assert_null(*lg_names_at(&names, scope << 20, "key"));
    assert_int_equal(names.count, 102);
    lg_names_dispose(&names);
    assert_int_equal(names.count, 0);
}

static void names__growing_keeps_what_was_there(void **state) {
    (void)state;
    enum { COUNT = 5000 };
    struct lg_arena arena = {0};
    struct lg_names names = {0};
    char *keys[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        keys[i] = lg_arena_printf(&arena, "key %zu", i);
        *lg_names_at(&names, i % 3, keys[i]) = keys[i];
    }
    assert_int_equal(names.count, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        char again[32];
        snprintf(again, sizeof again, "key %zu", i);
        assert_ptr_equal(*lg_names_at(&names, i % 3, again), keys[i]);
    }
    assert_int_equal(names.count, COUNT);
    lg_names_dispose(&names);
    lg_names_dispose(NULL);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names__scopes_do_not_meet),
        cmocka_unit_test(names__growing_keeps_what_was_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
