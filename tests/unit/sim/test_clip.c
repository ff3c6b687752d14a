/* Clips, slots, scenes and notes. */
#include "support/unit.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/value.h"
#include "sim/clip.h"
#include "unit/base/scratch.h"
#include "unit/sim/talk.h"

#define FAILED(text) "/live/error ,s \"Error handling OSC message: " text "\""

static const char set_text[] = "scenes: 3\n"
                               "tracks:\n"
                               "  - {name: Keys, kind: midi, clips: [Riff, Fill]}\n"
                               "  - {name: Voice, clips: [Take]}\n"
                               "  - {name: Bus, kind: group}\n"
                               "  - {name: Low, group: Bus}\n"
                               "master: {name: Main}\n";

static void open_with(struct talk *talk, const struct lg_sim_options *options) {
    struct lg_err err = {0};
    *talk = (struct talk){0};
    if (lg_sim_set_parse(set_text, strlen(set_text), "set", &talk->arena, &talk->set, &err) != 0)
        fail_msg("%u: %s", err.line, err.text);
    talk->sim = lg_sim_new(&talk->set, options);
    talk_hear(talk);
}

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

#define NAMES(track, ...)                                                                          \
    check(&talk, "/live/track/get/clips/name ," __VA_ARGS__, "/live/track/get/clips/name", "i",    \
          track)

static void clip__comes_goes_and_is_copied(void **state) {
    (void)state;
    struct talk talk;
    open_with(&talk, NULL);
    NAMES(0, "issN 0 \"Riff\" \"Fill\"");
    check(&talk, "", "/live/clip_slot/create_clip", "iif", 0, 2, 8.0);
    check(&talk, "/live/clip/get/length ,iif 0 2 8", "/live/clip/get/length", "ii", 0, 2);
    check(&talk, FAILED("There is a clip in this slot already"), "/live/clip_slot/create_clip",
          "iif", 0, 2, 8.0);
    check(&talk, FAILED("Clips can only be created on MIDI tracks"), "/live/clip_slot/create_clip",
          "iif", 1, 1, 8.0);
    check(&talk, "", "/live/clip/set/name", "iis", 0, 2, "New");
    check(&talk, "", "/live/clip/add/notes", "iiifffF", 0, 2, 60, 0.0, 1.0, 100.0);
    check(&talk, "", "/live/clip_slot/duplicate_clip_to", "iiii", 0, 2, 0, 0);
    NAMES(0, "isss 0 \"New\" \"Fill\" \"New\"");
    check(&talk, FAILED("The target slot can't hold this clip"),
          "/live/clip_slot/duplicate_clip_to", "iiii", 0, 2, 1, 1);
    /* The copy is one of its own. */
    check(&talk, "", "/live/clip/remove/notes", "ii", 0, 2);
    check(&talk, "/live/clip/get/notes ,ii 0 2", "/live/clip/get/notes", "ii", 0, 2);
    check(&talk, "/live/clip/get/notes ,iiifffF 0 0 60 0 1 100", "/live/clip/get/notes", "ii", 0,
          0);
    check(&talk, "", "/live/clip_slot/delete_clip", "ii", 0, 0);
    check(&talk, "", "/live/track/delete_clip", "ii", 0, -1);
    NAMES(0, "iNsN 0 \"Fill\"");
    check(&talk, FAILED("There is no clip in this slot"), "/live/clip_slot/delete_clip", "ii", 0,
          0);
    check(&talk, FAILED("'NoneType' object has no attribute 'get_notes_extended'"),
          "/live/clip/get/notes", "ii", 0, 0);
    check(&talk, FAILED("'NoneType' object has no attribute 'fire'"), "/live/clip/fire", "ii", 0,
          0);
    talk_close(&talk);
}

static void clip__keeps_notes(void **state) {
    (void)state;
    struct talk talk;
    open_with(&talk, NULL);
    check(&talk, "", "/live/clip/add/notes", "iiiffiFifffT", 0, 0, 60, 0.0, 0.25, 64, 67, -0.25,
          0.5, 32.0);
    check(&talk, "/live/clip/get/notes ,iiifffFifffT 0 0 60 0 0.25 64 67 -0.25 0.5 32",
          "/live/clip/get/notes", "ii", 0, 0);
    /* From a pitch and a beat on, so many. */
    check(&talk, "/live/clip/get/notes ,iiifffF 0 0 60 0 0.25 64", "/live/clip/get/notes", "iiiiff",
          0, 0, 0, 127, 0.0, 16.0);
    check(&talk, "/live/clip/get/notes ,ii 0 0", "/live/clip/get/notes", "iiiiff", 0, 0, 61, 6,
          -8.0, 16.0);
    check(&talk, "", "/live/clip/duplicate_loop", "ii", 0, 0);
    check(&talk, "/live/clip/get/length ,iif 0 0 8", "/live/clip/get/length", "ii", 0, 0);
    check(&talk, "", "/live/clip/remove/notes", "iiiiff", 0, 0, 60, 1, 0.0, 1.0);
    check(&talk, "/live/clip/get/notes ,iiifffTifffF 0 0 67 -0.25 0.5 32 60 4 0.25 64",
          "/live/clip/get/notes", "ii", 0, 0);
    /* What is not a note leaves none of the request's. */
    check(&talk, FAILED("Invalid note"), "/live/clip/add/notes", "iiifffFifffF", 0, 0, 1, 0.0, 1.0,
          1.0, 128, 0.0, 1.0, 1.0);
    check(&talk, FAILED("not enough values to unpack (expected 5, got 2)"), "/live/clip/add/notes",
          "iiif", 0, 0, 60, 0.0);
    check(&talk,
          FAILED("Invalid number of arguments for /clip/get/notes. Either 0 or 4 arguments must be "
                 "passed."),
          "/live/clip/get/notes", "iii", 0, 0, 60);
    check(&talk, FAILED("This is only available for MIDI Clips"), "/live/clip/get/notes", "ii", 1,
          0);
    check(&talk, "/live/clip/get/notes ,iiifffTifffF 0 0 67 -0.25 0.5 32 60 4 0.25 64",
          "/live/clip/get/notes", "ii", 0, 0);
    talk_close(&talk);
}

static void clip__has_what_its_kind_has(void **state) {
    (void)state;
    struct talk talk;
    open_with(&talk, NULL);
    check(&talk, "/live/clip/get/gain ,iiN 0 0", "/live/clip/get/gain", "ii", 0, 0);
    check(&talk, FAILED("gain is only available for Audio Clips"), "/live/clip/set/gain", "iif", 0,
          0, 0.5);
    check(&talk, FAILED("Invalid loop position"), "/live/clip/set/loop_start", "iif", 1, 0, 4.0);
    check(&talk, FAILED("Invalid loop position"), "/live/clip/set/end_marker", "iif", 1, 0, 0.0);
    check(&talk, FAILED("Invalid color"), "/live/clip/set/color_index", "iii", 1, 0, 70);
    check(&talk, "", "/live/clip/set/color", "iii", 1, 0, 0x1a2f96);
    check(&talk, "/live/clip/get/color_index ,iii 1 0 64", "/live/clip/get/color_index", "ii", 1,
          0);
    talk_close(&talk);
}

#define PLAYING(track, slot)                                                                       \
    check(&talk, "/live/track/get/playing_slot_index ,ii " #track " " #slot,                       \
          "/live/track/get/playing_slot_index", "i", track)

static void clip__plays_from_the_next_bar_and_goes_round(void **state) {
    (void)state;
    struct talk talk;
    open_with(&talk, NULL);
    /* At once where the song stands still. */
    check(&talk, "", "/live/clip/fire", "ii", 0, 0);
    PLAYING(0, 0);
    lg_sim_pass(talk.sim, 500 * LG_NS_PER_MS); /* a beat */
    check(&talk, "/live/clip/get/playing_position ,iif 0 0 1", "/live/clip/get/playing_position",
          "ii", 0, 0);
    check(&talk, "", "/live/clip_slot/fire", "ii", 0, 1);
    check(&talk, "/live/track/get/fired_slot_index ,ii 0 1", "/live/track/get/fired_slot_index",
          "i", 0);
    PLAYING(0, 0);
    lg_sim_pass(talk.sim, 1499 * LG_NS_PER_MS);
    PLAYING(0, 0);
    lg_sim_pass(talk.sim, LG_NS_PER_MS);
    PLAYING(0, 1);
    check(&talk, "/live/track/get/fired_slot_index ,ii 0 -1", "/live/track/get/fired_slot_index",
          "i", 0);
    lg_sim_pass(talk.sim, 2500 * LG_NS_PER_MS); /* five beats of four */
    check(&talk, "/live/clip/get/playing_position ,iif 0 1 1", "/live/clip/get/playing_position",
          "ii", 0, 1);
    check(&talk, "", "/live/clip/set/looping", "iii", 0, 1, 0);
    lg_sim_pass(talk.sim, 2000 * LG_NS_PER_MS);
    PLAYING(0, -1);
    talk_close(&talk);
}

static void clip__plays_by_scenes(void **state) {
    (void)state;
    struct talk talk;
    open_with(&talk, NULL);
    check(&talk, "", "/live/scene/set/tempo", "if", 0, 90.0);
    check(&talk, "", "/live/scene/fire_as_selected", "i", 0);
    PLAYING(0, 0);
    PLAYING(1, 0);
    check(&talk, "/live/song/get/tempo ,f 90", "/live/song/get/tempo", "");
    check(&talk, "/live/view/get/selected_scene ,i 1", "/live/view/get/selected_scene", "");
    /* An empty slot stops its track, unless it has no stop button. */
    check(&talk, "", "/live/clip_slot/set/has_stop_button", "iii", 1, 2, 0);
    check(&talk, "", "/live/scene/fire", "i", 2);
    PLAYING(0, -1);
    PLAYING(1, 0);
    check(&talk, "", "/live/song/stop_all_clips", "");
    PLAYING(1, -1);
    talk_close(&talk);
}

static void clip__moves_with_its_scene(void **state) {
    (void)state;
    struct talk talk;
    open_with(&talk, NULL);
    check(&talk, "", "/live/scene/set/name", "is", 0, "Intro");
    check(&talk, "", "/live/song/duplicate_scene", "i", 0);
    NAMES(0, "isssN 0 \"Riff\" \"Riff\" \"Fill\"");
    check(&talk, "", "/live/song/create_scene", "i", 1);
    check(&talk, "/live/song/get/scenes/name ,sssss \"Intro\" \"\" \"Intro\" \"\" \"\"",
          "/live/song/get/scenes/name", "");
    NAMES(0, "isNssN 0 \"Riff\" \"Riff\" \"Fill\"");
    check(&talk, "", "/live/song/delete_scene", "i", 0);
    NAMES(0, "iNssN 0 \"Riff\" \"Fill\"");
    NAMES(1, "iNsNN 1 \"Take\"");
    for (int i = 0; i < 3; i++)
        check(&talk, "", "/live/song/delete_scene", "i", 0);
    check(&talk, FAILED("The last one can't be deleted"), "/live/song/delete_scene", "i", 0);
    talk_close(&talk);
}

static void clip__goes_with_its_track(void **state) {
    (void)state;
    struct talk talk;
    open_with(&talk, NULL);
    check(&talk, "", "/live/song/duplicate_track", "i", 0);
    NAMES(1, "issN 1 \"Riff\" \"Fill\"");
    /* A group takes along what is in it. */
    check(&talk, "", "/live/song/delete_track", "i", 3);
    check(&talk, "/live/song/get/track_names ,sss \"Keys\" \"Keys\" \"Voice\"",
          "/live/song/get/track_names", "");
    check(&talk, "", "/live/song/create_midi_track", "i", 0);
    check(&talk, "/live/track/get/name ,is 0 \"1-MIDI\"", "/live/track/get/name", "i", 0);
    /* What is no object is said once a track, before the answer. */
    check(&talk,
          "/live/error ,s \"x\"\n/live/error ,s \"x\"\n"
          "/live/song/get/track_data ,ssNsNN \"Riff\" \"Fill\" \"Take\"",
          "/live/song/get/track_data", "iiss", 2, 4, "clip.name", "x.y");
    talk_close(&talk);
}

static void clip__is_muted_by_the_notes_of_its_name(void **state) {
    (void)state;
    struct talk talk;
    open_with(&talk, NULL);
    check(&talk, "", "/live/clip/set/name", "iis", 0, 0, "Riff_C-Eb2");
    check(&talk, "", "/live/clip/set/name", "iis", 0, 1, "Fill-G#");
    check(&talk, "", "/live/clips/filter", "sss", "C", "D#", "G");
    check(&talk, "/live/clip/get/muted ,iiF 0 0", "/live/clip/get/muted", "ii", 0, 0);
    check(&talk, "/live/clip/get/muted ,iiT 0 1", "/live/clip/get/muted", "ii", 0, 1);
    check(&talk, "/live/clip/get/muted ,iiF 1 0", "/live/clip/get/muted", "ii", 1, 0);
    check(&talk, "", "/live/clips/unfilter", "");
    check(&talk, "/live/clip/get/muted ,iiF 0 1", "/live/clip/get/muted", "ii", 0, 1);
    talk_close(&talk);
}

/* Recorded, named, copied, deleted: the file stays. */
static void clip__is_made_by_recording(void **state) {
    struct scratch *scratch = *state;
    struct talk talk;
    const struct lg_sim_options options = {.recordings = scratch->folder};
    open_with(&talk, &options);
    check(&talk, "", "/live/track/set/arm", "ii", 1, 1);
    check(&talk, "/live/clip_slot/get/will_record_on_start ,iiT 1 1",
          "/live/clip_slot/get/will_record_on_start", "ii", 1, 1);
    check(&talk, "", "/live/clip_slot/fire", "ii", 1, 1);
    lg_sim_pass(talk.sim, 1000 * LG_NS_PER_MS);
    check(&talk, "/live/clip/get/is_recording ,iiT 1 1", "/live/clip/get/is_recording", "ii", 1, 1);
    check(&talk, "/live/clip_slot/get/playing_status ,iii 1 1 2",
          "/live/clip_slot/get/playing_status", "ii", 1, 1);
    check(&talk, "", "/live/clip/set/name", "iis", 1, 1, "Verse");
    check(&talk, "", "/live/song/stop_playing", "");
    check(&talk, "/live/clip/get/length ,iif 1 1 2", "/live/clip/get/length", "ii", 1, 1);
    check(&talk, "/live/clip/get/sample_length ,iii 1 1 48000", "/live/clip/get/sample_length",
          "ii", 1, 1);
    check(&talk, "", "/live/song/create_scene", "i", 0);
    check(&talk, "", "/live/clip_slot/duplicate_clip_to", "iiii", 1, 2, 1, 3);
    check(&talk, "", "/live/clip_slot/delete_clip", "ii", 1, 2);
    NAMES(1, "iNsNs 1 \"Take\" \"Verse\"");
    talk_say(&talk, "/live/clip/get/file_path", "ii", 1, 3);
    assert_true(lg_ends_with(talk_tick(&talk), "/recorded 1.wav\""));
    /* The slot records anew. */
    check(&talk, "", "/live/clip_slot/fire", "ii", 1, 2);
    lg_sim_pass(talk.sim, 500 * LG_NS_PER_MS);
    check(&talk, "/live/clip/get/name ,iis 1 2 \"2-Audio\"", "/live/clip/get/name", "ii", 1, 2);
    /* And may vanish while it does. */
    check(&talk, "", "/live/song/delete_scene", "i", 2);
    lg_sim_pass(talk.sim, 500 * LG_NS_PER_MS);
    NAMES(1, "iNss 1 \"Take\" \"Verse\"");
    talk_close(&talk);
}

static void clip__is_in_the_structure(void **state) {
    struct scratch *scratch = *state;
    struct talk talk;
    struct lg_str text = {0};
    struct lg_value *value = NULL;
    const struct lg_sim_options options = {.folder = scratch->folder};
    open_with(&talk, &options);
    check(&talk, "/live/song/export/structure ,i 1", "/live/song/export/structure", "");
    const char *path =
        lg_arena_printf(&talk.arena, "%s/abletonosc-song-structure.json", scratch->folder);
    assert_int_equal(lg_fs_read(path, 1 << 20, &text, NULL), 0);
    assert_int_equal(lg_json_read(lg_str_text(&text), text.length, path, &talk.arena, &value, NULL),
                     0);
    lg_str_dispose(&text);
    assert_string_equal(lg_value_path(value, "tracks.0.clips.1.name")->as.string.text, "Fill");
    assert_int_equal(lg_value_path(value, "tracks.3.group_track")->as.integer, 2);
    assert_true(lg_value_path(value, "tracks.2.is_foldable")->as.boolean);
    assert_int_equal(lg_value_path(value, "tracks")->as.list.count, 4);
    lg_sim_free(talk.sim);
    talk.sim = lg_sim_new(&talk.set, &(const struct lg_sim_options){.folder = "/nonesuch"});
    talk_hear(&talk);
    check(&talk,
          FAILED("[Errno 2] No such file or directory: "
                 "'/nonesuch/abletonosc-song-structure.json'"),
          "/live/song/export/structure", "");
    talk_close(&talk);
}

static void clip__is_cued(void **state) {
    (void)state;
    struct talk talk;
    open_with(&talk, NULL);
    check(&talk, "", "/live/song/set/current_song_time", "f", 8.0);
    check(&talk, "", "/live/song/cue_point/add_or_delete", "");
    check(&talk, "", "/live/song/set/current_song_time", "f", 4.0);
    check(&talk, "", "/live/song/set_or_delete_cue", "");
    check(&talk, "", "/live/song/cue_point/set/name", "is", 0, "Verse");
    check(&talk, "/live/song/get/cue_points ,sfsf \"Verse\" 4 \"1\" 8", "/live/song/get/cue_points",
          "");
    check(&talk, "", "/live/song/jump_to_next_cue", "");
    check(&talk, "/live/song/get/current_song_time ,f 8", "/live/song/get/current_song_time", "");
    check(&talk, "", "/live/song/cue_point/jump", "s", "Verse");
    check(&talk, "/live/song/get/current_song_time ,f 4", "/live/song/get/current_song_time", "");
    check(&talk, "", "/live/song/cue_point/jump", "i", -1);
    check(&talk, "", "/live/song/cue_point/add_or_delete", "");
    check(&talk, "/live/song/get/cue_points ,sf \"Verse\" 4", "/live/song/get/cue_points", "");
    check(&talk, FAILED("Index out of range"), "/live/song/cue_point/jump", "i", 1);
    talk_close(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clip__comes_goes_and_is_copied),
        cmocka_unit_test(clip__keeps_notes),
        cmocka_unit_test(clip__has_what_its_kind_has),
        cmocka_unit_test(clip__plays_from_the_next_bar_and_goes_round),
        cmocka_unit_test(clip__plays_by_scenes),
        cmocka_unit_test(clip__moves_with_its_scene),
        cmocka_unit_test(clip__goes_with_its_track),
        cmocka_unit_test(clip__is_muted_by_the_notes_of_its_name),
        cmocka_unit_test(clip__is_cued),
        scratch_test(clip__is_made_by_recording),
        scratch_test(clip__is_in_the_structure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
