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
    {"master: {name: M}\ntempo: 19\n", 2, "19"},
    {"master: {name: M}\nversion: [12]\n", 1, "version"},
    {"master: {name: M}\nversion: [12, 1.5]\n", 1, "version"},
    {"master: {name: M}\ntracks: {name: T}\n", 2, "tracks"},
    {"master: {name: M}\ntracks:\n  - {nam: T}\n", 3, "name"},
    {"master: {name: M}\ntracks:\n  - {name: T, kind: return}\n", 3, "'return'"},
    {"master: {name: M}\ntracks:\n  - {name: T, volume: 1.5}\n", 3, "1.5"},
    {"master: {name: M}\ntracks:\n  - {name: T, sends: [0.5]}\n", 3, "1 sends"},
    {"master: {name: M}\ntracks:\n  - {name: T, kind: group, arm: true}\n", 3, "armed"},
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
        cmocka_unit_test_setup_teardown(set__refuses_with_a_place, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
