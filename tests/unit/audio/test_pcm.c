#include "audio/pcm.h"

#include "unit/audio/waves.h"

static void pcm__every_width_has_full_scale_one(void **state) {
    LG_UNUSED(state);
    static const struct {
        enum lg_pcm pcm;
        unsigned char bytes[LG_PCM_BYTES_MAX];
        float sample;
    } rows[] = {
        {LG_PCM_INT8, {0x80}, -1.0F},
        {LG_PCM_INT8, {0x40}, 0.5F},
        {LG_PCM_INT16, {0x00, 0x80}, -1.0F},
        {LG_PCM_INT16, {0x01, 0x00}, 1.0F / 32768},
        {LG_PCM_INT24, {0xff, 0xff, 0xff}, -1.0F / 8388608},
        {LG_PCM_INT24, {0xff, 0xff, 0x7f}, 8388607.0F / 8388608},
        {LG_PCM_INT32, {0, 0, 0, 0xc0}, -0.5F},
        {LG_PCM_FLOAT32, {0, 0, 0x20, 0x40}, 2.5F},
        {LG_PCM_FLOAT64, {0, 0, 0, 0, 0, 0, 0xf8, 0xbf}, -1.5F},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_pcm_block block = {rows[i].pcm, rows[i].bytes, 1, 1};
        float got = 77;
        lg_pcm_channel(&block, 0, &got);
        if (got != rows[i].sample)
            fail_msg("row %zu: %.9g", i, (double)got);
    }
}

static void pcm__the_highest_sample_is_full_scale(void **state) {
    LG_UNUSED(state);
    static const unsigned char highest[] = {0xff, 0xff, 0xff, 0x7f};
    for (int p = LG_PCM_INT8; p <= LG_PCM_INT32; p++) {
        enum lg_pcm pcm = (enum lg_pcm)p;
        struct lg_pcm_block block = {pcm, highest + 4 - lg_pcm_bytes(pcm), 1, 1};
        float got;
        lg_pcm_channel(&block, 0, &got);
        assert_true(got == lg_pcm_full_scale(pcm));
    }
}

static void pcm__channels_are_taken_apart(void **state) {
    LG_UNUSED(state);
    unsigned char bytes[3 * 5 * 2];
    for (size_t i = 0; i < 15; i++) {
        bytes[2 * i] = 0;
        bytes[2 * i + 1] = (unsigned char)(i % 3 * 16 + i / 3);
    }
    struct lg_pcm_block block = {LG_PCM_INT16, bytes, 5, 3};
    for (size_t c = 0; c < 3; c++) {
        float out[5];
        lg_pcm_channel(&block, c, out);
        for (size_t i = 0; i < 5; i++)
            assert_true(out[i] == (float)(c * 16 + i) / 128);
    }
}

/* 24 bits are read four bytes at a time but for the last: one byte less than four are there. */
static void pcm__nothing_is_read_beyond_the_end(void **state) {
    LG_UNUSED(state);
    unsigned char *bytes = lg_xmalloc(9);
    memcpy(bytes, "\0\0\x40\xff\xff\xff\0\0\xc0", 9);
    struct lg_pcm_block block = {LG_PCM_INT24, bytes, 3, 1};
    float out[3];
    lg_pcm_channel(&block, 0, out);
    assert_true(out[0] == 0.5F && out[1] == -1.0F / 8388608 && out[2] == -0.5F);
    block.frames = 0;
    lg_pcm_channel(&block, 0, out);
    free(bytes);
}

static void pcm__is_normalised_from_any_file(void **state) {
    LG_UNUSED(state);
    unsigned char big[] = {1, 2, 3, 4, 5, 6};
    lg_pcm_normalise(LG_PCM_INT24, true, false, big, 2);
    assert_memory_equal(big, "\3\2\1\6\5\4", 6);
    lg_pcm_normalise(LG_PCM_INT16, false, false, big, 3);
    assert_memory_equal(big, "\3\2\1\6\5\4", 6);
    unsigned char offset[] = {0x00, 0x80, 0xff};
    lg_pcm_normalise(LG_PCM_INT8, true, true, offset, 3);
    assert_memory_equal(offset, "\x80\x00\x7f", 3);
}

static void pcm__is_made_of_what_is_decoded(void **state) {
    LG_UNUSED(state);
    static const int ints[] = {0x12345678, -0x10000};
    static const float floats[] = {2.5F};
    unsigned char out[8];
    lg_pcm_from_ints(LG_PCM_INT24, ints, 2, out);
    assert_memory_equal(out, "\x56\x34\x12\x00\xff\xff", 6);
    lg_pcm_from_ints(LG_PCM_INT16, ints, 2, out);
    assert_memory_equal(out, "\x34\x12\xff\xff", 4);
    lg_pcm_from_floats(floats, 1, out);
    assert_memory_equal(out, "\0\0\x20\x40", 4);
}

static void pcm__finds_the_first_bad_sample(void **state) {
    LG_UNUSED(state);
    double samples[5] = {1, -2, 1e300, NAN, 0}; /* 1e300 is infinite as a float */
    struct lg_pcm_block block = {LG_PCM_FLOAT64, (const unsigned char *)samples, 5, 1};
    assert_int_equal(lg_pcm_find_bad(&block), 2);
    samples[2] = 0;
    assert_int_equal(lg_pcm_find_bad(&block), 3);
    samples[3] = 0;
    assert_int_equal(lg_pcm_find_bad(&block), 5);
    samples[4] = 1.3e36;
    assert_int_equal(lg_pcm_find_bad(&block), 5);
    samples[4] = -1.4e36; /* a float, but no longer one when it is interpolated */
    assert_int_equal(lg_pcm_find_bad(&block), 4);
    assert_true(lg_pcm_float_at(&block, 4) == -1.4e36);
    static const unsigned char ones[] = {0xff, 0xff, 0xff, 0xff};
    struct lg_pcm_block integer = {LG_PCM_INT32, ones, 1, 1};
    struct lg_pcm_block nan = {LG_PCM_FLOAT32, ones, 1, 1};
    assert_int_equal(lg_pcm_find_bad(&integer), 1);
    assert_int_equal(lg_pcm_find_bad(&nan), 0);
}

static void pcm__faint_is_not_silent(void **state) {
    static const struct {
        double sample;
        enum lg_pcm_sound sound;
    } rows[] = {{0.0, LG_PCM_SILENT},   {-0.0, LG_PCM_SILENT},   {5e-324, LG_PCM_FAINT},
                {-7e-46, LG_PCM_FAINT}, {1.5e-45, LG_PCM_SOUND}, {1.0, LG_PCM_SOUND}};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        double samples[3] = {0, rows[i].sample, 0};
        struct lg_pcm_block block = {LG_PCM_FLOAT64, (const unsigned char *)samples, 3, 1};
        assert_int_equal(lg_pcm_listen(&block), rows[i].sound);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pcm__every_width_has_full_scale_one),
        cmocka_unit_test(pcm__the_highest_sample_is_full_scale),
        cmocka_unit_test(pcm__channels_are_taken_apart),
        cmocka_unit_test(pcm__nothing_is_read_beyond_the_end),
        cmocka_unit_test(pcm__is_normalised_from_any_file),
        cmocka_unit_test(pcm__is_made_of_what_is_decoded),
        cmocka_unit_test(pcm__finds_the_first_bad_sample),
        cmocka_unit_test(pcm__faint_is_not_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
