/* Scans of the simulated Live: how many ticks they take, and what they see. */
#include "support/unit.h"

#include "live/diff.h"
#include "stand.h"

static void survey_well(struct stand *stand, struct lg_live_set *set) {
    if (lg_live_survey(stand->live, stand_deadline(stand), &stand->arena, set, &stand->err) < 0)
        fail_msg("%s", stand->err.text);
}

/* Without the luck of being served in the tick in which an answer came: what is sent upon an answer
 * waits for the next one. */
static void scan__takes_few_ticks(void **state) {
    LG_UNUSED(state);
    static const struct {
        size_t max_dgram;
        bool verbose;
        int64_t ticks;
    } rows[] = {{0, false, 1}, {9216, false, 2}, {0, true, 4}, {9216, true, 5}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        const struct lg_sim_options options = {.max_dgram = rows[i].max_dgram};
        struct stand *stand = stand_open("hundred-tracks", &options, NULL, NULL);
        struct lg_live_set set = {0};
        if (rows[i].verbose)
            survey_well(stand, &set);
        else
            assert_int_equal(
                lg_live_scan(stand->live, stand_deadline(stand), &stand->arena, &set, &stand->err),
                0);
        assert_int_equal(set.num_tracks, 100);
        print_message("%s of 100 tracks, replies up to %zu bytes: %lld ticks\n",
                      rows[i].verbose ? "survey" : "scan", rows[i].max_dgram,
                      (long long)stand_ticks(stand));
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scan__takes_few_ticks),
        cmocka_unit_test(scan__fingerprint_is_the_originals),
        cmocka_unit_test(scan__sees_everything_in_reach),
        cmocka_unit_test(scan__tells_what_was_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
