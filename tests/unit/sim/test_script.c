#include "support/unit.h"

#include <math.h>

#include "unit/sim/talk.h"

#define FAILED_AT "/live/error ,s \"Error handling OSC message: "
#define FAILED(text) FAILED_AT text "\""
#define REFUSED FAILED("Invalid value. Check the parameters range with min/max")
#define NO_INDEX FAILED("Index out of range")

static void open(struct talk *talk) {
    talk_open(talk, "transcript.yaml", NULL);
}

/* One request and all that is heard in its tick, on the set of the facts' table. */
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

static void script__answers_with_the_measured_tags(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/test ,s \"ok\"", "/live/test", "i", 5);
    check(&talk, "/live/application/get/version ,ii 12 1", "/live/application/get/version", "");
    check(&talk, "/live/song/get/num_tracks ,i 4", "/live/song/get/num_tracks", "i", 9);
    check(&talk, "/live/song/get/num_scenes ,i 8", "/live/song/get/num_scenes", "");
    check(&talk, "/live/song/get/tempo ,f 120", "/live/song/get/tempo", "");
    check(&talk, "/live/song/get/track_names ,ss \"Bass\" \"Gesang üñî 日本語 🎸\"",
          "/live/song/get/track_names", "ii", 1, 3);
    check(&talk, "/live/song/get/track_names ,s \"Keys\"", "/live/song/get/track_names", "ii", 3,
          -1);
    check(&talk, "/live/song/get/track_names ,", "/live/song/get/track_names", "ii", 2, 2);
    check(&talk, "/live/track/get/num_devices ,ii 0 2", "/live/track/get/num_devices", "i", 0);
    check(&talk, "/live/track/get/devices/name ,iss 0 \"Utility\" \"Compressor\"",
          "/live/track/get/devices/name", "i", 0);
    check(&talk, "/live/track/get/devices/class_name ,i 3", "/live/track/get/devices/class_name",
          "i", 3);
    check(&talk, "/live/track/get/devices/type ,iii 0 2 2", "/live/track/get/devices/type", "i", 0);
    check(&talk, "/live/track/get/devices/can_have_chains ,iFF 0",
          "/live/track/get/devices/can_have_chains", "i", 0);
    check(&talk, "/live/track/get/volume ,if 0 0.850000024", "/live/track/get/volume", "i", 0);
    check(&talk, "/live/track/get/send ,iif 0 0 0.25", "/live/track/get/send", "ii", 0, 0);
    check(&talk, "/live/track/get/mute ,iF 0", "/live/track/get/mute", "i", 0);
    check(&talk, "/live/track/get/fold_state ,iN 0", "/live/track/get/fold_state", "i", 0);
    check(&talk, "/live/device/get/num_parameters ,iii 2 2 4", "/live/device/get/num_parameters",
          "ii", 2, 2);
    check(&talk,
          "/live/device/get/parameters/name ,iissss 2 2 \"Device On\" \"Threshold\" \"Makeup\" "
          "\"Dry/Wet\"",
          "/live/device/get/parameters/name", "ii", 2, 2);
    check(&talk, "/live/device/get/parameters/is_quantized ,iiTFFF 2 2",
          "/live/device/get/parameters/is_quantized", "ii", 2, 2);
    check(&talk, "/live/device/get/parameter/name ,iiis 2 2 1 \"Threshold\"",
          "/live/device/get/parameter/name", "iii", 2, 2, 1);
    check(&talk, "/live/device/get/parameter/value ,iiif 2 2 1 -10",
          "/live/device/get/parameter/value", "iii", 2, 2, 1);
    check(&talk, "/live/device/get/parameter/value ,iiif 2 2 0 1",
          "/live/device/get/parameter/value", "iii", 2, 2, 0);
    check(&talk, "/live/device/get/parameter/value_string ,iiis 2 2 1 \"-10.0 dB\"",
          "/live/device/get/parameter/value_string", "iii", 2, 2, 1);
    check(&talk, "/live/device/get/class_name ,iis 2 1 \"Eq8\"", "/live/device/get/class_name",
          "ii", 2, 1);
    check(&talk, "/live/device/get/type ,iii 2 1 2", "/live/device/get/type", "ii", 2, 1);
    talk_close(&talk);
}

static void script__echoes_extra_arguments_of_property_getters_only(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/song/get/tempo ,fi 120 777", "/live/song/get/tempo", "i", 777);
    check(&talk, "/live/track/get/name ,isi 0 \"Drums\" 777", "/live/track/get/name", "ii", 0, 777);
    check(&talk, "/live/track/get/mute ,iFsTN 0 \"x\"", "/live/track/get/mute", "isTN", 0, "x");
    check(&talk, "/live/device/get/name ,iisi 0 0 \"Utility\" 777", "/live/device/get/name", "iii",
          0, 0, 777);
    check(&talk, "/live/track/get/volume ,if 0 0.850000024", "/live/track/get/volume", "ii", 0,
          777);
    check(&talk, "/live/device/get/parameter/value ,iiif 2 2 1 -10",
          "/live/device/get/parameter/value", "iiii", 2, 2, 1, 777);
    check(&talk, FAILED("too many values to unpack (expected 1)"), "/live/track/get/send", "iii", 0,
          0, 777);
    talk_close(&talk);
}

static void script__narrows_and_refuses_echoed_numbers(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/song/get/tempo ,ff 120 16777216", "/live/song/get/tempo", "d", 16777217.0);
    check(&talk, "/live/song/get/tempo ,fh 120 4294967296", "/live/song/get/tempo", "h",
          INT64_C(4294967296));
    /* A build error loses the reply and lets the tick go on. */
    talk_say(&talk, "/live/song/get/tempo", "h", INT64_C(2147483648));
    talk_say(&talk, "/live/test", "");
    const char *heard = talk_tick(&talk);
    assert_true(lg_starts_with(heard, "/live/error ,s \"OSC build error: Traceback"));
    assert_non_null(strstr(heard, "'i' format requires"));
    assert_true(lg_ends_with(heard, "\n/live/test ,s \"ok\""));
    talk_close(&talk);
}

static void script__wraps_negative_indices(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/track/get/name ,is -1 \"Keys\"", "/live/track/get/name", "i", -1);
    check(&talk, "/live/track/get/name ,is -4 \"Drums\"", "/live/track/get/name", "i", -4);
    check(&talk, NO_INDEX, "/live/track/get/name", "i", -5);
    check(&talk, NO_INDEX, "/live/track/get/name", "i", 4);
    check(&talk, NO_INDEX, "/live/track/get/mute", "i", -1000);
    check(&talk, FAILED("invalid literal for int() with base 10: 'master'"), "/live/track/get/mute",
          "s", "master");
    check(&talk, "", "/live/track/set/volume", "if", -1, 0.5);
    check(&talk, "/live/track/get/volume ,if 3 0.5", "/live/track/get/volume", "i", 3);
    check(&talk, "/live/device/get/parameter/name ,iiis -2 -1 -1 \"Dry/Wet\"",
          "/live/device/get/parameter/name", "iii", -2, -1, -1);
    check(&talk, NO_INDEX, "/live/device/get/name", "ii", 3, 0);
    check(&talk, NO_INDEX, "/live/device/get/parameter/value", "iii", 2, 2, 4);
    check(&talk, NO_INDEX, "/live/track/get/send", "ii", 0, 2);
    check(&talk, "/live/track/get/send ,iif 0 -2 0.25", "/live/track/get/send", "ii", 0, -2);
    talk_close(&talk);
}

static void script__takes_indices_through_int(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/track/get/name ,is 0 \"Drums\"", "/live/track/get/name", "f", 0.9);
    check(&talk, "/live/track/get/name ,is 1 \"Bass\"", "/live/track/get/name", "s", " +1 ");
    check(&talk, "/live/track/get/name ,is 1 \"Bass\"", "/live/track/get/name", "T");
    check(&talk, "/live/track/get/name ,is 1 \"Bass\"", "/live/track/get/name", "h", INT64_C(1));
    check(&talk, NO_INDEX, "/live/track/get/name", "d", 1e300);
    check(&talk, NO_INDEX, "/live/track/get/name", "d", -1e300);
    check(&talk,
          FAILED("int() argument must be a string, a bytes-like object or a real number, not "
                 "'NoneType'"),
          "/live/track/get/name", "N");
    check(&talk, FAILED("Invalid index type"), "/live/track/get/send", "if", 0, 0.0);
    check(&talk, FAILED("'float' object cannot be interpreted as an integer"),
          "/live/song/get/track_names", "ff", 0.0, 2.0);
    check(&talk, FAILED("invalid literal for int() with base 10: 'it\\'s \"x\"\\n'"),
          "/live/track/get/name", "s", "it's \"x\"\n");
    talk_close(&talk);
}

static void script__says_what_is_missing(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, FAILED("list index out of range"), "/live/track/get/volume", "");
    check(&talk, FAILED("list index out of range"), "/live/device/get/name", "i", 0);
    check(&talk, FAILED("list index out of range"), "/live/device/get/parameter/value", "ii", 0, 0);
    check(&talk, FAILED("tuple index out of range"), "/live/track/set/volume", "i", 0);
    check(&talk, FAILED("not enough values to unpack (expected 2, got 1)"),
          "/live/device/set/parameter/value", "iii", 0, 0, 0);
    check(&talk, FAILED("not enough values to unpack (expected 2, got 1)"),
          "/live/song/get/track_names", "i", 0);
    check(&talk, FAILED("not enough values to unpack (expected at least 2, got 1)"),
          "/live/song/get/track_data", "i", 0);
    talk_close(&talk);
}

static void script__sets_in_silence_and_refuses_out_of_range(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "", "/live/device/set/parameter/value", "iiif", 2, 2, 1, -20.5);
    check(&talk, "/live/device/get/parameter/value ,iiif 2 2 1 -20.5",
          "/live/device/get/parameter/value", "iii", 2, 2, 1);
    check(&talk, REFUSED, "/live/device/set/parameter/value", "iiif", 2, 2, 1, 0.25);
    check(&talk, REFUSED, "/live/device/set/parameter/value", "iiif", 2, 2, 1, -40.5);
    check(&talk, REFUSED, "/live/device/set/parameter/value", "iiid", 2, 2, 1, (double)NAN);
    check(&talk, REFUSED, "/live/device/set/parameter/value", "iiid", 2, 2, 1, -1e300);
    check(&talk, "/live/device/get/parameter/value_string ,iiis 2 2 1 \"-20.5 dB\"",
          "/live/device/get/parameter/value_string", "iii", 2, 2, 1);
    check(&talk, "", "/live/device/set/parameter/value", "iiii", 2, 2, 1, -7);
    check(&talk, "", "/live/device/set/parameter/value", "iiiF", 2, 2, 0);
    check(&talk, "/live/device/get/parameters/value ,iiffff 2 2 0 -7 0 1",
          "/live/device/get/parameters/value", "ii", 2, 2);
    check(&talk, "", "/live/track/set/volume", "id", 0, 0.7);
    check(&talk, "/live/track/get/volume ,if 0 0.699999988", "/live/track/get/volume", "i", 0);
    check(&talk, REFUSED, "/live/track/set/volume", "if", 0, 1.01);
    check(&talk, REFUSED, "/live/track/set/panning", "if", 0, -1.01);
    check(&talk, REFUSED, "/live/song/set/tempo", "f", 19.9);
    check(&talk, "", "/live/track/set/panning", "if", 0, -1.0);
    check(&talk, "/live/track/get/panning ,if 0 -1", "/live/track/get/panning", "i", 0);
    check(&talk, "", "/live/track/set/send", "iif", 0, 1, 0.5);
    check(&talk, "/live/track/get/send ,iif 0 1 0.5", "/live/track/get/send", "ii", 0, 1);
    check(&talk, "", "/live/track/set/mute", "ii", 0, 1);
    check(&talk, "", "/live/track/set/solo", "iT", 0);
    check(&talk, "", "/live/track/set/arm", "ii", 0, 1);
    check(&talk, "/live/track/get/mute ,iT 0", "/live/track/get/mute", "i", 0);
    check(&talk, "/live/track/get/solo ,iT 0", "/live/track/get/solo", "i", 0);
    check(&talk, "/live/track/get/arm ,iT 0", "/live/track/get/arm", "i", 0);
    check(&talk, "", "/live/song/set/tempo", "f", 98.5);
    check(&talk, "/live/song/get/tempo ,f 98.5", "/live/song/get/tempo", "");
    check(&talk, REFUSED, "/live/song/set/tempo", "i", 1000);
    check(&talk, "", "/live/track/set/name", "is", 0, "Perc");
    check(&talk, "", "/live/track/set/name", "is", 0, "Beats");
    check(&talk, "/live/track/get/name ,is 0 \"Beats\"", "/live/track/get/name", "i", 0);
    talk_close(&talk);
}

static void script__refuses_types_that_live_does_not_take(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    static const struct {
        const char *address, *tags;
    } rows[] = {{"/live/track/set/mute", "if"},
                {"/live/track/set/name", "ii"},
                {"/live/track/set/volume", "is"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].tags[1] == 'f')
            talk_say(&talk, rows[i].address, rows[i].tags, 0, 1.0);
        else if (rows[i].tags[1] == 's')
            talk_say(&talk, rows[i].address, rows[i].tags, 0, "loud");
        else
            talk_say(&talk, rows[i].address, rows[i].tags, 0, 1);
        assert_true(lg_starts_with(talk_tick(&talk),
                                   "/live/error ,s \"Error handling OSC message: Python argument"));
    }
    check(&talk, "/live/track/get/mute ,iF 0", "/live/track/get/mute", "i", 0);
    check(&talk, "/live/track/get/name ,is 0 \"Drums\"", "/live/track/get/name", "i", 0);
    talk_close(&talk);
}

static void script__keeps_what_was_set_before_a_bad_value(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, REFUSED, "/live/device/set/parameters/value", "iifff", 2, 2, 0.0, -5.0, 99.0);
    check(&talk, "/live/device/get/parameters/value ,iiffff 2 2 0 -5 0 1",
          "/live/device/get/parameters/value", "ii", 2, 2);
    check(&talk, NO_INDEX, "/live/device/set/parameters/value", "iifffff", 2, 2, 1.0, -6.0, 1.0,
          0.5, 0.0);
    check(&talk, "/live/device/get/parameters/value ,iiffff 2 2 1 -6 1 0.5",
          "/live/device/get/parameters/value", "ii", 2, 2);
    check(&talk, "", "/live/device/set/parameters/value", "iif", 2, 2, 0.0);
    talk_close(&talk);
}

static void script__has_group_tracks_without_arm(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, "mastering.yaml", NULL);
    check(&talk, "/live/track/get/arm ,iN 4", "/live/track/get/arm", "i", 4);
    check(&talk, "/live/track/get/can_be_armed ,iF 4", "/live/track/get/can_be_armed", "i", 4);
    check(&talk, "/live/track/get/is_foldable ,iT 4", "/live/track/get/is_foldable", "i", 4);
    check(&talk, "/live/track/get/fold_state ,ii 4 0", "/live/track/get/fold_state", "i", 4);
    check(&talk, "", "/live/track/set/fold_state", "ii", 4, 1);
    check(&talk, "/live/track/get/fold_state ,ii 4 1", "/live/track/get/fold_state", "i", 4);
    check(&talk, FAILED("This track has no 'arm' property!"), "/live/track/set/arm", "ii", 4, 1);
    check(&talk, FAILED("This track has no 'arm' property!"), "/live/song/get/track_data", "iis", 0,
          -1, "track.arm");
    check(&talk, "/live/track/get/has_midi_input ,iT 2", "/live/track/get/has_midi_input", "i", 2);
    talk_close(&talk);
}

static void script__reaches_all_tracks_by_star(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/track/get/name ,is 0 \"Drums\"", "/live/track/get/name", "s", "*");
    check(&talk, "", "/live/track/set/mute", "si", "*", 1);
    check(&talk, "/live/song/get/track_data ,TTTT", "/live/song/get/track_data", "iis", 0, -1,
          "track.mute");
    talk_close(&talk);
    talk_open(&talk, "empty.yaml", NULL);
    check(&talk, "", "/live/track/get/name", "s", "*");
    check(&talk, "/live/song/get/track_names ,", "/live/song/get/track_names", "");
    check(&talk, "/live/song/get/track_data ,", "/live/song/get/track_data", "iis", 0, -1,
          "track.name");
    check(&talk, NO_INDEX, "/live/track/get/name", "i", -1);
    talk_close(&talk);
}

static void script__gives_track_data_flat(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "/live/song/get/track_data ,sis \"Bass\" 1 \"Utility\"",
          "/live/song/get/track_data", "ffsss", 1.0, 2.0, "track.name", "track.num_devices",
          "device.name");
    talk_close(&talk);
}

static void script__goes_wrong_in_track_data_as_measured(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    /* An unknown object is a bare word once per track, and the reply still comes. */
    check(&talk,
          "/live/error ,s \"foo\"\n/live/error ,s \"foo\"\n"
          "/live/song/get/track_data ,ss \"Drums\" \"Bass\"",
          "/live/song/get/track_data", "iiss", 0, 2, "foo.bar", "track.name");
    check(&talk, FAILED("'Track' object has no attribute 'nonesuch'"), "/live/song/get/track_data",
          "iiss", 0, -1, "track.name", "track.nonesuch");
    check(&talk, FAILED("'Device' object has no attribute 'nonesuch'"), "/live/song/get/track_data",
          "iis", 0, -1, "device.nonesuch");
    check(&talk, FAILED("Infered arg_value type is not supported"), "/live/song/get/track_data",
          "iis", 0, -1, "device.parameters");
    check(&talk, FAILED("too many values to unpack (expected 2)"), "/live/song/get/track_data",
          "iis", 0, -1, "track.mixer_device.volume");
    check(&talk, FAILED("not enough values to unpack (expected 2, got 1)"),
          "/live/song/get/track_data", "iis", 0, -1, "track");
    check(&talk, FAILED("'int' object has no attribute 'split'"), "/live/song/get/track_data",
          "iii", 0, -1, 7);
    check(&talk, NO_INDEX, "/live/song/get/track_data", "iis", 0, 5, "track.name");
    talk_close(&talk);
}

static void script__adds_and_deletes_tracks(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk, "", "/live/song/create_audio_track", "i", 1);
    check(&talk, "", "/live/song/create_audio_track", "i", -1);
    check(&talk, "", "/live/song/create_audio_track", "");
    check(&talk,
          "/live/song/get/track_names ,sssssss \"Drums\" \"2-Audio\" \"2-Audio\" \"Bass\" "
          "\"Gesang üñî 日本語 🎸\" \"Keys\" \"6-Audio\"",
          "/live/song/get/track_names", "");
    check(&talk, "/live/track/get/send ,iif 6 1 0", "/live/track/get/send", "ii", 6, 1);
    check(&talk, "", "/live/song/delete_track", "i", 6);
    check(&talk, "", "/live/song/delete_track", "i", 0);
    check(&talk, "/live/song/get/track_names ,sss \"2-Audio\" \"2-Audio\" \"Bass\"",
          "/live/song/get/track_names", "ii", 0, 3);
    check(&talk, NO_INDEX, "/live/song/delete_track", "i", 5);
    check(&talk, NO_INDEX, "/live/song/create_audio_track", "i", 6);
    talk_close(&talk);
}

static void script__matches_wildcards_as_unanchored_regexes(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    check(&talk,
          "/live/device/get/parameters/name ,iissss 2 2 \"Device On\" \"Threshold\" \"Makeup\" "
          "\"Dry/Wet\"\n"
          "/live/device/get/parameters/value ,iiffff 2 2 1 -10 0 1\n"
          "/live/device/get/parameters/min ,iiffff 2 2 0 -40 -20 0\n"
          "/live/device/get/parameters/max ,iiffff 2 2 1 0 20 1\n"
          "/live/device/get/parameters/is_quantized ,iiTFFF 2 2",
          "/live/device/get/parameters/*", "ii", 2, 2);
    /* The end is open, setters and methods are hit too. */
    check(&talk,
          "/live/song/get/tempo ,fi 120 1\n/live/scene/get/tempo ,if 1 -1\n"
          "/live/scene/get/tempo_enabled ,iF 1",
          "/live/*/get/temp", "i", 1);
    check(&talk,
          "/live/song/get/tempo ,fi 120 1\n/live/scene/get/tempo ,if 1 -1\n"
          "/live/scene/get/tempo_enabled ,iF 1",
          "/live/(song|scene)/g*/tempo", "i", 1);
    /* Two tracks and a return, as measured; a scene needs an index. */
    talk_say(&talk, "/live/song/create_*", "");
    assert_true(lg_starts_with(talk_tick(&talk),
                               FAILED_AT "Python argument types in\n    Song.create_scene(Song)"));
    check(&talk, "/live/song/get/num_tracks ,i 6", "/live/song/get/num_t*", "");
    assert_int_equal(lg_sim_now(talk.sim)->num_returns, 3);
    /* A return, a scene and a track. */
    check(&talk, "", "/live/song/delete_*", "i", 0);
    check(&talk, "/live/song/get/num_tracks ,i 5\n/live/song/get/num_scenes ,i 7",
          "/live/song/get/num_*", "");
    assert_int_equal(lg_sim_now(talk.sim)->num_returns, 2);
    check(&talk, "", "/live/zzz/*", "");
    /* But the start is not. */
    assert_true(lg_sim_deliver(talk.sim, LG_SIM_LOCAL, "*/test\0\0,\0\0\0", 12));
    assert_string_equal(talk_tick(&talk), "");
    /* Value errors are passed over, so that send is not answered; others are not. */
    check(&talk, "", "/live/track/get/sen*", "i", 0);
    check(&talk, NO_INDEX, "/live/track/get/*", "i", 77);
    talk_say(&talk, "/live/(*", "");
    talk_say(&talk, "/live/test", "");
    assert_true(lg_starts_with(talk_tick(&talk), "/live/error ,s \"Error handling OSC message: "));
    assert_string_equal(talk_tick(&talk), "/live/test ,s \"ok\"");
    talk_close(&talk);
}

static void script__stops_the_tick_at_the_first_exception(void **state) {
    (void)state;
    static const int failing[] = {0, 1, 5, 20, 50};
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
        struct talk talk;
        open(&talk);
        for (int j = 0; j < failing[i]; j++)
            talk_say(&talk, "/live/track/get/name", "i", 99);
        talk_say(&talk, "/live/test", "");
        int ticks = 1;
        while (strcmp(talk_tick(&talk), "/live/test ,s \"ok\"") != 0) {
            assert_string_equal(lg_str_text(&talk.heard), NO_INDEX);
            ticks++;
        }
        assert_int_equal(ticks, failing[i] + 1);
        talk_close(&talk);
    }
}

static void script__goes_on_after_unknown_addresses_and_parse_errors(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    talk_say(&talk, "/live/nonesuch", "i", 1);
    assert_true(lg_sim_deliver(talk.sim, LG_SIM_LOCAL, "", 0));
    assert_true(lg_sim_deliver(talk.sim, LG_SIM_LOCAL, "/live/test\0\0,s\0\0high", 20));
    talk_say(&talk, "/live/test", "");
    const char *heard = talk_tick(&talk);
    assert_true(lg_starts_with(
        heard, "/live/error ,s \"Unknown OSC address: /live/nonesuch\"\n"
               "/live/error ,s \"Error parsing OSC message: Traceback (most recent call last):"));
    assert_non_null(strstr(heard, "ParseError"));
    assert_true(lg_ends_with(heard, "\n/live/test ,s \"ok\""));
    assert_true(lg_sim_is_idle(talk.sim));
    talk_close(&talk);
}

static void script__accepts_a_truncated_float(void **state) {
    (void)state;
    struct talk talk;
    open(&talk);
    /* 0.5 is 3f000000: one byte of it is enough. */
    static const char bytes[] = "/live/track/set/volume\0\0,if\0\0\0\0\0\x3f";
    assert_true(lg_sim_deliver(talk.sim, LG_SIM_LOCAL, bytes, sizeof bytes - 1));
    assert_string_equal(talk_tick(&talk), "");
    check(&talk, "/live/track/get/volume ,if 0 0.5", "/live/track/get/volume", "i", 0);
    talk_close(&talk);
}

static void add(struct lg_str *bundle, const char *address, const char *tags, int index) {
    struct lg_str element = {0};
    talk_message(&element, address, tags, index);
    talk_add_element(bundle, &element);
    lg_str_dispose(&element);
}

static void script__loses_the_rest_of_a_bundle(void **state) {
    (void)state;
    struct talk talk;
    struct lg_str bundle = {0};
    struct lg_str inner = {0};
    open(&talk);
    talk_bundle(&inner);
    add(&inner, "/live/track/get/name", "i", 1);
    add(&inner, "/live/track/get/name", "i", 99);
    add(&inner, "/live/track/get/name", "i", 2);
    talk_bundle(&bundle);
    add(&bundle, "/live/track/get/name", "i", 0);
    add(&bundle, "/live/nonesuch", "i", 0);
    talk_add_element(&bundle, &inner);
    add(&bundle, "/live/track/get/name", "i", 3);
    assert_true(lg_sim_deliver(talk.sim, LG_SIM_LOCAL, bundle.text, bundle.length));
    talk_say(&talk, "/live/test", "");
    assert_string_equal(talk_tick(&talk), "/live/track/get/name ,is 0 \"Drums\"\n"
                                          "/live/error ,s \"Unknown OSC address: /live/nonesuch\"\n"
                                          "/live/track/get/name ,is 1 \"Bass\"\n" NO_INDEX);
    assert_string_equal(talk_tick(&talk), "/live/test ,s \"ok\"");
    assert_string_equal(talk_tick(&talk), "");
    lg_str_dispose(&bundle);
    lg_str_dispose(&inner);
    talk_close(&talk);
}

static void script__takes_bad_bundles_and_bad_utf8_as_exceptions(void **state) {
    (void)state;
    static const struct lg_view bytes[] = {{"#bundle\0\0\0\0", 11}, {"/\xff\0\0", 4}};
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        struct talk talk;
        open(&talk);
        assert_true(lg_sim_deliver(talk.sim, LG_SIM_LOCAL, bytes[i].text, bytes[i].length));
        talk_say(&talk, "/live/test", "");
        const char *heard = talk_tick(&talk);
        assert_true(lg_starts_with(heard, "/live/error ,s \"Error handling OSC message: "));
        assert_null(strstr(heard, "/live/test"));
        assert_string_equal(talk_tick(&talk), "/live/test ,s \"ok\"");
        talk_close(&talk);
    }
}

/* parameters/name of EQ Eight is some 1 kB; with a lower limit it fails as the system would. */
static void script__can_not_send_what_is_too_long(void **state) {
    (void)state;
    struct talk talk;
    const struct lg_sim_options options = {.max_dgram = 256};
    talk_open(&talk, "transcript.yaml", &options);
    talk_say(&talk, "/live/device/get/parameters/name", "ii", 2, 1);
    talk_say(&talk, "/live/test", "");
    const char *heard = talk_tick(&talk);
    assert_true(lg_starts_with(heard, "/live/error ,s \"Socket error: Traceback"));
    assert_non_null(strstr(heard, "OSError: [Errno 40] Message too long"));
    assert_null(strstr(heard, "/live/test"));
    assert_string_equal(talk_tick(&talk), "/live/test ,s \"ok\"");
    talk_close(&talk);

    /* 32 bytes of address, 8 of tags, 12 of arguments: at the limit it passes, beyond it fails. */
    const struct lg_sim_options exact = {.max_dgram = 52};
    talk_open(&talk, "transcript.yaml", &exact);
    check(&talk, "/live/track/get/devices/type ,iii 0 2 2", "/live/track/get/devices/type", "i", 0);
    talk_close(&talk);
    const struct lg_sim_options below = {.max_dgram = 51};
    talk_open(&talk, "transcript.yaml", &below);
    check(&talk, "", "/live/track/get/devices/type", "i", 0);
    talk_close(&talk);
}

#define FOUR "device.class_name", "device.class_name", "device.class_name", "device.class_name"

static void script__says_errno_90_at_the_systems_own_limit(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, "hundred-tracks.yaml", NULL);
    talk_say(&talk, "/live/song/get/track_data", "iissssssss", 0, -1, FOUR, FOUR);
    assert_true(lg_starts_with(talk_tick(&talk), "/live/song/get/track_data ,s"));
    talk_say(&talk, "/live/song/get/track_data", "iissssssssssssssss", 0, -1, FOUR, FOUR, FOUR,
             FOUR);
    talk_say(&talk, "/live/test", "");
    const char *heard = talk_tick(&talk);
    assert_non_null(strstr(heard, "OSError: [Errno 90] Message too long"));
    assert_null(strstr(heard, "/live/test"));
    talk_close(&talk);
}

static void script__loses_request_257(void **state) {
    (void)state;
    struct talk talk;
    struct lg_str bytes = {0};
    open(&talk);
    for (int i = 0; i < 300; i++) {
        lg_str_clear(&bytes);
        talk_message(&bytes, "/live/track/get/name", "ii", 0, i);
        assert_int_equal(lg_sim_deliver(talk.sim, LG_SIM_LOCAL, bytes.text, bytes.length), i < 256);
    }
    lg_str_dispose(&bytes);
    const char *heard = talk_tick(&talk);
    size_t lines = 1;
    for (const char *at = heard; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    assert_int_equal(lines, 256);
    assert_true(lg_starts_with(heard, "/live/track/get/name ,isi 0 \"Drums\" 0\n"));
    assert_true(lg_ends_with(heard, "\n/live/track/get/name ,isi 0 \"Drums\" 255"));
    /* Drained, it takes as many again. */
    talk_say(&talk, "/live/test", "");
    talk_close(&talk);

    const struct lg_sim_options small = {.queue_bytes = 832};
    talk_open(&talk, "transcript.yaml", &small);
    talk_say(&talk, "/live/test", "");
    assert_false(lg_sim_deliver(talk.sim, LG_SIM_LOCAL, "", 0));
    talk_close(&talk);
}

static void script__answers_whom_it_was_asked_by(void **state) {
    (void)state;
    struct talk talk;
    struct lg_str bytes = {0};
    static char buffer[LG_DATAGRAM_MAX];
    open(&talk);
    talk_message(&bytes, "/live/test", "");
    for (uint32_t peer = 1; peer <= 3; peer++)
        assert_true(lg_sim_deliver(talk.sim, peer, bytes.text, bytes.length));
    lg_str_dispose(&bytes);
    lg_sim_tick(talk.sim);
    for (uint32_t peer = 1; peer <= 3; peer++) {
        uint32_t from = 0;
        size_t length;
        assert_true(lg_sim_take_reply(talk.sim, &from, buffer, &length));
        assert_int_equal(from, peer);
    }
    talk_close(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(script__answers_with_the_measured_tags),
        cmocka_unit_test(script__echoes_extra_arguments_of_property_getters_only),
        cmocka_unit_test(script__narrows_and_refuses_echoed_numbers),
        cmocka_unit_test(script__wraps_negative_indices),
        cmocka_unit_test(script__takes_indices_through_int),
        cmocka_unit_test(script__says_what_is_missing),
        cmocka_unit_test(script__sets_in_silence_and_refuses_out_of_range),
        cmocka_unit_test(script__refuses_types_that_live_does_not_take),
        cmocka_unit_test(script__keeps_what_was_set_before_a_bad_value),
        cmocka_unit_test(script__has_group_tracks_without_arm),
        cmocka_unit_test(script__reaches_all_tracks_by_star),
        cmocka_unit_test(script__gives_track_data_flat),
        cmocka_unit_test(script__goes_wrong_in_track_data_as_measured),
        cmocka_unit_test(script__adds_and_deletes_tracks),
        cmocka_unit_test(script__matches_wildcards_as_unanchored_regexes),
        cmocka_unit_test(script__stops_the_tick_at_the_first_exception),
        cmocka_unit_test(script__goes_on_after_unknown_addresses_and_parse_errors),
        cmocka_unit_test(script__accepts_a_truncated_float),
        cmocka_unit_test(script__loses_the_rest_of_a_bundle),
        cmocka_unit_test(script__takes_bad_bundles_and_bad_utf8_as_exceptions),
        cmocka_unit_test(script__can_not_send_what_is_too_long),
        cmocka_unit_test(script__says_errno_90_at_the_systems_own_limit),
        cmocka_unit_test(script__loses_request_257),
        cmocka_unit_test(script__answers_whom_it_was_asked_by),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
