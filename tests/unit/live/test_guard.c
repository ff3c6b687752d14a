#include "support/unit.h"

#include <string.h>

#include "live/guard.h"

static void guard__refuses_what_hits_another_track(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *address;
        struct lg_osc_arg args[4];
        size_t count;
        bool refused;
    } rows[] = {
        {"/live/track/get/mute", {{.tag = 'i', .as.i = 0}}, 1, false},
        {"/live/track/get/mute", {{.tag = 'i', .as.i = -1}}, 1, true},
        {"/live/track/get/mute", {{.tag = 'f', .as.f = -1.0f}}, 1, true},
        {"/live/track/get/mute", {{.tag = 'h', .as.h = -1000}}, 1, true},
        {"/live/track/get/mute", {{.tag = 's', .as.s = "-1"}}, 1, true},
        {"/live/track/get/mute", {{.tag = 's', .as.s = " -1 "}}, 1, true},
        {"/live/track/get/mute", {{.tag = 's', .as.s = "master"}}, 1, false},
        /* What follows the indices is a value and may be negative. */
        {"/live/track/set/panning", {{.tag = 'i'}, {.tag = 'i', .as.i = -1}}, 2, false},
        {"/live/track/set/send", {{.tag = 'i'}, {.tag = 'i', .as.i = -1}, {.tag = 'f'}}, 3, true},
        {"/live/device/get/name", {{.tag = 'i'}, {.tag = 'i', .as.i = -1}}, 2, true},
        {"/live/device/get/parameter/value",
         {{.tag = 'i'}, {.tag = 'i'}, {.tag = 'i', .as.i = -1}},
         3,
         true},
        {"/live/device/set/parameter/value",
         {{.tag = 'i'}, {.tag = 'i'}, {.tag = 'i'}, {.tag = 'i', .as.i = -30}},
         4,
         false},
        {"/live/device/set/parameters/value",
         {{.tag = 'i'}, {.tag = 'i'}, {.tag = 'i', .as.i = -30}},
         3,
         false},
        {"/live/clip/get/name", {{.tag = 'i'}, {.tag = 'i', .as.i = -1}}, 2, true},
        {"/live/clip/set/pitch_coarse",
         {{.tag = 'i'}, {.tag = 'i'}, {.tag = 'i', .as.i = -12}},
         3,
         false},
        {"/live/clip_slot/get/has_clip", {{.tag = 'i', .as.i = -2}, {.tag = 'i'}}, 2, true},
        {"/live/scene/fire", {{.tag = 'i', .as.i = -1}}, 1, true},
        /* -1 means "at the end" and "all" here. */
        {"/live/song/create_audio_track", {{.tag = 'i', .as.i = -1}}, 1, false},
        {"/live/song/get/track_data", {{.tag = 'i'}, {.tag = 'i', .as.i = -1}}, 2, false},
        {"/live/song/create_*", {{.tag = 'N'}}, 0, true},
        {"/live/api/reload", {{.tag = 'N'}}, 0, true},
        {"/live/test", {{.tag = 'N'}}, 0, false},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_err err = {0};
        struct lg_osc_msg msg = {rows[i].address, rows[i].args, rows[i].count};
        if (lg_guard_check(&msg, &err) != (rows[i].refused ? -1 : 0))
            fail_msg("row %zu, %s: %s", i, rows[i].address, err.text);
        if (rows[i].refused) {
            assert_int_equal(err.kind, LG_ERR_READ);
            assert_true(strncmp(err.text, rows[i].address, strlen(rows[i].address)) == 0);
            assert_non_null(strstr(err.text, " is not sent: "));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(guard__refuses_what_hits_another_track)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
