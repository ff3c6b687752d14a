#include "run/limit.h"

#include "base/attr.h"
#include "support/unit.h"

static void limit__counts_from_now(void **state) {
    struct lg_clock clock;
    LG_UNUSED(state);
    lg_clock_init_virtual(&clock);
    lg_clock_advance_to(&clock, 3 * LG_NS_PER_S);
    assert_int_equal(lg_limit_from_now(&clock, LG_LIMIT_STEP, 2000).deadline_ns, 5 * LG_NS_PER_S);
    assert_int_equal(lg_limit_from_now(&clock, LG_LIMIT_STEP, 0).deadline_ns, LG_NEVER_NS);
    assert_int_equal(lg_limit_from_now(&clock, LG_LIMIT_STEP, INT64_MAX).deadline_ns, LG_NEVER_NS);
}

static void limit__earlier_and_later(void **state) {
    const struct lg_limit step = {LG_LIMIT_STEP, 2000, 2 * LG_NS_PER_S};
    const struct lg_limit gate = {LG_LIMIT_GATE, 3000, 3 * LG_NS_PER_S};
    const struct lg_limit run = {LG_LIMIT_RUN, 2000, 2 * LG_NS_PER_S};
    LG_UNUSED(state);
    assert_int_equal(lg_limit_earlier(step, gate).owner, LG_LIMIT_STEP);
    assert_int_equal(lg_limit_earlier(gate, step).owner, LG_LIMIT_STEP);
    assert_int_equal(lg_limit_later(step, gate).owner, LG_LIMIT_GATE);
    assert_int_equal(lg_limit_later(gate, step).owner, LG_LIMIT_GATE);
    /* Of two at the same time the first counts. */
    assert_int_equal(lg_limit_earlier(step, run).owner, LG_LIMIT_STEP);
    assert_int_equal(lg_limit_later(run, step).owner, LG_LIMIT_RUN);
}

static void limit__names_itself(void **state) {
    static const struct {
        struct lg_limit limit;
        const char *text;
    } rows[] = {
        {{LG_LIMIT_STEP, 2000, 0}, "the step's limit of 2 s"},
        {{LG_LIMIT_GATE, 1500, 0}, "the gate's limit of 1.5 s"},
        {{LG_LIMIT_TEARDOWN, 500, 0}, "the teardown's limit of 500 ms"},
        {{LG_LIMIT_RUN, 86400000, 0}, "the run's limit of 86400 s"},
    };
    char text[LG_LIMIT_TEXT_MAX];
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        assert_string_equal(lg_limit_print(&rows[i].limit, text), rows[i].text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limit__counts_from_now),
        cmocka_unit_test(limit__earlier_and_later),
        cmocka_unit_test(limit__names_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
