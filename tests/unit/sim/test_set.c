#include "support/unit.h"

#include <string.h>

#include "base/attr.h"
#include "sim/set.h"

static int setup(void **state) {
    static struct lg_arena arena;
    lg_arena_init(&arena);
    *state = &arena;
    return 0;
}

static int teardown(void **state) {
    lg_arena_dispose(*state);
    return 0;
}

static struct lg_sim_set parse(struct lg_arena *arena, const char *text) {
    struct lg_sim_set set;
    struct lg_err err = {0};
    if (lg_sim_set_parse(text, strlen(text), "set.yaml", arena, &set, &err) != 0)
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    return set;
}

static void set__has_defaults_for_all_but_names(void **state) {
    struct lg_sim_set set = parse(*state, "tracks: [{name: One}]\n"
                                          "returns: [{name: A}]\n"
                                          "master: {name: Main}\n");
    assert_int_equal(set.version[0], 12);
    assert_int_equal(set.version[1], 1);
    assert_true(set.tempo == 120.0F);
    assert_int_equal(set.num_scenes, 8);
    assert_int_equal(set.num_tracks, 1);
    assert_int_equal(set.num_returns, 1);
    assert_int_equal(set.tracks[0].kind, LG_SIM_AUDIO);
    assert_int_equal(set.returns[0].kind, LG_SIM_RETURN);
    assert_int_equal(set.master.kind, LG_SIM_MASTER);
    assert_true(set.tracks[0].mixer.volume == 0.85F);
    assert_int_equal(set.tracks[0].mixer.num_sends, 1);
    assert_int_equal(set.master.mixer.num_sends, 0);
    assert_string_equal(set.path, "set.yaml");
    assert_int_equal(set.dialect, LG_SIM_STOCK);
    assert_true(set.song.exclusive_arm && set.song.exclusive_solo && !set.song.loop);
    assert_true(set.song.loop_length == 4);
    assert_int_equal(set.tracks[0].num_clips, 0);
    assert_string_equal(set.tracks[0].input_routing, "Ext. In");
    assert_null(set.returns[0].input_routing);
    assert_null(set.master.input_routing);
}

static void set__reads_every_key(void **state) {
    struct lg_sim_set set = parse(*state, "version: [11, 3]\n"
                                          "tempo: 98.5\n"
                                          "scenes: 2\n"
                                          "tracks:\n"
                                          "  - {name: Keys, kind: midi, volume: 0.5, panning: -1, "
                                          "mute: true, solo: true, arm: true, sends: [0.25]}\n"
                                          "  - name: Bus\n"
                                          "    kind: group\n"
                                          "    devices:\n"
                                          "      - name: Rack\n"
                                          "        class: AudioEffectGroupDevice\n"
                                          "        type: midi_effect\n"
                                          "        rack: true\n"
                                          "        parameters:\n"
                                          "          - {name: Mode, items: [A, B, C], value: 2}\n"
                                          "          - {name: Gain, min: -6, max: 6, value: 1.5}\n"
                                          "returns: [{name: R, volume: 0.1}]\n"
                                          "master: {name: M, volume: 1}\n");
    const struct lg_sim_mixer *mixer = &set.tracks[0].mixer;
    assert_int_equal(set.version[0], 11);
    assert_int_equal(set.version[1], 3);
    assert_true(set.tempo == 98.5F);
    assert_int_equal(set.num_scenes, 2);
    assert_int_equal(set.tracks[0].kind, LG_SIM_MIDI);
    assert_true(mixer->volume == 0.5F && mixer->panning == -1.0F && mixer->sends[0] == 0.25F);
    assert_true(mixer->mute && mixer->solo && mixer->arm);
    assert_int_equal(set.tracks[1].kind, LG_SIM_GROUP);
    const struct lg_sim_device *device = &set.tracks[1].devices[0];
    assert_string_equal(device->name, "Rack");
    assert_string_equal(device->class_name, "AudioEffectGroupDevice");
    assert_int_equal(device->type, LG_SIM_MIDI_EFFECT);
    assert_true(device->can_have_chains);
    assert_int_equal(device->num_params, 2);
    assert_true(device->params[0].quantised && !device->params[1].quantised);
    assert_true(device->params[0].max == 2.0F && device->params[0].value == 2.0F);
    assert_true(device->params[1].min == -6.0F && device->params[1].value == 1.5F);
    assert_true(set.returns[0].mixer.volume == 0.1F);
    assert_true(set.master.mixer.volume == 1.0F);
}

static void set__makes_a_device_of_its_own_at_each_alias(void **state) {
    struct lg_sim_set set = parse(*state, "tracks:\n"
                                          "  - name: One\n"
                                          "    devices: &chain\n"
                                          "      - name: Utility\n"
                                          "        class: StereoGain\n"
                                          "        parameters: [{name: Gain}]\n"
                                          "master: {name: Main, devices: *chain}\n");
    set.tracks[0].devices[0].params[0].value = 1;
    assert_true(set.master.devices[0].params[0].value == 0.0F);
}

static void set__reads_transport_dialect_clips_and_faults(void **state) {
    struct lg_sim_set set =
        parse(*state,
              "song: {loop: true, loop_start: 4, loop_length: 8.5, metronome: true,\n"
              "       current_song_time: 3, is_playing: true, exclusive_arm: false}\n"
              "dialect: neg1000\n"
              "faults: {seed: 3, lose_reply: 0.5, deaf: A/B/D/On, normalised: [M/D/P]}\n"
              "tracks:\n"
              "  - {name: A, devices: [{name: B, class: C, parameters: [{name: X}, {name: "
              "D/On}]}]}\n"
              "  - {name: T, clips: [Beat, ~, 'null'], arrangement_clips: Intro, monitoring: in}\n"
              "master: {name: M, devices: [{name: D, class: C, parameters: [{name: P}]}]}\n");
    assert_true(set.song.loop && set.song.metronome && set.song.is_playing);
    assert_true(!set.song.record_mode && !set.song.session_record);
    assert_true(!set.song.exclusive_arm && set.song.exclusive_solo);
    assert_true(set.song.loop_start == 4 && set.song.loop_length == 8.5);
    assert_true(set.song.current_song_time == 3);
    assert_int_equal(set.dialect, LG_SIM_NEG1000);
    assert_int_equal(set.faults.seed, 3);
    assert_true(set.faults.rules[LG_SIM_FAULT_LOSE_REPLY].rate == 0.5);
    assert_int_equal(set.tracks[0].devices[0].params[0].writes, LG_SIM_WRITES_STORED);
    assert_int_equal(set.tracks[0].devices[0].params[1].writes, LG_SIM_WRITES_IGNORED);
    assert_int_equal(set.master.devices[0].params[0].writes, LG_SIM_WRITES_NORMALISED);
    assert_int_equal(set.tracks[1].num_clips, 3);
    assert_string_equal(set.tracks[1].clips[0], "Beat");
    assert_null(set.tracks[1].clips[1]);
    assert_int_equal(set.tracks[1].arrangement_clips.count, 1);
    assert_string_equal(set.tracks[1].arrangement_clips.items[0], "Intro");
    assert_string_equal(set.tracks[1].clips[2], "null");
    assert_int_equal(set.tracks[0].monitoring, LG_SIM_MONITOR_AUTO);
    assert_int_equal(set.tracks[1].monitoring, LG_SIM_MONITOR_IN);
}

struct refusal {
    const char *text;
    unsigned line;
    const char *part; /* of the message */
};

#define IN_DEVICE(param)                                                                           \
    "master:\n  name: M\n  devices:\n    - name: D\n      class: C\n      parameters:\n        "   \
    "- " param "\n"

static const struct refusal refusals[] = {
    {"tracks: []\n", 1, "master"},
    {"master: {name: M}\ntemp: 120\n", 2, "tempo"},
    {"master: {name: M, monitoring: in}\n", 1, "monitoring"},
    {"master: {name: M}\ntempo: 19\n", 2, "19"},
    {"master: {name: M}\nversion: [12]\n", 1, "version"},
    {"master: {name: M}\nversion: [12, 1.5]\n", 1, "version"},
    {"master: {name: M}\ntracks: {name: T}\n", 2, "tracks"},
    {"master: {name: M}\ntracks:\n  - {nam: T}\n", 3, "name"},
    {"master: {name: M}\ntracks:\n  - {name: T, kind: return}\n", 3, "'return'"},
    {"master: {name: M}\ntracks:\n  - {name: T, volume: 1.5}\n", 3, "1.5"},
    {"master: {name: M}\ntracks:\n  - {name: T, sends: [0.5]}\n", 3, "1 sends"},
    {"master: {name: M}\ntracks:\n  - {name: T, kind: group, arm: true}\n", 3, "armed"},
    {"master: {name: M}\nscenes: 1\ntracks:\n  - {name: T, clips: [A, B]}\n", 4, "2 clips"},
    {"master: {name: M}\ntracks:\n  - {name: T, clips: [[A]]}\n", 3, "clip"},
    {"master: {name: M, clips: [A]}\n", 1, "clips"},
    {"master: {name: M}\ndialect: minus1000\n", 2, "minus1000"},
    {"master: {name: M}\nsong: {loop_start: -1}\n", 2, "-1"},
    {"master: {name: M}\nsong: {lop: true}\n", 2, "loop"},
    {"master: {name: M}\nfaults: {lose: 1}\n", 2, "lose"},
    {"master: {name: M}\nfaults: {deaf: M/D/P}\n", 2, "M/D/P"},
    {"master: {name: M}\nfaults: {normalised: M}\n", 2, "\"M\""},
    {"master: {name: M, devices: [{name: D, class: C, parameters: [{name: P}]}]}\n"
     "faults: {deaf: MxD/P}\n",
     2, "MxD/P"},
    {"master: {name: M}\nfaults: [deaf]\n", 2, "faults"},
    {"master: {name: M, arm: true}\n", 1, "arm"},
    {"master: {name: M}\nreturns: [{name: A, kind: audio}]\n", 2, "kind"},
    {"master: {name: M}\nreturns: [{name: A},{name: A},{name: A},{name: A},{name: A},{name: A},"
     "{name: A},{name: A},{name: A},{name: A},{name: A},{name: A},{name: A}]\n",
     2, "at most 12"},
    {IN_DEVICE("{name: P, value: 2}"), 7, "outside 0..1"},
    {IN_DEVICE("{name: P, value: .nan}"), 7, "finite"},
    {IN_DEVICE("{name: P, min: 1, max: 0}"), 7, "outside"},
    {IN_DEVICE("{name: P, items: [A, B], max: 1}"), 7, "items"},
    {IN_DEVICE("{name: P, items: [A, B], display: {unit: dB}}"), 7, "items"},
    {IN_DEVICE("{name: P, items: [A, B], value: 2}"), 7, "outside 0..1"},
    {IN_DEVICE("{name: P, display: {unit: dB, decimals: 7}}"), 7, "7"},
    {IN_DEVICE("{name: P, display: {exact: {zero: C}}}"), 7, "zero"},
    {IN_DEVICE("{name: P, display: {exact: {0: [C]}}}"), 7, "list"},
    {IN_DEVICE("{name: P, display: {exact: [C]}}"), 7, "map"},
};

static void set__refuses_with_a_place(void **state) {
    for (size_t i = 0; i < LG_ARRAY_LEN(refusals); i++) {
        const struct refusal *refusal = &refusals[i];
        struct lg_sim_set set = {.num_scenes = -1};
        struct lg_err err = {0};
        if (lg_sim_set_parse(refusal->text, strlen(refusal->text), "set.yaml", *state, &set,
                             &err) == 0)
            fail_msg("taken: %s", refusal->text);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_string_equal(err.source, "set.yaml");
        if (err.line != refusal->line || err.column == 0 || strstr(err.text, refusal->part) == NULL)
            fail_msg("%s\n%u:%u: %s (wanted line %u and \"%s\")", refusal->text, err.line,
                     err.column, err.text, refusal->line, refusal->part);
        assert_int_equal(set.num_scenes, -1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(set__has_defaults_for_all_but_names, setup, teardown),
        cmocka_unit_test_setup_teardown(set__reads_every_key, setup, teardown),
        cmocka_unit_test_setup_teardown(set__makes_a_device_of_its_own_at_each_alias, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(set__reads_transport_dialect_clips_and_faults, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(set__refuses_with_a_place, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
