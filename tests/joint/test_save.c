/* A set that is scanned and saved, and simulated from the file: it is the same set. */
#include "support/unit.h"

#include "base/fs.h"
#include "live/fingerprint.h"
#include "live/save.h"
#include "stand.h"

enum { DEPTHS = LG_FINGERPRINT__COUNT };

struct saved {
    char v1[LG_SHA256_HEX];
    char v2[DEPTHS][LG_SHA256_HEX];
    char *text, *unread; /* NULL: it was not saved */
};

static void look(struct stand *stand, bool saves, struct saved *out) {
    struct lg_live_set set;
    struct lg_live_details details;
    struct lg_str text = {0};
    struct lg_str unread = {0};
    *out = (struct saved){0};
    if (lg_live_survey(stand->live, stand_deadline(stand), &stand->arena, &set, &stand->err) != 0)
        fail_msg("%s", stand->err.text);
    lg_live_fingerprint_v1(&set, out->v1);
    for (int depth = 0; depth < DEPTHS; depth++)
        lg_live_fingerprint_v2(&set, (enum lg_fingerprint_depth)depth, out->v2[depth]);
    if (!saves)
        return;
    if (lg_live_details_read(stand->live, &set, stand_deadline(stand), &stand->arena, &details,
                             &stand->err) != 0 ||
        lg_live_save(&set, &details, &text, &unread, &stand->err) != 0)
        fail_msg("%s", stand->err.text);
    out->text = lg_xstrdup(lg_str_text(&text));
    out->unread = lg_xstrdup(lg_str_text(&unread));
    lg_str_dispose(&text);
    lg_str_dispose(&unread);
}

static void set_dialect(struct lg_sim_set *set, const void *how) {
    set->dialect = *(const enum lg_sim_dialect *)how;
}

static void check_same(const char *name, const struct saved *was, const struct saved *is) {
    if (strcmp(was->v1, is->v1) != 0)
        fail_msg("%s: version 1 is another:\n%s", name, was->text);
    for (int depth = 0; depth < DEPTHS; depth++)
        if (strcmp(was->v2[depth], is->v2[depth]) != 0)
            fail_msg("%s: version 2 (%s) is another:\n%s", name,
                     lg_fingerprint_depth_name((enum lg_fingerprint_depth)depth), was->text);
}

static void free_saved(struct saved *saved) {
    free(saved->text);
    free(saved->unread);
}

/* Every set that is shipped, as each dialect shows it. */
static void save__gives_the_same_fingerprints(void **state) {
    LG_UNUSED(state);
    char **names = NULL;
    size_t count = 0;
    size_t checked = 0;
    struct lg_arena arena = {0};
    assert_int_equal(
        lg_fs_list(LG_SOURCE_DIR "/fixtures/sets", ".yaml", &arena, &names, &count, NULL), 0);
    for (size_t i = 0; i < count; i++)
        for (int dialect = 0; dialect < LG_SIM_DIALECT__COUNT; dialect++) {
            enum lg_sim_dialect how = (enum lg_sim_dialect)dialect;
            struct saved was;
            struct saved is;
            names[i][strcspn(names[i], ".")] = '\0';
            /* The large one differs from the others in its size alone. */
            if (strcmp(names[i], "hundred-tracks") == 0 && how != LG_SIM_STOCK)
                continue;
            struct stand *stand = stand_open(names[i], NULL, set_dialect, &how);
            look(stand, true, &was);
            stand_close(stand);
            stand = stand_parse(was.text);
            assert_int_equal(stand->set.dialect, how);
            look(stand, false, &is);
            check_same(names[i], &was, &is);
            stand_close(stand);
            free_saved(&was);
            checked++;
        }
    lg_arena_dispose(&arena);
    print_message("%zu sets and dialects\n", checked);
    assert_true(checked >= 17);
}

static const char strange[] =
    "version: [11, 3]\n"
    "tempo: 93.5\n"
    "scenes: 3\n"
    "song: {loop: true, loop_start: 8, loop_length: 2.5, metronome: true}\n"
    "tracks:\n"
    "  - {name: \"a: \\\"b\\\" # [c] \\\\ \\u00fc\\n\", arm: true, monitoring: 'off', sends: "
    "[0.25, 1]}\n"
    "  - {name: '', kind: midi, clips: [~, Riff, '~'], monitoring: in, group: Bus}\n"
    "  - name: Bus\n"
    "    kind: group\n"
    "    solo: true\n"
    "    volume: 0.123456789\n"
    "    devices:\n"
    "      - name: Rack\n"
    "        class: AudioEffectGroupDevice\n"
    "        rack: true\n"
    "        parameters:\n"
    "          - {name: Odd, min: -3, max: 4, quantised: true, value: -1}\n"
    "          - {name: Choice, items: [Low, Mid, High], value: 1}\n"
    "          - {name: Level, min: -70, max: 6, value: -0.1, display: {unit: dB, decimals: 1}}\n"
    "          - {name: Mix, value: 0.3, display: {unit: '%', scale: 100, decimals: 0}}\n"
    "          - {name: Cut, value: 0.5, display: {unit: Hz, curve: log, from: 10, to: 22000}}\n"
    "  - {name: Voice, panning: -0.5, mute: true, group: Bus, arrangement_clips: [Intro, Verse]}\n"
    "returns: [{name: A}, {name: B, sends: [0.5]}]\n"
    "master: {name: Main, volume: 0.5}\n";

/* What no fingerprint covers is in the file all the same. */
static void save__keeps_what_the_script_tells(void **state) {
    LG_UNUSED(state);
    struct saved was;
    struct saved is;
    struct stand *stand = stand_parse(strange);
    look(stand, true, &was);
    stand_close(stand);
    stand = stand_parse(was.text);
    look(stand, true, &is);
    check_same("strange", &was, &is);
    assert_string_equal(was.text, is.text);
    const struct lg_sim_set *set = &stand->set;
    assert_int_equal(set->version[0], 11);
    assert_int_equal(set->num_scenes, 3);
    assert_string_equal(set->tracks[0].name, "a: \"b\" # [c] \\ ü\n");
    assert_int_equal(set->tracks[1].kind, LG_SIM_MIDI);
    assert_int_equal(set->tracks[1].group, set->tracks[2].number);
    assert_int_equal(set->tracks[1].num_clips, 3);
    assert_null(set->tracks[1].clips[0]);
    assert_string_equal(set->tracks[1].clips[2], "~");
    assert_true(set->tracks[2].devices[0].can_have_chains);
    assert_string_equal(set->tracks[3].arrangement_clips.items[1], "Verse");
    assert_int_equal(set->num_returns, 2);
    stand_close(stand);
    free_saved(&was);
    free_saved(&is);
}

/* What YAML takes for a line's end, for the mark of an encoding, or refuses. */
static void save__keeps_characters_that_yaml_does_not_take(void **state) {
    static const char odd[] =
        "[\\x7f\\u0080\\u0085\\u009f\\u00a0\\u00ff\\u2027\\u2028\\u2029\\ufeff\\ufffd"
        "\\ufffe\\uffff\\U0001fffe\\U0001f600]";
    static const char name[] =
        "[\x7f\xc2\x80\xc2\x85\xc2\x9f\xc2\xa0\xc3\xbf\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9"
        "\xef\xbb\xbf\xef\xbf\xbd\xef\xbf\xbe\xef\xbf\xbf\xf0\x9f\xbf\xbe\xf0\x9f\x98\x80]";
    struct saved was;
    struct saved is;
    struct lg_str text = {0};
    LG_UNUSED(state);
    lg_str_printf(&text, "tracks: [{name: \"%s\", clips: [\"%s\"]}]\nmaster: {name: Main}\n", odd,
                  odd);
    struct stand *stand = stand_parse(lg_str_text(&text));
    assert_string_equal(stand->set.tracks[0].name, name);
    look(stand, true, &was);
    stand_close(stand);
    stand = stand_parse(was.text);
    look(stand, false, &is);
    check_same("odd", &was, &is);
    assert_string_equal(stand->set.tracks[0].name, name);
    assert_string_equal(stand->set.tracks[0].clips[0], name);
    stand_close(stand);
    lg_str_dispose(&text);
    free_saved(&was);
    free_saved(&is);
}

/* The texts that parameters show are those of the set, as long as nothing is changed. */
static void save__shows_the_present_texts(void **state) {
    LG_UNUSED(state);
    static const char *const shown[] = {"-1.00", "Mid", "-0.1 dB", "30 %", "469.04 Hz"};
    struct saved was;
    struct stand *stand = stand_parse(strange);
    look(stand, true, &was);
    stand_close(stand);
    stand = stand_parse(was.text);
    const struct lg_sim_device *rack = &stand->set.tracks[2].devices[0];
    assert_int_equal(rack->num_params, LG_ARRAY_LEN(shown));
    for (size_t i = 0; i < rack->num_params; i++) {
        struct lg_str text = {0};
        lg_sim_param_show(&rack->params[i], rack->params[i].value, &text);
        assert_string_equal(lg_str_text(&text), shown[i]);
        lg_str_dispose(&text);
    }
    /* Two of them are known by that alone. */
    assert_non_null(strstr(was.unread, "how 2 parameters are shown at other values"));
    assert_non_null(strstr(was.unread, "names, devices and levels of 2 returns"));
    assert_non_null(strstr(was.unread, "the master's devices and levels"));
    stand_close(stand);
    free_saved(&was);
}

/* Two groups of one name: the file can't tell which of them is meant. */
static void save__names_a_group_that_it_can_not_say(void **state) {
    LG_UNUSED(state);
    struct saved was;
    struct stand *stand = stand_parse("tracks:\n"
                                      "  - {name: Bus, kind: group}\n"
                                      "  - {name: Other, kind: group}\n"
                                      "  - {name: Low, group: Other}\n"
                                      "master: {name: Main}\n");
    struct lg_osc_arg args[] = {lg_osc_int(1), lg_osc_text("Bus")};
    struct lg_batch *batch = lg_batch_new();
    lg_batch_tell(batch, "/live/track/set/name", args, 2);
    assert_int_equal(lg_live_exchange(stand->live, batch, stand_deadline(stand), &stand->err), 0);
    lg_batch_free(batch);
    look(stand, true, &was);
    stand_close(stand);
    assert_non_null(
        strstr(was.unread, "the group of track 2 \"Low\" is left out: another one has its name"));
    stand = stand_parse(was.text);
    assert_int_equal(stand->set.tracks[2].group, 0);
    stand_close(stand);
    free_saved(&was);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(save__gives_the_same_fingerprints),
        cmocka_unit_test(save__keeps_what_the_script_tells),
        cmocka_unit_test(save__keeps_characters_that_yaml_does_not_take),
        cmocka_unit_test(save__shows_the_present_texts),
        cmocka_unit_test(save__names_a_group_that_it_can_not_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
