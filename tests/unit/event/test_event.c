#include "support/unit.h"

#include <string.h>

#include "event/event.h"

static const char *kind(int i) {
    return lg_event_kind_name((enum lg_event_kind)i);
}

static const char *outcome(int i) {
    return lg_outcome_name((enum lg_outcome)i);
}

static void check_names(const char *(*name)(int), int count) {
    for (int i = 0; i < count; i++) {
        assert_non_null(name(i));
        assert_string_not_equal(name(i), "unknown");
        for (int j = 0; j < i; j++)
            assert_string_not_equal(name(i), name(j));
    }
    assert_string_equal(name(count), "unknown");
    assert_string_equal(name(-1), "unknown");
}

static void event__names_are_whole_distinct_and_bounded(void **state) {
    (void)state;
    check_names(kind, LG_EVENT__COUNT);
    check_names(outcome, LG_OUTCOME__COUNT);
}

static void event__names_are_those_of_the_format(void **state) {
    (void)state;
    assert_string_equal(kind(LG_EVENT_RUN_START), "run_start");
    assert_string_equal(kind(LG_EVENT_GATE_END), "gate_end");
    assert_string_equal(outcome(LG_PASSED_AFTER_FIX), "passed_after_fix");
    assert_string_equal(outcome(LG_INTERRUPTED), "interrupted");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(event__names_are_whole_distinct_and_bounded),
        cmocka_unit_test(event__names_are_those_of_the_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
