/* What one recording is of another: the gain between them, and what a gain does not explain. */
#include "unit/base/scratch.h"

#include <math.h>

#include "audio/residual.h"
#include "audio/wav.h"

enum { RATE = 48000, FRAMES = 4800 };

static void write_wav(struct scratch *scratch, const char *name, double gain, double clip,
                      size_t frames) {
    static const struct lg_wav_form form = {RATE, 1, LG_PCM_FLOAT32};
    static unsigned char bytes[FRAMES * 4];
    static float samples[FRAMES];
    struct lg_wav *wav = NULL;
    for (size_t i = 0; i < frames; i++)
        samples[i] = (float)fmin(gain * sin(0.05 * (double)i), clip);
    lg_pcm_from_floats(samples, frames, bytes);
    assert_int_equal(lg_wav_new(scratch_path(scratch, name), &form, &wav, NULL), 0);
    assert_int_equal(lg_wav_add(wav, bytes, frames, NULL), 0);
    assert_int_equal(lg_wav_finish(wav, NULL), 0);
    assert_int_equal(lg_wav_frames(wav), frames);
    lg_wav_free(wav);
}

static int measure(struct scratch *scratch, const char *name, struct lg_residual *out,
                   struct lg_err *err) {
    char file[2 * SCRATCH_MAX];
    snprintf(file, sizeof file, "%s", scratch_path(scratch, name));
    return lg_residual_measure(file, scratch_path(scratch, "reference.wav"), NULL, out, err);
}

static void residual__of_a_gain_is_nothing(void **state) {
    struct scratch *scratch = *state;
    struct lg_residual found;
    struct lg_err err = {0};
    write_wav(scratch, "reference.wav", 0.5, 1, FRAMES);
    write_wav(scratch, "quiet.wav", 0.25, 1, FRAMES);
    assert_int_equal(measure(scratch, "quiet.wav", &found, &err), 0);
    assert_true(fabs(found.gain_db + 6.0206) < 1e-4);
    assert_true(found.residual_db < -120);
    assert_int_equal(measure(scratch, "reference.wav", &found, &err), 0);
    assert_true(fabs(found.gain_db) < 1e-9);
    assert_true(isinf(found.residual_db) != 0);
}

static void residual__of_clipping_is_seen(void **state) {
    struct scratch *scratch = *state;
    struct lg_residual found;
    struct lg_err err = {0};
    write_wav(scratch, "reference.wav", 0.5, 1, FRAMES);
    write_wav(scratch, "clipped.wav", 0.5, 0.3, FRAMES);
    assert_int_equal(measure(scratch, "clipped.wav", &found, &err), 0);
    assert_true(found.residual_db > -25 && found.residual_db < -10);
}

static void residual__wants_two_of_a_kind(void **state) {
    struct scratch *scratch = *state;
    struct lg_residual found;
    static const struct {
        double gain;
        size_t frames;
        const char *says;
    } rows[] = {{0.5, FRAMES / 2, "not of the same length"}, {0, FRAMES, "silent"}};
    write_wav(scratch, "reference.wav", 0.5, 1, FRAMES);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_err err = {0};
        write_wav(scratch, "other.wav", rows[i].gain, 1, rows[i].frames);
        assert_int_equal(measure(scratch, "other.wav", &found, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        if (strstr(err.text, rows[i].says) == NULL)
            fail_msg("%s", err.text);
    }
}

#define scratch_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(residual__of_a_gain_is_nothing),
        scratch_test(residual__of_clipping_is_seen),
        scratch_test(residual__wants_two_of_a_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
