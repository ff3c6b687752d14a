/* Files that are odd: each has an outcome with a name. */
#include "audio/meter.h"

#include "unit/audio/waves.h"

#include <sys/stat.h>

static void near(const char *id, const char *what, double got, double want, double tol) {
    if (!(fabs(got - want) <= tol || got == want))
        fail_msg("%s: %s: wanted %.6f, got %.6f", id, what, want, got);
}

static void says(const char *id, const char *why, const char *wanted) {
    if (why == NULL || strstr(why, wanted) == NULL)
        fail_msg("%s: wanted '%s', got '%s'", id, wanted, why == NULL ? "" : why);
}

static void patch(const char *path, long at, const void *bytes, size_t length) {
    FILE *file = fopen(path, "rb+");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* Sizes at the places where libsndfile writes them for a mono file of 16 bits. */
static void header_lies(const char *path) {
    patch(path, 40, "\0\0\0\1", 4);
}

static void data_size_is_zero(const char *path) {
    patch(path, 40, "\0\0\0\0", 4);
}

static void is_cut(const char *path) {
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(truncate(path, info.st_size * 6 / 10), 0);
}

/* Another format, of 8 bits, behind the samples: two readers that each take one of them hear
 * another number of frames. */
static void format_comes_twice(const char *path) {
    patch(path, 4, "\x3c\x77\1\0", 4);
    FILE *file = fopen(path, "ab");
    assert_non_null(file);
    assert_int_equal(fwrite("fmt \x10\0\0\0\1\0\1\0\x80\xbb\0\0\x80\xbb\0\0\1\0\x8\0", 1, 24, file),
                     24);
    assert_int_equal(fclose(file), 0);
}

struct odd {
    const char *id;
    int format;
    int rate_hz;
    int channels;
    double dur_s;
    float first_sample; /* 0: as it is */
    void (*spoil)(const char *path);
    const char *refusal; /* NULL: it is measured */
    const char *lufs_i;  /* why it is undefined; NULL: it is defined */
    const char *shown;   /* its format */
};

static const struct odd odds[] = {
    {"cut WAV", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1, 0, is_cut, "is incomplete: header",
     NULL, NULL},
    {"cut AIFF", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 48000, 1, 1, 0, is_cut, "is incomplete: header",
     NULL, NULL},
    {"cut FLAC", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 1, 1, 0, is_cut,
     "no whole FLAC frame ends the file", NULL, NULL},
    {"cut Ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 48000, 1, 1, 0, is_cut,
     "is incomplete: its last Ogg page", NULL, NULL},
    {"a header that lies", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1, 0, header_lies,
     "header says 16777216 bytes of audio, the file holds 96000", NULL, NULL},
    {"a second format", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1, 0, format_comes_twice,
     "it holds 96000 frames of audio, 48000 were decoded", NULL, NULL},
    {"data of size 0", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1, 0, data_size_is_zero,
     "empty audio: ", NULL, NULL},
    {"no frames", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 0, 0, NULL, "empty audio: ", NULL,
     NULL},
    {"NaN", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, 1, NAN, NULL, "frame 0, channel 1 is nan",
     NULL, NULL},
    {"infinite", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, 1, INFINITY, NULL,
     "frame 0, channel 1 is infinite", NULL, NULL},
    {"8 bits", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 48000, 1, 1, 0, NULL, NULL, NULL,
     "WAV unsigned 8"},
    {"64-bit float", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 48000, 1, 1, 0, NULL, NULL, NULL,
     "WAV float 64"},
    {"RF64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 48000, 1, 1, 0, NULL, NULL, NULL, "RF64 int 16"},
    {"24-bit extensible", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 48000, 2, 1, 0, NULL, NULL, NULL,
     "WAV int 24"},
    {"16 channels", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 16, 1, 0, NULL, NULL,
     "which speakers its channels feed is not known", "WAV int 16"},
    {"8 kHz", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 1, 0, NULL, NULL, NULL, "WAV int 16"},
    {"384 kHz", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 384000, 1, 1, 0, NULL, NULL, NULL, "WAV int 16"},
    {"below 400 ms", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 0.399, 0, NULL, NULL,
     "shorter than 400 ms", "WAV int 16"},
    {"one frame", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1.0 / 48000, 0, NULL, NULL,
     "shorter than 400 ms", "WAV int 16"},
};

/* Doubles that floats can't hold. */
static void outcome__beyond_floats_has_a_name(void **state) {
    static const struct {
        double peak;
        const char *refusal; /* NULL: measured, and no level is a false -inf or inf */
    } rows[] = {
        {1e300, ": 1.3e36 and above can't be metered"},
        {3e38, ": 1.3e36 and above can't be metered"},
        {1e36, NULL},
        {1e-40, NULL},
        {1e-300, "it is not silent, but no sample reaches 1.4e-45"},
    };
    char *path = folder_join(*state, "doubles.wav");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        SF_INFO sf = {
            .samplerate = 48000, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_DOUBLE};
        double samples[4800];
        struct lg_measures got = {0};
        struct lg_err err = {0};
        for (size_t k = 0; k < LG_ARRAY_LEN(samples); k++)
            samples[k] = k * 7919 % 13 < 6 ? rows[i].peak : -rows[i].peak;
        SNDFILE *file = sf_open(path, SFM_WRITE, &sf);
        assert_int_equal(sf_writef_double(file, samples, 4800), 4800);
        sf_close(file);
        int result = lg_measure_file(path, NULL, &got, &err);
        if ((result != 0) != (rows[i].refusal != NULL) ||
            (result != 0 && strstr(err.text, rows[i].refusal) == NULL))
            fail_msg("%g: %s", rows[i].peak, result != 0 ? err.text : "measured");
        if (result != 0)
            continue;
        near("double", "sample peak", got.sample_peak_dbfs, 20 * log10(rows[i].peak), 0.01);
        assert_true(isfinite(got.true_peak_dbtp) && got.true_peak_dbtp > got.sample_peak_dbfs);
    }
}

static void check_odd(const struct odd *odd, const char *path) {
    struct lg_measures got;
    struct lg_err err = {0};
    int result = lg_measure_file(path, NULL, &got, &err);
    if (odd->refusal != NULL) {
        if (result == 0 || err.kind != LG_ERR_READ || strstr(err.text, odd->refusal) == NULL)
            fail_msg("%s: wanted '%s', got '%s'", odd->id, odd->refusal, err.text);
        return;
    }
    if (result < 0)
        fail_msg("%s: %s", odd->id, err.text);
    assert_string_equal(got.format, odd->shown);
    near(odd->id, "sample peak", got.sample_peak_dbfs, odd->dur_s < 0.1 ? -INFINITY : -20, 0.2);
    if (odd->lufs_i == NULL)
        near(odd->id, "LUFS-I", got.lufs_i.value, odd->channels == 2 ? -20 : -23.01, 0.1);
    else
        says(odd->id, got.lufs_i.why, odd->lufs_i);
}

static void outcome__each_odd_file_has_its_outcome(void **state) {
    for (size_t i = 0; i < LG_ARRAY_LEN(odds); i++) {
        const struct odd *odd = &odds[i];
        char *path = folder_join(*state, "odd");
        struct waves waves = {.rate_hz = odd->rate_hz, .channels = odd->channels};
        size_t frames = (size_t)(odd->dur_s * odd->rate_hz + 0.5);
        waves_grow(&waves, frames);
        for (size_t k = 0; k < frames * (size_t)odd->channels; k++) {
            double turn = 997.0 * (double)(k / (size_t)odd->channels) / odd->rate_hz;
            waves.samples[k] = (float)(0.1 * sin(2.0 * WAVES_PI * turn));
        }
        if (odd->first_sample != 0.0F)
            waves.samples[0] = odd->first_sample;
        waves_write(&waves, path, odd->format, NULL);
        waves_dispose(&waves);
        if (odd->spoil != NULL)
            odd->spoil(path);
        check_odd(odd, path);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcome__beyond_floats_has_a_name),
        cmocka_unit_test(outcome__each_odd_file_has_its_outcome),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
