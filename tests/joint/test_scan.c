/* Scans of the simulated Live: how many ticks they take, and what they see. */
#include "support/unit.h"

#include "live/diff.h"
#include "stand.h"

typedef int look(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                 struct lg_live_set *out, struct lg_err *err);

static void look_well(struct stand *stand, look *how, struct lg_live_set *set) {
    if (how(stand->live, stand_deadline(stand), &stand->arena, set, &stand->err) < 0)
        fail_msg("%s", stand->err.text);
}

static void survey_well(struct stand *stand, struct lg_live_set *set) {
    look_well(stand, lg_live_survey, set);
}

/* Without the luck of being served in the tick in which an answer came: what is sent upon an answer
 * waits for the next one. `overview` is what scan does, `survey` scan --verbose. */
static void scan__takes_few_ticks(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *name, *set;
        look *how;
        size_t max_dgram;
        int64_t ticks;
    } rows[] = {
        {"scan", "hundred-tracks", lg_live_scan, 0, 1},
        {"scan", "hundred-tracks", lg_live_scan, 9216, 2},
        {"overview", "hundred-tracks", lg_live_overview, 0, 2},
        {"overview", "hundred-tracks", lg_live_overview, 9216, 2},
        {"overview", "mastering", lg_live_overview, 0, 2},
        {"survey", "hundred-tracks", lg_live_survey, 0, 5},
        {"survey", "hundred-tracks", lg_live_survey, 9216, 5},
        {"survey", "mastering", lg_live_survey, 0, 4},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        const struct lg_sim_options options = {.max_dgram = rows[i].max_dgram};
        struct stand *stand = stand_open(rows[i].set, &options, NULL, NULL);
        struct lg_live_set set = {0};
        look_well(stand, rows[i].how, &set);
        assert_int_equal(set.num_tracks, lg_sim_now(stand->sim)->num_tracks);
        print_message("%s of %zu tracks, replies up to %zu bytes: %lld ticks\n", rows[i].name,
                      set.num_tracks, rows[i].max_dgram, (long long)stand_ticks(stand));
        assert_true(stand_ticks(stand) <= rows[i].ticks);
        assert_int_equal(lg_sim_faults_of(stand->sim)->overflows, 0);
        stand_close(stand);
    }
}

/* The recorded conversation's set, and what the original makes of it (facts, section 12). */
static void scan__fingerprint_is_the_originals(void **state) {
    LG_UNUSED(state);
    struct stand *stand = stand_open("transcript", NULL, NULL, NULL);
    struct lg_live_set set;
    assert_int_equal(
        lg_live_scan(stand->live, stand_deadline(stand), &stand->arena, &set, &stand->err), 0);
    assert_string_equal(set.fingerprint,
                        "dc2d872b0fdb022b15ed874ddf5973c9af5f18e73a70f074347fad507f0acd16");
    stand_close(stand);
}

static void assert_same_track(const struct lg_live_track *got, const struct lg_sim_track *is) {
    assert_string_equal(got->name, is->name);
    assert_int_equal(got->num_devices, is->num_devices);
    assert_true(got->mixer.volume.number == is->mixer.volume);
    assert_true(got->mixer.panning.number == is->mixer.panning);
    assert_true(got->mixer.is_whole);
    assert_int_equal(got->mixer.num_sends, is->kind == LG_SIM_MASTER ? 0 : is->mixer.num_sends);
    for (size_t i = 0; i < got->mixer.num_sends; i++)
        assert_true(got->mixer.sends[i].number == is->mixer.sends[i]);
    if (is->kind == LG_SIM_AUDIO) {
        assert_int_equal(got->mixer.arm, is->mixer.arm ? LG_SWITCH_ON : LG_SWITCH_OFF);
        assert_int_equal(got->mixer.monitoring, LG_MONITORING_IN + (int)is->monitoring);
    } else if (is->kind != LG_SIM_MIDI) {
        assert_int_equal(got->mixer.arm, LG_SWITCH_NONE);
        assert_int_equal(got->mixer.monitoring, LG_MONITORING_NONE);
    }
    for (size_t d = 0; d < is->num_devices; d++) {
        const struct lg_live_device *device = &got->devices[d];
        assert_string_equal(device->name, is->devices[d].name);
        assert_string_equal(device->class_name, is->devices[d].class_name);
        assert_int_equal(device->num_params, is->devices[d].num_params);
        for (size_t p = 0; p < device->num_params; p++) {
            const struct lg_sim_param *param = &is->devices[d].params[p];
            assert_string_equal(device->params[p].name, param->name);
            assert_true(device->params[p].value.number == param->value);
            assert_true(device->params[p].range.min.number == param->min);
            assert_true(device->params[p].range.max.number == param->max);
            assert_int_equal(device->params[p].is_quantized, param->quantised);
        }
    }
}

static void speak(struct lg_sim_set *set, const void *how) {
    set->dialect = *(const enum lg_sim_dialect *)how;
}

/* Everything there is, master and returns where the dialect reaches them, and nothing written. */
static void scan__sees_everything_in_reach(void **state) {
    LG_UNUSED(state);
    for (int i = 0; i < LG_SIM_DIALECT__COUNT; i++) {
        enum lg_sim_dialect dialect = (enum lg_sim_dialect)i;
        struct stand *stand = stand_open("mastering", NULL, speak, &dialect);
        const struct lg_sim_set *is = lg_sim_now(stand->sim);
        struct lg_live_set set;
        survey_well(stand, &set);
        assert_int_equal(set.num_tracks, is->num_tracks);
        for (size_t t = 0; t < is->num_tracks; t++)
            assert_same_track(&set.tracks[t], &is->tracks[t]);
        bool all = dialect == LG_SIM_NEG1000 || dialect == LG_SIM_STRING;
        assert_int_equal(set.num_returns, all ? is->num_returns : 0);
        for (size_t t = 0; t < set.num_returns; t++)
            assert_same_track(&set.returns[t], &is->returns[t]);
        assert_int_equal(set.master != NULL, dialect != LG_SIM_STOCK);
        if (all)
            assert_same_track(set.master, &is->master);
        if (dialect == LG_SIM_NEG1) {
            assert_string_equal(set.master->name, is->master.name);
            assert_int_equal(set.master->num_devices, is->master.num_devices);
            assert_false(set.master->devices[0].has_params);
        }
        assert_int_equal(stand->num_writes, 0);
        stand_close(stand);
    }
}

/* The words of a change that was made in the set. */
static void scan__tells_what_was_changed(void **state) {
    LG_UNUSED(state);
    struct stand *stand = stand_open("mastering", NULL, NULL, NULL);
    struct lg_live_set was;
    struct lg_live_set is;
    struct lg_diff diff;
    struct lg_adjusted adjusted;
    struct lg_adjust_options how = {0};
    survey_well(stand, &was);
    assert_int_equal(stand_set(stand, (struct lg_roles){0}, "PREMASTER/Limiter/Device On", "off",
                               &how, &adjusted),
                     0);
    assert_int_equal(stand_set(stand, (struct lg_roles){0}, "PREMASTER/Limiter/Ceiling", "-1 dB",
                               &how, &adjusted),
                     0);
    survey_well(stand, &is);
    lg_live_diff(&was, &is, &stand->arena, &diff);
    assert_int_equal(diff.count, 2);
    assert_string_equal(diff.lines[0], "PREMASTER / Limiter: on → off");
    assert_string_equal(diff.lines[1], "PREMASTER / Limiter / Ceiling: -0.3 → -1");
    stand_close(stand);
}

/* A plain scan knows who is there, in each dialect, and reads no value. */
static void scan__knows_who_is_there(void **state) {
    LG_UNUSED(state);
    for (int i = 0; i < LG_SIM_DIALECT__COUNT; i++) {
        enum lg_sim_dialect dialect = (enum lg_sim_dialect)i;
        struct stand *stand = stand_open("mastering", NULL, speak, &dialect);
        const struct lg_sim_set *is = lg_sim_now(stand->sim);
        struct lg_live_set set;
        look_well(stand, lg_live_overview, &set);
        bool all = dialect == LG_SIM_NEG1000 || dialect == LG_SIM_STRING;
        assert_true(set.is_surveyed);
        assert_false(set.has_values);
        assert_int_equal(set.num_returns, all ? is->num_returns : 0);
        for (size_t t = 0; t < set.num_returns; t++)
            assert_string_equal(set.returns[t].name, is->returns[t].name);
        assert_int_equal(set.master != NULL, dialect != LG_SIM_STOCK);
        if (set.master != NULL)
            assert_int_equal(set.master->num_devices, is->master.num_devices);
        assert_int_equal(stand->num_writes, 0);
        stand_close(stand);
    }
}

/* Somebody changes what no parameter holds. */
static void change_by_hand(struct stand *stand) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_osc_arg send[] = {lg_osc_int(0), lg_osc_int(1), lg_osc_float(0.75F)};
    struct lg_osc_arg arm[] = {lg_osc_int(1), lg_osc_bool(true)};
    struct lg_osc_arg monitoring[] = {lg_osc_int(1), lg_osc_int(2)};
    struct lg_osc_arg tempo = lg_osc_float(128.5F);
    struct lg_osc_arg start = lg_osc_float(8);
    struct lg_osc_arg on = lg_osc_bool(true);
    lg_batch_tell(batch, "/live/track/set/send", send, LG_ARRAY_LEN(send));
    lg_batch_tell(batch, "/live/track/set/arm", arm, LG_ARRAY_LEN(arm));
    lg_batch_tell(batch, "/live/track/set/current_monitoring_state", monitoring,
                  LG_ARRAY_LEN(monitoring));
    lg_batch_tell(batch, "/live/song/set/tempo", &tempo, 1);
    lg_batch_tell(batch, "/live/song/set/loop_start", &start, 1);
    lg_batch_tell(batch, "/live/song/set/metronome", &on, 1);
    assert_int_equal(lg_live_exchange(stand->live, batch, stand_deadline(stand), &stand->err), 0);
    lg_batch_free(batch);
}

static void scan__tells_what_changed_in_mixer_and_song(void **state) {
    LG_UNUSED(state);
    for (int i = 0; i < LG_SIM_DIALECT__COUNT; i++) {
        enum lg_sim_dialect dialect = (enum lg_sim_dialect)i;
        struct stand *stand = stand_open("mastering", NULL, speak, &dialect);
        struct lg_live_set was;
        struct lg_live_set is;
        struct lg_diff diff;
        struct lg_str lines = {0};
        bool named = dialect == LG_SIM_NEG1000 || dialect == LG_SIM_STRING;
        survey_well(stand, &was);
        change_by_hand(stand);
        survey_well(stand, &is);
        lg_live_diff(&was, &is, &stand->arena, &diff);
        for (size_t k = 0; k < diff.count; k++)
            lg_str_printf(&lines, "%s\n", diff.lines[k]);
        char *wanted = lg_arena_printf(&stand->arena,
                                       "tempo: 120 → 128.5\n"
                                       "metronome: off → on\n"
                                       "loop start: 0 → 8\n"
                                       "Drums / send %s: 0 → 0.75\n"
                                       "Bass / arm: off → on\n"
                                       "Bass / monitoring: auto → off\n",
                                       named ? "B-Delay" : "B");
        assert_string_equal(lg_str_text(&lines), wanted);
        char hex[2][LG_SHA256_HEX];
        lg_live_fingerprint_v2(&was, LG_FINGERPRINT_SETTINGS, hex[0]);
        lg_live_fingerprint_v2(&is, LG_FINGERPRINT_SETTINGS, hex[1]);
        assert_string_not_equal(hex[0], hex[1]);
        lg_str_dispose(&lines);
        stand_close(stand);
    }
}

/* From no return to as many as Live has. */
static void scan__counts_sends_where_nobody_tells(void **state) {
    LG_UNUSED(state);
    for (size_t count = 0; count <= LG_SIM_MAX_RETURNS; count += 3) {
        struct lg_str yaml = {0};
        struct lg_live_set set;
        lg_str_add(&yaml, "tracks: [{name: A}, {name: B, kind: group}]\nmaster: {name: Main}\n"
                          "returns:\n");
        for (size_t i = 0; i < count; i++)
            lg_str_printf(&yaml, "  - {name: R%zu}\n", i);
        struct stand *stand = stand_parse(count == 0 ? "tracks: [{name: A}]\nmaster: {name: M}\n"
                                                     : lg_str_text(&yaml));
        survey_well(stand, &set);
        for (size_t t = 0; t < set.num_tracks; t++)
            assert_int_equal(set.tracks[t].mixer.num_sends, count);
        lg_str_dispose(&yaml);
        stand_close(stand);
    }
}

/* A set without a single track has a song all the same. */
static void scan__an_empty_set_is_a_set(void **state) {
    LG_UNUSED(state);
    struct stand *stand = stand_parse("tempo: 99\nmaster: {name: Main}\n");
    struct lg_live_set set;
    survey_well(stand, &set);
    assert_int_equal(set.num_tracks, 0);
    assert_true(set.song.tempo.number == 99);
    look_well(stand, lg_live_overview, &set);
    assert_int_equal(set.dialect, LG_DIALECT_STOCK);
    stand_close(stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scan__takes_few_ticks),
        cmocka_unit_test(scan__fingerprint_is_the_originals),
        cmocka_unit_test(scan__sees_everything_in_reach),
        cmocka_unit_test(scan__tells_what_was_changed),
        cmocka_unit_test(scan__knows_who_is_there),
        cmocka_unit_test(scan__tells_what_changed_in_mixer_and_song),
        cmocka_unit_test(scan__counts_sends_where_nobody_tells),
        cmocka_unit_test(scan__an_empty_set_is_a_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
