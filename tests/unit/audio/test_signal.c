#include "audio/signal.h"

#include "unit/audio/waves.h"

#include "base/sha256.h"

static const struct lg_tone tone_440 = {.freq_hz = 440, .amplitude = 0.2};

static struct lg_signal g3_signal(void) {
    return (struct lg_signal){.tones = &tone_440,
                              .num_tones = 1,
                              .duration_s = 2.0,
                              .rate_hz = 48000,
                              .channels = 2,
                              .format = LG_SAMPLE_FLOAT32};
}

static void signal__samples_are_the_formula(void **state) {
    static const struct {
        enum lg_sample_format format;
        int code;
        double step;
    } rows[] = {{LG_SAMPLE_FLOAT32, SF_FORMAT_FLOAT, 0},
                {LG_SAMPLE_INT16, SF_FORMAT_PCM_16, 1.0 / 32768},
                {LG_SAMPLE_INT24, SF_FORMAT_PCM_24, 1.0 / 8388608}};
    static const struct lg_tone tones[] = {{1000, 0.6}, {40, 0.3}, {4000, 0.1}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char *path = folder_join(*state, "formula.wav");
        struct lg_signal signal = g3_signal();
        signal.tones = tones;
        signal.num_tones = LG_ARRAY_LEN(tones);
        signal.format = rows[i].format;
        assert_int_equal(lg_signal_write_wav(&signal, path, NULL, NULL), 0);

        SF_INFO sf = {0};
        SNDFILE *file = sf_open(path, SFM_READ, &sf);
        assert_int_equal(sf.format, SF_FORMAT_WAV | rows[i].code);
        assert_int_equal(sf.frames, 96000);
        assert_int_equal(sf.channels, 2);
        double *got = lg_xcalloc(96000 * 2, sizeof *got);
        assert_int_equal(sf_readf_double(file, got, 96000), 96000);
        sf_close(file);
        for (size_t n = 0; n < 96000; n++) {
            double want = 0.0;
            for (size_t k = 0; k < LG_ARRAY_LEN(tones); k++)
                want += tones[k].amplitude *
                        sin(2.0 * WAVES_PI * tones[k].freq_hz * (double)n / 48000.0);
            double tol = rows[i].step > 0 ? rows[i].step * 0.5 + 1e-9 : 6e-8;
            assert_true(fabs(got[n * 2] - want) <= tol);
            assert_true(got[n * 2] == got[n * 2 + 1]);
        }
        free(got);
    }
}

static void signal__full_scale_is_clipped_to_what_an_integer_holds(void **state) {
    static const struct lg_tone full = {.freq_hz = 12000, .amplitude = 1.0};
    char *path = folder_join(*state, "full.wav");
    struct lg_signal signal = g3_signal();
    signal.tones = &full;
    signal.format = LG_SAMPLE_INT16;
    signal.channels = 1;
    signal.duration_s = 0.001;
    assert_int_equal(lg_signal_write_wav(&signal, path, NULL, NULL), 0);
    SF_INFO sf = {0};
    SNDFILE *file = sf_open(path, SFM_READ, &sf);
    short got[4];
    static const short want[4] = {0, 32767, 0, -32768};
    assert_int_equal(sf_readf_short(file, got, 4), 4);
    sf_close(file);
    assert_memory_equal(got, want, sizeof want);
}

static void signal__same_signal_same_bytes(void **state) {
    char *paths[2] = {folder_join(*state, "a.wav"), folder_join(*state, "b.wav")};
    char sums[2][LG_SHA256_HEX];
    struct lg_signal signal = g3_signal();
    for (int i = 0; i < 2; i++) {
        assert_int_equal(lg_signal_write_wav(&signal, paths[i], NULL, NULL), 0);
        assert_int_equal(lg_sha256_file(paths[i], sums[i], NULL), 0);
    }
    assert_string_equal(sums[0], sums[1]);
    /* No PEAK chunk, which would hold the time. */
    struct lg_str bytes = {0};
    assert_int_equal(lg_fs_read(paths[0], 4 << 20, &bytes, NULL), 0);
    for (size_t i = 0; i + 4 <= 100; i++)
        assert_memory_not_equal(bytes.text + i, "PEAK", 4);
    lg_str_dispose(&bytes);
}

static void signal__what_makes_no_sense_is_refused(void **state) {
    static const struct lg_tone at_half = {.freq_hz = 24000, .amplitude = 0.2};
    static const struct lg_tone at_zero = {.freq_hz = 0, .amplitude = 0.2};
    static const struct lg_tone too_loud[] = {{440, 0.6}, {880, 0.6}};
    static const struct lg_tone no_number = {.freq_hz = 440, .amplitude = NAN};
    const struct {
        struct lg_signal signal;
        const char *text;
    } rows[] = {
        {{&at_half, 1, 2, 48000, 1, LG_SAMPLE_INT16}, "24000 Hz does not fit a rate of 48000 Hz"},
        {{&at_zero, 1, 2, 48000, 1, LG_SAMPLE_INT16}, "0 Hz does not fit"},
        {{too_loud, 2, 2, 48000, 1, LG_SAMPLE_FLOAT32},
         "1.2 of full scale together and would clip"},
        {{&no_number, 1, 2, 48000, 1, LG_SAMPLE_FLOAT32}, "nan is not a level"},
        {{&tone_440, 1, 0, 48000, 1, LG_SAMPLE_FLOAT32}, "holds no frames"},
        {{&tone_440, 1, NAN, 48000, 1, LG_SAMPLE_FLOAT32}, "holds no frames"},
        {{&tone_440, 1, -1, 48000, 1, LG_SAMPLE_FLOAT32}, "holds no frames"},
        {{&tone_440, 1, 1e9, 48000, 1, LG_SAMPLE_FLOAT32}, "does not fit a WAV file"},
        {{&tone_440, 1, INFINITY, 48000, 1, LG_SAMPLE_FLOAT32}, "does not fit a WAV file"},
        {{&tone_440, 1, 2, 7999, 1, LG_SAMPLE_FLOAT32}, "a rate of 7999 Hz"},
        {{&tone_440, 1, 2, 48000, 0, LG_SAMPLE_FLOAT32}, "0 channels"},
        {{&tone_440, 1, 2, 48000, 65, LG_SAMPLE_FLOAT32}, "65 channels"},
    };
    char *path = folder_join(*state, "refused.wav");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_err err = {0};
        assert_int_equal(lg_signal_write_wav(&rows[i].signal, path, NULL, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        if (strstr(err.text, rows[i].text) == NULL)
            fail_msg("wanted '%s', got '%s'", rows[i].text, err.text);
        assert_false(lg_fs_is_file(path));
    }
}

static void signal__a_folder_that_is_not_there_is_a_failed_write(void **state) {
    struct lg_signal signal = g3_signal();
    struct lg_err err = {0};
    char *path = folder_join(*state, "nowhere/x.wav");
    assert_int_equal(lg_signal_write_wav(&signal, path, NULL, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
}

static int64_t asked;

static int64_t one_later_each_time(void) {
    return ++asked;
}

/* An hour's signal, of which three pieces are written. */
static void signal__it_is_stopped_at_the_deadline_or_by_a_signal(void **state) {
    struct lg_signal signal = {&tone_440, 1, 3600, 48000, 1, LG_SAMPLE_FLOAT32};
    struct lg_interrupt interrupt = {.signo = 2, .wake_fd = -1};
    struct lg_env env;
    struct lg_err err = {0};
    char *path = folder_join(*state, "stopped.wav");
    lg_env_init_test(&env);
    lg_clock_init_real(&env.clock);
    env.clock.real_now_ns = one_later_each_time;
    env.deadline_ns = 4;
    assert_int_equal(lg_signal_write_wav(&signal, path, &env, &err), -1);
    assert_int_equal(err.kind, LG_ERR_TIMEOUT);
    assert_int_equal(asked, 4);
    assert_false(lg_fs_is_file(path));
    err = (struct lg_err){0};
    env.deadline_ns = LG_NEVER_NS;
    env.interrupt = &interrupt;
    assert_int_equal(lg_signal_write_wav(&signal, path, &env, &err), -1);
    assert_int_equal(err.kind, LG_ERR_INTERRUPTED);
    assert_false(lg_fs_is_file(path));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signal__samples_are_the_formula),
        cmocka_unit_test(signal__full_scale_is_clipped_to_what_an_integer_holds),
        cmocka_unit_test(signal__same_signal_same_bytes),
        cmocka_unit_test(signal__what_makes_no_sense_is_refused),
        cmocka_unit_test(signal__a_folder_that_is_not_there_is_a_failed_write),
        cmocka_unit_test(signal__it_is_stopped_at_the_deadline_or_by_a_signal),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
