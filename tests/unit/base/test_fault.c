#include "base/fault.h"

#include "support/unit.h"

static void fault__none_asked_for_none_hit(void **state) {
    (void)state;
    lg_fault_ask(NULL);
    assert_false(lg_fault_hit("osc.send"));
    assert_false(lg_fault_was_missed());
    lg_fault_ask("");
    assert_false(lg_fault_hit(""));
    assert_false(lg_fault_was_missed());
}

static void fault__hits_once_at_its_turn(void **state) {
    (void)state;
    lg_fault_ask("osc.send:3");
    assert_false(lg_fault_hit("osc.send"));
    assert_false(lg_fault_hit("fs.write"));
    assert_false(lg_fault_hit("osc.send"));
    assert_true(lg_fault_was_missed());
    assert_true(lg_fault_hit("osc.send"));
    assert_false(lg_fault_was_missed());
    assert_false(lg_fault_hit("osc.send"));
    assert_false(lg_fault_was_missed());
}

static void fault__without_a_turn_the_first_is_meant(void **state) {
    (void)state;
    lg_fault_ask("fs.write");
    assert_true(lg_fault_hit("fs.write"));
    assert_false(lg_fault_hit("fs.write"));
}

static void fault__a_bad_turn_is_a_missed_fault(void **state) {
    (void)state;
    static const char *const specs[] = {"fs.write:x", "fs.write:0", "fs.write:-1", "fs.write:"};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        lg_fault_ask(specs[i]);
        assert_false(lg_fault_hit("fs.write"));
        assert_true(lg_fault_was_missed());
    }
    lg_fault_ask(NULL);
    assert_false(lg_fault_was_missed());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault__none_asked_for_none_hit),
        cmocka_unit_test(fault__hits_once_at_its_turn),
        cmocka_unit_test(fault__without_a_turn_the_first_is_meant),
        cmocka_unit_test(fault__a_bad_turn_is_a_missed_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
