#include "support/unit.h"

#include "unit/live/two_tracks.h"

typedef void change(struct two_tracks *two);

static void rename_track(struct two_tracks *two) {
    two->tracks[0].name = "Kit";
}
static void rename_device(struct two_tracks *two) {
    two->devices[0].name = "Narrow";
}
static void change_class(struct two_tracks *two) {
    two->devices[0].class_name = "Eq8";
}
static void swap_tracks(struct two_tracks *two) {
    struct lg_live_track first = two->tracks[0];
    two->tracks[0] = two->tracks[1];
    two->tracks[1] = first;
}
static void swap_devices(struct two_tracks *two) {
    struct lg_live_device first = two->devices[0];
    two->devices[0] = two->devices[1];
    two->devices[1] = first;
}
static void drop_track(struct two_tracks *two) {
    two->set.num_tracks = 1;
}
static void drop_device(struct two_tracks *two) {
    two->tracks[1].num_devices = 1;
}
static void turn_off(struct two_tracks *two) {
    two->params[0].value.number = 0;
}
static void widen(struct two_tracks *two) {
    two->params[1].range.max.number = 36;
}
static void quantise(struct two_tracks *two) {
    two->params[1].is_quantized = true;
}
static void rename_param(struct two_tracks *two) {
    two->params[1].name = "Input";
}
static void drop_param(struct two_tracks *two) {
    two->devices[1].num_params = 2;
}
static void fade(struct two_tracks *two) {
    two->tracks[0].mixer.volume.number = 0.7F;
}
static void pan(struct two_tracks *two) {
    two->tracks[0].mixer.panning.number = 0.1F;
}
static void mute(struct two_tracks *two) {
    two->tracks[0].mixer.mute = LG_SWITCH_ON;
}
static void solo(struct two_tracks *two) {
    two->tracks[0].mixer.solo = LG_SWITCH_ON;
}
static void arm(struct two_tracks *two) {
    two->tracks[0].mixer.arm = LG_SWITCH_ON;
}
static void monitor(struct two_tracks *two) {
    two->tracks[0].mixer.monitoring = LG_MONITORING_IN;
}
static void send_more(struct two_tracks *two) {
    two->sends[1][0].number = 0.5F;
}
static void send_nothing(struct two_tracks *two) {
    two->tracks[0].mixer.num_sends = 0;
}
static void speed_up(struct two_tracks *two) {
    two->set.song.tempo.number = 128;
}
static void click(struct two_tracks *two) {
    two->set.song.metronome = LG_SWITCH_ON;
}
static void loop(struct two_tracks *two) {
    two->set.song.loop = LG_SWITCH_ON;
}
static void loop_later(struct two_tracks *two) {
    two->set.song.loop_start.number = 8;
}
static void loop_longer(struct two_tracks *two) {
    two->set.song.loop_length.number = 8;
}
static void lose_master(struct two_tracks *two) {
    two->set.master = NULL;
}
static void rename_master(struct two_tracks *two) {
    two->master.name = "Master";
}
static void lose_return(struct two_tracks *two) {
    two->set.num_returns = 0;
}
static void rename_return(struct two_tracks *two) {
    two->returns[0].name = "A-Hall";
}
static void turn_up(struct two_tracks *two) {
    two->params[1].value.number = 4;
}
static void negate_zero(struct two_tracks *two) {
    two->tracks[0].mixer.panning.number = -0.0F;
}
static void update_live(struct two_tracks *two) {
    two->set.version[1] = 2;
}

/* From which depth on a change is seen. */
static const struct {
    change *change;
    int depth;
} rows[] = {
    {rename_track, LG_FINGERPRINT_STRUCTURE},
    {rename_device, LG_FINGERPRINT_STRUCTURE},
    {change_class, LG_FINGERPRINT_STRUCTURE},
    {swap_tracks, LG_FINGERPRINT_STRUCTURE},
    {swap_devices, LG_FINGERPRINT_STRUCTURE},
    {drop_track, LG_FINGERPRINT_STRUCTURE},
    {drop_device, LG_FINGERPRINT_STRUCTURE},
    {turn_off, LG_FINGERPRINT_SETTINGS},
    {widen, LG_FINGERPRINT_SETTINGS},
    {quantise, LG_FINGERPRINT_SETTINGS},
    {rename_param, LG_FINGERPRINT_SETTINGS},
    {drop_param, LG_FINGERPRINT_SETTINGS},
    {fade, LG_FINGERPRINT_SETTINGS},
    {pan, LG_FINGERPRINT_SETTINGS},
    {mute, LG_FINGERPRINT_SETTINGS},
    {solo, LG_FINGERPRINT_SETTINGS},
    {lose_master, LG_FINGERPRINT_SETTINGS},
    {rename_master, LG_FINGERPRINT_SETTINGS},
    {lose_return, LG_FINGERPRINT_SETTINGS},
    {rename_return, LG_FINGERPRINT_SETTINGS},
    {arm, LG_FINGERPRINT_SETTINGS},
    {monitor, LG_FINGERPRINT_SETTINGS},
    {send_more, LG_FINGERPRINT_SETTINGS},
    {send_nothing, LG_FINGERPRINT_SETTINGS},
    {speed_up, LG_FINGERPRINT_VALUES},
    {click, LG_FINGERPRINT_VALUES},
    {loop, LG_FINGERPRINT_VALUES},
    {loop_later, LG_FINGERPRINT_VALUES},
    {loop_longer, LG_FINGERPRINT_VALUES},
    {turn_up, LG_FINGERPRINT_VALUES},
    {negate_zero, LG_FINGERPRINT__COUNT},
    {update_live, LG_FINGERPRINT__COUNT},
};

static void fingerprint__v2_sees_what_its_depth_covers(void **state) {
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        for (int depth = 0; depth < LG_FINGERPRINT__COUNT; depth++) {
            struct two_tracks two;
            char was[LG_SHA256_HEX];
            char is[LG_SHA256_HEX];
            two_tracks_init(&two);
            lg_live_fingerprint_v2(&two.set, (enum lg_fingerprint_depth)depth, was);
            rows[i].change(&two);
            lg_live_fingerprint_v2(&two.set, (enum lg_fingerprint_depth)depth, is);
            if ((strcmp(was, is) != 0) != (depth >= rows[i].depth))
                fail_msg("change %zu at depth %d", i, depth);
        }
    }
}

/* Facts, section 12: where version 1 takes two sets for one. */
static void fingerprint__v2_tells_apart_what_v1_can_not(void **state) {
    LG_UNUSED(state);
    struct lg_live_device x = {.name = "x", .class_name = "X"};
    struct lg_live_device y = {.name = "y", .class_name = "Y"};
    struct lg_live_track two[] = {{.name = "A", .devices = &x, .num_devices = 1},
                                  {.name = "B", .devices = &y, .num_devices = 1}};
    struct lg_live_track one[] = {{.name = "A:1:X;1:B", .devices = &y, .num_devices = 1}};
    const struct lg_live_set sets[] = {{.tracks = two, .num_tracks = 2},
                                       {.tracks = one, .num_tracks = 1}};
    char v1[2][LG_SHA256_HEX];
    char v2[2][LG_SHA256_HEX];
    for (size_t i = 0; i < 2; i++) {
        lg_live_fingerprint_v1(&sets[i], v1[i]);
        lg_live_fingerprint_v2(&sets[i], LG_FINGERPRINT_STRUCTURE, v2[i]);
    }
    assert_string_equal(v1[0], v1[1]);
    assert_string_not_equal(v2[0], v2[1]);
}

/* Computed apart from this program: printf of the text in fingerprint.h | sha256sum. */
static void fingerprint__v2_is_the_hash_of_its_text(void **state) {
    LG_UNUSED(state);
    struct two_tracks two;
    char hex[LG_SHA256_HEX];
    two_tracks_init(&two);
    two.set.num_tracks = 1;
    lg_live_fingerprint_v2(&two.set, LG_FINGERPRINT_STRUCTURE, hex);
    /* 15:livegate-set-v2:9:structure:1:1:1:0:5:Drums:1:0: */
    assert_string_equal(hex, "26935d968928e153e12656a68aeebe8e531266387853762e79a73656bf6b30c5");
    two.set.num_returns = 0;
    two.set.master = NULL;
    lg_live_fingerprint_v2(&two.set, LG_FINGERPRINT_SETTINGS, hex);
    /* 15:livegate-set-v2:8:settings:1:1:1:0:5:Drums:1:0:8:3f59999a:8:00000000:1:1:1:1:1:1:1:2:1:1:8:3e800000:1:0:1:0:
     */
    assert_string_equal(hex, "7ac391189a43de07ae4107db5a900c13d45bc0897591e1a063c1e2f2312b5558");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fingerprint__v2_sees_what_its_depth_covers),
        cmocka_unit_test(fingerprint__v2_tells_apart_what_v1_can_not),
        cmocka_unit_test(fingerprint__v2_is_the_hash_of_its_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
