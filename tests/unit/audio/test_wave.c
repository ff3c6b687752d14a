#include "audio/wave.h"

#include "unit/audio/waves.h"

#include "audio/file.h"

static double *make(const struct lg_wave *wave, size_t piece, size_t *frames_out) {
    struct lg_wave_maker *maker = lg_wave_maker_new(wave);
    size_t frames = (size_t)lg_wave_frames(wave);
    double *all = lg_xcalloc(frames + piece, (size_t)wave->channels * sizeof *all);
    size_t at = 0;
    size_t got;
    while ((got = lg_wave_maker_next(maker, piece, all + at * (size_t)wave->channels)) > 0) {
        assert_true(got == piece || at + got == frames);
        at += got;
    }
    assert_int_equal(at, frames);
    lg_wave_maker_free(maker);
    *frames_out = frames;
    return all;
}

static struct lg_wave stereo(const struct lg_wave_part *parts, size_t count) {
    return (struct lg_wave){.parts = parts,
                            .num_parts = count,
                            .speakers = {LG_SPEAKER_LEFT, LG_SPEAKER_RIGHT},
                            .channels = 2,
                            .rate_hz = 48000};
}

/* Twenty times 0.15 s are 3 s at any rate, though 0.15 s are no whole number of frames. */
static void wave__parts_end_by_the_time_from_the_beginning(void **state) {
    static const int rates[] = {11025, 22050, 44100, 48000, 192000};
    static const struct lg_wave_part part = {.duration_s = 0.15};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rates); i++) {
        struct lg_wave wave = stereo(&part, 1);
        wave.rate_hz = rates[i];
        assert_int_equal(lg_wave_frames(&wave), floor(0.15 * rates[i] + 0.5));
        wave.repeat = 20;
        assert_int_equal(lg_wave_frames(&wave), 3 * rates[i]);
        wave.end_s = 1.7;
        assert_int_equal(lg_wave_frames(&wave), floor(1.7 * rates[i] + 0.5));
        wave.end_s = 17;
        assert_int_equal(lg_wave_frames(&wave), 3 * rates[i]);
    }
}

/* Against the formula, far from the beginning, and with a phase that starts anew in each part. */
static void wave__tones_are_the_formula(void **state) {
    static const struct lg_wave_tone tones[] = {
        {.channel = -1, .freq_hz = 997, .amplitude = 0.25, .phase_rad = 0.5},
        {.channel = 1, .rate_fraction = 1.0 / 6.0, .amplitude = 0.5, .phase_rad = 1.0},
    };
    static const struct lg_wave_part parts[] = {
        {.duration_s = 0.7, .tones = tones, .num_tones = 1},
        {.duration_s = 3.3, .tones = tones, .num_tones = 2, .dc = 0.125},
    };
    struct lg_wave wave = stereo(parts, 2);
    size_t frames;
    LG_UNUSED(state);
    double *got = make(&wave, 4096, &frames);
    for (size_t n = 0; n < frames; n += 97) {
        bool is_second = n >= 33600;
        double at = (double)(is_second ? n - 33600 : n);
        double left = 0.25 * sin(2.0 * WAVES_PI * 997.0 * at / 48000.0 + 0.5);
        double right = 0.5 * sin(2.0 * WAVES_PI * at / 6.0 + 1.0);
        left += is_second ? 0.125 : 0.0;
        assert_true(fabs(got[2 * n] - left) < 1e-10);
        assert_true(fabs(got[2 * n + 1] - (is_second ? left + right : left)) < 1e-10);
    }
    free(got);
}

static void wave__pieces_make_no_difference(void **state) {
    static const size_t pieces[] = {1, 7, 255, 256, 257, 10000};
    static const struct lg_wave_tone tone = {.channel = -1, .freq_hz = 441, .amplitude = 0.5};
    static const struct lg_wave_sweep sweep = {20, 20000, 0.1, true};
    static const double samples[] = {0.9, -0.9, 0.5};
    static const struct lg_wave_part parts[] = {
        {.duration_s = 0.02, .tones = &tone, .num_tones = 1, .fade_in_s = 0.01, .fade_out_s = 0.01},
        {.samples = samples, .num_samples = 3},
        {.duration_s = 0.1, .sweep = &sweep, .dither_bits = 8, .dither_seed = 3},
        {.duration_s = 0.01, .dc = 0.5, .fade_in_s = 0.005, .raised_cosine = true},
    };
    static const struct lg_wave_spot spots[] = {{.frame = 3, .channel = 1, .value = 7.0}};
    struct lg_wave wave = stereo(parts, 4);
    size_t frames;
    wave.repeat = 2;
    wave.spots = spots;
    wave.num_spots = 1;
    LG_UNUSED(state);
    double *whole = make(&wave, 100000, &frames);
    for (size_t i = 0; i < LG_ARRAY_LEN(pieces); i++) {
        double *got = make(&wave, pieces[i], &frames);
        for (size_t k = 0; k < 2 * frames; k++)
            assert_true(fabs(got[k] - whole[k]) < 1e-12);
        free(got);
    }
    assert_true(whole[7] == 7.0);
    assert_true(fabs(whole[2 * 960] - 0.9) < 1e-15 && fabs(whole[2 * 962 + 1] - 0.5) < 1e-15);
    free(whole);
}

static void wave__fades_are_linear_or_raised_cosines(void **state) {
    static const struct lg_wave_part parts[] = {
        {.duration_s = 0.1, .dc = 1.0, .fade_in_s = 0.01, .fade_out_s = 0.02},
        {.duration_s = 0.1, .dc = 1.0, .fade_in_s = 0.01, .raised_cosine = true},
    };
    struct lg_wave wave = stereo(parts, 2);
    size_t frames;
    LG_UNUSED(state);
    double *got = make(&wave, 4096, &frames);
    assert_true(got[0] == 0.0 && fabs(got[2 * 240] - 0.5) < 1e-12 && got[2 * 1000] == 1.0);
    assert_true(fabs(got[2 * (4800 - 240)] - 0.25) < 1e-12);
    assert_true(got[2 * 4800] == 0.0 && fabs(got[2 * 4920] - 0.146446609406726) < 1e-12);
    assert_true(got[2 * 9599] == 1.0);
    free(got);
}

/* The published first outputs of SplitMix64 for the seed 1234567. */
static void wave__dither_is_made_of_splitmix64(void **state) {
    static const uint64_t outputs[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                       UINT64_C(9817491932198370423),
                                       UINT64_C(4593380528125082431)};
    static const struct lg_wave_part part = {
        .duration_s = 2.0 / 48000.0, .dc = 0.1, .dither_bits = 16, .dither_seed = 1234567};
    struct lg_wave wave = stereo(&part, 1);
    size_t frames;
    LG_UNUSED(state);
    double *got = make(&wave, 16, &frames);
    assert_int_equal(frames, 2);
    for (size_t n = 0; n < 2; n++) {
        double noise = ldexp((double)(outputs[2 * n] >> 11), -53) +
                       ldexp((double)(outputs[2 * n + 1] >> 11), -53) - 1.0;
        double lsb = 1.0 / 32768.0;
        assert_true(got[2 * n] == floor((0.1 + noise * lsb) / lsb + 0.5) * lsb);
    }
    free(got);
}

/* Sample peaks of the published files of Tech 3341 cases 21 (and 23) and 22. */
static void wave__the_event_has_the_peaks_of_the_published_files(void **state) {
    static const double peaks_dbfs[] = {-0.130, -0.464, -2.507, -0.464};
    LG_UNUSED(state);
    for (int offset = 1; offset < 3; offset++) {
        struct lg_wave_event event = {.amplitude = pow(10.0, -6.0 / 20.0),
                                      .length = 614416,
                                      .event = 289920,
                                      .fade = 19200,
                                      .half = 384,
                                      .cutoff = 0.4875,
                                      .beta = 12,
                                      .offset = offset};
        struct lg_wave_part part = {.event = &event};
        struct lg_wave wave = stereo(&part, 1);
        size_t frames;
        double highest = 0.0;
        double *got = make(&wave, 4096, &frames);
        assert_int_equal(frames, 153604);
        for (size_t i = 0; i < 2 * frames; i++)
            highest = fmax(highest, fabs(got[i]));
        assert_true(fabs(20.0 * log10(highest) - peaks_dbfs[offset]) < 0.001);
        free(got);
    }
}

/* What a file of each format holds, read back by libsndfile as plain numbers. */
static void wave__files_hold_their_format(void **state) {
    static const double samples[] = {0.3, -0.3, 1.5, -1.5};
    static const struct lg_wave_part part = {.samples = samples, .num_samples = 4};
    static const struct {
        enum lg_wave_format format;
        int code;
        double got[4];
    } rows[] = {
        {LG_WAVE_F32, SF_FORMAT_FLOAT, {0.3F, -0.3F, 1.5, -1.5}},
        {LG_WAVE_F64, SF_FORMAT_DOUBLE, {0.3, -0.3, 1.5, -1.5}},
        {LG_WAVE_S16, SF_FORMAT_PCM_16, {9830 / 32768.0, -9830 / 32768.0, 32767 / 32768.0, -1}},
        {LG_WAVE_S24,
         SF_FORMAT_PCM_24,
         {2516582 / 8388608.0, -2516582 / 8388608.0, 8388607 / 8388608.0, -1}},
        {LG_WAVE_U8, SF_FORMAT_PCM_U8, {38 / 128.0, -38 / 128.0, 127 / 128.0, -1}},
    };
    char *path = folder_join(*state, "format.wav");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_wave wave = stereo(&part, 1);
        SF_INFO info = {0};
        double got[8];
        wave.format = rows[i].format;
        assert_int_equal(lg_wave_write(&wave, path, NULL), 0);
        SNDFILE *file = sf_open(path, SFM_READ, &info);
        assert_non_null(file);
        assert_int_equal(info.format & SF_FORMAT_SUBMASK, rows[i].code);
        assert_int_equal(sf_readf_double(file, got, 4), 4);
        sf_close(file);
        for (size_t n = 0; n < 4; n++)
            assert_true(got[2 * n] == rows[i].got[n] && got[2 * n + 1] == rows[i].got[n]);
    }
}

/* As livegate's own reader understands them. */
static void wave__files_name_their_speakers(void **state) {
    static const double samples[] = {0.5};
    static const struct lg_wave_part part = {.samples = samples, .num_samples = 1};
    static const struct {
        int channels;
        enum lg_speaker speakers[8];
        bool is_named;
    } rows[] = {
        {1, {LG_SPEAKER_CENTER}, false},
        {2, {LG_SPEAKER_LEFT, LG_SPEAKER_RIGHT}, false},
        {5,
         {LG_SPEAKER_LEFT, LG_SPEAKER_RIGHT, LG_SPEAKER_CENTER, LG_SPEAKER_LEFT_SURROUND,
          LG_SPEAKER_RIGHT_SURROUND},
         true},
        {6,
         {LG_SPEAKER_LEFT, LG_SPEAKER_RIGHT, LG_SPEAKER_CENTER, LG_SPEAKER_LFE,
          LG_SPEAKER_LEFT_SURROUND, LG_SPEAKER_RIGHT_SURROUND},
         true},
        {8,
         {LG_SPEAKER_LEFT, LG_SPEAKER_RIGHT, LG_SPEAKER_CENTER, LG_SPEAKER_LFE,
          LG_SPEAKER_LEFT_REAR, LG_SPEAKER_RIGHT_REAR, LG_SPEAKER_LEFT_SIDE, LG_SPEAKER_RIGHT_SIDE},
         true},
    };
    char *path = folder_join(*state, "speakers.wav");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_wave wave = stereo(&part, 1);
        struct lg_audio_file *file;
        wave.channels = rows[i].channels;
        memcpy(wave.speakers, rows[i].speakers, sizeof rows[i].speakers);
        assert_int_equal(lg_wave_write(&wave, path, NULL), 0);
        assert_int_equal(lg_audio_file_new(path, &file, NULL), 0);
        const struct lg_audio_info *info = lg_audio_file_info(file);
        assert_int_equal(info->layout_by == LG_LAYOUT_BY_HEADER, rows[i].is_named);
        for (int c = 0; c < rows[i].channels; c++)
            assert_int_equal(info->speakers[c], rows[i].speakers[c]);
        lg_audio_file_free(file);
    }
}

static void wave__the_same_wave_gives_the_same_bytes(void **state) {
    static const struct lg_wave_tone tone = {.channel = -1, .freq_hz = 441, .amplitude = 0.5};
    static const struct lg_wave_part part = {.duration_s = 0.1, .tones = &tone, .num_tones = 1};
    struct lg_wave wave = stereo(&part, 1);
    char first[LG_SHA256_HEX];
    char second[LG_SHA256_HEX];
    char *path = folder_join(*state, "same.wav");
    assert_int_equal(lg_wave_write(&wave, path, NULL), 0);
    assert_int_equal(lg_sha256_file(path, first, NULL), 0);
    assert_int_equal(lg_wave_write(&wave, path, NULL), 0);
    assert_int_equal(lg_sha256_file(path, second, NULL), 0);
    assert_string_equal(first, second);
}

static void wave__a_failed_write_says_where(void **state) {
    static const struct lg_wave_part part = {.duration_s = 0.1};
    struct lg_wave wave = stereo(&part, 1);
    struct lg_err err = {0};
    char *path = folder_join(*state, "no/such.wav");
    assert_int_equal(lg_wave_write(&wave, path, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    assert_non_null(strstr(err.text, "such.wav"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wave__parts_end_by_the_time_from_the_beginning),
        cmocka_unit_test(wave__tones_are_the_formula),
        cmocka_unit_test(wave__pieces_make_no_difference),
        cmocka_unit_test(wave__fades_are_linear_or_raised_cosines),
        cmocka_unit_test(wave__dither_is_made_of_splitmix64),
        cmocka_unit_test(wave__the_event_has_the_peaks_of_the_published_files),
        cmocka_unit_test(wave__files_hold_their_format),
        cmocka_unit_test(wave__files_name_their_speakers),
        cmocka_unit_test(wave__the_same_wave_gives_the_same_bytes),
        cmocka_unit_test(wave__a_failed_write_says_where),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
