#include "support/unit.h"

#include <stdio.h>
#include <string.h>

#include "sim/wire.h"
#include "unit/sim/talk.h"

struct rig {
    struct talk talk; /* the simulation in it is the one behind the wire */
    struct lg_sim_wire *wire;
    struct lg_str heard;
};

static void open_with(struct rig *rig, const char *const *specs, uint64_t seed,
                      const struct lg_sim_options *options) {
    struct lg_err err = {0};
    *rig = (struct rig){0};
    talk_open(&rig->talk, "transcript.yaml", options);
    lg_sim_free(rig->talk.sim);
    rig->talk.set.faults.seed = seed;
    for (; *specs != NULL; specs++)
        if (lg_sim_faults_add(*specs, &rig->talk.arena, &rig->talk.set.faults, &err) != 0)
            fail_msg("%s", err.text);
    rig->talk.sim = lg_sim_new(&rig->talk.set, options);
    rig->wire = lg_sim_wire_new(rig->talk.sim);
}

static void open_rig(struct rig *rig, const char *spec) {
    const char *const specs[] = {spec, NULL};
    open_with(rig, specs, 0, NULL);
}

static void close_rig(struct rig *rig) {
    lg_sim_wire_free(rig->wire);
    lg_str_dispose(&rig->heard);
    talk_close(&rig->talk);
}

static void say(struct rig *rig, const char *address, const char *tags, ...) {
    struct lg_str bytes = {0};
    va_list args;
    va_start(args, tags);
    talk_write(&bytes, address, tags, args);
    va_end(args);
    lg_sim_wire_send(rig->wire, 5, bytes.text, bytes.length);
    lg_str_dispose(&bytes);
}

/* All that has arrived, a line each; a stranger's begins with "!". */
static const char *hear(struct rig *rig) {
    static char buffer[LG_DATAGRAM_MAX];
    size_t length;
    uint32_t peer;
    bool is_stranger;
    lg_str_clear(&rig->heard);
    while (lg_sim_wire_take(rig->wire, &peer, &is_stranger, buffer, &length)) {
        if (rig->heard.length > 0)
            lg_str_add_char(&rig->heard, '\n');
        if (is_stranger)
            lg_str_add_char(&rig->heard, '!');
        talk_print(&rig->heard, buffer, length);
    }
    return lg_str_text(&rig->heard);
}

static const char *tick(struct rig *rig) {
    lg_sim_wire_tick(rig->wire);
    return hear(rig);
}

#define START "/live/startup ,\n/live/application/get/average_process_usage ,"
#define DRUMS "/live/track/get/name ,is 0 \"Drums\""
#define BASS "/live/track/get/name ,is 1 \"Bass\""
#define KEYS "/live/track/get/name ,is 3 \"Keys\""

/* Drums, Bass and Keys are asked for before the first tick. */
struct row {
    enum lg_sim_fault fault;
    const char *spec;
    const char *ticks[4]; /* what is heard in each */
};

static const struct row rows[] = {
    {LG_SIM_FAULT_LOSE_REQUEST, "{after: 1, at_most: 1}", {DRUMS "\n" KEYS, "", "", ""}},
    {LG_SIM_FAULT_LOSE_REPLY, "{after: 1, at_most: 1}", {DRUMS "\n" KEYS, "", "", ""}},
    {LG_SIM_FAULT_DUPLICATE_REQUEST,
     "{after: 1, at_most: 1}",
     {DRUMS "\n" BASS "\n" BASS "\n" KEYS, "", "", ""}},
    {LG_SIM_FAULT_DUPLICATE_REPLY,
     "{after: 1, at_most: 1}",
     {DRUMS "\n" BASS "\n" BASS "\n" KEYS, "", "", ""}},
    {LG_SIM_FAULT_DELAY_REQUEST,
     "{after: 1, at_most: 1, ticks: 2}",
     {DRUMS "\n" KEYS, "", BASS, ""}},
    {LG_SIM_FAULT_DELAY_REPLY, "{after: 1, at_most: 1, ticks: 2}", {DRUMS "\n" KEYS, "", BASS, ""}},
    {LG_SIM_FAULT_DELAY_REPLY, "{ticks: 1}", {"", DRUMS "\n" BASS "\n" KEYS, "", ""}},
    {LG_SIM_FAULT_REORDER_REQUEST, "{at_most: 1}", {BASS "\n" DRUMS "\n" KEYS, "", "", ""}},
    {LG_SIM_FAULT_REORDER_REPLY, "{at_most: 1}", {BASS "\n" DRUMS "\n" KEYS, "", "", ""}},
    /* Nothing comes behind the last one, so that it is only later. */
    {LG_SIM_FAULT_REORDER_REQUEST, "{after: 2}", {DRUMS "\n" BASS "\n" KEYS, "", "", ""}},
    {LG_SIM_FAULT_REORDER_REPLY, "{after: 2}", {DRUMS "\n" BASS "\n" KEYS, "", "", ""}},
    {LG_SIM_FAULT_FOREIGN_ADDRESS,
     "{after: 1, at_most: 1}",
     {DRUMS "\n/live/view/get/selected_track ,i 1\n" BASS "\n" KEYS, "", "", ""}},
    {LG_SIM_FAULT_FOREIGN_INDEX,
     "{after: 1, at_most: 1}",
     {DRUMS "\n/live/track/get/name ,is 1001 \"Bass\"\n" BASS "\n" KEYS, "", "", ""}},
    {LG_SIM_FAULT_FOREIGN_SOURCE,
     "{after: 1, at_most: 1}",
     {DRUMS "\n!/live/track/get/name ,is 1 \"Cass\"\n" BASS "\n" KEYS, "", "", ""}},
    {LG_SIM_FAULT_STALL, "{at_most: 1, ticks: 3}", {"", "", "", DRUMS "\n" BASS "\n" KEYS}},
    {LG_SIM_FAULT_RESTART, "{at_most: 1}", {START, "", "", ""}},
    {LG_SIM_FAULT_RESTART, "{after: 2, at_most: 1}", {DRUMS "\n" BASS "\n" KEYS, "", START, ""}},
};

static void wire__does_each_fault_as_it_is_told(void **state) {
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct rig rig;
        char spec[80];
        snprintf(spec, sizeof spec, "%s=%s", lg_sim_fault_name(rows[i].fault), rows[i].spec);
        open_rig(&rig, spec);
        assert_string_equal(hear(&rig), START);
        say(&rig, "/live/track/get/name", "i", 0);
        say(&rig, "/live/track/get/name", "i", 1);
        say(&rig, "/live/track/get/name", "i", 3);
        for (size_t j = 0; j < LG_ARRAY_LEN(rows[i].ticks); j++)
            if (strcmp(tick(&rig), rows[i].ticks[j]) != 0)
                fail_msg("%s, tick %zu:\n%s\nwanted:\n%s", spec, j, lg_str_text(&rig.heard),
                         rows[i].ticks[j]);
        const struct lg_sim_faults *faults = lg_sim_faults_of(rig.talk.sim);
        uint64_t at_most = faults->rules[rows[i].fault].at_most;
        assert_true(faults->counts[rows[i].fault] > 0);
        assert_true(at_most == 0 || faults->counts[rows[i].fault] == at_most);
        for (int j = 0; j < LG_SIM_FAULT__COUNT; j++)
            assert_true(j == (int)rows[i].fault || faults->counts[j] == 0);
        assert_true(lg_sim_wire_is_idle(rig.wire));
        close_rig(&rig);
    }
}

static void wire__answers_whom_it_was_asked_by(void **state) {
    (void)state;
    struct rig rig;
    static char buffer[LG_DATAGRAM_MAX];
    const char *const specs[] = {"duplicate_reply", "foreign_source", "foreign_index", NULL};
    uint32_t peer = 0;
    size_t length;
    size_t count = 0;
    open_with(&rig, specs, 0, NULL);
    hear(&rig);
    say(&rig, "/live/track/get/name", "i", 0);
    lg_sim_wire_tick(rig.wire);
    for (; lg_sim_wire_take(rig.wire, &peer, NULL, buffer, &length); count++)
        assert_int_equal(peer, 5);
    assert_int_equal(count, 4);
    close_rig(&rig);
}

/* Whoever took one for an answer would notice: the value is another one, or the index is. */
static void wire__forges_what_differs(void **state) {
    (void)state;
    struct rig rig;
    const char *const specs[] = {"foreign_index", "foreign_source", NULL};
    open_with(&rig, specs, 0, NULL);
    hear(&rig);
    say(&rig, "/live/track/get/mute", "i", 2);
    assert_string_equal(tick(&rig), "/live/track/get/mute ,iF 1002\n"
                                    "!/live/track/get/mute ,iT 2\n"
                                    "/live/track/get/mute ,iF 2");
    say(&rig, "/live/device/get/parameter/value", "iii", 2, 2, 1);
    assert_string_equal(tick(&rig), "/live/device/get/parameter/value ,iiif 1002 2 1 -10\n"
                                    "!/live/device/get/parameter/value ,iiif 2 2 1 -14\n"
                                    "/live/device/get/parameter/value ,iiif 2 2 1 -10");
    /* Nothing to raise in what begins with no index, nothing to change in what has no value. */
    say(&rig, "/live/song/get/num_tracks", "");
    assert_string_equal(tick(&rig),
                        "!/live/song/get/num_tracks ,i 5\n/live/song/get/num_tracks ,i 4");
    say(&rig, "/live/song/get/track_names", "ii", 1, 1);
    assert_string_equal(tick(&rig), "!/live/song/get/track_names ,\n/live/song/get/track_names ,");
    close_rig(&rig);
}

static void wire__forgets_what_was_set_at_a_restart(void **state) {
    (void)state;
    struct rig rig;
    open_rig(&rig, "restart={after: 1, at_most: 1}");
    hear(&rig);
    say(&rig, "/live/track/set/volume", "if", 0, 0.5);
    say(&rig, "/live/track/set/name", "is", 0, "Perc");
    say(&rig, "/live/device/set/parameter/value", "iiif", 2, 2, 1, -20.0);
    say(&rig, "/live/song/create_audio_track", "i", -1);
    say(&rig, "/live/song/set/tempo", "f", 90.0);
    say(&rig, "/live/song/get/num_tracks", "");
    assert_string_equal(tick(&rig), "/live/song/get/num_tracks ,i 5");
    assert_true(lg_sim_now(rig.talk.sim)->tempo == 90.0F);
    say(&rig, "/live/test", ""); /* waits, and is lost */
    assert_string_equal(tick(&rig), START);
    say(&rig, "/live/song/get/track_names", "");
    say(&rig, "/live/track/get/volume", "i", 0);
    say(&rig, "/live/device/get/parameter/value", "iii", 2, 2, 1);
    say(&rig, "/live/song/get/tempo", "");
    assert_string_equal(
        tick(&rig),
        "/live/song/get/track_names ,ssss \"Drums\" \"Bass\" \"Gesang üñî 日本語 🎸\" \"Keys\"\n"
        "/live/track/get/volume ,if 0 0.850000024\n"
        "/live/device/get/parameter/value ,iiif 2 2 1 -10\n"
        "/live/song/get/tempo ,f 120");
    close_rig(&rig);
}

static void wire__floods_after_a_stall(void **state) {
    (void)state;
    struct rig rig;
    const struct lg_sim_options options = {.queue_bytes = 832 * 10};
    const char *const specs[] = {"stall={at_most: 1, ticks: 5}", NULL};
    open_with(&rig, specs, 0, &options);
    hear(&rig);
    for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 3; j++)
            say(&rig, "/live/song/get/tempo", "i", 3 * i + j);
        assert_string_equal(tick(&rig), "");
    }
    const char *heard = tick(&rig);
    assert_true(lg_starts_with(heard, "/live/song/get/tempo ,fi 120 0\n"));
    assert_true(lg_ends_with(heard, "\n/live/song/get/tempo ,fi 120 9"));
    /* Ten fit the buffer; the newest were lost. */
    assert_int_equal(lg_sim_faults_of(rig.talk.sim)->overflows, 5);
    close_rig(&rig);
}

static void wire__is_idle_when_nothing_is_on_its_way(void **state) {
    (void)state;
    static const char *const specs[] = {"delay_request={ticks: 2}", "delay_reply={ticks: 2}",
                                        "stall={at_most: 1, ticks: 2}"};
    for (size_t i = 0; i < LG_ARRAY_LEN(specs); i++) {
        struct rig rig;
        open_rig(&rig, specs[i]);
        hear(&rig);
        assert_true(lg_sim_wire_is_idle(rig.wire));
        say(&rig, "/live/test", "");
        for (int j = 0; j < 2; j++) {
            assert_false(lg_sim_wire_is_idle(rig.wire));
            assert_string_equal(tick(&rig), "");
        }
        assert_false(lg_sim_wire_is_idle(rig.wire));
        assert_string_equal(tick(&rig), "/live/test ,s \"ok\"");
        assert_true(lg_sim_wire_is_idle(rig.wire));
        close_rig(&rig);
    }
}

static const char *const everything[] = {"lose_request=0.05",
                                         "duplicate_request=0.05",
                                         "delay_request={rate: 0.05, ticks: 3}",
                                         "reorder_request=0.05",
                                         "lose_reply=0.05",
                                         "duplicate_reply=0.05",
                                         "delay_reply={rate: 0.05, ticks: 2}",
                                         "reorder_reply=0.05",
                                         "foreign_address=0.05",
                                         "foreign_index=0.05",
                                         "foreign_source=0.05",
                                         "stall={rate: 0.05, ticks: 3}",
                                         "restart=0.05",
                                         NULL};

/* What is heard in 200 ticks of three requests each. */
static void converse(const char *const *specs, uint64_t seed, struct lg_str *out,
                     struct lg_sim_faults *faults_out) {
    struct rig rig;
    open_with(&rig, specs, seed, NULL);
    for (int i = 0; i < 200; i++) {
        say(&rig, "/live/track/set/volume", "if", 0, (double)i / 200);
        say(&rig, "/live/track/get/volume", "ii", 0, i);
        say(&rig, "/live/song/get/tempo", "i", i);
        lg_str_printf(out, "%d: %s\n", i, tick(&rig));
    }
    *faults_out = *lg_sim_faults_of(rig.talk.sim);
    close_rig(&rig);
}

static void wire__repeats_itself_by_seed(void **state) {
    (void)state;
    static const char *const nothing[] = {NULL};
    struct lg_sim_faults faults;
    struct lg_str heard[4] = {{0}};
    converse(everything, 3, &heard[0], &faults);
    for (int i = 0; i < LG_SIM_FAULT_STALE_PRINT; i++)
        assert_true(faults.counts[i] > 0);
    converse(everything, 3, &heard[1], &faults);
    converse(everything, 4, &heard[2], &faults);
    assert_string_equal(lg_str_text(&heard[0]), lg_str_text(&heard[1]));
    assert_string_not_equal(lg_str_text(&heard[0]), lg_str_text(&heard[2]));
    /* Without faults the seed is nothing. */
    lg_str_clear(&heard[1]);
    converse(nothing, 3, &heard[1], &faults);
    converse(nothing, 4, &heard[3], &faults);
    assert_string_equal(lg_str_text(&heard[1]), lg_str_text(&heard[3]));
    for (size_t i = 0; i < LG_ARRAY_LEN(heard); i++)
        lg_str_dispose(&heard[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wire__does_each_fault_as_it_is_told),
        cmocka_unit_test(wire__answers_whom_it_was_asked_by),
        cmocka_unit_test(wire__forges_what_differs),
        cmocka_unit_test(wire__forgets_what_was_set_at_a_restart),
        cmocka_unit_test(wire__floods_after_a_stall),
        cmocka_unit_test(wire__is_idle_when_nothing_is_on_its_way),
        cmocka_unit_test(wire__repeats_itself_by_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
