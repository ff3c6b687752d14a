/* What the chain of fixtures/sets/master-sweep.yaml does, against what was observed of real exports
 * of one song (Utility, EQ Eight, Glue Compressor, Limiter, fader). The levels of our programme are
 * chosen so that the first figure fits; the others follow. */
#include "unit/base/scratch.h"

#include <math.h>

#include "audio/meter.h"
#include "sim/take.h"

enum { BEATS = 8, CHANGES_MAX = 4 };

/* Live can't be had closer than this. */
static const double lu_tolerance = 1, db_tolerance = 0.5;

struct change {
    const char *device; /* NULL: the fader of PREMASTER */
    const char *param;
    double value;
};

struct figure {
    const char *what;
    struct change changes[CHANGES_MAX];
    double lufs_i, peak_dbfs; /* observed; NAN: not told */
};

/* The observed chain has no Saturator; the limiter's ceiling is -6 dB. */
static const struct change common[] = {{"Saturator", "Device On", 0}, {"Limiter", "Ceiling", -6}};

enum { FOUND, FADED, PLUS_15, PLUS_19, GLUED, MUTED, NUM_FIGURES };

static const struct figure figures[NUM_FIGURES] = {
    [FOUND] = {"limiter gain 0, fader 0 dB", {{"Limiter", "Gain", 0}}, NAN, -9.77},
    [FADED] = {"limiter gain 0, fader +6 dB",
               {{"Limiter", "Gain", 0}, {NULL, NULL, 1}},
               NAN,
               -3.77},
    [PLUS_15] = {"limiter gain +15", {{"Limiter", "Gain", 15}}, -14.33, -6.00},
    [PLUS_19] = {"limiter gain +19", {{"Limiter", "Gain", 19}}, -13.83, -6.00},
    [GLUED] = {"glue, limiter gain +24",
               {{"Glue Compressor", "Threshold", -30}, {"Limiter", "Gain", 24}},
               -13.59,
               -6.00},
    [MUTED] = {"muted", {{"Utility", "Mute", 1}}, -INFINITY, -138.47},
};

static void put(struct lg_sim_track *track, const struct change *change) {
    if (change->device == NULL) {
        track->mixer.volume = (float)change->value;
        return;
    }
    for (size_t d = 0; d < track->num_devices; d++)
        for (size_t p = 0; p < track->devices[d].num_params; p++)
            if (strcmp(track->devices[d].name, change->device) == 0 &&
                strcmp(track->devices[d].params[p].name, change->param) == 0) {
                track->devices[d].params[p].value = (float)change->value;
                return;
            }
    fail_msg("the set has no %s / %s", change->device, change->param);
}

static void record(const struct lg_sim_set *set, struct lg_sim_shelf *shelf, const char *path) {
    const struct lg_wav_form form = {set->rate_hz, 2, LG_PCM_INT24};
    struct lg_sim_take take = {.is_recording = true, .hears_output = true};
    int64_t frames = llround(BEATS * 60 / (double)set->tempo * set->rate_hz);
    struct lg_sim_sound *sound = lg_sim_sound_new(set, shelf);
    assert_int_equal(lg_wav_new(path, &form, &take.wav, NULL), 0);
    for (int64_t at = 0; at < frames; at += LG_SIM_BLOCK) {
        int64_t left = frames - at;
        struct lg_sim_block block = {.frames = left < LG_SIM_BLOCK ? (size_t)left : LG_SIM_BLOCK};
        lg_sim_sound_play(sound, set, at, &block);
        lg_sim_take_write(&take, set->rate_hz, &block);
    }
    lg_sim_sound_free(sound);
    lg_sim_take_finish(&take);
}

static void measure(void **state, const struct change *changes, struct lg_measures *out) {
    static const struct lg_measure_options options = {.skip = LG_MEASURE_STATS};
    struct lg_arena arena = {0};
    struct lg_sim_shelf shelf = {0};
    struct lg_sim_set set;
    struct lg_err err = {0};
    char path[2 * SCRATCH_MAX];
    snprintf(path, sizeof path, "%s", scratch_path(*state, "take.wav"));
    if (lg_sim_set_read(LG_SOURCE_DIR "/fixtures/sets/master-sweep.yaml", &arena, &set, &err) < 0)
        fail_msg("%s", err.text);
    struct lg_sim_track *premaster = &set.tracks[set.num_tracks - 1];
    assert_string_equal(premaster->name, "PREMASTER");
    for (size_t i = 0; i < LG_ARRAY_LEN(common); i++)
        put(premaster, &common[i]);
    for (size_t i = 0; i < CHANGES_MAX && (changes[i].device != NULL || changes[i].value != 0); i++)
        put(premaster, &changes[i]);
    record(&set, &shelf, path);
    if (lg_measure_file_with(path, &options, NULL, out, &err) < 0)
        fail_msg("%s", err.text);
    lg_sim_shelf_dispose(&shelf);
    lg_arena_dispose(&arena);
}

static bool is_near(double got, double wanted, double tolerance) {
    return isnan(wanted) || got == wanted || fabs(got - wanted) <= tolerance;
}

static double difference(double a, double b) {
    return a == b ? 0 : a - b;
}

/* Between any two, where the levels of the programme drop out. */
static void assert_differ_as_observed(const struct lg_measures got[NUM_FIGURES]) {
    for (size_t a = 0; a < NUM_FIGURES; a++)
        for (size_t b = 0; b < a; b++) {
            double lu = difference(got[a].lufs_i.value, got[b].lufs_i.value);
            double db = difference(got[a].sample_peak_dbfs, got[b].sample_peak_dbfs);
            if (!is_near(lu, difference(figures[a].lufs_i, figures[b].lufs_i), lu_tolerance) ||
                !is_near(db, difference(figures[a].peak_dbfs, figures[b].peak_dbfs), db_tolerance))
                fail_msg("%s and %s: %.2f LU and %.2f dB apart", figures[a].what, figures[b].what,
                         lu, db);
        }
}

/* Each as it is, and between them. */
static void chain__shows_the_observed_figures(void **state) {
    struct lg_measures got[NUM_FIGURES];
    int misses = 0;
    printf("%-28s  %15s  %15s\n", "", "LUFS wanted got", "dBFS wanted got");
    for (size_t i = 0; i < NUM_FIGURES; i++) {
        const struct figure *figure = &figures[i];
        measure(state, figure->changes, &got[i]);
        bool fits = is_near(got[i].lufs_i.value, figure->lufs_i, lu_tolerance) &&
                    is_near(got[i].sample_peak_dbfs, figure->peak_dbfs, db_tolerance);
        printf("%-28s  %7.2f %7.2f  %7.2f %7.2f%s\n", figure->what, figure->lufs_i,
               got[i].lufs_i.value, figure->peak_dbfs, got[i].sample_peak_dbfs,
               fits ? "" : "  MISS");
        misses += !fits;
    }
    assert_int_equal(misses, 0);
    assert_differ_as_observed(got);
    double gained_lu = got[PLUS_19].lufs_i.value - got[PLUS_15].lufs_i.value;
    assert_true(fabs(got[FADED].sample_peak_dbfs - got[FOUND].sample_peak_dbfs - 6) < 0.01);
    /* 4 dB of gain: louder, but by far less. */
    assert_true(gained_lu > 0 && gained_lu < 2 && is_near(gained_lu, 0.5, lu_tolerance));
    assert_true(got[PLUS_15].lufs_i.value - got[FOUND].lufs_i.value < 15);
    measure(state, figures[GLUED].changes, &got[FOUND]);
    assert_string_equal(got[FOUND].pcm_sha256, got[GLUED].pcm_sha256);
}

#define scratch_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(chain__shows_the_observed_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
