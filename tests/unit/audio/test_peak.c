#include "audio/peak.h"

#include "unit/audio/waves.h"

struct peaks {
    double sample_dbfs;
    double true_dbtp;
};

static struct peaks peaks_of(const struct waves *waves, size_t piece) {
    struct lg_peak *peak = lg_peak_new(waves->rate_hz, waves->channels);
    for (size_t at = 0; at < waves->frames; at += piece) {
        size_t frames = waves->frames - at < piece ? waves->frames - at : piece;
        lg_peak_add(peak, waves->samples + at * (size_t)waves->channels, frames);
    }
    lg_peak_flush(peak);
    struct peaks peaks = {lg_peak_sample_dbfs(peak), lg_peak_true_dbtp(peak)};
    lg_peak_free(peak);
    return peaks;
}

static void near(const char *id, double got, double want, double below, double above) {
    if (!(got >= want - below && got <= want + above))
        fail_msg("%s: wanted %.4f -%.4f +%.4f, got %.4f", id, want, below, above, got);
}

struct burst {
    const char *id;
    int divisor; /* the tone is at rate / divisor */
    double amplitude;
    double phase_deg;
    double sample_dbfs;
    double true_dbtp;
};

/* Tech 3341 cases 15 to 19, and a crest midway between the points of a 4x grid. */
static const struct burst bursts[] = {
    {"case 15", 4, 0.5, 0, -6.0206, -6.0206},  {"case 16", 4, 0.5, 45, -9.0309, -6.0193},
    {"case 17", 6, 0.5, 60, -7.2700, -6.0194}, {"case 18", 8, 0.5, 67.5, -6.7083, -6.0192},
    {"case 19", 4, 1.41, 45, -0.0259, 2.9857}, {"worst 4x", 4, 0.5, 33.75, -7.6237, -6.0194},
};

static void peak__crests_between_samples_are_found_at_every_rate(void **state) {
    LG_UNUSED(state);
    static const int rates[] = {44100, 48000, 88200, 96000, 176400, 192000};
    for (size_t r = 0; r < LG_ARRAY_LEN(rates); r++) {
        for (size_t i = 0; i < LG_ARRAY_LEN(bursts); i++) {
            /* At twice the rate the grid is coarse: not meant for that one. */
            if (rates[r] > 96000 && i + 1 == LG_ARRAY_LEN(bursts))
                continue;
            struct waves waves = {.rate_hz = rates[r], .channels = 2};
            waves_add_burst(&waves, 1.0 / bursts[i].divisor, bursts[i].amplitude,
                            bursts[i].phase_deg);
            struct peaks got = peaks_of(&waves, 4096);
            near(bursts[i].id, got.sample_dbfs, bursts[i].sample_dbfs, 0.001, 0.001);
            near(bursts[i].id, got.true_dbtp, bursts[i].true_dbtp, 0.4, 0.2);
            waves_dispose(&waves);
        }
    }
}

/* libebur128 1.2.6's figures: the same filter at the rates where both interpolate by 4. */
static void peak__agrees_with_libebur128(void **state) {
    LG_UNUSED(state);
    static const double at_48_khz[] = {-6.0206, -6.0524, -6.0045, -6.0175, 2.9526, -6.2080};
    for (size_t i = 0; i < LG_ARRAY_LEN(bursts); i++) {
        struct waves waves = {.rate_hz = 48000, .channels = 2};
        waves_add_burst(&waves, 1.0 / bursts[i].divisor, bursts[i].amplitude, bursts[i].phase_deg);
        near(bursts[i].id, peaks_of(&waves, 4096).true_dbtp, at_48_khz[i], 0.001, 0.001);
        waves_dispose(&waves);
    }
}

/* Two samples of 0.9 side by side: the crest between them is at +1.18 dBTP. */
static void peak__a_crest_at_either_end_counts(void **state) {
    LG_UNUSED(state);
    static const int rates[] = {48000, 96000, 192000};
    for (size_t r = 0; r < LG_ARRAY_LEN(rates); r++) {
        for (int at_end = 0; at_end <= 1; at_end++) {
            struct waves waves = {.rate_hz = rates[r], .channels = 1};
            float *samples = waves_grow(&waves, 4800);
            float *pair = at_end ? samples + 4798 : samples;
            pair[0] = pair[1] = 0.9F;
            struct peaks got = peaks_of(&waves, 1000);
            near("sample", got.sample_dbfs, -0.9151, 0.001, 0.001);
            near("true", got.true_dbtp, 1.1831, 0.4, 0.2);
            waves_dispose(&waves);
        }
    }
}

static void peak__is_the_highest_of_all_channels(void **state) {
    LG_UNUSED(state);
    for (int channel = 0; channel < 6; channel++) {
        struct waves waves = {.rate_hz = 48000, .channels = 6};
        float *samples = waves_grow(&waves, 1000);
        samples[500 * 6 + channel] = -0.5F;
        struct peaks got = peaks_of(&waves, 1000);
        near("sample", got.sample_dbfs, -6.0206, 0.0001, 0.0001);
        near("true", got.true_dbtp, -6.0206, 0.0001, 0.0001);
        waves_dispose(&waves);
    }
}

static void peak__silence_is_minus_infinity_and_dc_is_itself(void **state) {
    LG_UNUSED(state);
    struct waves waves = {.rate_hz = 48000, .channels = 1};
    float *samples = waves_grow(&waves, 48000);
    assert_true(peaks_of(&waves, 4096).sample_dbfs == -INFINITY);
    assert_true(peaks_of(&waves, 4096).true_dbtp == -INFINITY);
    for (size_t i = 0; i < 48000; i++) {
        double ramp = 0.5 - 0.5 * cos(WAVES_PI * waves_ramp(i, 48000, 4800));
        samples[i] = (float)(0.5 * ramp);
    }
    near("dc", peaks_of(&waves, 4096).sample_dbfs, -6.0206, 0.001, 0.001);
    near("dc", peaks_of(&waves, 4096).true_dbtp, -6.0203, 0.4, 0.2);
    waves_dispose(&waves);
}

/* The kernel leaves out what can't be higher; an evaluation in double, sample by sample, does not.
 */
static double slow_true_peak(const struct waves *waves, int factor) {
    double max = 0.0;
    for (long out = 0; out < ((long)waves->frames + 24) * factor; out++) {
        double sum = 0.0;
        for (long tap = 0; tap <= 48; tap++) {
            long at = out - tap;
            if (at < 0 || at % factor != 0 || at / factor >= (long)waves->frames)
                continue;
            double x = WAVES_PI * (double)(tap - 24) / factor;
            double sinc = tap == 24 ? 1.0 : sin(x) / x;
            double hann = 0.5 - 0.5 * cos(2.0 * WAVES_PI * (double)tap / 48.0);
            sum += sinc * hann * (double)waves->samples[at / factor];
        }
        max = fmax(max, fabs(sum));
    }
    return 20.0 * log10(max);
}

static void peak__equals_the_plain_evaluation_whatever_the_pieces(void **state) {
    LG_UNUSED(state);
    static const int rates[] = {48000, 192000};
    for (size_t r = 0; r < LG_ARRAY_LEN(rates); r++) {
        struct waves waves = {.rate_hz = rates[r], .channels = 1};
        float *samples = waves_grow(&waves, 5000);
        uint32_t noise = 1;
        for (size_t i = 0; i < 5000; i++) {
            noise = noise * 1664525U + 1013904223U;
            samples[i] = (float)(noise >> 8) / 8388608.0F - 1.0F;
            samples[i] *= i < 2500 ? 0.3F : 0.9F;
        }
        double want = slow_true_peak(&waves, lg_peak_factor(rates[r]));
        static const size_t pieces[] = {1, 7, 255, 256, 257, 5000};
        for (size_t i = 0; i < LG_ARRAY_LEN(pieces); i++)
            near("pieces", peaks_of(&waves, pieces[i]).true_dbtp, want, 1e-4, 1e-4);
        waves_dispose(&waves);
    }
}

static void peak__names_its_interpolator(void **state) {
    LG_UNUSED(state);
    static const struct {
        int rate_hz;
        int factor;
    } rows[] = {{8000, 4}, {96000, 4}, {96001, 2}, {192000, 2}, {384000, 1}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char named[4];
        assert_int_equal(lg_peak_factor(rows[i].rate_hz), rows[i].factor);
        snprintf(named, sizeof named, "%dx", rows[i].factor);
        assert_non_null(strstr(lg_peak_by(rows[i].rate_hz), named));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(peak__crests_between_samples_are_found_at_every_rate),
        cmocka_unit_test(peak__agrees_with_libebur128),
        cmocka_unit_test(peak__a_crest_at_either_end_counts),
        cmocka_unit_test(peak__is_the_highest_of_all_channels),
        cmocka_unit_test(peak__silence_is_minus_infinity_and_dc_is_itself),
        cmocka_unit_test(peak__equals_the_plain_evaluation_whatever_the_pieces),
        cmocka_unit_test(peak__names_its_interpolator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
