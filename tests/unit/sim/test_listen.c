/* Listeners: what is pushed, to whom, and what a reload makes of them. */
#include "support/unit.h"

#include "base/clock.h"
#include "sim/listen.h"
#include "unit/sim/talk.h"

#define FAILED(text) "/live/error ,s \"Error handling OSC message: " text "\""

static void open(struct talk *talk) {
    talk_open(talk, "mastering.yaml", NULL);
}

/* One request and all that is heard in its tick. */
static void check(struct talk *talk, const char *heard, const char *address, const char *tags,
                  ...) {
    struct lg_str bytes = {0};
    va_list args;
    va_start(args, tags);
    talk_write(&bytes, address, tags, args);
    va_end(args);
    assert_true(lg_sim_deliver(talk->sim, LG_SIM_LOCAL, bytes.text, bytes.length));
    lg_str_dispose(&bytes);
    assert_string_equal(talk_tick(talk), heard);
}

static void listen__tells_the_value_and_each_change_of_it(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/track/get/mute ,iF 1", "/live/track/start_listen/mute", "i", 1);
    check(&talk, "/live/track/get/mute ,iT 1", "/live/track/set/mute", "ii", 1, 1);
    check(&talk, "", "/live/track/set/mute", "ii", 1, 1);
    check(&talk, "", "/live/track/set/mute", "ii", 2, 1);
    /* The push is out before the next request of the tick is answered. */
    talk_say(&talk, "/live/track/set/mute", "ii", 1, 0);
    talk_say(&talk, "/live/test", "");
    assert_string_equal(talk_tick(&talk), "/live/track/get/mute ,iF 1\n/live/test ,s \"ok\"");
    check(&talk, "", "/live/track/stop_listen/mute", "i", 1);
    check(&talk, "", "/live/track/set/mute", "ii", 1, 1);
    check(&talk, "", "/live/track/stop_listen/mute", "i", 1);
    talk_close(&talk);
}

static void listen__gives_back_what_it_was_asked_with(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    /* Arguments as they came, extra ones too; the same ones in Python's eyes replace each other. */
    check(&talk, "/live/track/get/name ,fss 0 \"x\" \"Drums\"", "/live/track/start_listen/name",
          "fs", 0.0, "x");
    check(&talk, "/live/track/get/name ,iss 0 \"x\" \"Drums\"", "/live/track/start_listen/name",
          "is", 0, "x");
    check(&talk, "/live/track/get/name ,is 0 \"Drums\"", "/live/track/start_listen/name", "i", 0);
    check(&talk, "/live/track/get/name ,iss 0 \"x\" \"Kit\"\n/live/track/get/name ,is 0 \"Kit\"",
          "/live/track/set/name", "is", 0, "Kit");
    check(&talk, "/live/song/get/tempo ,if 7 120", "/live/song/start_listen/tempo", "i", 7);
    check(&talk, "/live/song/get/tempo ,if 7 90", "/live/song/set/tempo", "f", 90.0);
    check(&talk, "/live/clip_slot/get/has_clip ,iiF 3 0", "/live/clip_slot/start_listen/has_clip",
          "ii", 3, 0);
    check(&talk, "/live/clip_slot/get/has_clip ,iiF 3 1", "/live/clip_slot/start_listen/has_clip",
          "ii", 3, 1);
    check(&talk, "/live/view/get/selected_track ,i 0", "/live/view/start_listen/selected_track",
          "");
    check(&talk, "/live/view/get/selected_track ,i 2", "/live/view/set/selected_track", "i", 2);
    /* A device's listener leaves out which device it is. */
    check(&talk, "/live/device/get/name ,s \"Utility\"", "/live/device/start_listen/name", "ii", 4,
          0);
    talk_close(&talk);
}

static void listen__follows_the_object_not_the_index(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/track/get/solo ,iF 1", "/live/track/start_listen/solo", "i", 1);
    check(&talk, "", "/live/song/delete_track", "i", 0);
    check(&talk, "/live/track/get/solo ,iT 1", "/live/track/set/solo", "ii", 0, 1);
    check(&talk, "", "/live/song/delete_track", "i", 0);
    check(&talk, "", "/live/track/set/solo", "ii", 1, 1);
    /* The same of a parameter: value, then text. */
    check(&talk,
          "/live/device/get/parameter/value ,iiif 2 2 1 -10\n"
          "/live/device/get/parameter/value_string ,iiis 2 2 1 \"-10.0 dB\"",
          "/live/device/start_listen/parameter/value", "iii", 2, 2, 1);
    check(&talk, "", "/live/track/delete_device", "ii", 2, 0);
    check(&talk,
          "/live/device/get/parameter/value ,iiif 2 2 1 -20\n"
          "/live/device/get/parameter/value_string ,iiis 2 2 1 \"-20.0 dB\"",
          "/live/device/set/parameter/value", "iiif", 2, 1, 1, -20.0);
    talk_close(&talk);
}

static void listen__goes_to_whoever_spoke_last(void **state) {
    (void)state;
    struct talk talk;
    struct lg_str bytes = {0};
    char reply[LG_DATAGRAM_MAX];
    size_t length;
    uint32_t peer = 0;
    open(&talk);
    talk_message(&bytes, "/live/song/start_listen/metronome", "");
    assert_true(lg_sim_deliver(talk.sim, 11, bytes.text, bytes.length));
    lg_sim_tick(talk.sim);
    assert_true(lg_sim_take_reply(talk.sim, &peer, reply, &length));
    assert_int_equal(peer, 11);
    lg_str_clear(&bytes);
    talk_message(&bytes, "/live/song/set/metronome", "i", 1);
    assert_true(lg_sim_deliver(talk.sim, 12, bytes.text, bytes.length));
    lg_sim_tick(talk.sim);
    assert_true(lg_sim_take_reply(talk.sim, &peer, reply, &length));
    assert_int_equal(peer, 12);
    lg_str_dispose(&bytes);
    talk_close(&talk);
}

static void listen__tells_what_time_changes(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/song/get/is_playing ,F", "/live/song/start_listen/is_playing", "");
    check(&talk, "", "/live/song/start_listen/beat", "");
    check(&talk, "/live/song/get/is_playing ,T", "/live/song/start_playing", "");
    /* Two beats a second. */
    lg_sim_pass(talk.sim, 400 * LG_NS_PER_MS);
    assert_string_equal(talk_hear(&talk), "/live/song/get/beat ,i 0");
    lg_sim_pass(talk.sim, 50 * LG_NS_PER_MS);
    assert_string_equal(talk_hear(&talk), "");
    lg_sim_pass(talk.sim, 100 * LG_NS_PER_MS);
    assert_string_equal(talk_hear(&talk), "/live/song/get/beat ,i 1");
    check(&talk, "/live/song/get/beat ,i 0", "/live/song/set/current_song_time", "f", 0.5);
    check(&talk, "", "/live/song/stop_listen/beat", "");
    lg_sim_pass(talk.sim, 900 * LG_NS_PER_MS);
    assert_string_equal(talk_hear(&talk), "");
    talk_close(&talk);
}

static void listen__says_what_can_not_be_listened_to(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, FAILED("'Track' object has no attribute 'add_is_foldable_listener'"),
          "/live/track/start_listen/is_foldable", "i", 0);
    check(&talk, FAILED("'NoneType' object has no attribute 'add_name_listener'"),
          "/live/clip/start_listen/name", "ii", 0, 0);
    check(&talk, FAILED("This track has no 'arm' property!"), "/live/track/start_listen/arm", "i",
          4);
    for (int i = 1; i < LG_SIM_MAX_LISTENERS; i++) {
        talk_say(&talk, "/live/song/start_listen/tempo", "i", i);
        lg_sim_tick(talk.sim);
        talk_hear(&talk);
    }
    check(&talk, FAILED("livegate sim has 1000 listeners at most"), "/live/song/start_listen/tempo",
          "i", -1);
    talk_close(&talk);
}

static const char started[] = "/live/startup ,\n/live/application/get/average_process_usage ,";

static void listen__ends_with_a_reload(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/track/get/mute ,iF 0", "/live/track/start_listen/mute", "i", 0);
    check(&talk, "", "/live/api/set/log_level", "s", "debug");
    check(&talk, started, "/live/api/reload", "");
    check(&talk, "", "/live/track/set/mute", "ii", 0, 1);
    check(&talk, "/live/test ,s \"ok\"", "/live/test", "");
    talk_close(&talk);
}

/* As measured: the script has forgotten its addresses by the time it fails. */
static void listen__of_a_parameter_kills_a_reload(void **state) {
    (void)state;
    static const struct {
        const char *address, *tags;
        int args[3];
        const char *text;
    } rows[] = {{"/live/track/start_listen/volume", "i", {0, 0, 0}, "('volume', (0,))"},
                {"/live/track/start_listen/panning", "i", {2, 0, 0}, "('panning', (2,))"},
                {"/live/device/start_listen/parameter/value",
                 "iii",
                 {4, 2, 1},
                 "('device_parameter_value', (4, 2, 1))"}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct talk talk;
        open(&talk);
        talk_say(&talk, rows[i].address, rows[i].tags, rows[i].args[0], rows[i].args[1],
                 rows[i].args[2]);
        talk_tick(&talk);
        char *wanted = lg_arena_printf(&talk.arena, FAILED("%s"), rows[i].text);
        check(&talk, wanted, "/live/api/reload", "");
        check(&talk, "/live/error ,s \"Unknown OSC address: /live/test\"", "/live/test", "");
        check(&talk, "/live/error ,s \"Unknown OSC address: /live/api/reload\"", "/live/api/reload",
              "");
        check(&talk, "", "/live/*", "");
        /* Until Live itself starts it again. */
        lg_sim_restart(talk.sim);
        assert_string_equal(talk_hear(&talk), started);
        check(&talk, "/live/test ,s \"ok\"", "/live/test", "");
        talk_close(&talk);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listen__tells_the_value_and_each_change_of_it),
        cmocka_unit_test(listen__gives_back_what_it_was_asked_with),
        cmocka_unit_test(listen__follows_the_object_not_the_index),
        cmocka_unit_test(listen__goes_to_whoever_spoke_last),
        cmocka_unit_test(listen__tells_what_time_changes),
        cmocka_unit_test(listen__says_what_can_not_be_listened_to),
        cmocka_unit_test(listen__ends_with_a_reload),
        cmocka_unit_test(listen__of_a_parameter_kills_a_reload),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
