#include "audio/golden.h"

#include "unit/audio/waves.h"

#include "base/json.h"

/* Measures of a file as lg_measures_value gives them, some of them. */
static struct lg_value *measures(struct lg_arena *arena, double loudness) {
    struct lg_value *map = lg_value_map(arena);
    struct lg_value *list = lg_value_list(arena);
    struct lg_value *channel = lg_value_map(arena);
    lg_value_put(arena, map, "path", lg_value_text(arena, "a.wav"));
    lg_value_put(arena, map, "format", lg_value_text(arena, "WAV int 24"));
    lg_value_put(arena, map, "channels", lg_value_int(arena, 1));
    lg_value_put(arena, map, "duration_s", lg_value_real(arena, 2.0, "s"));
    lg_value_put(arena, map, "lufs_i", lg_value_real(arena, loudness, "LUFS"));
    lg_value_put(arena, map, "lufs_s_max", lg_value_null(arena, "shorter than 3 s"));
    lg_value_put(arena, map, "true_peak_dbtp", lg_value_real(arena, -INFINITY, "dBTP"));
    lg_value_put(arena, map, "correlation", lg_value_real(arena, 0.5, NULL));
    lg_value_put(arena, map, "sha256", lg_value_text(arena, "aa"));
    lg_value_put(arena, channel, "sample_peak_dbfs", lg_value_real(arena, -6.0, "dBFS"));
    lg_value_push(arena, list, channel);
    lg_value_put(arena, map, "per_channel", list);
    return map;
}

/* Saved, and read again. */
static struct lg_golden save(struct folder *folder, struct lg_arena *arena, double tolerance) {
    struct lg_value *files = lg_value_list(arena);
    struct lg_golden golden;
    char *path = folder_join(folder, "golden.json");
    lg_value_push(arena, files, measures(arena, -23.0));
    assert_int_equal(lg_golden_write(path, files, tolerance, NULL), 0);
    assert_int_equal(lg_golden_read(path, arena, &golden, NULL), 0);
    return golden;
}

static void golden__what_did_not_change_has_not_drifted(void **state) {
    struct lg_arena arena = {0};
    struct lg_golden golden = save(*state, &arena, 0.05);
    assert_true(golden.tolerance == 0.05);
    const struct lg_value *old = lg_golden_find(&golden, "a.wav");
    assert_non_null(old);
    assert_null(lg_golden_find(&golden, "b.wav"));
    struct lg_value *drifts = lg_golden_drifts(old, measures(&arena, -23.0), 0.01, &arena);
    assert_int_equal(drifts->as.list.count, 0);
    lg_arena_dispose(&arena);
}

static struct lg_value *changed(struct lg_arena *arena, const char *key, struct lg_value *value) {
    struct lg_value *map = measures(arena, -23.0);
    if (strcmp(key, "per_channel") == 0)
        lg_value_put(arena, lg_value_at(lg_value_get(map, key), 0), "sample_peak_dbfs", value);
    else
        lg_value_put(arena, map, key, value);
    return map;
}

static void golden__drifts_are_found_and_named(void **state) {
    struct lg_arena arena = {0};
    struct lg_golden golden = save(*state, &arena, 0.01);
    const struct lg_value *old = lg_golden_find(&golden, "a.wav");
    const struct {
        const char *key;
        struct lg_value *value;
        const char *measure; /* NULL: no drift */
    } rows[] = {
        {"lufs_i", lg_value_real(&arena, -22.98, "LUFS"), "lufs_i"},
        {"lufs_i", lg_value_real(&arena, -23.02, "LUFS"), "lufs_i"},
        {"lufs_i", lg_value_real(&arena, -22.99, "LUFS"), NULL},
        {"lufs_i", lg_value_real(&arena, -23.01, "LUFS"), NULL},
        {"lufs_i", lg_value_real(&arena, -INFINITY, "LUFS"), "lufs_i"},
        {"lufs_i", lg_value_null(&arena, "not asked for"), "lufs_i"},
        {"lufs_s_max", lg_value_real(&arena, -23.0, "LUFS"), "lufs_s_max"},
        {"lufs_s_max", lg_value_null(&arena, "another reason"), NULL},
        {"true_peak_dbtp", lg_value_real(&arena, -90.0, "dBTP"), "true_peak_dbtp"},
        {"channels", lg_value_int(&arena, 2), "channels"},
        {"format", lg_value_text(&arena, "WAV int 16"), "format"},
        {"duration_s", lg_value_real(&arena, 2.0004, "s"), NULL},
        {"duration_s", lg_value_real(&arena, 2.001, "s"), "duration_s"},
        {"correlation", lg_value_real(&arena, 0.5005, NULL), NULL},
        {"correlation", lg_value_real(&arena, 0.502, NULL), "correlation"},
        {"per_channel", lg_value_real(&arena, -6.02, "dBFS"), "per_channel.0.sample_peak_dbfs"},
        {"sha256", lg_value_text(&arena, "bb"), "sha256"},
        {"pcm_sha256", lg_value_text(&arena, "cc"), NULL}, /* not saved */
        {"path", lg_value_text(&arena, "/elsewhere/a.wav"), NULL},
        {"new_measure", lg_value_real(&arena, 1.0, "dB"), NULL},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_value *now = changed(&arena, rows[i].key, rows[i].value);
        struct lg_value *drifts = lg_golden_drifts(old, now, 0.01, &arena);
        if (drifts->as.list.count != (rows[i].measure != NULL ? 1U : 0U))
            fail_msg("row %zu: %zu drifts", i, drifts->as.list.count);
        if (rows[i].measure != NULL)
            assert_string_equal(lg_value_path(drifts, "0.measure")->as.string.text,
                                rows[i].measure);
    }
    lg_arena_dispose(&arena);
}

/* Saved with --bands and compared without: nothing is left out silently. */
static void golden__what_was_saved_must_be_measured_again(void **state) {
    struct lg_arena arena = {0};
    struct lg_golden golden = save(*state, &arena, 0.01);
    struct lg_value *old = lg_value_copy(&arena, lg_golden_find(&golden, "a.wav"));
    struct lg_value *channel = lg_value_at(lg_value_get(old, "per_channel"), 0);
    assert_non_null(lg_value_get(old, "lufs_s_max_why")); /* a reason is no measure */
    lg_value_put(&arena, old, "bands", lg_value_map(&arena));
    lg_value_put(&arena, channel, "dc_offset", lg_value_real(&arena, 0.0, NULL));
    lg_value_put(&arena, old, "never_had", lg_value_null(&arena, "undefined"));
    lg_value_put(&arena, old, "odd_why", lg_value_text(&arena, "a measure of that name"));
    struct lg_value *drifts = lg_golden_drifts(old, measures(&arena, -23.0), 0.01, &arena);
    static const char *const names[] = {"per_channel.0.dc_offset", "bands", "odd_why"};
    assert_int_equal(drifts->as.list.count, LG_ARRAY_LEN(names));
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++) {
        const struct lg_value *drift = lg_value_at(drifts, i);
        assert_string_equal(lg_value_get(drift, "measure")->as.string.text, names[i]);
        assert_string_equal(lg_value_get(drift, "new")->as.why, "not measured");
    }
    lg_arena_dispose(&arena);
}

static void golden__a_drift_says_old_new_and_how_far(void **state) {
    struct lg_arena arena = {0};
    struct lg_golden golden = save(*state, &arena, 0.01);
    struct lg_value *drifts =
        lg_golden_drifts(lg_golden_find(&golden, "a.wav"), measures(&arena, -22.98), 0.01, &arena);
    assert_true(lg_value_number(lg_value_path(drifts, "0.old")) == -23.0);
    assert_true(lg_value_number(lg_value_path(drifts, "0.new")) == -22.98);
    assert_true(fabs(lg_value_number(lg_value_path(drifts, "0.difference")) - 0.02) < 1e-9);
    assert_true(lg_value_number(lg_value_path(drifts, "0.tolerance")) == 0.01);
    lg_arena_dispose(&arena);
}

static void golden__other_files_are_refused(void **state) {
    static const char *const texts[] = {
        "",
        "no json",
        "[]",
        "{\"golden\": 2, \"files\": [{\"path\": \"a\"}]}",
        "{\"golden\": 1}",
        "{\"golden\": 1, \"files\": []}",
        "{\"golden\": 1, \"files\": [{\"lufs_i\": -23}]}",
        "{\"golden\": 1, \"tolerance\": 0, \"files\": [{\"path\": \"a\", \"lufs_i\": -23}]}",
        "{\"golden\": 1, \"tolerance\": 1.01, \"files\": [{\"path\": \"a\", \"lufs_i\": -23}]}",
        "{\"golden\": 1, \"tolerance\": 1e999, \"files\": [{\"path\": \"a\", \"lufs_i\": -23}]}",
        "{\"golden\": 1, \"tolerance\": \"inf\", \"files\": [{\"path\": \"a\", \"lufs_i\": -23}]}",
        "{\"golden\": 1, \"files\": [{\"path\": \"a\"}]}",
        "{\"golden\": 1, \"files\": [{\"path\": \"a\", \"lufs_i\": null, \"format\": \"WAV\"}]}",
        "{\"golden\": 1, \"files\": [{\"path\": \"a\", \"lufs_i\": -23}, {\"path\": \"b\", "
        "\"sha256\": \"aa\"}, {\"path\": \"a\", \"lufs_i\": -23}]}",
    };
    struct lg_arena arena = {0};
    struct lg_golden golden;
    char *path = folder_join(*state, "other.json");
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        struct lg_err err = {0};
        assert_int_equal(lg_fs_write_atomic(path, texts[i], strlen(texts[i]), NULL), 0);
        assert_int_equal(lg_golden_read(path, &arena, &golden, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_true(strstr(err.text, "other.json") != NULL ||
                    strstr(err.source, "other.json") != NULL);
    }
    lg_arena_dispose(&arena);
}

/* "-": null, "": not there. */
static struct lg_value *hashes(struct lg_arena *arena, const char *bytes, const char *samples) {
    const char *const words[] = {bytes, samples};
    const char *const keys[] = {"sha256", "pcm_sha256"};
    struct lg_value *map = lg_value_map(arena);
    for (size_t i = 0; i < LG_ARRAY_LEN(keys); i++)
        if (words[i][0] != '\0')
            lg_value_put(arena, map, keys[i],
                         words[i][0] == '-' ? lg_value_null(arena, "not asked for")
                                            : lg_value_text(arena, words[i]));
    return map;
}

static void golden__saved_hashes_are_compared(void **state) {
    static const struct {
        const char *old[2], *now[2];
        const char *measure; /* NULL: no drift */
    } rows[] = {
        {{"a", "-"}, {"a", "-"}, NULL},
        {{"a", "-"}, {"b", "-"}, "sha256"},
        {{"-", "a"}, {"-", "b"}, "pcm_sha256"},
        {{"a", "p"}, {"b", "p"}, NULL}, /* other tags, the same samples */
        {{"a", "p"}, {"b", "q"}, "pcm_sha256"},
        {{"a", "-"}, {"b", "p"}, "sha256"},
        {{"a", ""}, {"b", "p"}, "sha256"},
        {{"a", "-"}, {"-", "-"}, "sha256"}, /* saved, and not measured now */
        {{"-", "-"}, {"b", "p"}, NULL},     /* never saved */
    };
    struct lg_arena arena = {0};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_value *old = hashes(&arena, rows[i].old[0], rows[i].old[1]);
        struct lg_value *now = hashes(&arena, rows[i].now[0], rows[i].now[1]);
        struct lg_value *drifts = lg_golden_drifts(old, now, 0.01, &arena);
        if (drifts->as.list.count != (rows[i].measure != NULL ? 1U : 0U))
            fail_msg("row %zu: %zu drifts", i, drifts->as.list.count);
        if (rows[i].measure != NULL)
            assert_string_equal(lg_value_path(drifts, "0.measure")->as.string.text,
                                rows[i].measure);
    }
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden__what_did_not_change_has_not_drifted),
        cmocka_unit_test(golden__drifts_are_found_and_named),
        cmocka_unit_test(golden__what_was_saved_must_be_measured_again),
        cmocka_unit_test(golden__a_drift_says_old_new_and_how_far),
        cmocka_unit_test(golden__saved_hashes_are_compared),
        cmocka_unit_test(golden__other_files_are_refused),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
