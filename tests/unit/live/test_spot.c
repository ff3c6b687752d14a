#include "support/unit.h"

#include "live/spot.h"
#include "support/fake_link.h"

#define DEADLINE_NS (2 * LG_NS_PER_S)

struct talk {
    struct lg_env env;
    struct fake_link *fake;
    struct lg_live *live;
    struct lg_arena arena;
    struct lg_err err;
};

static int setup(void **state) {
    struct talk *talk = lg_xcalloc(1, sizeof *talk);
    lg_env_init_test(&talk->env);
    talk->fake = fake_new(&talk->env);
    talk->live = lg_live_new(&talk->env, &talk->fake->link);
    *state = talk;
    return 0;
}

static int teardown(void **state) {
    struct talk *talk = *state;
    lg_live_free(talk->live);
    fake_free(talk->fake);
    lg_arena_dispose(&talk->arena);
    free(talk);
    return 0;
}

#define talk_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static const char get_value[] = "/live/device/get/parameter/value";
static const char get_shown[] = "/live/device/get/parameter/value_string";

static struct lg_spot gain(void) {
    return (struct lg_spot){.get = get_value,
                            .set = "/live/device/set/parameter/value",
                            .show = get_shown,
                            .index = {lg_osc_int(3), lg_osc_int(1), lg_osc_int(9)},
                            .num_index = 3,
                            .label = "PREMASTER / Utility / Gain"};
}

static void has_gain(struct talk *talk, double value, const char *shown) {
    fake_on(talk->fake, "/live/device/get/parameter/value 3 1 9", 80, get_value, "iiif", 3, 1, 9,
            value);
    fake_on(talk->fake, "/live/device/get/parameter/value_string 3 1 9", 80, get_shown, "iiis", 3,
            1, 9, shown);
}

static void same__compares_as_live_keeps_values(void **state) {
    static const struct {
        struct lg_osc_arg a, b;
        bool same;
    } cases[] = {
        {{'f', false, {.f = 0.1F}}, {'d', false, {.d = 0.1}}, true},
        {{'f', false, {.f = 0.1F}}, {'f', false, {.f = 0.2F}}, false},
        {{'i', false, {.i = 1}}, {'T', false, {0}}, true},
        {{'i', false, {.i = 0}}, {'T', false, {0}}, false},
        {{'i', false, {.i = 3}}, {'f', false, {.f = 3}}, true},
        {{'i', false, {.i = 16777217}}, {'i', false, {.i = 16777216}}, false},
        {{'s', false, {.s = "A"}}, {'s', false, {.s = "A"}}, true},
        {{'s', false, {.s = "A"}}, {'s', false, {.s = "B"}}, false},
        {{'s', false, {.s = "1"}}, {'f', false, {.f = 1}}, false},
    };
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        if (lg_spot_same(&cases[i].a, &cases[i].b) != cases[i].same ||
            lg_spot_same(&cases[i].b, &cases[i].a) != cases[i].same)
            fail_msg("row %zu", i);
    }
}

static void spot__is_its_getter_and_its_indices(void **state) {
    struct lg_spot a = gain();
    struct lg_spot b = gain();
    LG_UNUSED(state);
    b.label = "something else";
    b.set = "/live/elsewhere";
    assert_true(lg_spot_is(&a, &b));
    b.index[2] = lg_osc_int(8);
    assert_false(lg_spot_is(&a, &b));
    b = gain();
    b.get = get_shown;
    assert_false(lg_spot_is(&a, &b));
    b = gain();
    b.num_index = 2;
    assert_false(lg_spot_is(&a, &b));
}

static void copy__has_a_label_and_nothing_of_the_original(void **state) {
    struct lg_arena arena = {0};
    char get[] = "/live/track/get/volume";
    char set[] = "/live/track/set/volume";
    char name[] = "master";
    struct lg_spot spot = {.get = get, .set = set, .index = {lg_osc_text(name)}, .num_index = 1};
    LG_UNUSED(state);
    struct lg_spot copy = lg_spot_copy(&spot, &arena);
    get[0] = set[0] = name[0] = 'x';
    assert_string_equal(copy.get, "/live/track/get/volume");
    assert_string_equal(copy.set, "/live/track/set/volume");
    assert_string_equal(copy.index[0].as.s, "master");
    assert_string_equal(copy.label, "/live/track/set/volume \"master\"");
    assert_null(copy.show);
    assert_null(copy.off);
    lg_arena_dispose(&arena);
}

static void read__gives_value_and_text(void **state) {
    struct talk *talk = *state;
    struct lg_spot spot = gain();
    struct lg_reading got = {0};
    struct lg_str printed = {0};
    has_gain(talk, -0.25, "-8.8 dB");
    assert_int_equal(lg_spot_read(talk->live, &spot, DEADLINE_NS, &talk->arena, &got, &talk->err),
                     0);
    lg_reading_print(&got, &printed);
    assert_string_equal(lg_str_text(&printed), "-0.25 (-8.8 dB)");
    lg_str_dispose(&printed);
}

static void read__says_what_the_script_said(void **state) {
    struct talk *talk = *state;
    struct lg_spot spot = {.get = "/live/track/get/volume",
                           .set = "/live/track/set/volume",
                           .index = {lg_osc_int(7)},
                           .num_index = 1};
    struct lg_reading got = {0};
    fake_on(talk->fake, "/live/track/get/volume 7", 80, "/live/error", "s",
            "Error handling OSC message: Index out of range");
    assert_int_equal(lg_spot_read(talk->live, &spot, DEADLINE_NS, &talk->arena, &got, &talk->err),
                     -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_non_null(strstr(talk->err.text, "/live/track/set/volume 7 can't be read"));
    assert_non_null(strstr(talk->err.text, "Index out of range"));
    assert_int_equal(got.value.tag, 0);
}

static void read__wants_one_value(void **state) {
    struct talk *talk = *state;
    struct lg_spot spot = {.get = "/live/song/get/track_names", .set = "/live/song/set/x"};
    struct lg_reading got = {0};
    fake_on(talk->fake, "/live/song/get/track_names", 80, "/live/song/get/track_names", "ss", "A",
            "B");
    assert_int_equal(lg_spot_read(talk->live, &spot, DEADLINE_NS, &talk->arena, &got, &talk->err),
                     -1);
    assert_non_null(strstr(talk->err.text, "2 values where one belongs"));
}

static void write__reads_back_in_the_same_burst(void **state) {
    struct talk *talk = *state;
    struct lg_spot spot = gain();
    struct lg_reading got = {0};
    has_gain(talk, -0.25, "-8.8 dB");
    assert_int_equal(lg_spot_write(talk->live, NULL, &spot, lg_osc_float(-0.25F), DEADLINE_NS,
                                   &talk->arena, &got, &talk->err),
                     0);
    assert_true(got.value.as.f == -0.25F);
    assert_string_equal(talk->fake->sent[0], "/live/device/set/parameter/value 3 1 9 -0.25");
    assert_int_equal(talk->fake->num_sent, 3);
    /* One tick. */
    assert_true(lg_clock_now_ns(&talk->env.clock) < 100 * LG_NS_PER_MS);
}

static void write__names_what_did_not_take(void **state) {
    struct talk *talk = *state;
    struct lg_spot spot = gain();
    struct lg_reading got = {.shown = "untouched"};
    has_gain(talk, 0.0, "0.0 dB");
    assert_int_equal(lg_spot_write(talk->live, NULL, &spot, lg_osc_float(-0.25F), DEADLINE_NS,
                                   &talk->arena, &got, &talk->err),
                     -1);
    assert_int_equal(talk->err.kind, LG_ERR_WRITE);
    assert_string_equal(talk->err.text, "PREMASTER / Utility / Gain: wanted -0.25, got 0 (0.0 dB): "
                                        "the write did not take");
    assert_string_equal(got.shown, "untouched");
}

static void put__is_content_with_another_value(void **state) {
    struct talk *talk = *state;
    struct lg_spot spot = gain();
    struct lg_reading got = {0};
    has_gain(talk, -0.5, "-17.5 dB");
    assert_int_equal(lg_spot_put(talk->live, NULL, &spot, lg_osc_float(-0.25F), DEADLINE_NS,
                                 &talk->arena, &got, &talk->err),
                     0);
    assert_true(got.value.as.f == -0.5F);
}

static void write__says_why_the_script_refused(void **state) {
    struct talk *talk = *state;
    struct lg_spot spot = gain();
    fake_on(talk->fake, "/live/device/set/parameter/value 3 1 9 7", 80, "/live/error", "s",
            "Error handling OSC message: Invalid value. Check the parameters range with min/max");
    has_gain(talk, 0.0, "0.0 dB");
    assert_int_equal(lg_spot_write(talk->live, NULL, &spot, lg_osc_float(7), DEADLINE_NS,
                                   &talk->arena, NULL, &talk->err),
                     -1);
    assert_int_equal(talk->err.kind, LG_ERR_WRITE);
    assert_non_null(strstr(talk->err.text, "Invalid value"));
}

static void write__of_a_switch_calls_its_methods(void **state) {
    struct talk *talk = *state;
    struct lg_spot spot = {.get = "/live/song/get/is_playing",
                           .set = "/live/song/start_playing",
                           .off = "/live/song/stop_playing",
                           .label = "the transport"};
    static const char *const wanted[] = {"/live/song/start_playing", "/live/song/stop_playing"};
    for (size_t i = 0; i < LG_ARRAY_LEN(wanted); i++) {
        fake_on(talk->fake, "/live/song/get/is_playing", 80, "/live/song/get/is_playing",
                i == 0 ? "T" : "F");
        assert_int_equal(lg_spot_write(talk->live, NULL, &spot, lg_osc_bool(i == 0),
                                       lg_clock_after(&talk->env.clock, DEADLINE_NS), &talk->arena,
                                       NULL, &talk->err),
                         0);
        assert_string_equal(talk->fake->sent[2 * i], wanted[i]);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(same__compares_as_live_keeps_values),
    cmocka_unit_test(spot__is_its_getter_and_its_indices),
    cmocka_unit_test(copy__has_a_label_and_nothing_of_the_original),
    talk_test(read__gives_value_and_text),
    talk_test(read__says_what_the_script_said),
    talk_test(read__wants_one_value),
    talk_test(write__reads_back_in_the_same_burst),
    talk_test(write__names_what_did_not_take),
    talk_test(put__is_content_with_another_value),
    talk_test(write__says_why_the_script_refused),
    talk_test(write__of_a_switch_calls_its_methods),
};

int main(void) {
    return cmocka_run_group_tests(tests, NULL, NULL);
}
