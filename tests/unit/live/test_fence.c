#include "support/unit.h"

#include "live/fence.h"

static void fence__knows_its_own_echo(void **state) {
    LG_UNUSED(state);
    struct lg_fences fences;
    int32_t number = 0;
    lg_fences_init(&fences, UINT64_MAX);
    int32_t issued = lg_fence_issue(&fences);
    struct lg_osc_arg args[] = {lg_osc_float(120), lg_osc_int(issued), lg_osc_int(issued)};
    struct lg_osc_msg echo = {LG_FENCE_ADDRESS, args, 2};
    assert_true(lg_fence_is_echo(&fences, &echo, &number));
    assert_int_equal(number, issued);
    assert_true(issued >= 1 << 29);
    struct lg_osc_msg longer = {LG_FENCE_ADDRESS, args, 3};
    struct lg_osc_msg other = {"/live/track/get/volume", args, 2};
    struct lg_osc_msg plain = {LG_FENCE_ADDRESS, args, 1};
    assert_false(lg_fence_is_echo(&fences, &longer, &number));
    assert_false(lg_fence_is_echo(&fences, &other, &number));
    assert_false(lg_fence_is_echo(&fences, &plain, &number));
    static const int32_t off[] = {-1, 1};
    for (size_t i = 0; i < LG_ARRAY_LEN(off); i++) {
        args[1] = lg_osc_int(issued + off[i]);
        assert_false(lg_fence_is_echo(&fences, &echo, &number));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fence__knows_its_own_echo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
