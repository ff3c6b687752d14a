/* What a run must put back: transport, arm and solo, routing; and clips, which it must not touch.
 */
#include "support/unit.h"

#include <stdio.h>

#include "unit/sim/talk.h"

#define FAILED(text) "/live/error ,s \"Error handling OSC message: " text "\""

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

static void transport__starts_and_stops(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, "transcript.yaml", NULL);
    check(&talk, "/live/song/get/is_playing ,F", "/live/song/get/is_playing", "");
    check(&talk, "", "/live/song/start_playing", "");
    check(&talk, "/live/song/get/is_playing ,Ti 7", "/live/song/get/is_playing", "i", 7);
    check(&talk, "", "/live/song/set/record_mode", "i", 1);
    check(&talk, "", "/live/song/stop_playing", "");
    check(&talk, "/live/song/get/is_playing ,F", "/live/song/get/is_playing", "");
    check(&talk, "/live/song/get/record_mode ,F", "/live/song/get/record_mode", "");
    check(&talk, "", "/live/song/continue_playing", "");
    check(&talk, "/live/song/get/is_playing ,T", "/live/song/get/is_playing", "");
    /* The script offers no setter for it. */
    check(&talk, "/live/error ,s \"Unknown OSC address: /live/song/set/is_playing\"",
          "/live/song/set/is_playing", "i", 0);
    talk_close(&talk);
}

static void transport__keeps_switches_and_positions(void **state) {
    (void)state;
    static const char *const switches[] = {"loop", "metronome", "record_mode", "session_record"};
    static const char *const positions[] = {"current_song_time", "loop_start", "loop_length"};
    struct talk talk;
    char get[64];
    char set[64];
    char heard[80];
    talk_open(&talk, "transcript.yaml", NULL);
    for (size_t i = 0; i < LG_ARRAY_LEN(switches); i++) {
        snprintf(get, sizeof get, "/live/song/get/%s", switches[i]);
        snprintf(set, sizeof set, "/live/song/set/%s", switches[i]);
        snprintf(heard, sizeof heard, "%s ,F", get);
        check(&talk, heard, get, "");
        check(&talk, "", set, "i", 1);
        snprintf(heard, sizeof heard, "%s ,T", get);
        check(&talk, heard, get, "");
        check(&talk, "", set, "F");
        snprintf(heard, sizeof heard, "%s ,F", get);
        check(&talk, heard, get, "");
    }
    for (size_t i = 0; i < LG_ARRAY_LEN(positions); i++) {
        snprintf(get, sizeof get, "/live/song/get/%s", positions[i]);
        snprintf(set, sizeof set, "/live/song/set/%s", positions[i]);
        check(&talk, "", set, "f", 12.5 + (double)i);
        snprintf(heard, sizeof heard, "%s ,f %g", get, 12.5 + (double)i);
        check(&talk, heard, get, "");
        check(&talk, FAILED("Invalid position"), set, "f", -1.0);
        check(&talk, heard, get, "");
        check(&talk, FAILED("list index out of range"), set, "");
    }
    talk_close(&talk);
}

/* "arm solo" of each track: '1' or '0'. */
static const char *switches_of(const struct talk *talk, char out[16]) {
    const struct lg_sim_set *set = lg_sim_now(talk->sim);
    size_t at = 0;
    for (size_t i = 0; i < set->num_tracks; i++)
        out[at++] = set->tracks[i].mixer.arm ? '1' : '0';
    out[at++] = ' ';
    for (size_t i = 0; i < set->num_tracks; i++)
        out[at++] = set->tracks[i].mixer.solo ? '1' : '0';
    out[at] = '\0';
    return out;
}

static void transport__arms_and_solos_one_alone(void **state) {
    (void)state;
    struct talk talk;
    char text[16];
    talk_open(&talk, "transcript.yaml", NULL);
    check(&talk, "", "/live/track/set/arm", "ii", 0, 1);
    check(&talk, "", "/live/track/set/solo", "ii", 1, 1);
    assert_string_equal(switches_of(&talk, text), "1000 0100");
    check(&talk, "", "/live/track/set/arm", "ii", 3, 1);
    check(&talk, "", "/live/track/set/solo", "ii", 2, 1);
    assert_string_equal(switches_of(&talk, text), "0001 0010");
    check(&talk, "", "/live/track/set/arm", "ii", 3, 0);
    check(&talk, "", "/live/track/set/solo", "ii", 0, 0);
    assert_string_equal(switches_of(&talk, text), "0000 0010");
    talk_close(&talk);
}

static void transport__arms_and_solos_many_where_preferred(void **state) {
    (void)state;
    struct talk talk;
    char text[16];
    talk_open(&talk, "transcript.yaml", NULL);
    lg_sim_free(talk.sim);
    talk.set.song.exclusive_arm = false;
    talk.set.song.exclusive_solo = false;
    talk.sim = lg_sim_new(&talk.set, NULL);
    talk_hear(&talk);
    for (int i = 0; i < 3; i++) {
        check(&talk, "", "/live/track/set/arm", "ii", i, 1);
        check(&talk, "", "/live/track/set/solo", "ii", i + 1, 1);
    }
    assert_string_equal(switches_of(&talk, text), "1110 0111");
    talk_close(&talk);
}

static void transport__routes_inputs_that_there_are(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, "mastering.yaml", NULL);
    check(&talk, "/live/track/get/input_routing_type ,is 0 \"Ext. In\"",
          "/live/track/get/input_routing_type", "i", 0);
    check(&talk, "/live/track/get/input_routing_type ,is 2 \"All Ins\"",
          "/live/track/get/input_routing_type", "i", 2);
    check(&talk,
          "/live/track/get/available_input_routing_types ,isss 0 \"Ext. In\" \"Resampling\" "
          "\"No Input\"",
          "/live/track/get/available_input_routing_types", "i", 0);
    check(&talk, "", "/live/track/set/input_routing_type", "is", 0, "Resampling");
    check(&talk, "", "/live/track/set/input_routing_type", "is", 0, "Nonesuch");
    check(&talk, "", "/live/track/set/input_routing_type", "ii", 0, 1);
    check(&talk, "/live/track/get/input_routing_type ,is 0 \"Resampling\"",
          "/live/track/get/input_routing_type", "i", 0);
    check(&talk, "", "/live/track/set/input_routing_type", "is", 2, "Resampling");
    check(&talk, "/live/track/get/input_routing_type ,is 2 \"All Ins\"",
          "/live/track/get/input_routing_type", "i", 2);
    /* A group has no input. */
    check(&talk, FAILED("This track has no 'input_routing_type' property!"),
          "/live/track/get/input_routing_type", "i", 4);
    check(&talk, FAILED("This track has no 'input_routing_type' property!"),
          "/live/track/set/input_routing_type", "is", 4, "No Input");
    check(&talk, FAILED("tuple index out of range"), "/live/track/set/input_routing_type", "i", 0);
    talk_close(&talk);
}

static void transport__shows_clips(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, "transcript.yaml", NULL);
    check(&talk, "/live/track/get/clips/name ,isNNNNNNN 0 \"Beat\"", "/live/track/get/clips/name",
          "i", 0);
    check(&talk, "/live/track/get/clips/name ,iNNNNNNNN 3", "/live/track/get/clips/name", "i", 3);
    check(&talk, "/live/clip_slot/get/has_clip ,iiT 0 0", "/live/clip_slot/get/has_clip", "ii", 0,
          0);
    check(&talk, "/live/clip_slot/get/has_clip ,iiF 0 7", "/live/clip_slot/get/has_clip", "ii", 0,
          7);
    check(&talk, "/live/clip/get/name ,iisi 0 0 \"Beat\" 9", "/live/clip/get/name", "iii", 0, 0, 9);
    check(&talk, FAILED("'NoneType' object has no attribute 'name'"), "/live/clip/get/name", "ii",
          0, 1);
    check(&talk, FAILED("Index out of range"), "/live/clip/get/name", "ii", 0, 8);
    check(&talk, "/live/track/get/arrangement_clips/name ,i 0",
          "/live/track/get/arrangement_clips/name", "i", 0);
    /* A new track has none; what moves up keeps its own. */
    check(&talk, "", "/live/song/create_audio_track", "i", 0);
    check(&talk, "/live/track/get/clips/name ,iNNNNNNNN 0", "/live/track/get/clips/name", "i", 0);
    check(&talk, "/live/clip/get/name ,iis 1 0 \"Beat\"", "/live/clip/get/name", "ii", 1, 0);
    talk_close(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transport__starts_and_stops),
        cmocka_unit_test(transport__keeps_switches_and_positions),
        cmocka_unit_test(transport__arms_and_solos_one_alone),
        cmocka_unit_test(transport__arms_and_solos_many_where_preferred),
        cmocka_unit_test(transport__routes_inputs_that_there_are),
        cmocka_unit_test(transport__shows_clips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
