#include "support/unit.h"

#include "live/diff.h"
#include "unit/live/two_tracks.h"

typedef void change(struct two_tracks *two);

static void nothing(struct two_tracks *two) {
    LG_UNUSED(two);
}
static void turn_off(struct two_tracks *two) {
    static struct lg_live_param params[3];
    memcpy(params, two->params, sizeof params);
    params[0].value.number = 0;
    two->devices[1].params = params;
}
static void turn_up(struct two_tracks *two) {
    two->params[1].value.number = 4.5F;
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
static void rename_track(struct two_tracks *two) {
    two->tracks[1].name = "MASTERBUS";
}
static void rename_empty_track(struct two_tracks *two) {
    two->tracks[0].name = "Kit";
}
static void rename_device(struct two_tracks *two) {
    two->devices[1].name = "Brickwall";
}
static void replace_device(struct two_tracks *two) {
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
    two->tracks[0] = two->tracks[1];
    two->set.num_tracks = 1;
}
static void drop_device(struct two_tracks *two) {
    two->devices[0] = two->devices[1];
    two->tracks[1].num_devices = 1;
}
static void fade(struct two_tracks *two) {
    two->tracks[0].mixer.volume.number = 0.7F;
}
static void mute(struct two_tracks *two) {
    two->returns[0].mixer.mute = LG_SWITCH_ON;
}
static void pan_master(struct two_tracks *two) {
    two->master.mixer.panning.number = -0.5F;
}
static void arm(struct two_tracks *two) {
    two->tracks[0].mixer.arm = LG_SWITCH_ON;
}
static void monitor(struct two_tracks *two) {
    two->tracks[0].mixer.monitoring = LG_MONITORING_OFF;
}
static void send_more(struct two_tracks *two) {
    two->sends[1][0].number = 0.5F;
}
static void change_song(struct two_tracks *two) {
    two->set.song = (struct lg_live_song){{128.5F}, LG_SWITCH_ON, LG_SWITCH_ON, {8}, {16}};
}
/* Another return comes before the one that there was: its send is the second now. */
static void add_return(struct two_tracks *two) {
    static struct lg_live_track returns[2];
    static struct lg_native sends[2][2] = {{{0.75F}, {0.25F}}, {{0.75F}, {0.5F}}};
    static struct lg_native back[2] = {{0}, {0}};
    returns[1] = two->returns[0];
    returns[1].mixer.sends = back;
    returns[1].mixer.num_sends = 2;
    returns[0] = returns[1];
    returns[0].name = "Z-Hall";
    two->set.returns = returns;
    two->set.num_returns = 2;
    for (size_t i = 0; i < 2; i++) {
        two->tracks[i].mixer.sends = sends[i];
        two->tracks[i].mixer.num_sends = 2;
    }
}
static void rename_master(struct two_tracks *two) {
    two->master.name = "Master";
}
static void update_live(struct two_tracks *two) {
    two->set.version[1] = 2;
}
static void lose_dialect(struct two_tracks *two) {
    two->set.dialect = LG_DIALECT_STOCK;
    two->set.master = NULL;
    two->set.num_returns = 0;
}
static void look_less(struct two_tracks *two) {
    two->set.is_surveyed = two->set.has_values = two->set.has_song = false;
    two->tracks[1].has_mixer = false;
    two->devices[1].has_params = false;
    two->params[1].value.number = 99;
    two->tracks[1].mixer.volume.number = 1;
}

static const struct {
    change *change;
    const char *lines;
} rows[] = {
    {nothing, ""},
    {turn_off, "PREMASTER / Limiter: on → off\n"},
    {turn_up, "PREMASTER / Limiter / Gain: 3 → 4.5\n"},
    {widen, "PREMASTER / Limiter / Gain: range -24 … 24 → -24 … 36\n"},
    {quantise, "PREMASTER / Limiter / Gain: continuous → quantised\n"},
    {rename_param, "PREMASTER / Limiter / Gain: removed (was #1)\n"
                   "PREMASTER / Limiter / Input: added (#1)\n"},
    {rename_track, "PREMASTER: renamed to 'MASTERBUS'\n"},
    {rename_empty_track, "Drums: renamed to 'Kit'\n"},
    {rename_device, "PREMASTER / Limiter: renamed to 'Brickwall'\n"},
    {replace_device, "PREMASTER / Wide: class StereoGain → Eq8\n"},
    {swap_tracks, "PREMASTER: moved, #1 → #0\n"},
    {swap_devices, "PREMASTER / Limiter: moved, #1 → #0\n"},
    {drop_track, "Drums: removed (was #0)\n"},
    {drop_device, "PREMASTER / Wide: removed (was #0)\n"},
    {fade, "Drums / volume: 0.85 → 0.7\n"},
    {mute, "A-Reverb / mute: off → on\n"},
    {pan_master, "Main / panning: 0 → -0.5\n"},
    {arm, "Drums / arm: off → on\n"},
    {monitor, "Drums / monitoring: auto → off\n"},
    {send_more, "PREMASTER / send A-Reverb: 0 → 0.5\n"},
    {change_song, "tempo: 120 → 128.5\nmetronome: off → on\nloop: off → on\n"
                  "loop start: 0 → 8\nloop length: 4 → 16\n"},
    {add_return, "PREMASTER / send A-Reverb: 0 → 0.5\nZ-Hall: added (#0)\n"},
    {rename_master, "Main: renamed to 'Master'\n"},
    {update_live, "Live: 12.1 → 12.2\n"},
    {lose_dialect, "AbletonOSC: dialect neg1000 → stock\n"},
    {look_less, ""},
};

static void assert_diff(const struct lg_live_set *was, const struct lg_live_set *is,
                        const char *lines, size_t row) {
    struct lg_arena arena = {0};
    struct lg_diff diff;
    struct lg_str got = {0};
    lg_live_diff(was, is, &arena, &diff);
    for (size_t i = 0; i < diff.count; i++)
        lg_str_printf(&got, "%s\n", diff.lines[i]);
    if (strcmp(lg_str_text(&got), lines) != 0)
        fail_msg("row %zu: %s instead of %s", row, lg_str_text(&got), lines);
    lg_str_dispose(&got);
    lg_arena_dispose(&arena);
}

static void diff__is_told_in_words(void **state) {
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct two_tracks was;
        struct two_tracks is;
        two_tracks_init(&was);
        two_tracks_init(&is);
        rows[i].change(&is);
        assert_diff(&was.set, &is.set, rows[i].lines, i);
    }
}

static void lose_returns(struct two_tracks *two) {
    two->set.dialect = LG_DIALECT_NEG1;
    two->set.num_returns = 0;
}
static void speak_stock(struct two_tracks *two) {
    lose_dialect(two);
}
static void be_older(struct two_tracks *two) {
    two->set.has_song = false;
}

/* What was not compared is said, so that no difference is not taken for all being the same. */
static void diff__names_what_it_could_not_see(void **state) {
    LG_UNUSED(state);
    static const struct {
        change *change;
        const char *unseen;
    } cases[] = {
        {nothing, NULL},
        {be_older, "sends, arm, monitoring, tempo and loop"},
        {look_less, "parameters, mixers, tempo and loop; the master; the returns"},
        {lose_returns, "the parameters of the master's devices; the returns"},
        {speak_stock, "the master; the returns"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        struct two_tracks was;
        struct two_tracks is;
        struct lg_arena arena = {0};
        struct lg_diff diff;
        two_tracks_init(&was);
        two_tracks_init(&is);
        cases[i].change(&is);
        lg_live_diff(&was.set, &is.set, &arena, &diff);
        if ((diff.unseen == NULL) != (cases[i].unseen == NULL))
            fail_msg("row %zu: %s", i, diff.unseen == NULL ? "nothing" : diff.unseen);
        if (diff.unseen != NULL)
            assert_string_equal(diff.unseen, cases[i].unseen);
        lg_arena_dispose(&arena);
    }
}

/* Stock tells no names of returns: their sends go by letters, and how many there are is told. */
static void diff__sends_without_names_have_letters(void **state) {
    LG_UNUSED(state);
    struct two_tracks was;
    struct two_tracks is;
    two_tracks_init(&was);
    two_tracks_init(&is);
    speak_stock(&was);
    speak_stock(&is);
    send_more(&is);
    assert_diff(&was.set, &is.set, "PREMASTER / send A: 0 → 0.5\n", 0);
    is.tracks[0].mixer.num_sends = is.tracks[1].mixer.num_sends = 0;
    assert_diff(&was.set, &is.set, "returns: 1 → 0, by the tracks' sends\n", 1);
}

/* The other way round, what was removed is added. */
static void diff__added_and_removed_are_two_sides(void **state) {
    LG_UNUSED(state);
    struct two_tracks was;
    struct two_tracks is;
    two_tracks_init(&was);
    two_tracks_init(&is);
    drop_track(&was);
    assert_diff(&was.set, &is.set, "Drums: added (#0)\n", 0);
    two_tracks_init(&was);
    drop_device(&was);
    assert_diff(&was.set, &is.set, "PREMASTER / Wide: added (#0)\n", 1);
}

/* What stands behind an inserted track did not move; the fewest possible are said to have. */
static void diff__moving_one_is_said_of_one(void **state) {
    LG_UNUSED(state);
    static const char *const before[] = {"A", "B", "C", "D", "E"};
    static const char *const after[] = {"New", "B", "C", "D", "A", "E"};
    struct lg_live_device devices[] = {{.name = "x", .class_name = "X"}};
    struct lg_live_track was[5];
    struct lg_live_track is[6];
    for (size_t i = 0; i < 5; i++)
        was[i] = (struct lg_live_track){.name = before[i], .devices = devices, .num_devices = 1};
    for (size_t i = 0; i < 6; i++)
        is[i] = (struct lg_live_track){.name = after[i], .devices = devices, .num_devices = 1};
    assert_diff(&(struct lg_live_set){.tracks = was, .num_tracks = 5},
                &(struct lg_live_set){.tracks = is, .num_tracks = 6},
                "New: added (#0)\nA: moved, #0 → #4\n", 0);
}

/* Tracks of one name are followed in order. */
static void diff__twins_are_followed_in_order(void **state) {
    LG_UNUSED(state);
    struct lg_live_device limiter = {.name = "Limiter", .class_name = "Limiter"};
    struct lg_live_device utility = {.name = "Utility", .class_name = "StereoGain"};
    struct lg_live_track was[] = {{.name = "Bus", .devices = &limiter, .num_devices = 1},
                                  {.name = "Bus", .devices = &utility, .num_devices = 1}};
    struct lg_live_track is[] = {{.name = "Bus", .devices = &utility, .num_devices = 1}};
    assert_diff(&(struct lg_live_set){.tracks = was, .num_tracks = 2},
                &(struct lg_live_set){.tracks = is, .num_tracks = 1}, "Bus: removed (was #0)\n", 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diff__is_told_in_words),
        cmocka_unit_test(diff__names_what_it_could_not_see),
        cmocka_unit_test(diff__sends_without_names_have_letters),
        cmocka_unit_test(diff__added_and_removed_are_two_sides),
        cmocka_unit_test(diff__moving_one_is_said_of_one),
        cmocka_unit_test(diff__twins_are_followed_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
