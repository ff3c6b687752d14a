#include "audio/bands.h"

#include "unit/audio/waves.h"

/* A second of a sine of amplitude 1, whose mean square is 0.5, with its ends faded. */
static double mean_square(const struct lg_bands *bands, size_t index, int rate_hz, double freq_hz) {
    struct lg_band_meter *meter = lg_band_meter_new(bands, rate_hz, 1);
    size_t frames = (size_t)rate_hz;
    float *samples = lg_xmalloc(frames * sizeof *samples);
    double squares = 0.0;
    for (size_t i = 0; i < frames; i++) {
        double gain = waves_ramp(i, frames, frames / 4);
        gain = 0.5 - 0.5 * cos(WAVES_PI * gain);
        samples[i] = (float)(gain * sin(2.0 * WAVES_PI * freq_hz * (double)i / rate_hz));
        squares += (double)samples[i] * (double)samples[i];
    }
    lg_band_meter_add(meter, 0, samples, 1000);
    lg_band_meter_add(meter, 0, samples + 1000, frames - 1000);
    lg_band_meter_flush(meter);
    double out = lg_band_meter_mean_square(meter, index, squares); /* of what the signal has: 1 */
    lg_band_meter_free(meter);
    free(samples);
    return out;
}

static void near(double got, double want, double tol, int rate_hz, double freq_hz) {
    if (!(fabs(got - want) <= tol))
        fail_msg("%g Hz at %d: wanted %.6f, got %.6f", freq_hz, rate_hz, want, got);
}

/* |H|^2 of the low-pass: the analog Butterworth at frequencies bent by the bilinear transform. */
static double below(double edge_hz, int rate_hz, double freq_hz) {
    double ratio = tan(WAVES_PI * freq_hz / rate_hz) / tan(WAVES_PI * edge_hz / rate_hz);
    return 1.0 / (1.0 + pow(ratio, 8.0));
}

static void bands__hold_what_the_filters_promise(void **state) {
    LG_UNUSED(state);
    static const int rates[] = {44100, 48000, 192000};
    static const double freqs[] = {40, 100, 250, 353, 500, 1000, 3500, 6500, 12000};
    static const size_t homes[] = {0, 1, 1, 2, 2, 3, 4, 5, 6};
    for (size_t r = 0; r < LG_ARRAY_LEN(rates); r++) {
        for (size_t f = 0; f < LG_ARRAY_LEN(freqs); f++) {
            for (size_t b = 0; b < lg_bands_usual.count; b++) {
                const struct lg_band *band = &lg_bands_usual.items[b];
                double want = below(band->to_hz, rates[r], freqs[f]) -
                              below(band->from_hz, rates[r], freqs[f]);
                double got = mean_square(&lg_bands_usual, b, rates[r], freqs[f]);
                near(got, want, 0.002, rates[r], freqs[f]);
                if (b == homes[f])
                    assert_true(got > 0.45);
            }
        }
    }
}

/* As a tone in the middle is measured, whatever the width. */
static void bands__say_what_a_tone_in_the_middle_loses(void **state) {
    static const double widths[] = {1.05, 1.22, 1.6, 2.04, 4.0};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(widths); i++) {
        struct lg_bands bands = {.items = {{"x", 500.0, 500.0 * widths[i]}}, .count = 1};
        double middle = 500.0 * sqrt(widths[i]);
        double want = pow(10.0, -lg_band_tone_loss_db(&bands.items[0]) / 10.0);
        near(mean_square(&bands, 0, 192000, middle), want, 0.002, 192000, middle);
    }
    struct lg_band usual = {"x", 100.0, 204.0};
    assert_true(fabs(lg_band_tone_loss_db(&usual) - 0.5) < 0.01);
    assert_true(lg_band_tone_loss_db(&(struct lg_band){"x", 0.0, 60.0}) == 0.0);
}

/* An edge halves the power, and the halves add up. */
static void bands__that_adjoin_add_up(void **state) {
    LG_UNUSED(state);
    struct lg_bands bands;
    assert_int_equal(lg_bands_read("a:0-500,b:500-24000,all:0-24000", &bands, NULL), 0);
    for (double freq = 100; freq < 20000; freq *= 3) {
        double a = mean_square(&bands, 0, 48000, freq);
        double b = mean_square(&bands, 1, 48000, freq);
        near(a + b, 1.0, 1e-9, 48000, freq);
        near(mean_square(&bands, 2, 48000, freq), 1.0, 1e-9, 48000, freq);
    }
    near(mean_square(&bands, 0, 48000, 500), 0.5, 0.002, 48000, 500);
}

static void bands__are_of_all_channels(void **state) {
    LG_UNUSED(state);
    static const float ones[4800] = {[100] = 1.0F};
    struct lg_bands bands;
    assert_int_equal(lg_bands_read("all:0-30000", &bands, NULL), 0);
    struct lg_band_meter *meter = lg_band_meter_new(&bands, 48000, 4);
    lg_band_meter_add(meter, 2, ones, 4800);
    near(lg_band_meter_mean_square(meter, 0, 4800), 1.0 / 4800 / 4, 1e-12, 48000, 0);
    lg_band_meter_free(meter);
}

static void bands__beyond_the_spectrum_are_undefined(void **state) {
    LG_UNUSED(state);
    assert_true(isnan(mean_square(&lg_bands_usual, 6, 16000, 1000))); /* air from 8 kHz */
    assert_true(mean_square(&lg_bands_usual, 5, 16000, 1000) >= 0);
    assert_true(mean_square(&lg_bands_usual, 6, 22050, 1000) >= 0);
}

static void bands__of_silence_are_exactly_nothing(void **state) {
    LG_UNUSED(state);
    static const float samples[48000];
    struct lg_band_meter *meter = lg_band_meter_new(&lg_bands_usual, 48000, 1);
    lg_band_meter_add(meter, 0, samples, 48000);
    lg_band_meter_flush(meter);
    for (size_t b = 0; b < lg_bands_usual.count; b++)
        assert_true(lg_band_meter_mean_square(meter, b, 48000) == 0.0);
    lg_band_meter_free(meter);
}

static void bands__are_read_from_text(void **state) {
    LG_UNUSED(state);
    struct lg_bands bands;
    assert_int_equal(lg_bands_read("boom:30-90,de-ess:5000.5-8e3", &bands, NULL), 0);
    assert_int_equal(bands.count, 2);
    assert_string_equal(bands.items[1].name, "de-ess");
    assert_true(bands.items[1].from_hz == 5000.5 && bands.items[1].to_hz == 8000.0);
    static const struct {
        const char *text;
        const char *says;
    } bad[] = {
        {"", "'' is no band"},
        {"mud", "'mud' is no band"},
        {"mud:250", "is no band"},
        {":250-500", "is no band"},
        {"mud:500-250", "is no band"},
        {"mud:250-250", "is no band"},
        {"mud:-5-250", "is no band"},
        {"mud:0.5-250", "from 0, or 1 up"},
        {"mud:0-0.5", "is no band"},
        {"mud:nan-500", "is no band"},
        {"mud:250-inf", "is no band"},
        {"mud:250-500,", "'' is no band"},
        {"mud:250-500,mud:1-2", "'mud' is named twice"},
        {"a_name_much_longer_than_any_band:1-2", "is no band"},
        {"a:1-2,b:1-2,c:1-2,d:1-2,e:1-2,f:1-2,g:1-2,h:1-2,i:1-2,j:1-2,k:1-2,l:1-2,m:1-2,n:1-2,"
         "o:1-2,p:1-2,q:1-2",
         "more than 16"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++) {
        struct lg_err err = {0};
        assert_int_equal(lg_bands_read(bad[i].text, &bands, &err), -1);
        assert_int_equal(err.kind, LG_ERR_USAGE);
        if (strstr(err.text, bad[i].says) == NULL)
            fail_msg("'%s': %s", bad[i].text, err.text);
    }
    assert_int_equal(bands.count, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands__hold_what_the_filters_promise),
        cmocka_unit_test(bands__say_what_a_tone_in_the_middle_loses),
        cmocka_unit_test(bands__that_adjoin_add_up),
        cmocka_unit_test(bands__are_of_all_channels),
        cmocka_unit_test(bands__beyond_the_spectrum_are_undefined),
        cmocka_unit_test(bands__of_silence_are_exactly_nothing),
        cmocka_unit_test(bands__are_read_from_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
