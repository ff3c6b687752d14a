#include "support/unit.h"

#include "event/check.h"

static void check__verdicts_have_the_names_of_the_format(void **state) {
    (void)state;
    assert_string_equal(lg_verdict_name(LG_HELD), "held");
    assert_string_equal(lg_verdict_name(LG_NOT_MET), "not_met");
    assert_string_equal(lg_verdict_name(LG_NOT_JUDGED), "not_judged");
    assert_string_equal(lg_verdict_name(LG_VERDICT__COUNT), "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__verdicts_have_the_names_of_the_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
