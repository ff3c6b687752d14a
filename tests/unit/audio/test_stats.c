#include "audio/stats.h"

#include "unit/audio/waves.h"

static struct lg_channel_stats stats_of(const float *samples, size_t frames, size_t piece) {
    struct lg_stats *stats = lg_stats_new(1, 0.999F);
    struct lg_channel_stats out;
    for (size_t at = 0; at < frames; at += piece)
        lg_stats_add_channel(stats, 0, samples + at, frames - at < piece ? frames - at : piece);
    lg_stats_channel(stats, 0, &out);
    lg_stats_free(stats);
    return out;
}

static void near(const char *what, double got, double want, double tol) {
    if (!(fabs(got - want) <= tol))
        fail_msg("%s: wanted %.9f, got %.9f", what, want, got);
}

static void stats__level_and_offset(void **state) {
    LG_UNUSED(state);
    static float samples[48000];
    for (size_t i = 0; i < 48000; i++)
        samples[i] = (float)(0.5 * sin(2.0 * WAVES_PI * 440.0 * (double)i / 48000.0) - 0.01);
    struct lg_channel_stats got = stats_of(samples, 48000, 48000);
    near("mean square", got.mean_square, 0.125 + 0.0001, 1e-7);
    near("mean", got.mean, -0.01, 1e-8);
    near("peak", got.peak, 0.51, 1e-4);
}

struct clip_row {
    const char *id;
    const char *samples; /* '+' and '-' full scale, 'o' beyond it, '.' less */
    int64_t runs, clipped, longest;
};

static const struct clip_row clip_rows[] = {
    {"none", "....", 0, 0, 0},
    {"one is a crest", ".+.-..+", 0, 0, 0},
    {"two may be", ".++.--", 0, 0, 0},
    {"three are clipped", ".+++.", 1, 3, 3},
    {"below zero too", "---.", 1, 3, 3},
    {"beyond full scale", ".ooo.", 1, 3, 3},
    {"two runs", ".+++..----.++", 2, 7, 4},
    {"up to the end", "..+++++", 1, 5, 5},
    {"nothing else", "++++++++", 1, 8, 8},
};

static void stats__clipped_runs_are_counted_across_pieces(void **state) {
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(clip_rows); i++) {
        const struct clip_row *row = &clip_rows[i];
        size_t frames = strlen(row->samples);
        float samples[16];
        for (size_t k = 0; k < frames; k++) {
            char c = row->samples[k];
            samples[k] = c == '+' ? 0.999F : c == '-' ? -0.999F : c == 'o' ? 1.5F : 0.9F;
        }
        for (size_t piece = 1; piece <= frames; piece++) {
            struct lg_channel_stats got = stats_of(samples, frames, piece);
            if (got.clipped_runs != row->runs || got.clipped != row->clipped ||
                got.clipped_longest != row->longest)
                fail_msg("%s: %d runs of %d, the longest %d", row->id, (int)got.clipped_runs,
                         (int)got.clipped, (int)got.clipped_longest);
        }
    }
}

static void stats__silence_ends_where_sound_begins(void **state) {
    LG_UNUSED(state);
    static float samples[2000];
    static const size_t pieces[] = {1, 255, 256, 700, 2000};
    /* -70 dBFS is 0.000316. */
    for (size_t i = 0; i < 2000; i++)
        samples[i] = 0.0003F;
    for (size_t p = 0; p < LG_ARRAY_LEN(pieces); p++) {
        struct lg_channel_stats quiet = stats_of(samples, 2000, pieces[p]);
        assert_int_equal(quiet.first_sound, -1);
        assert_int_equal(quiet.last_sound, -1);
    }
    samples[300] = -0.00033F;
    samples[1500] = 0.5F;
    for (size_t p = 0; p < LG_ARRAY_LEN(pieces); p++) {
        struct lg_channel_stats got = stats_of(samples, 2000, pieces[p]);
        assert_int_equal(got.first_sound, 300);
        assert_int_equal(got.last_sound, 1500);
    }
}

static void stats__product_of_a_pair(void **state) {
    LG_UNUSED(state);
    static const float left[] = {1, 2, 3, 4};
    static const float right[] = {1, -1, 0.5F, 0.25F};
    struct lg_stats *stats = lg_stats_new(2, 1.0F);
    assert_true(lg_stats_mean_product(stats) == 0.0);
    lg_stats_add_pair(stats, left, right, 1);
    lg_stats_add_pair(stats, left + 1, right + 1, 3);
    near("product", lg_stats_mean_product(stats), (1 - 2 + 1.5 + 1) / 4, 1e-12);
    lg_stats_free(stats);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stats__level_and_offset),
        cmocka_unit_test(stats__clipped_runs_are_counted_across_pieces),
        cmocka_unit_test(stats__silence_ends_where_sound_begins),
        cmocka_unit_test(stats__product_of_a_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
