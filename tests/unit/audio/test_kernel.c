#include "audio/kernel.h"

#include "unit/audio/waves.h"

enum { LINE = 1100, TAPS = 12 };

static void fill_with_noise(float *line, size_t count, uint32_t seed) {
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1664525U + 1013904223U;
        line[i] = (float)(seed >> 8) / 8388608.0F - 1.0F;
    }
}

static void near(const char *kernel, const char *what, size_t count, double got, double want) {
    if (!(fabs(got - want) <= 1e-6 * fmax(1.0, fabs(want))))
        fail_msg("%s: %s of %zu: %.9g, the plain one says %.9g", kernel, what, count, got, want);
}

/* Lengths around the vectors' own, and where they begin: neither may matter. */
static const size_t lengths[] = {0, 1, 2, 3, 7, 8, 9, 10, 11, 15, 16, 17, 18, 64, 75, 1000, 1024};

static void each_kernel(void (*check)(const struct lg_kernel *kernel, const struct lg_kernel *plain,
                                      const float *line, size_t count)) {
    const struct lg_kernel *kernels[LG_KERNELS_MAX];
    size_t num_kernels = lg_kernels(kernels);
    float line[LINE + TAPS];
    fill_with_noise(line, LG_ARRAY_LEN(line), 7);
    for (size_t k = 1; k < num_kernels; k++) {
        for (size_t i = 0; i < LG_ARRAY_LEN(lengths); i++) {
            for (size_t from = 0; from < 9; from++)
                check(kernels[k], kernels[0], line + from, lengths[i]);
        }
    }
}

static void check_extremes(const struct lg_kernel *kernel, const struct lg_kernel *plain,
                           const float *line, size_t count) {
    struct lg_extremes got = kernel->extremes(line, count);
    struct lg_extremes want = plain->extremes(line, count);
    near(kernel->name, "highest", count, (double)got.highest, (double)want.highest);
    near(kernel->name, "bend", count, (double)got.bend, (double)want.bend);
}

static void check_between(const struct lg_kernel *kernel, const struct lg_kernel *plain,
                          const float *line, size_t count) {
    float phase[TAPS];
    fill_with_noise(phase, TAPS, 3);
    near(kernel->name, "between", count, (double)kernel->between(line, count, phase, TAPS),
         (double)plain->between(line, count, phase, TAPS));
}

static void check_moments(const struct lg_kernel *kernel, const struct lg_kernel *plain,
                          const float *line, size_t count) {
    struct lg_moments got = kernel->moments(line, count);
    struct lg_moments want = plain->moments(line, count);
    near(kernel->name, "sum", count, got.sum, want.sum);
    near(kernel->name, "squares", count, got.squares, want.squares);
    near(kernel->name, "highest", count, (double)got.highest, (double)want.highest);
    near(kernel->name, "product", count, kernel->product(line, line + 1, count),
         plain->product(line, line + 1, count));
}

static struct lg_bank bank_of_poles(void) {
    struct lg_bank bank = {0};
    for (int stage = 0; stage < 2; stage++) {
        for (int edge = 0; edge < LG_BANK_EDGES; edge++) {
            bank.a1[stage][edge] = -1.9 + 0.2 * edge;
            bank.a2[stage][edge] = 0.91 - 0.05 * stage;
        }
    }
    return bank;
}

static void check_low_pass(const struct lg_kernel *kernel, const struct lg_kernel *plain,
                           const float *line, size_t count) {
    struct lg_bank got = bank_of_poles();
    struct lg_bank want = bank_of_poles();
    kernel->low_pass(&got, line, count);
    plain->low_pass(&want, line, count);
    for (size_t edge = 0; edge < LG_BANK_EDGES; edge++)
        near(kernel->name, "low-pass", count, got.squares[edge], want.squares[edge]);
    assert_memory_equal(got.last, want.last, sizeof got.last);
    assert_memory_equal(got.last_but_one, want.last_but_one, sizeof got.last_but_one);
    assert_memory_equal(got.sums, want.sums, sizeof got.sums);
}

static void kernel__vectors_say_what_the_plain_one_says(void **state) {
    LG_UNUSED(state);
    each_kernel(check_extremes);
    each_kernel(check_between);
    each_kernel(check_moments);
    each_kernel(check_low_pass);
}

/* Two machines may differ in their registers, not in their figures. */
static void kernel__vectors_of_every_width_give_the_same_bits(void **state) {
    LG_UNUSED(state);
    const struct lg_kernel *kernels[LG_KERNELS_MAX];
    size_t num_kernels = lg_kernels(kernels);
    float line[LINE];
    float phase[TAPS];
    fill_with_noise(line, LINE, 1);
    fill_with_noise(phase, TAPS, 2);
    for (size_t k = 2; k < num_kernels; k++) {
        struct lg_moments a = kernels[1]->moments(line, 1001);
        struct lg_moments b = kernels[k]->moments(line, 1001);
        assert_true(a.sum == b.sum && a.squares == b.squares && a.highest == b.highest);
        assert_true(kernels[1]->between(line, 1001, phase, TAPS) ==
                    kernels[k]->between(line, 1001, phase, TAPS));
        assert_true(kernels[1]->product(line, line + 7, 1001) ==
                    kernels[k]->product(line, line + 7, 1001));
    }
}

/* The plain one against figures that need no computer. */
static void kernel__plain_is_right(void **state) {
    LG_UNUSED(state);
    const struct lg_kernel *kernels[LG_KERNELS_MAX];
    static const float line[] = {1, -2, 3, 0.5F};
    static const float phase[] = {0.5F, 0.25F};
    assert_true(lg_kernels(kernels) >= 2);
    const struct lg_kernel *plain = kernels[0];
    struct lg_extremes extremes = plain->extremes(line, 4);
    assert_true(extremes.highest == 3 && extremes.bend == 8); /* 1 + 4 + 3 */
    assert_true(plain->between(line, 3, phase, 2) == 1.625F); /* 1.5 + 0.125 */
    struct lg_moments moments = plain->moments(line, 4);
    assert_true(moments.sum == 2.5 && moments.squares == 14.25 && moments.highest == 3);
    assert_true(plain->product(line, line + 1, 3) == -2 - 6 + 1.5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernel__plain_is_right),
        cmocka_unit_test(kernel__vectors_say_what_the_plain_one_says),
        cmocka_unit_test(kernel__vectors_of_every_width_give_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
