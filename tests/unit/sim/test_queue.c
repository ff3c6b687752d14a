#include "support/unit.h"

#include <stdlib.h>
#include <string.h>

#include "sim/queue.h"

enum { DEFAULT_BUFFER = 212992 };

/* How many datagrams of a size a buffer was measured to keep. */
struct capacity {
    size_t length, buffer, count;
};

static const struct capacity measured[] = {
    {20, DEFAULT_BUFFER, 256},   {200, DEFAULT_BUFFER, 256}, {260, DEFAULT_BUFFER, 166},
    {400, DEFAULT_BUFFER, 166},  {720, DEFAULT_BUFFER, 92},  {800, DEFAULT_BUFFER, 92},
    {1400, DEFAULT_BUFFER, 92},  {3000, DEFAULT_BUFFER, 48}, {9000, DEFAULT_BUFFER, 12},
    {11800, DEFAULT_BUFFER, 12}, {32000, DEFAULT_BUFFER, 6}, {32768, DEFAULT_BUFFER, 6},
    {65000, DEFAULT_BUFFER, 3},  {65507, DEFAULT_BUFFER, 3}, {100, 2 << 20, 2520},
    {260, 2 << 20, 1638},        {720, 2 << 20, 910},        {11800, 2 << 20, 126},
    {720, 8 << 20, 3640},
};

static void queue__keeps_as_many_as_were_measured(void **state) {
    (void)state;
    static const unsigned char bytes[65507];
    for (size_t i = 0; i < sizeof measured / sizeof *measured; i++) {
        struct lg_sim_queue queue = {.limit_bytes = measured[i].buffer};
        size_t count = 0;
        while (lg_sim_queue_push(&queue, 0, bytes, measured[i].length))
            count++;
        if (count != measured[i].count)
            fail_msg("%zu bytes into %zu: %zu fit, measured %zu", measured[i].length,
                     measured[i].buffer, count, measured[i].count);
        lg_sim_queue_dispose(&queue);
    }
}

static void queue__gives_back_in_order_and_frees_room(void **state) {
    (void)state;
    struct lg_sim_queue queue = {.limit_bytes = 2 * 832};
    assert_true(lg_sim_queue_push(&queue, 7, "a", 1));
    assert_true(lg_sim_queue_push(&queue, 8, "", 0));
    assert_false(lg_sim_queue_push(&queue, 9, "c", 1));
    struct lg_sim_datagram *first = lg_sim_queue_pop(&queue);
    assert_int_equal(first->peer, 7);
    assert_int_equal(first->length, 1);
    assert_int_equal(first->bytes[0], 'a');
    free(first);
    assert_true(lg_sim_queue_push(&queue, 10, "d", 1));
    struct lg_sim_datagram *second = lg_sim_queue_pop(&queue);
    assert_int_equal(second->peer, 8);
    assert_int_equal(second->length, 0);
    free(second);
    lg_sim_queue_dispose(&queue);
    assert_int_equal(queue.used_bytes, 0);
    assert_null(lg_sim_queue_pop(&queue));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queue__keeps_as_many_as_were_measured),
        cmocka_unit_test(queue__gives_back_in_order_and_frees_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
