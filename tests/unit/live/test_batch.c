#include "support/unit.h"

#include "live/batch.h"

/* Where one request echoes less than another at the same address, their replies look alike. */
static void batch__knows_which_replies_look_alike(void **state) {
    LG_UNUSED(state);
    struct lg_osc_arg args[] = {lg_osc_int(1), lg_osc_int(2)};
    struct lg_osc_arg as_float[] = {lg_osc_float(1), lg_osc_float(2)};
    struct lg_batch *batch = lg_batch_new();
    lg_batch_ask(batch, "/live/a", args, 2, 2);
    lg_batch_ask(batch, "/live/a", args + 1, 1, 1);
    lg_batch_ask(batch, "/live/b", args, 2, 2);
    lg_batch_ask(batch, "/live/b", as_float, 1, 1);
    lg_batch_ask(batch, "/live/c", args, 1, 1);
    lg_batch_ask(batch, "/live/c", args + 1, 1, 1);
    lg_batch_tell(batch, "/live/c", args, 1);
    lg_batch_prepare(batch);
    static const bool repeated[] = {false, false, true, true, false, false, false};
    for (size_t i = 0; i < LG_ARRAY_LEN(repeated); i++)
        assert_int_equal(batch->requests[i]->is_repeated, repeated[i]);
    assert_true(batch->requests[2]->key == batch->requests[3]->key);
    lg_batch_free(batch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batch__knows_which_replies_look_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
