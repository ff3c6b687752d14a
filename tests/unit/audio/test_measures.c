/* What meter.h says of whole files beyond loudness and peaks, and of files that are odd. */
#include "audio/meter.h"

#include "unit/audio/waves.h"

static void near(const char *id, const char *what, double got, double want, double tol) {
    if (!(fabs(got - want) <= tol || got == want))
        fail_msg("%s: %s: wanted %.6f, got %.6f", id, what, want, got);
}

static struct lg_measures measure_with(const char *path, const struct lg_measure_options *options) {
    struct lg_measures got;
    struct lg_err err = {0};
    if (lg_measure_file_with(path, options, NULL, &got, &err) < 0)
        fail_msg("%s", err.text);
    return got;
}

static struct lg_measures measure(const char *path) {
    return measure_with(path, &(struct lg_measure_options){0});
}

static struct lg_measures measure_waves(struct folder *folder, struct waves *waves, int format) {
    char *path = folder_join(folder, "waves");
    waves_write(waves, path, format, NULL);
    waves_dispose(waves);
    return measure(path);
}

struct pair_row {
    const char *id;
    struct spread spread;
    int channels;
    double lufs_i;
    double correlation;
    double mono_loss_db;
};

/* 997 Hz at -20 dBFS in each channel. A meter that mixes down first takes antiphase for silence. */
static const struct pair_row pair_rows[] = {
    {"mono", {{0}, 0}, 1, -23.01, NAN, NAN},
    {"the same twice", {{0}, 0}, 2, -20.00, 1, 0},
    {"antiphase", {{0}, 180}, 2, -20.00, -1, INFINITY},
    {"quadrature", {{0}, 90}, 2, -20.00, 0, 3.0103},
    {"left alone", {{0, SILENT}, 0}, 2, -23.01, NAN, 3.0103},
    {"right 6 dB less", {{0, -6.0206}, 0}, 2, -22.04, 1, 0.4576},
};

static void measures__left_and_right_are_compared(void **state) {
    static const struct segment tone = {.dur_s = 4, .freq_hz = {997}, .dbfs = {-20}};
    for (size_t i = 0; i < LG_ARRAY_LEN(pair_rows); i++) {
        const struct pair_row *row = &pair_rows[i];
        struct waves waves = {.rate_hz = 48000, .channels = row->channels};
        waves_add_all(&waves, &tone, 1, 1, &row->spread);
        struct lg_measures got = measure_waves(*state, &waves, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
        near(row->id, "LUFS-I", got.lufs_i.value, row->lufs_i, 0.006);
        assert_int_equal(got.correlation.why != NULL, isnan(row->correlation));
        assert_int_equal(got.mono_loss_db.why != NULL, isnan(row->mono_loss_db));
        if (got.correlation.why == NULL)
            near(row->id, "correlation", got.correlation.value, row->correlation, 1e-5);
        if (got.mono_loss_db.why == NULL)
            near(row->id, "mono loss", got.mono_loss_db.value, row->mono_loss_db, 1e-3);
    }
}

static void measures__level_crest_and_offset(void **state) {
    static const struct segment tone = {.dur_s = 1, .freq_hz = {1000}, .dbfs = {-6.0206}};
    static const struct spread spread = {.offset_db = {0, -20}};
    struct waves waves = {.rate_hz = 48000, .channels = 2};
    waves_add_all(&waves, &tone, 1, 1, &spread);
    for (size_t i = 0; i < waves.frames; i++)
        waves.samples[2 * i + 1] -= 0.25F;
    struct lg_measures got = measure_waves(*state, &waves, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    near("left", "rms", got.each[0].rms_dbfs, -9.0309, 1e-3);
    near("left", "crest", got.each[0].crest_db.value, 3.0103, 1e-3);
    near("left", "offset", got.each[0].dc_offset, 0, 1e-7);
    near("right", "offset", got.each[1].dc_offset, -0.25, 1e-7);
    near("right", "rms", got.each[1].rms_dbfs, 10 * log10(0.0625 + 0.00125), 1e-3);
    near("right", "crest", got.each[1].crest_db.value,
         20 * log10(0.3) - 10 * log10(0.0625 + 0.00125), 1e-3);
    near("right", "sample peak", got.each[1].sample_peak_dbfs, 20 * log10(0.3), 1e-3);
    near("whole", "offset", got.whole.dc_offset, -0.25, 1e-7);
    near("whole", "rms", got.whole.rms_dbfs, 10 * log10((0.125 + 0.06375) / 2), 1e-3);
    near("whole", "crest", got.whole.crest_db.value, -6.0206 - got.whole.rms_dbfs, 1e-3);
}

static void measures__clipping_is_at_the_formats_own_full_scale(void **state) {
    static const int formats[] = {SF_FORMAT_WAV | SF_FORMAT_PCM_16,
                                  SF_FORMAT_WAV | SF_FORMAT_PCM_24,
                                  SF_FORMAT_WAV | SF_FORMAT_FLOAT};
    for (size_t i = 0; i < LG_ARRAY_LEN(formats); i++) {
        struct waves waves = {.rate_hz = 48000, .channels = 2};
        float *samples = waves_grow(&waves, 1000);
        for (size_t k = 0; k < 5; k++)
            samples[2 * (100 + k) + 1] = 1.0F; /* the integers stop just below */
        for (size_t k = 0; k < 3; k++)
            samples[2 * (200 + k)] = -1.0F;
        samples[2 * 300] = 1.0F;
        struct lg_measures got = measure_waves(*state, &waves, formats[i]);
        assert_int_equal(got.each[0].clipped_runs, 1);
        assert_int_equal(got.each[1].clipped_samples, 5);
        assert_int_equal(got.whole.clipped_runs, 2);
        assert_int_equal(got.whole.clipped_samples, 8);
        assert_int_equal(got.whole.clipped_longest, 5);
    }
}

static void measures__silence_at_both_ends(void **state) {
    struct waves waves = {.rate_hz = 48000, .channels = 2};
    float *samples = waves_grow(&waves, 48000);
    samples[2 * 12000] = 0.1F;     /* left begins */
    samples[2 * 35999 + 1] = 0.1F; /* right ends */
    struct lg_measures got = measure_waves(*state, &waves, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
    assert_true(got.silence_lead_s == 0.25 && got.silence_tail_s == 0.25);

    struct waves silence = {.rate_hz = 48000, .channels = 2};
    waves_grow(&silence, 48000);
    got = measure_waves(*state, &silence, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
    assert_true(got.silence_lead_s == 1.0 && got.silence_tail_s == 1.0);
    assert_true(got.whole.rms_dbfs == -INFINITY && got.lufs_i.value == -INFINITY);
    assert_string_equal(got.whole.crest_db.why, "digital silence");
    assert_string_equal(got.correlation.why, "left and right are silent");
}

/* Deterministic noise that survives 16 bits. */
static struct waves noise(int rate_hz, int channels, size_t frames) {
    struct waves waves = {.rate_hz = rate_hz, .channels = channels};
    uint32_t seed = 1;
    float *samples = waves_grow(&waves, frames);
    for (size_t i = 0; i < frames * (size_t)channels; i++) {
        seed = seed * 1664525U + 1013904223U;
        samples[i] = (float)((int32_t)seed >> 16) / 65536.0F;
    }
    return waves;
}

static void measures__pcm_hash_is_of_the_audio_not_of_the_file(void **state) {
    static const int same[] = {
        SF_FORMAT_WAV | SF_FORMAT_PCM_16,  SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
        SF_FORMAT_CAF | SF_FORMAT_PCM_16,  SF_FORMAT_RF64 | SF_FORMAT_PCM_16,
        SF_FORMAT_W64 | SF_FORMAT_PCM_16};
    enum { FRAMES = 3001 };
    unsigned char audio[24 + FRAMES * 4] = {
        0x80, 0xbb, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, FRAMES & 0xff, FRAMES >> 8};
    struct waves waves = noise(48000, 2, FRAMES);
    for (size_t i = 0; i < FRAMES * 2; i++) {
        int sample = (int)lrintf(waves.samples[i] * 32767.0F); /* as libsndfile writes it */
        audio[24 + 2 * i] = (unsigned char)(sample & 0xff);
        audio[25 + 2 * i] = (unsigned char)(sample >> 8 & 0xff);
    }
    waves_dispose(&waves);
    char want[LG_SHA256_HEX];
    lg_sha256_of(audio, sizeof audio, want);
    for (size_t i = 0; i < LG_ARRAY_LEN(same); i++) {
        waves = noise(48000, 2, FRAMES);
        struct lg_measures got = measure_waves(*state, &waves, same[i]);
        if (strcmp(got.pcm_sha256, want) != 0)
            fail_msg("%s: another hash", got.format);
    }
    waves = noise(44100, 2, FRAMES);
    assert_string_not_equal(
        measure_waves(*state, &waves, SF_FORMAT_WAV | SF_FORMAT_PCM_16).pcm_sha256, want);
    waves = noise(48000, 1, FRAMES * 2);
    assert_string_not_equal(
        measure_waves(*state, &waves, SF_FORMAT_WAV | SF_FORMAT_PCM_16).pcm_sha256, want);
    waves = noise(48000, 2, FRAMES);
    assert_string_not_equal(
        measure_waves(*state, &waves, SF_FORMAT_WAV | SF_FORMAT_PCM_24).pcm_sha256, want);
}

static void measures__file_hash_is_of_every_byte(void **state) {
    static const int formats[] = {
        SF_FORMAT_WAV | SF_FORMAT_PCM_24,  SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
        SF_FORMAT_FLAC | SF_FORMAT_PCM_24, SF_FORMAT_OGG | SF_FORMAT_VORBIS,
        SF_FORMAT_CAF | SF_FORMAT_ALAC_16, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III};
    for (size_t i = 0; i < LG_ARRAY_LEN(formats); i++) {
        char *path = folder_join(*state, "waves");
        char want[LG_SHA256_HEX];
        struct waves waves = noise(48000, 2, 100000);
        struct lg_measures got = measure_waves(*state, &waves, formats[i]);
        assert_int_equal(lg_sha256_file(path, want, NULL), 0);
        if (strcmp(got.sha256, want) != 0)
            fail_msg("%s: another hash", got.format);
    }
}

static void patch(const char *path, long at, const void *bytes, size_t length) {
    FILE *file = fopen(path, "rb+");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* FLAC from a pipe: how many frames there are is known only once they were read. */
static void measures__a_length_left_open_changes_no_figure(void **state) {
    char *path = folder_join(*state, "waves");
    struct waves waves = noise(48000, 2, 100000);
    struct lg_measures want = measure_waves(*state, &waves, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    assert_true(want.completeness.is_known);
    patch(path, 22, "\0\0\0\0", 4);
    unsigned char byte = 0xf0; /* 16 bits; the count's upper four are 0 */
    patch(path, 21, &byte, 1);
    struct lg_measures got = measure(path);
    assert_false(got.completeness.is_known);
    assert_int_equal(got.frames, 100000);
    assert_string_equal(got.pcm_sha256, want.pcm_sha256);
    assert_string_not_equal(got.sha256, want.sha256);
    assert_true(got.lufs_i.value == want.lufs_i.value);
}

/* Of 16 channels nobody names the speakers; the caller may. */
static void measures__sixteen_channels_need_a_layout(void **state) {
    struct lg_layout layout;
    struct lg_measure_options options = {.layout = &layout};
    char *path = folder_join(*state, "waves");
    struct waves waves = noise(48000, 16, 48000);
    struct lg_measures got = measure_waves(*state, &waves, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    assert_non_null(got.lufs_i.why);
    assert_true(got.true_peak_dbtp > -7.0 && got.each[15].rms_dbfs > -20.0);
    assert_int_equal(lg_layout_read("L R C LFE Ls Rs Lrs Rrs Lss Rss above above above above above "
                                    "above",
                                    &layout, NULL),
                     0);
    got = measure_with(path, &options);
    assert_null(got.lufs_i.why);
    assert_int_equal(got.layout_by, LG_LAYOUT_BY_CALLER);
    /* 15 channels of the same loudness, 4 of them counted 1.41 times. */
    struct lg_measures one;
    waves = noise(48000, 1, 48000);
    one = measure_waves(*state, &waves, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    near("16", "LUFS-I", got.lufs_i.value, one.lufs_i.value + 10 * log10(11 + 4 * 1.41), 0.1);
}

static void measures__series_is_loudness_ten_times_a_second(void **state) {
    static const struct segment parts[] = {{.dur_s = 4, .freq_hz = {997}, .dbfs = {-30}},
                                           {.dur_s = 4, .freq_hz = {997}, .dbfs = {-20}}};
    static const struct spread same = {0};
    struct lg_measure_options options = {.series = true};
    struct waves waves = {.rate_hz = 44100, .channels = 2};
    char *path = folder_join(*state, "waves");
    waves_add_all(&waves, parts, 2, 1, &same);
    waves_grow(&waves, 4000);
    waves_write(&waves, path, SF_FORMAT_WAV | SF_FORMAT_PCM_24, NULL);
    waves_dispose(&waves);
    struct lg_measures got = measure_with(path, &options);
    assert_int_equal(got.num_points, 80);
    assert_true(isnan(got.series[2].lufs_m) && !isnan(got.series[3].lufs_m));
    assert_true(isnan(got.series[28].lufs_s) && !isnan(got.series[29].lufs_s));
    near("at 0.4 s", "M", got.series[3].lufs_m, -30, 0.02);
    near("at 4.0 s", "M", got.series[39].lufs_m, -30, 0.02);
    near("at 4.2 s", "M", got.series[41].lufs_m, -20 + 10 * log10(0.55), 0.05);
    near("at 4.4 s", "M", got.series[43].lufs_m, -20, 0.02);
    near("at 7.0 s", "S", got.series[69].lufs_s, -20, 0.02);
    lg_measures_dispose(&got);
    lg_measures_dispose(&got);
    got = measure(path);
    assert_null(got.series);
}

static double at(const struct lg_value *series, const char *key, size_t index) {
    return lg_value_number(lg_value_at(lg_value_get(series, key), index));
}

static void measures__series_as_a_value_is_as_it_was(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_loudness_point points[] = {{NAN, NAN}, {-20.456, NAN}, {-INFINITY, -30}};
    struct lg_measures measures = {.series = points, .num_points = 3};
    const struct lg_value *series = lg_measures_series(&measures, &arena);
    assert_true(lg_value_number(lg_value_get(series, "hop_s")) == 0.1);
    assert_int_equal(lg_value_get(series, "lufs_m")->as.list.count, 3);
    assert_true(isnan(at(series, "lufs_m", 0)) && at(series, "lufs_m", 1) == -20.46);
    assert_true(at(series, "lufs_m", 2) == -INFINITY && at(series, "lufs_s", 2) == -30);
    measures.series = NULL;
    assert_null(lg_measures_series(&measures, &arena));
    lg_arena_dispose(&arena);
}

/* A long one keeps its extremes, about where they were. */
static void measures__a_long_series_is_reduced_to_extremes(void **state) {
    (void)state;
    enum { POINTS = 1000, LOUD = 437, SOFT = 812 };
    struct lg_arena arena = {0};
    struct lg_loudness_point points[POINTS];
    for (size_t i = 0; i < POINTS; i++)
        points[i] = (struct lg_loudness_point){i == LOUD ? -3 : -20, i == SOFT ? -60 : -20};
    struct lg_measures measures = {.series = points, .num_points = POINTS};
    const struct lg_value *series = lg_measures_series(&measures, &arena);
    double hop_s = lg_value_number(lg_value_get(series, "hop_s"));
    size_t count = lg_value_get(series, "lufs_m")->as.list.count;
    assert_int_equal(count, LG_SERIES_VALUES_MAX);
    assert_int_equal(lg_value_get(series, "lufs_s")->as.list.count, count);
    near("all", "s", (double)count * hop_s, POINTS / 10.0, 1e-9);
    size_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        double time_s = (double)(i + 1) * hop_s;
        seen += at(series, "lufs_m", i) == -3 && fabs(time_s - (LOUD + 1) / 10.0) <= hop_s;
        seen += at(series, "lufs_s", i) == -60 && fabs(time_s - (SOFT + 1) / 10.0) <= 2 * hop_s;
    }
    assert_int_equal(seen, 2);
    lg_arena_dispose(&arena);
}

static void is_null_because(const struct lg_value *map, const char *key, const char *why) {
    const struct lg_value *value = lg_value_get(map, key);
    if (value == NULL || value->kind != LG_VALUE_NULL || strcmp(value->as.why, why) != 0)
        fail_msg("%s", key);
}

static void measures__what_was_not_asked_for_is_null(void **state) {
    static const struct {
        unsigned part;
        const char *keys[4];
    } rows[] = {{LG_MEASURE_LOUDNESS, {"lufs_i", "lufs_m_max", "lufs_s_max", "lra_lu"}},
                {LG_MEASURE_PEAKS, {"sample_peak_dbfs", "peak_dbfs", "true_peak_dbtp"}},
                {LG_MEASURE_STATS, {"rms_dbfs", "correlation", "clipped_runs", "silence_lead_s"}},
                {LG_MEASURE_HASH, {"sha256"}},
                {LG_MEASURE_PCM_HASH, {"pcm_sha256"}}};
    char *path = folder_join(*state, "waves");
    struct waves waves = noise(48000, 2, 200000);
    struct lg_measures all = measure_waves(*state, &waves, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        struct lg_measure_options options = {.skip = rows[i].part};
        struct lg_measures got = measure_with(path, &options);
        struct lg_value *map = lg_measures_value(&got, &arena);
        struct lg_value *whole = lg_measures_value(&all, &arena);
        for (size_t k = 0; k < 4 && rows[i].keys[k] != NULL; k++) {
            is_null_because(map, rows[i].keys[k], "not asked for");
            lg_value_put(&arena, map, rows[i].keys[k], lg_value_get(whole, rows[i].keys[k]));
        }
        /* The rest is as it was: each key that is not null says the same. */
        for (struct lg_pair *pair = map->as.map.first; pair != NULL; pair = pair->next) {
            if (pair->value->kind != LG_VALUE_NULL && pair->value->kind != LG_VALUE_LIST)
                assert_true(lg_value_eq(pair->value, lg_value_get(whole, pair->key)));
        }
        lg_arena_dispose(&arena);
    }
}

static void measures__bands_are_shown_by_name(void **state) {
    struct lg_arena arena = {0};
    struct lg_measure_options options = {.bands = &lg_bands_usual};
    static const struct segment tone = {.dur_s = 2, .freq_hz = {350}, .dbfs = {-20}};
    static const struct spread same = {0};
    struct waves waves = {.rate_hz = 12000, .channels = 2};
    char *path = folder_join(*state, "waves");
    waves_add_all(&waves, &tone, 1, 1, &same);
    waves_write(&waves, path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, NULL);
    waves_dispose(&waves);
    struct lg_measures got = measure_with(path, &options);
    struct lg_value *map = lg_measures_value(&got, &arena);
    near("mud", "rms", lg_value_number(lg_value_path(map, "bands.mud.rms_dbfs")), -23.55, 0.05);
    assert_true(lg_value_number(lg_value_path(map, "bands.mud.from_hz")) == 250);
    assert_true(lg_value_number(lg_value_path(map, "bands.harsh.rms_dbfs")) < -70);
    is_null_because(lg_value_path(map, "bands.air"), "rms_dbfs", "begins above half the rate");
    got = measure(path);
    assert_null(lg_value_get(lg_measures_value(&got, &arena), "bands"));
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures__left_and_right_are_compared),
        cmocka_unit_test(measures__level_crest_and_offset),
        cmocka_unit_test(measures__clipping_is_at_the_formats_own_full_scale),
        cmocka_unit_test(measures__silence_at_both_ends),
        cmocka_unit_test(measures__pcm_hash_is_of_the_audio_not_of_the_file),
        cmocka_unit_test(measures__file_hash_is_of_every_byte),
        cmocka_unit_test(measures__a_length_left_open_changes_no_figure),
        cmocka_unit_test(measures__sixteen_channels_need_a_layout),
        cmocka_unit_test(measures__series_is_loudness_ten_times_a_second),
        cmocka_unit_test(measures__series_as_a_value_is_as_it_was),
        cmocka_unit_test(measures__a_long_series_is_reduced_to_extremes),
        cmocka_unit_test(measures__what_was_not_asked_for_is_null),
        cmocka_unit_test(measures__bands_are_shown_by_name),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
