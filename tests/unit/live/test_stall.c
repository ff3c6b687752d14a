#include "support/unit.h"

#include "base/clock.h"
#include "live/stall.h"

static void stall__is_a_silence_and_then_a_flood(void **state) {
    LG_UNUSED(state);
    static const struct {
        int sent_ms, heard_ms[3];
        uint64_t count;
    } rows[] = {
        {0, {1000, 1000, 1000}, 1},   {0, {1500, 1590, 3000}, 1},
        {0, {999, 999, 999}, 0},      /* slow, not still */
        {0, {1500, 1700, 1900}, 0},   /* one by one: errors do that */
        {500, {1400, 1400, 1400}, 0}, /* nothing was asked before */
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_stall stall = {0};
        struct lg_str text = {0};
        int told = 0;
        lg_stall_sent(&stall, rows[i].sent_ms * LG_NS_PER_MS);
        lg_stall_sent(&stall, rows[i].sent_ms * LG_NS_PER_MS + 1);
        for (size_t k = 0; k < 3; k++)
            told += lg_stall_heard(&stall, rows[i].heard_ms[k] * LG_NS_PER_MS);
        assert_int_equal(stall.count, rows[i].count);
        assert_int_equal(told, rows[i].count);
        lg_stall_say(&stall, 0, &text);
        assert_int_equal(text.length > 0, rows[i].count > 0);
        lg_str_clear(&text);
        lg_stall_say(&stall, 10 * LG_NS_PER_S, &text);
        assert_int_equal(text.length, 0);
        lg_str_dispose(&text);
    }
}

static void stall__a_rest_is_none(void **state) {
    LG_UNUSED(state);
    struct lg_stall stall = {0};
    lg_stall_sent(&stall, 0);
    assert_false(lg_stall_heard(&stall, 10));
    lg_stall_rest(&stall);
    assert_false(lg_stall_heard(&stall, 5 * LG_NS_PER_S));
    assert_false(lg_stall_heard(&stall, 5 * LG_NS_PER_S));
    assert_int_equal(stall.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stall__is_a_silence_and_then_a_flood),
        cmocka_unit_test(stall__a_rest_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
