#include "support/unit.h"

#include <string.h>

#include "live/undo.h"

enum { ARGS_MAX = 5 };

static struct lg_change change_of(struct lg_arena *arena, const char *address,
                                  const struct lg_osc_arg *args, size_t count) {
    struct lg_change change = {.kind = LG_CHANGE__COUNT};
    struct lg_err err = {0};
    if (lg_change_of(&(struct lg_osc_msg){address, args, count}, arena, &change, &err) != 0)
        fail_msg("%s: %s", address, err.text);
    return change;
}

static void change__of_a_setter_is_its_getter_s_spot(void **state) {
    static const struct {
        const char *set, *get;
        size_t indices;
        const char *show;
    } cases[] = {
        {"/live/song/set/tempo", "/live/song/get/tempo", 0, NULL},
        {"/live/track/set/volume", "/live/track/get/volume", 1, NULL},
        {"/live/track/set/send", "/live/track/get/send", 2, NULL},
        {"/live/clip/set/gain", "/live/clip/get/gain", 2, NULL},
        {"/live/device/set/parameter/value", "/live/device/get/parameter/value", 3,
         "/live/device/get/parameter/value_string"},
    };
    struct lg_arena arena = {0};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct lg_osc_arg args[ARGS_MAX] = {lg_osc_int(4), lg_osc_int(5), lg_osc_int(6)};
        args[cases[i].indices] = lg_osc_float(0.5F);
        struct lg_change change = change_of(&arena, cases[i].set, args, cases[i].indices + 1);
        assert_int_equal(change.kind, LG_CHANGE_SPOT);
        assert_string_equal(change.spot.get, cases[i].get);
        assert_string_equal(change.spot.set, cases[i].set);
        assert_int_equal(change.spot.num_index, cases[i].indices);
        for (size_t k = 0; k < cases[i].indices; k++)
            assert_int_equal(change.spot.index[k].as.i, 4 + (int)k);
        assert_int_equal(change.value.tag, 'f');
        assert_null(change.spot.off);
        if (cases[i].show == NULL)
            assert_null(change.spot.show);
        else
            assert_string_equal(change.spot.show, cases[i].show);
    }
    lg_arena_dispose(&arena);
}

static void change__of_a_method_stands_in_a_table(void **state) {
    struct lg_arena arena = {0};
    struct lg_osc_arg last = lg_osc_int(-1);
    struct lg_osc_arg slot[] = {lg_osc_int(4), lg_osc_int(2)};
    LG_UNUSED(state);

    struct lg_change start = change_of(&arena, "/live/song/start_playing", NULL, 0);
    assert_int_equal(start.kind, LG_CHANGE_SPOT);
    assert_int_equal(start.value.tag, 'T');
    assert_string_equal(start.spot.set, "/live/song/start_playing");
    assert_true(lg_spot_is(&start.spot, &lg_spot_playing));
    /* Playing goes on where it was. */
    assert_string_equal(lg_undo_spot(&start.spot).set, "/live/song/continue_playing");
    assert_int_equal(change_of(&arena, "/live/song/stop_playing", NULL, 0).value.tag, 'F');

    struct lg_change make = change_of(&arena, "/live/song/create_midi_track", &last, 1);
    assert_int_equal(make.kind, LG_CHANGE_TRACK);
    assert_string_equal(make.method, "/live/song/create_midi_track");

    struct lg_change fire = change_of(&arena, "/live/clip_slot/fire", slot, 2);
    assert_int_equal(fire.kind, LG_CHANGE_FIRE);
    assert_int_equal(fire.track, 4);
    assert_int_equal(fire.slot, 2);

    struct lg_change end = change_of(&arena, "/live/song/delete_track", slot, 1);
    assert_int_equal(end.kind, LG_CHANGE_DELETE);
    assert_int_equal(end.track, 4);
    lg_arena_dispose(&arena);
}

static void change__that_can_t_be_put_back_is_refused(void **state) {
    static const struct {
        const char *address;
        struct lg_osc_arg args[ARGS_MAX];
        size_t count;
        const char *says;
    } cases[] = {
        {"/live/song/delete_scene", {{'i', false, {0}}}, 1, "can't be put back"},
        {"/live/song/delete_track", {{'f', false, {.f = 4}}}, 1, "wants a track"},
        {"/live/song/create_scene", {{'i', false, {.i = -1}}}, 1, "can't be put back"},
        {"/live/song/undo", {{0}}, 0, "can't be put back"},
        {"/live/song/create_audio_track", {{0}}, 0, "at the end alone"},
        {"/live/song/create_audio_track", {{'i', false, {.i = 2}}}, 1, "at the end alone"},
        {"/live/clip_slot/fire", {{'i', false, {0}}}, 1, "a track and a slot"},
        {"/live/song/start_playing", {{'i', false, {0}}}, 1, "no arguments"},
        {"/live/song/set/tempo", {{0}}, 0, "one value"},
        {"/live/device/set/parameter/value",
         {{'i', false, {0}},
          {'i', false, {0}},
          {'i', false, {0}},
          {'i', false, {0}},
          {'i', false, {0}}},
         5,
         "one value"},
        {"/live/device/set/parameters/value",
         {{'i', false, {0}}, {'i', false, {0}}, {'f', false, {0}}},
         3,
         "each by /live/device/set/parameter/value"},
        {"/live/track/set/mute",
         {{'s', false, {.s = "*"}}, {'T', false, {0}}},
         2,
         "reaches all tracks"},
    };
    struct lg_arena arena = {0};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct lg_change change = {.kind = LG_CHANGE__COUNT};
        struct lg_err err = {0};
        const struct lg_osc_msg msg = {cases[i].address, cases[i].args, cases[i].count};
        assert_int_equal(lg_change_of(&msg, &arena, &change, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_int_equal(change.kind, LG_CHANGE__COUNT);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("%s: %s", cases[i].address, err.text);
    }
    lg_arena_dispose(&arena);
}

static void turn__is_quiet_before_loud(void **state) {
    static const char param[] = "/live/device/get/parameter/value";
    static const struct {
        const char *get;
        int last_index;
        float now, found;
        enum lg_undo_turn turn;
    } cases[] = {
        {"/live/track/get/volume", 0, 0.9F, 0.5F, LG_UNDO_LOWER},
        {"/live/track/get/volume", 0, 0.1F, 0.5F, LG_UNDO_RAISE},
        {"/live/track/get/mute", 0, 0, 1, LG_UNDO_LOWER},
        {"/live/track/get/mute", 0, 1, 0, LG_UNDO_RAISE},
        {"/live/track/get/solo", 0, 1, 0, LG_UNDO_LOWER},
        {"/live/track/get/arm", 0, 0, 1, LG_UNDO_RAISE},
        {param, 1, 10, 3, LG_UNDO_LOWER},
        {param, 1, -10, 3, LG_UNDO_RAISE},
        {param, 0, 0, 1, LG_UNDO_LOWER}, /* a device on again */
        {param, 0, 1, 0, LG_UNDO_RAISE},
        {"/live/song/get/is_playing", -1, 1, 0, LG_UNDO_STOP},
        {"/live/song/get/is_playing", -1, 0, 1, LG_UNDO_PLAY},
        {"/live/song/get/current_song_time", -1, 9, 1, LG_UNDO_RAISE},
    };
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct lg_spot spot = {.get = cases[i].get};
        struct lg_reading now = {lg_osc_float(cases[i].now), NULL};
        struct lg_reading found = {lg_osc_float(cases[i].found), NULL};
        if (strcmp(cases[i].get, param) == 0) {
            spot.num_index = 3;
            spot.index[2] = lg_osc_int(cases[i].last_index);
        }
        if (lg_undo_turn(&spot, &now, &found) != cases[i].turn)
            fail_msg("row %zu", i);
    }
}

static void turn__of_text_is_loud(void **state) {
    const struct lg_spot spot = {.get = "/live/track/get/output_routing_type"};
    struct lg_reading now = {lg_osc_text("Master"), NULL};
    struct lg_reading found = {lg_osc_text("Sends Only"), NULL};
    LG_UNUSED(state);
    assert_int_equal(lg_undo_turn(&spot, &now, &found), LG_UNDO_RAISE);
}

static void turn__follows_what_is_shown_as_a_level(void **state) {
    static const struct {
        const char *now, *found;
        enum lg_undo_turn turn;
    } cases[] = {
        {"-6.0 dB", "0.0 dB", LG_UNDO_RAISE}, {"0.0 dB", "-6.0 dB", LG_UNDO_LOWER},
        {"0.0 dB", "-inf dB", LG_UNDO_LOWER}, {"-inf dB", "0.0 dB", LG_UNDO_RAISE},
        {"100 Hz", "200 Hz", LG_UNDO_LOWER},  {"0.0 dB", "0.0 dB", LG_UNDO_LOWER},
    };
    const struct lg_spot spot = {.get = "/live/device/get/parameter/value",
                                 .num_index = 3,
                                 .index = {[2] = {.tag = 'i', .as.i = 1}}};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        /* The native value falls in each of them. */
        struct lg_reading now = {lg_osc_float(1), cases[i].now};
        struct lg_reading found = {lg_osc_float(0), cases[i].found};
        if (lg_undo_turn(&spot, &now, &found) != cases[i].turn)
            fail_msg("row %zu", i);
    }
}

static void along__names_what_live_changes_as_well(void **state) {
    static const struct {
        const char *get;
        enum lg_along along;
        bool moves;
    } cases[] = {
        {"/live/track/get/arm", LG_ALONG_OTHERS, false},
        {"/live/track/get/solo", LG_ALONG_OTHERS, false},
        {"/live/track/get/mute", LG_ALONG_NOTHING, false},
        {"/live/song/get/is_playing", LG_ALONG_TRANSPORT, false},
        {"/live/song/get/current_song_time", LG_ALONG_NOTHING, true},
        {"/live/song/get/tempo", LG_ALONG_NOTHING, false},
    };
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        const struct lg_spot spot = {.get = cases[i].get};
        assert_int_equal(lg_undo_along(&spot), cases[i].along);
        assert_int_equal(lg_undo_moves(&spot), cases[i].moves);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(change__of_a_setter_is_its_getter_s_spot),
    cmocka_unit_test(change__of_a_method_stands_in_a_table),
    cmocka_unit_test(change__that_can_t_be_put_back_is_refused),
    cmocka_unit_test(turn__is_quiet_before_loud),
    cmocka_unit_test(turn__of_text_is_loud),
    cmocka_unit_test(turn__follows_what_is_shown_as_a_level),
    cmocka_unit_test(along__names_what_live_changes_as_well),
};

int main(void) {
    return cmocka_run_group_tests(tests, NULL, NULL);
}
