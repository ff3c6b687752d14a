#include "audio/meter.h"

#include "unit/audio/waves.h"

#include "audio/signal.h"

static void near(const char *id, const char *what, double got, double want, double tol) {
    if (!(fabs(got - want) <= tol))
        fail_msg("%s: %s: wanted %.4f +-%.4f, got %.4f", id, what, want, tol, got);
}

static const struct lg_tone sine[] = {{440, 0.2}};
static const struct lg_tone bands[] = {{40, 0.1}, {320, 0.1}, {4000, 0.1}};

/* 2.0 s at 48 kHz: what libebur128, libsndfile and a reference in double precision agree on. */
static const struct truth {
    const char *id;
    const struct lg_tone *tones;
    size_t num_tones;
    int channels;
    enum lg_sample_format format;
    double peak_dbfs;
    double true_peak_dbtp;
    double lufs_i;
} truths[] = {
    {"sine mono", sine, 1, 1, LG_SAMPLE_FLOAT32, -13.9794, -13.9721, -17.6726},
    {"sine stereo", sine, 1, 2, LG_SAMPLE_FLOAT32, -13.9794, -13.9721, -14.6623},
    {"bands mono", bands, 3, 1, LG_SAMPLE_FLOAT32, -10.5237, -10.5237, -17.9560},
    {"bands stereo", bands, 3, 2, LG_SAMPLE_FLOAT32, -10.5237, -10.5237, -14.9457},
    {"sine mono, 16 bits", sine, 1, 1, LG_SAMPLE_INT16, -13.979, -13.972, -17.6727},
    {"sine stereo, 16 bits", sine, 1, 2, LG_SAMPLE_INT16, -13.979, -13.972, -14.6624},
    {"bands mono, 16 bits", bands, 3, 1, LG_SAMPLE_INT16, -10.5237, -10.5237, -17.9560},
    {"bands stereo, 16 bits", bands, 3, 2, LG_SAMPLE_INT16, -10.5237, -10.5237, -14.9457},
};

static void meter__g3_reads_the_truth(void **state) {
    for (size_t i = 0; i < LG_ARRAY_LEN(truths); i++) {
        const struct truth *t = &truths[i];
        char *path = folder_join(*state, "g3.wav");
        struct lg_signal signal = {.tones = t->tones,
                                   .num_tones = t->num_tones,
                                   .duration_s = 2.0,
                                   .rate_hz = 48000,
                                   .channels = t->channels,
                                   .format = t->format};
        struct lg_measures got;
        assert_int_equal(lg_signal_write_wav(&signal, path, NULL, NULL), 0);
        assert_int_equal(lg_measure_file(path, NULL, &got, NULL), 0);
        near(t->id, "sample peak", got.sample_peak_dbfs, t->peak_dbfs, 0.001);
        near(t->id, "true peak", got.true_peak_dbtp, t->true_peak_dbtp, 0.001);
        near(t->id, "LUFS-I", got.lufs_i.value, t->lufs_i, 0.001);
        assert_string_equal(got.lufs_s_max.why, "shorter than 3 s");
        assert_int_equal(got.frames, 96000);
        assert_true(got.duration_s == 2.0);
        assert_string_equal(got.path, path);
    }
}

/* The container's own scale: a full-scale integer is not 1.0, mid-scale of 8 bits is 128. */
static void meter__every_sample_format_is_scaled(void **state) {
    static const struct {
        int format;
        double dbfs;
        double lufs_i;
        double tol;
    } rows[] = {
        {SF_FORMAT_WAV | SF_FORMAT_PCM_U8, -6, -6, 0.1},
        {SF_FORMAT_WAV | SF_FORMAT_PCM_16, -6, -6, 0.001},
        {SF_FORMAT_WAV | SF_FORMAT_PCM_24, -23, -23, 0.001},
        {SF_FORMAT_WAV | SF_FORMAT_PCM_32, -23, -23, 0.001},
        {SF_FORMAT_WAV | SF_FORMAT_FLOAT, 6, 6, 0.001},
        {SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 6, 6, 0.001},
        {SF_FORMAT_AIFF | SF_FORMAT_PCM_S8, -6, -6, 0.1},
        {SF_FORMAT_RF64 | SF_FORMAT_PCM_24, -23, -23, 0.001},
        {SF_FORMAT_FLAC | SF_FORMAT_PCM_24, -23, -23, 0.001},
    };
    static const struct spread same = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char *path = folder_join(*state, "scale");
        struct segment segment = {.dur_s = 3, .freq_hz = {997}, .dbfs = {rows[i].dbfs}};
        struct waves waves = {.rate_hz = 48000, .channels = 2};
        struct lg_measures got;
        waves_add_all(&waves, &segment, 1, 1, &same);
        waves_write(&waves, path, rows[i].format, NULL);
        waves_dispose(&waves);
        assert_int_equal(lg_measure_file(path, NULL, &got, NULL), 0);
        near(got.format, "sample peak", got.sample_peak_dbfs, rows[i].dbfs, rows[i].tol);
        near(got.format, "LUFS-I", got.lufs_i.value, rows[i].lufs_i, rows[i].tol);
    }
}

/* DC stands in the peaks and not in the loudness. */
static void meter__dc_is_peak_but_not_loudness(void **state) {
    static const struct spread same = {0};
    static const struct segment tone = {.dur_s = 20, .freq_hz = {997}, .dbfs = {-23}};
    char *path = folder_join(*state, "dc.wav");
    struct waves waves = {.rate_hz = 48000, .channels = 2};
    struct lg_measures got;
    waves_add_all(&waves, &tone, 1, 1, &same);
    for (size_t i = 0; i < waves.frames * 2; i++) {
        double ramp = waves_ramp(i / 2, waves.frames, 4800);
        double gain = 0.5 - 0.5 * cos(WAVES_PI * ramp);
        waves.samples[i] = (float)(gain * (waves.samples[i] + 0.25));
    }
    waves_write(&waves, path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, NULL);
    waves_dispose(&waves);
    assert_int_equal(lg_measure_file(path, NULL, &got, NULL), 0);
    near("dc", "LUFS-I", got.lufs_i.value, -23.0069, 0.001);
    near("dc", "sample peak", got.sample_peak_dbfs, -9.8755, 0.001);
}

/* A meter that averages the channels first reads -6.94 dBFS here. */
static void meter__a_hard_panned_sine_keeps_its_peak(void **state) {
    static const struct spread left = {.offset_db = {0, SILENT}};
    static const struct segment tone = {.dur_s = 1, .freq_hz = {1000}, .dbfs = {-0.9151}};
    char *path = folder_join(*state, "left.wav");
    struct waves waves = {.rate_hz = 48000, .channels = 2};
    struct lg_measures got;
    waves_add_all(&waves, &tone, 1, 1, &left);
    waves_write(&waves, path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, NULL);
    waves_dispose(&waves);
    assert_int_equal(lg_measure_file(path, NULL, &got, NULL), 0);
    near("left", "sample peak", got.sample_peak_dbfs, -0.9151, 0.001);
}

static void meter__a_crest_at_the_end_of_the_file_counts(void **state) {
    char *path = folder_join(*state, "end.wav");
    struct waves waves = {.rate_hz = 48000, .channels = 2};
    struct lg_measures got;
    float *samples = waves_grow(&waves, 48002);
    for (size_t i = 48000 * 2; i < 48002 * 2; i++)
        samples[i] = 0.9F;
    waves_write(&waves, path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, NULL);
    waves_dispose(&waves);
    assert_int_equal(lg_measure_file(path, NULL, &got, NULL), 0);
    near("end", "sample peak", got.sample_peak_dbfs, -0.9151, 0.001);
    assert_true(got.true_peak_dbtp > 1.18 - 0.4 && got.true_peak_dbtp < 1.18 + 0.2);
}

static void meter__a_failure_leaves_the_result_alone(void **state) {
    struct lg_measures got = {.channels = 77};
    struct lg_err err = {0};
    assert_int_equal(lg_measure_file(folder_join(*state, "missing.wav"), NULL, &got, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_int_equal(got.channels, 77);
}

static void meter__stops_when_asked_to(void **state) {
    char *path = folder_join(*state, "stop.wav");
    struct lg_signal signal = {sine, 1, 2.0, 48000, 1, LG_SAMPLE_INT16};
    struct lg_interrupt interrupt = {.signo = 2, .wake_fd = -1};
    struct lg_env env;
    struct lg_measures got;
    struct lg_err err = {0};
    lg_env_init_test(&env);
    assert_int_equal(lg_signal_write_wav(&signal, path, NULL, NULL), 0);
    assert_int_equal(lg_measure_file(path, &env, &got, NULL), 0);
    env.interrupt = &interrupt;
    assert_int_equal(lg_measure_file(path, &env, &got, &err), -1);
    assert_int_equal(err.kind, LG_ERR_INTERRUPTED);
}

static void meter__value_speaks_the_vocabulary(void **state) {
    static const struct {
        const char *key;
        enum lg_value_kind kind;
        const char *unit;
    } rows[] = {
        {"path", LG_VALUE_STRING, NULL},
        {"format", LG_VALUE_STRING, NULL},
        {"rate_hz", LG_VALUE_INT, "Hz"},
        {"channels", LG_VALUE_INT, NULL},
        {"frames", LG_VALUE_INT, NULL},
        {"duration_s", LG_VALUE_REAL, "s"},
        {"lufs_i", LG_VALUE_REAL, "LUFS"},
        {"lufs_m_max", LG_VALUE_REAL, "LUFS"},
        {"lufs_s_max", LG_VALUE_NULL, NULL},
        {"lra_lu", LG_VALUE_NULL, NULL},
        {"sample_peak_dbfs", LG_VALUE_REAL, "dBFS"},
        {"peak_dbfs", LG_VALUE_REAL, "dBFS"},
        {"true_peak_dbtp", LG_VALUE_REAL, "dBTP"},
        {"true_peak_by", LG_VALUE_STRING, NULL},
        {"sha256", LG_VALUE_STRING, NULL},
        {"pcm_sha256", LG_VALUE_STRING, NULL},
        {"completeness", LG_VALUE_STRING, NULL},
        {"completeness_by", LG_VALUE_STRING, NULL},
        {"layout", LG_VALUE_STRING, NULL},
        {"layout_by", LG_VALUE_STRING, NULL},
        {"mono_policy", LG_VALUE_STRING, NULL},
        {"rms_dbfs", LG_VALUE_REAL, "dBFS"},
        {"crest_db", LG_VALUE_REAL, "dB"},
        {"dc_offset", LG_VALUE_REAL, NULL},
        {"clipped_runs", LG_VALUE_INT, NULL},
        {"clipped_samples", LG_VALUE_INT, NULL},
        {"clipped_longest", LG_VALUE_INT, NULL},
        {"correlation", LG_VALUE_NULL, NULL},
        {"mono_loss_db", LG_VALUE_NULL, NULL},
        {"silence_lead_s", LG_VALUE_REAL, "s"},
        {"silence_tail_s", LG_VALUE_REAL, "s"},
        {"per_channel", LG_VALUE_LIST, NULL},
    };
    char *path = folder_join(*state, "value.wav");
    struct lg_signal signal = {sine, 1, 2.0, 48000, 1, LG_SAMPLE_FLOAT32};
    struct lg_measures got;
    struct lg_arena arena = {0};
    char sum[LG_SHA256_HEX];
    assert_int_equal(lg_signal_write_wav(&signal, path, NULL, NULL), 0);
    assert_int_equal(lg_measure_file(path, NULL, &got, NULL), 0);
    struct lg_value *map = lg_measures_value(&got, &arena);
    assert_int_equal(map->as.map.count, LG_ARRAY_LEN(rows));
    const struct lg_pair *pair = map->as.map.first;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++, pair = pair->next) {
        assert_string_equal(pair->key, rows[i].key);
        assert_int_equal(pair->value->kind, rows[i].kind);
        if (rows[i].unit != NULL)
            assert_string_equal(pair->value->unit, rows[i].unit);
    }
    assert_string_equal(lg_value_get(map, "lra_lu")->as.why, "shorter than 3 s");
    assert_string_equal(lg_value_get(map, "format")->as.string.text, "WAV float 32");
    assert_true(lg_value_eq(lg_value_get(map, "peak_dbfs"), lg_value_get(map, "sample_peak_dbfs")));
    assert_int_equal(lg_sha256_file(path, sum, NULL), 0);
    assert_string_equal(lg_value_get(map, "sha256")->as.string.text, sum);
    lg_arena_dispose(&arena);
}

/* What must hold for any programme; recordings of Debian's alsa-utils and sound-theme-freedesktop.
 */
static void check_invariants(const char *path) {
    struct lg_measures m;
    struct lg_err err = {0};
    if (lg_measure_file(path, NULL, &m, &err) < 0)
        fail_msg("%s", err.text);
    assert_true(m.true_peak_dbtp >= m.sample_peak_dbfs);
    assert_true(m.sample_peak_dbfs > -INFINITY);
    if (m.lufs_i.why == NULL)
        assert_true(m.lufs_i.value <= m.lufs_m_max.value);
    if (m.lufs_s_max.why == NULL)
        assert_true(m.lufs_s_max.value <= m.lufs_m_max.value);
    assert_int_equal(m.lufs_i.why == NULL, m.duration_s >= 0.4);
    assert_int_equal(m.lra_lu.why == NULL, m.duration_s >= 3.0);
}

static void meter__recordings_of_the_system_are_measured(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *folder;
        const char *suffix;
    } rows[] = {{"/usr/share/sounds/alsa", ".wav"},
                {"/usr/share/sounds/freedesktop/stereo", ".oga"}};
    size_t measured = 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        char **names;
        size_t count;
        if (!lg_fs_is_dir(rows[i].folder))
            continue;
        assert_int_equal(lg_fs_list(rows[i].folder, rows[i].suffix, &arena, &names, &count, NULL),
                         0);
        for (size_t k = 0; k < count; k++)
            check_invariants(lg_fs_join(&arena, rows[i].folder, names[k]));
        measured += count;
        lg_arena_dispose(&arena);
    }
    if (measured == 0)
        skip();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meter__g3_reads_the_truth),
        cmocka_unit_test(meter__every_sample_format_is_scaled),
        cmocka_unit_test(meter__dc_is_peak_but_not_loudness),
        cmocka_unit_test(meter__a_hard_panned_sine_keeps_its_peak),
        cmocka_unit_test(meter__a_crest_at_the_end_of_the_file_counts),
        cmocka_unit_test(meter__a_failure_leaves_the_result_alone),
        cmocka_unit_test(meter__stops_when_asked_to),
        cmocka_unit_test(meter__value_speaks_the_vocabulary),
        cmocka_unit_test(meter__recordings_of_the_system_are_measured),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
