/* Prints of the simulated Live over OSC alone: they hold what was set, and what is wrong with one
 * is told by name. */
#include "unit/base/scratch.h"

#include "joint/stand.h"

#include "audio/residual.h"
#include "live/curve.h"
#include "live/restore.h"
#include "render/render.h"
#include "sim/fader.h"

enum { PREMASTER = 4, LIMITER = 3, MASTER_GAIN = 1 };

/* A stand whose Live has a folder for recordings, and a journal. */
struct studio {
    struct scratch *scratch;
    struct stand *stand;
    struct lg_journal *journal;
};

static void break_it(struct lg_sim_set *set, const void *how) {
    const enum lg_sim_fault *fault = how;
    if (fault != NULL)
        set->faults.rules[*fault].rate = 1;
}

static void studio_open_in(struct studio *studio, void **state, const char *recordings,
                           const enum lg_sim_fault *fault) {
    studio->scratch = *state;
    const struct lg_sim_options options = {.recordings = recordings};
    studio->stand = stand_open("mastering", &options, break_it, fault);
    const struct lg_journal_options journal = {
        .path = scratch_path(studio->scratch, "journal.jsonl"), .run = "one", .target = "sim"};
    studio->journal = lg_journal_new(&studio->stand->env, &journal);
}

static void studio_open(struct studio *studio, void **state, const enum lg_sim_fault *fault) {
    struct scratch *scratch = *state;
    studio_open_in(studio, state, scratch->folder, fault);
}

static void studio_close(struct studio *studio) {
    lg_journal_free(studio->journal);
    stand_close(studio->stand);
}

static int print_in(struct studio *studio, const char *name, const char *unlike,
                    struct lg_print_booth *booth, struct lg_print *out, struct lg_err *err) {
    struct stand *stand = studio->stand;
    char file[2 * SCRATCH_MAX];
    snprintf(file, sizeof file, "%s", scratch_path(studio->scratch, name));
    const struct lg_print_order order = {.env = &stand->env,
                                         .live = stand->live,
                                         .journal = studio->journal,
                                         .arena = &stand->arena,
                                         .length = {.beats = 4},
                                         .file = file,
                                         .work_folder = studio->scratch->folder,
                                         .unlike = unlike,
                                         .booth = booth,
                                         .deadline_ns =
                                             lg_clock_after(&stand->env.clock, 60 * LG_NS_PER_S)};
    return lg_render_resample.render(&order, out, err);
}

static int print_unlike(struct studio *studio, const char *name, const char *unlike,
                        struct lg_print *out, struct lg_err *err) {
    return print_in(studio, name, unlike, NULL, out, err);
}

static struct lg_print print_by(struct studio *studio, const char *name,
                                struct lg_print_booth *booth) {
    struct lg_print print = {0};
    struct lg_err err = {0};
    if (print_in(studio, name, NULL, booth, &print, &err) != 0)
        fail_msg("%s: %s", name, err.text);
    return print;
}

static struct lg_print print(struct studio *studio, const char *name) {
    return print_by(studio, name, NULL);
}

static void set_volume(struct studio *studio, float volume) {
    struct stand *stand = studio->stand;
    struct lg_spot spot = {.get = "/live/track/get/volume",
                           .set = "/live/track/set/volume",
                           .index = {lg_osc_int(PREMASTER)},
                           .num_index = 1};
    assert_int_equal(lg_spot_write(stand->live, studio->journal, &spot, lg_osc_float(volume),
                                   stand_deadline(stand), &stand->arena, NULL, &stand->err),
                     0);
}

static struct lg_residual compare(struct studio *studio, const char *name, const char *to) {
    struct lg_residual residual = {0};
    struct lg_err err = {0};
    char file[2 * SCRATCH_MAX];
    snprintf(file, sizeof file, "%s", scratch_path(studio->scratch, name));
    if (lg_residual_measure(file, scratch_path(studio->scratch, to), NULL, &residual, &err) != 0)
        fail_msg("%s", err.text);
    return residual;
}

/* Two seconds of four beats, its track gone, nothing else armed or played that was not before; and
 * the same again to the bit. */
static void print__is_whole_and_leaves_no_track(void **state) {
    struct studio studio;
    studio_open(&studio, state, NULL);
    size_t tracks = lg_sim_now(studio.stand->sim)->num_tracks;
    int64_t began_ns = lg_clock_now_ns(&studio.stand->env.clock);
    struct lg_print first = print(&studio, "first.wav");
    assert_true(lg_clock_now_ns(&studio.stand->env.clock) - began_ns >= 2 * LG_NS_PER_S);
    assert_int_equal(first.measures.frames, 96000);
    assert_int_equal(first.measures.rate_hz, 48000);
    assert_int_equal(first.measures.channels, 2);
    assert_string_equal(first.measures.format, "WAV int 24");
    assert_int_equal(lg_sim_now(studio.stand->sim)->num_tracks, tracks);
    assert_false(lg_sim_now(studio.stand->sim)->song.is_playing);
    struct lg_print again = print(&studio, "again.wav");
    assert_string_equal(first.measures.pcm_sha256, again.measures.pcm_sha256);
    assert_string_not_equal(first.source, again.source);
    assert_int_equal(lg_sim_now(studio.stand->sim)->num_tracks, tracks);
    studio_close(&studio);
}

static size_t count_writes(const struct studio *studio, const char *address) {
    size_t count = 0;
    for (size_t i = 0; i < studio->stand->num_writes; i++)
        count += lg_starts_with(studio->stand->writes[i].text, address);
    return count;
}

/* A print a scene, then another track; each is what it would be by itself. The second one costs
 * the song, a tick before it, two for its ends, and three looks at the file. */
static void print__of_a_row_shares_a_track(void **state) {
    struct studio studio;
    struct lg_print_booth booth = {.is_open = false};
    studio_open(&studio, state, NULL);
    struct stand *stand = studio.stand;
    stand->set.num_scenes = 2;
    lg_sim_restart(stand->sim);
    size_t tracks = lg_sim_now(stand->sim)->num_tracks;
    struct lg_print first = print_by(&studio, "first.wav", &booth);
    int64_t began = stand_ticks(stand);
    struct lg_print second = print_by(&studio, "second.wav", &booth);
    assert_in_range(stand_ticks(stand) - began, 20 + 6, 20 + 6);
    assert_int_equal(count_writes(&studio, "/live/song/create_audio_track"), 1);
    assert_int_equal(count_writes(&studio, "/live/song/delete_track"), 0);
    struct lg_print third = print_by(&studio, "third.wav", &booth);
    assert_int_equal(count_writes(&studio, "/live/song/create_audio_track"), 2);
    assert_int_equal(count_writes(&studio, "/live/song/delete_track"), 1);
    assert_int_equal(lg_sim_now(stand->sim)->num_tracks, tracks + 1);
    assert_string_equal(second.measures.pcm_sha256, first.measures.pcm_sha256);
    assert_string_equal(third.measures.pcm_sha256, first.measures.pcm_sha256);
    assert_string_not_equal(second.source, first.source);
    assert_string_not_equal(third.source, second.source);
    studio_close(&studio);
}

/* As somebody in Live does between two prints. */
static void by_hand(struct studio *studio, const char *address, int32_t at) {
    struct lg_osc_arg arg = lg_osc_int(at);
    struct lg_osc_msg msg = {address, &arg, 1};
    struct lg_str bytes = {0};
    assert_int_equal(lg_osc_write(&msg, &bytes, NULL), 0);
    assert_int_equal(
        lg_link_send(studio->stand->inner, lg_str_text(&bytes), bytes.length, &studio->stand->err),
        0);
    lg_str_dispose(&bytes);
}

/* Another track stands where the print's did: nothing is fired there, and nothing deleted. */
static void print__of_a_row_does_not_take_another_track_for_its_own(void **state) {
    struct studio studio;
    struct lg_print_booth booth = {.is_open = false};
    struct lg_print made = {0};
    struct lg_err err = {0};
    studio_open(&studio, state, NULL);
    print_by(&studio, "first.wav", &booth);
    by_hand(&studio, "/live/song/create_audio_track", 0);
    size_t before = studio.stand->num_writes;
    assert_int_equal(print_in(&studio, "second.wav", NULL, &booth, &made, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    if (!lg_starts_with(err.text, "the print's track was left: ") ||
        strstr(err.text, "it is called 'PREMASTER'") == NULL)
        fail_msg("%s", err.text);
    assert_int_equal(studio.stand->num_writes, before);
    assert_false(booth.is_open);
    studio_close(&studio);
}

/* Where all was put back between two prints there is no track of ours any more. */
static void print__of_a_row_begins_anew_where_all_was_put_back(void **state) {
    struct studio studio;
    struct lg_print_booth booth = {.is_open = false};
    struct lg_err err = {0};
    studio_open(&studio, state, NULL);
    struct stand *stand = studio.stand;
    size_t tracks = lg_sim_now(stand->sim)->num_tracks;
    struct lg_restore report = {0};
    struct lg_print first = print_by(&studio, "first.wav", &booth);
    if (lg_restore_run(&stand->env, stand->live, studio.journal, stand_deadline(stand),
                       &stand->arena, &report, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(lg_sim_now(stand->sim)->num_tracks, tracks);
    struct lg_print second = print_by(&studio, "second.wav", &booth);
    assert_string_equal(second.measures.pcm_sha256, first.measures.pcm_sha256);
    assert_int_equal(lg_sim_now(stand->sim)->num_tracks, tracks + 1);
    studio_close(&studio);
}

/* By nothing else than the gain, as far as 24 bits go. */
static void print__holds_the_fader(void **state) {
    struct studio studio;
    studio_open(&studio, state, NULL);
    set_volume(&studio, 0.7F);
    print(&studio, "first.wav");
    set_volume(&studio, 0.55F);
    print(&studio, "lower.wav");
    struct lg_residual change = compare(&studio, "lower.wav", "first.wav");
    assert_true(fabs(change.gain_db + 6) < 0.01);
    assert_true(change.residual_db < -90);
    studio_close(&studio);
}

static void print__without_what_was_set_shows_no_change(void **state) {
    static const enum lg_sim_fault dry = LG_SIM_FAULT_DRY_PRINT;
    struct studio studio;
    studio_open(&studio, state, &dry);
    print(&studio, "first.wav");
    set_volume(&studio, 0.55F);
    print(&studio, "lower.wav");
    assert_true(fabs(compare(&studio, "lower.wav", "first.wav").gain_db) < 1e-6);
    studio_close(&studio);
}

/* A limiter at work is no gain. */
static void print__of_a_chain_that_is_not_linear_leaves_a_residual(void **state) {
    struct studio studio;
    studio_open(&studio, state, NULL);
    struct lg_sim_device *limiter = &studio.stand->set.master.devices[LIMITER];
    assert_string_equal(limiter->class_name, "Limiter");
    limiter->params[MASTER_GAIN].value = 24;
    lg_sim_restart(studio.stand->sim);
    print(&studio, "first.wav");
    set_volume(&studio, 0.7F);
    print(&studio, "lower.wav");
    struct lg_residual change = compare(&studio, "lower.wav", "first.wav");
    assert_true(change.gain_db > -5.5);
    assert_true(change.residual_db > -40);
    studio_close(&studio);
}

static void print__flaws_are_told_apart(void **state) {
    static const struct {
        enum lg_sim_fault fault;
        const char *says;
    } rows[] = {
        {LG_SIM_FAULT_STALE_PRINT, "stale print: "},
        {LG_SIM_FAULT_TORN_PRINT, "half-written print: "},
        {LG_SIM_FAULT_SHORT_PRINT, "wrong-length print: "},
        {LG_SIM_FAULT_SILENT_PRINT, "silent print: "},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct studio studio;
        struct lg_print made = {0};
        struct lg_err err = {0};
        studio_open(&studio, state, NULL);
        print(&studio, "before.wav");
        lg_sim_faults_of(studio.stand->sim)->rules[rows[i].fault].rate = 1;
        assert_int_equal(print_unlike(&studio, "after.wav", NULL, &made, &err), -1);
        if (!lg_starts_with(err.text, rows[i].says) || err.kind != LG_ERR_READ)
            fail_msg("%s: %s", rows[i].says, err.text);
        assert_null(made.source);
        studio_close(&studio);
    }
}

static void print__must_differ_where_it_is_said(void **state) {
    struct studio studio;
    struct lg_print made = {0};
    struct lg_err err = {0};
    studio_open(&studio, state, NULL);
    struct lg_print first = print(&studio, "first.wav");
    assert_int_equal(print_unlike(&studio, "again.wav", first.measures.pcm_sha256, &made, &err),
                     -1);
    assert_true(lg_starts_with(err.text, "stale print: "));
    studio_close(&studio);
}

static void print__is_missing_without_a_folder(void **state) {
    struct studio studio;
    struct lg_print made = {0};
    struct lg_err err = {0};
    studio_open(&studio, state, NULL);
    studio_close(&studio);
    studio_open_in(&studio, state, NULL, NULL);
    assert_int_equal(print_unlike(&studio, "first.wav", NULL, &made, &err), -1);
    assert_true(lg_starts_with(err.text, "missing print: "));
    assert_int_equal(err.kind, LG_ERR_TIMEOUT);
    studio_close(&studio);
}

/* The model and the client learnt the curve apart from each other. */
static void fader__is_what_the_client_takes_it_for(void **state) {
    (void)state;
    for (int i = 0; i <= 1000; i++) {
        double volume = 0.0215 + (1 - 0.0215) * i / 1000;
        double db;
        assert_true(lg_curve_at(&lg_curve_volume, volume, &db));
        if (fabs(20 * log10(lg_sim_fader_gain(volume)) - db) > 0.001)
            fail_msg("at %g: %g dB, not %g", volume, 20 * log10(lg_sim_fader_gain(volume)), db);
    }
    assert_true(lg_sim_fader_gain(0) == 0);
}

#define print_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        print_test(print__is_whole_and_leaves_no_track),
        print_test(print__of_a_row_shares_a_track),
        print_test(print__of_a_row_does_not_take_another_track_for_its_own),
        print_test(print__of_a_row_begins_anew_where_all_was_put_back),
        print_test(print__holds_the_fader),
        print_test(print__without_what_was_set_shows_no_change),
        print_test(print__of_a_chain_that_is_not_linear_leaves_a_residual),
        print_test(print__flaws_are_told_apart),
        print_test(print__must_differ_where_it_is_said),
        print_test(print__is_missing_without_a_folder),
        cmocka_unit_test(fader__is_what_the_client_takes_it_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
