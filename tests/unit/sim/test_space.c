#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/space.h"

static int in_order(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Every address once, found alone as it is found among all. */
static void space__has_every_address_once(void **state) {
    (void)state;
    char addresses[1000][LG_SIM_ADDRESS_MAX];
    const char *sorted[1000];
    for (int dialect = 0; dialect < LG_SIM_DIALECT__COUNT; dialect++) {
        struct lg_sim_walk walk = {.dialect = (enum lg_sim_dialect)dialect};
        struct lg_sim_handler handler;
        struct lg_sim_handler found;
        size_t count = 0;
        for (; lg_sim_walk_next(&walk, &handler); count++) {
            assert_true(count < LG_ARRAY_LEN(sorted));
            snprintf(addresses[count], sizeof addresses[count], "%s", handler.address);
            sorted[count] = addresses[count];
            assert_true(lg_sim_space_find(walk.dialect, handler.address, &found));
            assert_ptr_equal(found.use, handler.use);
            assert_ptr_equal(found.class, handler.class);
            assert_ptr_equal(found.detail, handler.detail);
            assert_string_equal(found.address, handler.address);
        }
        /* The facts: about 500, which a wildcard is held against. */
        assert_in_range(count, 480, 560);
        qsort(sorted, count, sizeof sorted[0], in_order);
        for (size_t i = 1; i < count; i++)
            assert_string_not_equal(sorted[i - 1], sorted[i]);
    }
}

static void space__knows_no_other(void **state) {
    (void)state;
    static const char *const others[] = {
        "",
        "/live",
        "/live/track",
        "/live/track/get",
        "/live/track/get/",
        "/live/track/get/mutes",
        "/live/track/get/group_track", /* for track_data alone */
        "/live/track/set/is_foldable", /* can't be set */
        "/live/tracks/get/mute",
        "/live/song/get/num_return_tracks", /* of the string dialect */
        "live/track/get/mute",
    };
    struct lg_sim_handler handler;
    for (size_t i = 0; i < LG_ARRAY_LEN(others); i++)
        assert_false(lg_sim_space_find(LG_SIM_STOCK, others[i], &handler));
    assert_true(lg_sim_space_find(LG_SIM_STRING, "/live/song/get/num_return_tracks", &handler));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(space__has_every_address_once),
        cmocka_unit_test(space__knows_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
