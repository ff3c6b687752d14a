#include "audio/profiles.h"

#include "unit/audio/waves.h"

static const char shipped[] = LG_SOURCE_DIR "/gates/tables/profiles.yaml";

/* Measures as lg_measures_value gives them; NAN: undefined. */
struct heard {
    double lufs_i, true_peak_dbtp, lufs_s_max, sample_peak_dbfs, duration_s;
};

static struct lg_value *measures(struct lg_arena *arena, const struct heard *heard) {
    const struct {
        const char *key;
        double value;
        const char *unit;
    } rows[] = {
        {"lufs_i", heard->lufs_i, "LUFS"},
        {"lufs_s_max", heard->lufs_s_max, "LUFS"},
        {"sample_peak_dbfs", heard->sample_peak_dbfs, "dBFS"},
        {"true_peak_dbtp", heard->true_peak_dbtp, "dBTP"},
        {"duration_s", heard->duration_s, "s"},
    };
    struct lg_value *map = lg_value_map(arena);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        lg_value_put(arena, map, rows[i].key,
                     isnan(rows[i].value) ? lg_value_null(arena, "shorter than 3 s")
                                          : lg_value_real(arena, rows[i].value, rows[i].unit));
    lg_value_put(arena, map, "true_peak_by", lg_value_text(arena, "4x sinc"));
    return map;
}

static void profiles__delivery_is_met_or_missed(void **state) {
    static const struct {
        const char *profile;
        struct heard heard;
        enum lg_profile_verdict verdict;
    } rows[] = {
        {"ebu-r128", {-23.0, -1.0, -20, -3, 90}, LG_PROFILE_MET},
        {"ebu-r128", {-22.8, -1.0, -20, -3, 90}, LG_PROFILE_MET},
        {"ebu-r128", {-22.79, -1.0, -20, -3, 90}, LG_PROFILE_MISSED},
        {"ebu-r128", {-23.21, -1.0, -20, -3, 90}, LG_PROFILE_MISSED},
        {"ebu-r128", {-23.0, -0.7, -20, -3, 90}, LG_PROFILE_MET}, /* 0.3 dB for the metering */
        {"ebu-r128", {-23.0, -0.69, -20, -3, 90}, LG_PROFILE_MISSED},
        {"ebu-r128", {-INFINITY, -INFINITY, -20, -3, 90}, LG_PROFILE_UNJUDGED},
        {"apple-music-atmos", {-INFINITY, -INFINITY, -20, -3, 90}, LG_PROFILE_UNJUDGED},
        {"aes-td1008-music-track", {-INFINITY, -INFINITY, -20, -3, 90}, LG_PROFILE_UNJUDGED},
        {"ebu-r128s1-short", {-23.0, -1.0, -INFINITY, -3, 30}, LG_PROFILE_UNJUDGED},
        {"ebu-r128", {NAN, -1.0, NAN, -3, 0.2}, LG_PROFILE_UNJUDGED},
        {"ebu-r128-2014", {-22.5, -1.0, -20, -3, 90}, LG_PROFILE_MET},
        {"ebu-r128-2014", {-23.0, -0.9, -20, -3, 90}, LG_PROFILE_MISSED},
        {"ebu-r128s1-short", {-23.0, -1.0, -18.0, -3, 30}, LG_PROFILE_MET},
        {"ebu-r128s1-short", {-23.0, -1.0, -17.9, -3, 30}, LG_PROFILE_MISSED},
        {"ebu-r128s1-short", {-23.0, -1.0, -18.0, -3, 61}, LG_PROFILE_MISSED},
        {"apple-music-atmos", {-30.0, -1.0, -20, -3, 90}, LG_PROFILE_MET},
        {"apple-music-atmos", {-17.9, -1.0, -20, -3, 90}, LG_PROFILE_MISSED},
        {"aes-td1008-music-track", {-40.0, -1.0, -20, -3, 90}, LG_PROFILE_MET},
        {"aes-td1008-music-track", {-15.7, -1.0, -20, -3, 90}, LG_PROFILE_MISSED},
        {"finishline-master", {-10.5, -1.0, -9, -6.0, 90}, LG_PROFILE_MET},
        {"finishline-master", {-10.5, -1.0, -9, -5.9, 90}, LG_PROFILE_MISSED},
        {"netflix", {-27.0, -2.0, -20, -3, 90}, LG_PROFILE_UNJUDGED},
        {"netflix", {-27.0, -1.0, -20, -3, 90}, LG_PROFILE_UNJUDGED},
        {"atsc-a85-long", {-24.0, -2.0, -20, -3, 90}, LG_PROFILE_UNJUDGED},
        {"atsc-a85-short", {-24.0, -2.0, -20, -3, 90}, LG_PROFILE_MET},
        {"ebu-r128s4-cinema", {-23.0, -1.0, -20, -3, 90}, LG_PROFILE_UNJUDGED},
        {"spotify", {-3.0, 1.0, -20, -3, 90}, LG_PROFILE_TOLD},
        {"spotify", {-INFINITY, -INFINITY, -20, -3, 90}, LG_PROFILE_UNJUDGED},
    };
    struct lg_arena arena = {0};
    struct lg_profiles profiles;
    LG_UNUSED(state);
    assert_int_equal(lg_profiles_read(shipped, &arena, &profiles, NULL), 0);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        const struct lg_profile *profile = lg_profiles_find(&profiles, rows[i].profile);
        struct lg_value *out;
        assert_non_null(profile);
        enum lg_profile_verdict verdict =
            lg_profile_judge(profile, measures(&arena, &rows[i].heard), &arena, &out);
        if (verdict != rows[i].verdict)
            fail_msg("row %zu, %s: %s", i, rows[i].profile, lg_profile_verdict_name(verdict));
        assert_string_equal(lg_value_get(out, "verdict")->as.string.text,
                            lg_profile_verdict_name(verdict));
    }
    lg_arena_dispose(&arena);
}

static struct lg_value *judge(struct lg_arena *arena, const char *name, double lufs, double peak) {
    struct lg_profiles profiles;
    struct heard heard = {lufs, peak, -20, -3, 90};
    struct lg_value *out;
    assert_int_equal(lg_profiles_read(shipped, arena, &profiles, NULL), 0);
    lg_profile_judge(lg_profiles_find(&profiles, name), measures(arena, &heard), arena, &out);
    return out;
}

static double number(const struct lg_value *map, const char *path) {
    return lg_value_number(lg_value_path(map, path));
}

static void profiles__a_row_says_measure_target_distance_verdict(void **state) {
    struct lg_arena arena = {0};
    LG_UNUSED(state);
    struct lg_value *out = judge(&arena, "ebu-r128", -21.5, -0.5);
    assert_string_equal(lg_value_path(out, "rows.0.measure")->as.string.text, "lufs_i");
    assert_true(number(out, "rows.0.value") == -21.5);
    assert_true(number(out, "rows.0.target") == -23.0);
    assert_true(fabs(number(out, "rows.0.distance") - 1.3) < 1e-9);
    assert_string_equal(lg_value_path(out, "rows.0.verdict")->as.string.text, "missed");
    assert_string_equal(lg_value_path(out, "rows.1.by")->as.string.text, "4x sinc");
    assert_true(fabs(number(out, "rows.1.distance") - 0.2) < 1e-9);
    assert_true(number(out, "rows.1.tolerance") == 0.3);
    out = judge(&arena, "ebu-r128", -24.0, -3.0);
    assert_true(fabs(number(out, "rows.0.distance") + 0.8) < 1e-9);
    assert_true(number(out, "rows.1.distance") == 0.0);
    lg_arena_dispose(&arena);
}

static void profiles__playback_tells_gain_and_ceiling(void **state) {
    static const struct {
        const char *profile;
        double lufs, peak;
        size_t mode;
        double gain, after;
        bool holds;
    } rows[] = {
        {"spotify", -10.0, -0.5, 1, -4.0, -4.5, true},
        {"spotify", -10.0, -0.5, 0, -1.0, -1.5, true},
        {"spotify", -18.0, -3.0, 1, 2.0, -1.0, true}, /* only as far as the ceiling */
        {"spotify", -18.0, -9.0, 1, 4.0, -5.0, true},
        {"spotify", -18.0, -0.5, 1, 0.0, -0.5, false},
        {"apple-music", -18.0, -0.5, 0, 2.0, 1.5, false},
        {"youtube", -18.0, -3.0, 0, 0.0, -3.0, true}, /* never up */
        {"youtube", -8.0, 0.5, 0, -6.0, -5.5, true},
    };
    struct lg_arena arena = {0};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_value *out = judge(&arena, rows[i].profile, rows[i].lufs, rows[i].peak);
        const struct lg_value *gain = lg_value_at(lg_value_get(out, "gains"), rows[i].mode);
        if (fabs(number(gain, "gain_db") - rows[i].gain) > 1e-9 ||
            fabs(number(gain, "true_peak_after_dbtp") - rows[i].after) > 1e-9 ||
            lg_value_get(gain, "ceiling_holds")->as.boolean != rows[i].holds)
            fail_msg("row %zu: gain %g", i, number(gain, "gain_db"));
    }
    /* What is louder than the service's level has a lower ceiling of its own. */
    struct lg_value *loud = judge(&arena, "spotify", -10.0, -1.5);
    assert_true(number(loud, "rows.0.high") == -2.0 && number(loud, "rows.0.distance") == 0.5);
    struct lg_value *soft = judge(&arena, "spotify", -16.0, -1.5);
    assert_true(number(soft, "rows.0.high") == -1.0 && number(soft, "rows.0.distance") == 0.0);
    lg_arena_dispose(&arena);
}

static void profiles__the_shipped_ones_are_whole(void **state) {
    struct lg_arena arena = {0};
    struct lg_profiles profiles;
    LG_UNUSED(state);
    assert_int_equal(lg_profiles_read(shipped, &arena, &profiles, NULL), 0);
    assert_int_equal(profiles.count, 27);
    for (size_t i = 0; i < profiles.count; i++)
        assert_true(strlen(profiles.items[i].doc) > 10);
    assert_null(lg_profiles_find(&profiles, "spotifi"));
    assert_string_equal(lg_profiles_near(&profiles, "spotifi"), "spotify");
    lg_arena_dispose(&arena);
}

#define PROFILE(text) "schema: loudness-profiles/2\nprofiles:\n  mine: {doc: here, " text "}\n"

static void profiles__what_asks_for_nothing_is_refused(void **state) {
    static const struct {
        const char *text;
        const char *says; /* NULL: it is fine */
    } rows[] = {
        {PROFILE("kind: delivery, lufs_i: -14 LUFS, below: 1 LU, above: 1 LU"), NULL},
        {PROFILE("kind: delivery, lufs_i: -14, above: 1"), NULL},
        {PROFILE("kind: delivery, true_peak_max: -1 dBTP"), NULL},
        {PROFILE("kind: playback, lufs_i: -14 LUFS"), NULL},
        {PROFILE("kind: delivery, duration_max: 30 s"), NULL},
        {PROFILE("kind: delivery"), "asks for nothing"},
        {PROFILE("kind: delivery, lufs_i: -14 LUFS"), "asks for nothing"},
        {PROFILE("kind: delivery, lufs_i: -14 LUFS, true_peak_max: -1 dBTP"), "no tolerance"},
        {PROFILE("kind: delivery, lufs_i: -14 LUFS, below: -1 LU, above: 1 LU"), "below 0"},
        {PROFILE("kind: playback, true_peak_max: -1 dBTP"), "names no lufs_i"},
        {PROFILE("kind: delivery, lufs_i: -14 Hz, above: 1 LU"), "does not fit"},
        {PROFILE("kind: delivery, true_peak_max: -1 dBTP, true_peak_tol: 1 dB"), NULL},
        {PROFILE("kind: delivery, true_peak_max: -1 dBTP, true_peak_tol: 1.01 dB"), "above 1 dB"},
        {PROFILE("kind: playback, lufs_i: -14 LUFS, true_peak_max_if_louder: -2 dBTP"), NULL},
        {PROFILE("kind: delivery, true_peak_max: -1 dBTP, true_peak_max_if_louder: -2 dBTP"),
         "for playback only"},
        {PROFILE("kind: recommendation, true_peak_max: -1, true_peak_max_if_louder: -2"),
         "for playback only"},
        {PROFILE("kind: delivry, true_peak_max: -1 dBTP"), "did you mean 'delivery'?"},
        {PROFILE("kind: delivery, true_peek_max: -1 dBTP"), "did you mean 'true_peak_max'?"},
        {"schema: loudness-profiles/2\nprofiles: {}\n", "at least one"},
        {"schema: loudness-profiles/1\nprofiles: {}\n", "format"},
    };
    char *path = folder_join(*state, "profiles.yaml");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        struct lg_profiles profiles;
        struct lg_err err = {0};
        assert_int_equal(lg_fs_write_atomic(path, rows[i].text, strlen(rows[i].text), NULL), 0);
        int result = lg_profiles_read(path, &arena, &profiles, &err);
        if ((result == 0) != (rows[i].says == NULL) ||
            (rows[i].says != NULL && strstr(err.text, rows[i].says) == NULL))
            fail_msg("row %zu: %d: %s", i, result, err.text);
        assert_true(result == 0 || err.line > 0);
        lg_arena_dispose(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profiles__delivery_is_met_or_missed),
        cmocka_unit_test(profiles__a_row_says_measure_target_distance_verdict),
        cmocka_unit_test(profiles__playback_tells_gain_and_ceiling),
        cmocka_unit_test(profiles__the_shipped_ones_are_whole),
        cmocka_unit_test(profiles__what_asks_for_nothing_is_refused),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
