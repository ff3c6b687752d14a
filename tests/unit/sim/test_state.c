#include "support/unit.h"

#include <string.h>

#include "sim/state.h"
#include "unit/sim/talk.h"

#define VALUE "/live/device/get/parameter/value"
#define SHOWN "/live/device/get/parameter/value_string"
#define REFUSED                                                                                    \
    "/live/error ,s \"Error handling OSC message: Invalid value. Check the parameters range with " \
    "min/max\""

static void state__is_a_copy(void **state) {
    (void)state;
    struct talk talk;
    struct lg_sim_state copy;
    talk_open(&talk, "mastering.yaml", NULL);
    lg_sim_state_init(&copy, &talk.set);
    copy.set.tracks[0].mixer.volume = 0.1F;
    copy.set.tracks[4].devices[3].params[1].value = 5;
    copy.set.returns[0].mixer.volume = 0.1F;
    copy.set.master.devices[3].params[1].value = 5;
    assert_true(talk.set.tracks[0].mixer.volume == 0.85F);
    assert_true(talk.set.tracks[4].devices[3].params[1].value == 0);
    assert_true(talk.set.returns[0].mixer.volume == 0.85F);
    assert_true(talk.set.master.devices[3].params[1].value == 0);
    lg_sim_state_dispose(&copy);
    lg_sim_state_dispose(&copy); /* empty now */
    talk_close(&talk);
}

static void state__grows_and_shrinks(void **state) {
    (void)state;
    struct talk talk;
    struct lg_sim_state copy;
    talk_open(&talk, "mastering.yaml", NULL);
    lg_sim_state_init(&copy, &talk.set);
    lg_sim_state_insert_track(&copy, 0, LG_SIM_AUDIO)->name = "First";
    lg_sim_state_insert_track(&copy, 6, LG_SIM_AUDIO)->name = "Last";
    assert_int_equal(copy.set.num_tracks, 7);
    assert_string_equal(copy.set.tracks[1].name, "Drums");
    assert_string_equal(copy.set.tracks[5].name, "PREMASTER");
    lg_sim_state_remove_track(&copy, 0);
    lg_sim_state_remove_track(&copy, 1);
    lg_sim_state_remove_track(&copy, 4);
    assert_int_equal(copy.set.num_tracks, 4);
    assert_string_equal(copy.set.tracks[0].name, "Drums");
    assert_string_equal(copy.set.tracks[1].name, "Keys");
    assert_int_equal(talk.set.num_tracks, 5);
    lg_sim_state_dispose(&copy);
    talk_close(&talk);
}

/* Threshold of the Glue Compressor on PREMASTER, -40..0, found at -10. */
static void open_misled(struct talk *talk, const char *spec) {
    struct lg_err err = {0};
    talk_open(talk, "mastering.yaml", NULL);
    lg_sim_free(talk->sim);
    if (lg_sim_faults_add(spec, &talk->arena, &talk->set.faults, &err) != 0 ||
        lg_sim_set_mislead(&talk->set, &err) != 0)
        fail_msg("%s", err.text);
    talk->sim = lg_sim_new(&talk->set, NULL);
    talk_hear(talk);
}

static const char *set_and_get(struct talk *talk, float value) {
    talk_say(talk, "/live/device/set/parameter/value", "iiif", 4, 2, 1, (double)value);
    talk_say(talk, VALUE, "iii", 4, 2, 1);
    return talk_tick(talk);
}

static void state__has_a_parameter_that_ignores_writes(void **state) {
    (void)state;
    struct talk talk;
    open_misled(&talk, "deaf=PREMASTER/Glue Compressor/Threshold");
    assert_string_equal(set_and_get(&talk, -30), VALUE " ,iiif 4 2 1 -10");
    assert_string_equal(set_and_get(&talk, 0.5F), REFUSED);
    assert_string_equal(talk_tick(&talk), VALUE " ,iiif 4 2 1 -10");
    talk_say(&talk, "/live/device/set/parameters/value", "iiff", 4, 2, 1.0, -20.0);
    talk_say(&talk, SHOWN, "iii", 4, 2, 1);
    assert_string_equal(talk_tick(&talk), SHOWN " ,iiis 4 2 1 \"-10.0 dB\"");
    assert_int_equal(lg_sim_faults_of(talk.sim)->counts[LG_SIM_FAULT_DEAF], 3);
    /* Its neighbour and its namesake on the master hear. */
    talk_say(&talk, "/live/device/set/parameter/value", "iiif", 4, 2, 3, 6.0);
    talk_say(&talk, VALUE, "iii", 4, 2, 3);
    assert_string_equal(talk_tick(&talk), VALUE " ,iiif 4 2 3 6");
    assert_int_equal(lg_sim_now(talk.sim)->master.devices[2].params[1].writes,
                     LG_SIM_WRITES_STORED);
    lg_sim_restart(talk.sim);
    talk_hear(&talk);
    assert_string_equal(set_and_get(&talk, -30), VALUE " ,iiif 4 2 1 -10");
    assert_int_equal(lg_sim_faults_of(talk.sim)->counts[LG_SIM_FAULT_DEAF], 4);
    talk_close(&talk);
}

static void state__has_a_parameter_that_takes_0_to_1(void **state) {
    (void)state;
    struct talk talk;
    open_misled(&talk, "normalised=PREMASTER/Glue Compressor/Threshold");
    assert_string_equal(set_and_get(&talk, 0.25F), VALUE " ,iiif 4 2 1 -30");
    assert_string_equal(set_and_get(&talk, 0), VALUE " ,iiif 4 2 1 -40");
    assert_string_equal(set_and_get(&talk, 1), VALUE " ,iiif 4 2 1 0");
    assert_string_equal(set_and_get(&talk, -30), REFUSED);
    assert_string_equal(talk_tick(&talk), VALUE " ,iiif 4 2 1 0");
    assert_int_equal(lg_sim_faults_of(talk.sim)->counts[LG_SIM_FAULT_NORMALISED], 4);
    talk_close(&talk);
}

static void state__is_read_from_outside(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, "mastering.yaml", NULL);
    set_and_get(&talk, -30);
    assert_true(lg_sim_now(talk.sim)->tracks[4].devices[2].params[1].value == -30);
    assert_true(talk.set.tracks[4].devices[2].params[1].value == -10);
    talk_close(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(state__is_a_copy),
        cmocka_unit_test(state__grows_and_shrinks),
        cmocka_unit_test(state__has_a_parameter_that_ignores_writes),
        cmocka_unit_test(state__has_a_parameter_that_takes_0_to_1),
        cmocka_unit_test(state__is_read_from_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
