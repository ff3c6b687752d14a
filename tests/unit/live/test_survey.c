#include "support/unit.h"

#include "live/survey.h"
#include "support/fake_link.h"

/* One track with one device of one parameter, whose answers a test may spoil. */
struct talk {
    struct lg_env env;
    struct fake_link *fake;
    struct lg_live *live;
    struct lg_arena arena;
    struct lg_live_set set;
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

#define DATA "/live/song/get/track_data"
#define PARAMETERS "/live/device/get/parameters/"
#define MONITORING "/live/track/get/current_monitoring_state"
#define SEND "/live/track/get/send"
#define SONG "/live/song/get/"
#define NAME "/live/song/get/master_track_name"
static const char too_many[] = "Error handling OSC message: Index out of range";

static void has_one_track(struct talk *talk) {
    fake_on(talk->fake, "/live/application/get/version", 100, "/live/application/get/version", "ii",
            12, 1);
    fake_on(talk->fake, "/live/song/get/num_tracks", 101, "/live/song/get/num_tracks", "i", 1);
    fake_on(talk->fake,
            DATA " 0 -1 \"track.name\" \"track.num_devices\" \"device.name\" \"device.class_name\"",
            102, DATA, "siss", "Bus", 1, "Limiter", "Limiter");
}

static void has_mixer(struct talk *talk) {
    fake_on(talk->fake, "/live/track/get/volume 0", 100, "/live/track/get/volume", "if", 0, 0.85);
    fake_on(talk->fake, "/live/track/get/panning 0", 100, "/live/track/get/panning", "if", 0, 0.0);
    fake_on(talk->fake, "/live/track/get/mute 0", 100, "/live/track/get/mute", "iF", 0);
    fake_on(talk->fake, "/live/track/get/solo 0", 100, "/live/track/get/solo", "iT", 0);
    fake_on(talk->fake, "/live/track/get/arm 0", 100, "/live/track/get/arm", "iT", 0);
    fake_on(talk->fake, MONITORING " 0", 100, MONITORING, "ii", 0, 2);
}

/* So many, and one that there is not. */
static void has_row(struct talk *talk, int count) {
    static const char *const sends[] = {SEND " 0 0", SEND " 0 1", SEND " 0 2"};
    for (int i = 0; i < count; i++)
        fake_on(talk->fake, sends[i], 100, SEND, "iif", 0, i, 0.0);
    fake_on(talk->fake, sends[count], 100, "/live/error", "s", too_many);
}

static void has_song(struct talk *talk) {
    fake_on(talk->fake, SONG "tempo", 100, SONG "tempo", "f", 174.0);
    fake_on(talk->fake, SONG "metronome", 100, SONG "metronome", "T");
    fake_on(talk->fake, SONG "loop", 100, SONG "loop", "F");
    fake_on(talk->fake, SONG "loop_start", 100, SONG "loop_start", "f", 16.0);
    fake_on(talk->fake, SONG "loop_length", 100, SONG "loop_length", "f", 32.0);
}

struct table {
    const char *name, *value, *min, *max, *is_quantized; /* tags behind the two indices */
};

/* As many values as tags: names "P", numbers 1. */
static void has_column(struct talk *talk, const char *column, const char *tags) {
    struct lg_osc_arg args[8] = {lg_osc_int(0), lg_osc_int(0)};
    size_t count = strlen(tags);
    for (size_t i = 0; i < count; i++) {
        args[2 + i] = (struct lg_osc_arg){.tag = tags[i]};
        if (tags[i] == 's')
            args[2 + i].as.s = "P";
        else if (tags[i] == 'f')
            args[2 + i].as.f = 1;
    }
    char *address = lg_arena_printf(&talk->arena, PARAMETERS "%s", column);
    char *request = lg_arena_printf(&talk->arena, "%s 0 0", address);
    struct lg_osc_msg reply = {address, args, 2 + count};
    assert_int_equal(
        lg_osc_write(&reply, &fake_rule(talk->fake, request, 100)->datagram.bytes, NULL), 0);
}

static void has_table(struct talk *talk, const struct table *table) {
    has_column(talk, "name", table->name);
    has_column(talk, "value", table->value);
    has_column(talk, "min", table->min);
    has_column(talk, "max", table->max);
    has_column(talk, "is_quantized", table->is_quantized);
}

static void is_stock(struct talk *talk) {
    fake_on(talk->fake, "/live/track/get/mute -1", 101, "/live/track/get/mute", "iF", -1);
    fake_on(talk->fake, NAME, 101, "/live/error", "s", "Unknown OSC address: " NAME);
    fake_on(talk->fake, "/live/track/get/mute -1000", 101, "/live/error", "s", too_many);
}

static int survey(struct talk *talk) {
    return lg_live_survey(talk->live, 5 * LG_NS_PER_S, &talk->arena, &talk->set, &talk->err);
}

static void survey__reads_tables_and_mixers(void **state) {
    struct talk *talk = *state;
    static const struct table table = {"ss", "ff", "ff", "ff", "TF"};
    has_one_track(talk);
    has_row(talk, 1);
    has_mixer(talk);
    has_table(talk, &table);
    has_song(talk);
    fake_on(talk->fake, SEND " 0 0", 100, SEND, "iif", 0, 0, 0.25);
    is_stock(talk);
    fake_on(talk->fake, SEND " 0 1", 200, "/live/error", "s", too_many);
    if (survey(talk) < 0)
        fail_msg("%s", talk->err.text);
    assert_true(talk->set.is_surveyed);
    assert_int_equal(talk->set.dialect, LG_DIALECT_STOCK);
    assert_null(talk->set.master);
    const struct lg_live_track *track = &talk->set.tracks[0];
    assert_true(track->has_mixer);
    assert_true(track->mixer.volume.number == 0.85F);
    assert_int_equal(track->mixer.mute, LG_SWITCH_OFF);
    assert_int_equal(track->mixer.solo, LG_SWITCH_ON);
    assert_int_equal(track->mixer.arm, LG_SWITCH_ON);
    assert_int_equal(track->mixer.monitoring, LG_MONITORING_OFF);
    assert_int_equal(track->mixer.num_sends, 1);
    assert_true(track->mixer.sends[0].number == 0.25F);
    assert_true(talk->set.song.tempo.number == 174);
    assert_int_equal(talk->set.song.metronome, LG_SWITCH_ON);
    assert_int_equal(talk->set.song.loop, LG_SWITCH_OFF);
    assert_true(talk->set.song.loop_start.number == 16);
    assert_true(talk->set.song.loop_length.number == 32);
    assert_int_equal(track->devices[0].num_params, 2);
    assert_true(track->devices[0].params[0].is_quantized);
    assert_false(track->devices[0].params[1].is_quantized);
    assert_int_equal(lg_live_device_switch(&track->devices[0]), LG_SWITCH_ON);
}

static void survey__columns_must_fit_together(void **state) {
    struct talk *talk = *state;
    static const struct {
        struct table table;
        const char *says;
    } rows[] = {
        {{"ss", "f", "ff", "ff", "TF"},
         "Bus / Limiter: /live/device/get/parameters/name has 2 values, "
         "/live/device/get/parameters/value has 1"},
        {{"s", "f", "f", "f", ""},
         "Bus / Limiter: /live/device/get/parameters/name has 1 values, "
         "/live/device/get/parameters/is_quantized has 0"},
        {{"i", "f", "f", "f", "T"},
         "Bus / Limiter: parameter 0 is malformed: name, value, min, max and is_quantized have to "
         "be s, f, f, f and T or F"},
        {{"ss", "fi", "ff", "ff", "TT"},
         "Bus / Limiter: parameter 1 is malformed: name, value, min, max and is_quantized have to "
         "be s, f, f, f and T or F"},
        {{"s", "f", "f", "s", "T"},
         "Bus / Limiter: parameter 0 is malformed: name, value, min, max and is_quantized have to "
         "be s, f, f, f and T or F"},
        {{"s", "f", "f", "f", "i"},
         "Bus / Limiter: parameter 0 is malformed: name, value, min, max and is_quantized have to "
         "be s, f, f, f and T or F"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        has_one_track(talk);
        has_row(talk, 0);
        has_mixer(talk);
        has_table(talk, &rows[i].table);
        has_song(talk);
        is_stock(talk);
        fake_on(talk->fake, SEND " 0 0", 200, "/live/error", "s", too_many);
        talk->err = (struct lg_err){0};
        assert_int_equal(survey(talk), -1);
        assert_int_equal(talk->err.kind, LG_ERR_READ);
        assert_string_equal(talk->err.text, rows[i].says);
    }
}

/* The last send's reply gets lost, so that the error behind it passes for its own. */
static void survey__a_lost_reply_makes_no_send_vanish(void **state) {
    struct talk *talk = *state;
    static const struct table table = {"s", "f", "f", "f", "T"};
    has_one_track(talk);
    fake_on(talk->fake, SEND " 0 0", 100, SEND, "iif", 0, 0, 0.0);
    fake_lose(talk->fake, SEND " 0 1");
    fake_on(talk->fake, SEND " 0 2", 100, "/live/error", "s", too_many);
    has_mixer(talk);
    has_table(talk, &table);
    has_song(talk);
    fake_on(talk->fake, SEND " 0 0", 100, SEND, "iif", 0, 0, 0.25);
    is_stock(talk);
    fake_on(talk->fake, SEND " 0 1", 200, SEND, "iif", 0, 1, 0.75);
    assert_int_equal(survey(talk), -1);
    assert_int_equal(talk->err.kind, LG_ERR_READ);
    assert_string_equal(talk->err.text,
                        "the tracks had 1 sends, and a moment later more: a return was added, or a "
                        "reply got lost; scan again");
}

#define TALK(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TALK(survey__reads_tables_and_mixers),
        TALK(survey__a_lost_reply_makes_no_send_vanish),
        TALK(survey__columns_must_fit_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
