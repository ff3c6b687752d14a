#include "base/clock.h"

#include "base/attr.h"
#include "support/unit.h"

static void clock__virtual_time_steps_through_waits_alone(void **state) {
    (void)state;
    struct lg_clock clock;
    lg_clock_init_virtual(&clock);
    assert_int_equal(lg_clock_now_ns(&clock), 0);
    lg_clock_advance_to(&clock, 600 * LG_NS_PER_S);
    assert_int_equal(lg_clock_now_ns(&clock), 600 * LG_NS_PER_S);
    lg_clock_advance_to(&clock, 5);
    assert_int_equal(lg_clock_now_ns(&clock), 600 * LG_NS_PER_S);
    lg_clock_advance_to(&clock, LG_NEVER_NS);
    assert_int_equal(lg_clock_now_ns(&clock), 600 * LG_NS_PER_S);
}

static void clock__real_time_never_goes_back_and_is_left_alone(void **state) {
    (void)state;
    struct lg_clock clock;
    lg_clock_init_real(&clock);
    int64_t before = lg_clock_now_ns(&clock);
    lg_clock_advance_to(&clock, before + 3600 * LG_NS_PER_S);
    int64_t after = lg_clock_now_ns(&clock);
    assert_true(after >= before);
    assert_true(after < before + 3600 * LG_NS_PER_S);
}

static int64_t outside_ns;

static int64_t outside(void) {
    return outside_ns;
}

static void clock__virtual_time_goes_on_with_real_work(void **state) {
    (void)state;
    struct lg_clock clock;
    lg_clock_init_virtual(&clock);
    clock.real_now_ns = outside;
    outside_ns = 7 * LG_NS_PER_S;
    lg_clock_advance_to(&clock, 100);
    assert_int_equal(lg_clock_now_ns(&clock), 100);
    lg_clock_begin_real(&clock);
    assert_int_equal(lg_clock_now_ns(&clock), 100);
    outside_ns += 30;
    assert_int_equal(lg_clock_now_ns(&clock), 130);
    lg_clock_begin_real(&clock); /* begun is begun */
    assert_int_equal(lg_clock_now_ns(&clock), 130);
    /* What waits in between steps as ever. */
    lg_clock_advance_to(&clock, 120);
    assert_int_equal(lg_clock_now_ns(&clock), 130);
    lg_clock_advance_to(&clock, 500);
    assert_int_equal(lg_clock_now_ns(&clock), 500);
    outside_ns += 5;
    lg_clock_end_real(&clock);
    assert_int_equal(lg_clock_now_ns(&clock), 505);
    outside_ns += LG_NS_PER_S;
    assert_int_equal(lg_clock_now_ns(&clock), 505);
    lg_clock_end_real(&clock);
    assert_int_equal(lg_clock_now_ns(&clock), 505);
}

static void clock__real_time_needs_no_driving(void **state) {
    (void)state;
    struct lg_clock clock;
    lg_clock_init_real(&clock);
    clock.real_now_ns = outside;
    outside_ns = 40;
    lg_clock_begin_real(&clock);
    outside_ns = 50;
    assert_int_equal(lg_clock_now_ns(&clock), 50);
    lg_clock_end_real(&clock);
    assert_int_equal(lg_clock_now_ns(&clock), 50);
}

static void clock__wall_time_can_be_fixed(void **state) {
    (void)state;
    struct lg_clock clock;
    lg_clock_init_virtual(&clock);
    /* Later than the day this was written: it is the real one. */
    assert_true(lg_clock_wall_ms(&clock) > INT64_C(1700000000000));
    clock.fixed_wall_ms = 1234;
    assert_int_equal(lg_clock_wall_ms(&clock), 1234);
}

static void clock__after_does_not_overflow(void **state) {
    (void)state;
    struct lg_clock clock;
    lg_clock_init_virtual(&clock);
    lg_clock_advance_to(&clock, 100);
    assert_int_equal(lg_clock_after(&clock, 50), 150);
    assert_true(lg_clock_after(&clock, LG_NEVER_NS) == LG_NEVER_NS);
    assert_true(lg_clock_after(&clock, LG_NEVER_NS - 100) == LG_NEVER_NS);
    assert_true(lg_clock_after(&clock, LG_NEVER_NS - 99) == LG_NEVER_NS);
}

static void clock__formats_utc_with_milliseconds(void **state) {
    (void)state;
    static const struct {
        int64_t wall_ms;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {INT64_C(1771718400000), "2026-02-22T00:00:00.000Z"},
        {INT64_C(1771787400123), "2026-02-22T19:10:00.123Z"},
        {INT64_C(951782399009), "2000-02-28T23:59:59.009Z"},
        {-1, "1970-01-01T00:00:00.000Z"},
        {INT64_MAX, "9999-12-31T23:59:59.999Z"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char text[25];
        lg_clock_format_utc(rows[i].wall_ms, text);
        assert_string_equal(text, rows[i].text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock__virtual_time_steps_through_waits_alone),
        cmocka_unit_test(clock__real_time_never_goes_back_and_is_left_alone),
        cmocka_unit_test(clock__virtual_time_goes_on_with_real_work),
        cmocka_unit_test(clock__real_time_needs_no_driving),
        cmocka_unit_test(clock__wall_time_can_be_fixed),
        cmocka_unit_test(clock__after_does_not_overflow),
        cmocka_unit_test(clock__formats_utc_with_milliseconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
