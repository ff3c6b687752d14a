/* Time in the model: the song's position, when recording begins, and what it writes. */
#include "unit/base/scratch.h"

#include "unit/sim/talk.h"

#include <math.h>

#include "audio/meter.h"
#include "base/clock.h"
#include "sim/take.h"

static void tell(struct talk *talk, const char *address, const char *tags, ...) {
    struct lg_str bytes = {0};
    va_list args;
    va_start(args, tags);
    talk_write(&bytes, address, tags, args);
    va_end(args);
    assert_true(lg_sim_deliver(talk->sim, LG_SIM_LOCAL, bytes.text, bytes.length));
    lg_str_dispose(&bytes);
    assert_string_equal(talk_tick(talk), "");
}

static void pass(struct talk *talk, int ms) {
    lg_sim_pass(talk->sim, ms * LG_NS_PER_MS);
}

static double position(const struct talk *talk) {
    return lg_sim_now(talk->sim)->song.current_song_time;
}

static void assert_near(double is, double wanted) {
    if (fabs(is - wanted) > 1e-4)
        fail_msg("%g, wanted %g", is, wanted);
}

static void player__moves_while_it_plays(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, "mastering.yaml", NULL); /* 120 beats per minute */
    pass(&talk, 500);
    assert_near(position(&talk), 0);
    tell(&talk, "/live/song/start_playing", "");
    for (int i = 0; i < 7; i++)
        pass(&talk, 143);
    assert_near(position(&talk), 2.002);
    tell(&talk, "/live/song/set/loop", "i", 1); /* 0 to 4 */
    pass(&talk, 1500);
    assert_near(position(&talk), 1.002);
    tell(&talk, "/live/song/stop_playing", "");
    pass(&talk, 500);
    assert_near(position(&talk), 1.002);
    talk_close(&talk);
}

/* The last track is a new one. */
static void add_armed_track(struct talk *talk, const char *input) {
    int track = (int)lg_sim_now(talk->sim)->num_tracks;
    tell(talk, "/live/song/create_audio_track", "i", -1);
    tell(talk, "/live/track/set/input_routing_type", "is", track, input);
    tell(talk, "/live/track/set/arm", "ii", track, 1);
}

static const struct lg_sim_take *take_of(const struct talk *talk) {
    const struct lg_sim_set *set = lg_sim_now(talk->sim);
    return lg_sim_take_at(set->tracks[set->num_tracks - 1].takes, 0);
}

static void player__records_from_the_next_bar(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, "mastering.yaml", NULL);
    add_armed_track(&talk, "Resampling");
    tell(&talk, "/live/song/start_playing", "");
    pass(&talk, 500);
    tell(&talk, "/live/clip_slot/fire", "ii", 5, 0);
    pass(&talk, 1400);
    assert_null(take_of(&talk));
    pass(&talk, 200);
    assert_non_null(take_of(&talk));
    assert_near(take_of(&talk)->from_beats, 4);
    assert_near(take_of(&talk)->beats, 0.2);
    tell(&talk, "/live/song/stop_playing", "");
    assert_false(take_of(&talk)->is_recording);
    talk_close(&talk);
}

static void player__writes_what_it_hears(void **state) {
    struct scratch *scratch = *state;
    static const char *const inputs[] = {"Resampling", "No Input"};
    const struct lg_sim_options options = {.recordings = scratch->folder};
    for (size_t i = 0; i < LG_ARRAY_LEN(inputs); i++) {
        struct talk talk;
        struct lg_measures measures;
        struct lg_err err = {0};
        talk_open(&talk, "mastering.yaml", &options);
        add_armed_track(&talk, inputs[i]);
        tell(&talk, "/live/clip_slot/fire", "ii", 5, 0);
        pass(&talk, 1000);
        /* Not whole as long as it is recorded. */
        assert_int_equal(lg_measure_file(take_of(&talk)->path, NULL, &measures, &err), -1);
        tell(&talk, "/live/song/stop_playing", "");
        err = (struct lg_err){0};
        if (lg_measure_file(take_of(&talk)->path, NULL, &measures, &err) != 0)
            fail_msg("%s", err.text);
        assert_int_equal(measures.frames, 48000);
        assert_true((isinf(measures.sample_peak_dbfs) != 0) == (i == 1));
        talk_close(&talk);
    }
}

/* Muted, soloed elsewhere, faded out: a track is heard where it should be alone. */
static void player__honours_mute_and_solo(void **state) {
    struct scratch *scratch = *state;
    static const struct {
        const char *address;
        int track, value;
        bool is_silent;
    } rows[] = {
        {"/live/track/set/mute", 4, 1, true},  {"/live/track/set/mute", 0, 1, false},
        {"/live/track/set/solo", 0, 1, false}, {"/live/track/set/solo", 4, 1, false},
        {"/live/track/set/solo", 5, 1, true},  {"/live/track/set/volume", 4, 0, true},
    };
    const struct lg_sim_options options = {.recordings = scratch->folder};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct talk talk;
        struct lg_measures measures;
        struct lg_err err = {0};
        talk_open(&talk, "mastering.yaml", &options);
        add_armed_track(&talk, "Resampling");
        tell(&talk, rows[i].address, "ii", rows[i].track, rows[i].value);
        tell(&talk, "/live/clip_slot/fire", "ii", 5, 0);
        pass(&talk, 600);
        tell(&talk, "/live/song/stop_playing", "");
        if (lg_measure_file(take_of(&talk)->path, NULL, &measures, &err) != 0)
            fail_msg("%s", err.text);
        /* Nothing but the dither. */
        if ((measures.sample_peak_dbfs < -138) != rows[i].is_silent)
            fail_msg("%s %d %d: %g dBFS", rows[i].address, rows[i].track, rows[i].value,
                     measures.sample_peak_dbfs);
        talk_close(&talk);
    }
}

#define scratch_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(player__moves_while_it_plays),
        cmocka_unit_test(player__records_from_the_next_bar),
        scratch_test(player__writes_what_it_hears),
        scratch_test(player__honours_mute_and_solo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
