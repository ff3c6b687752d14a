#include "audio/kernel.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* What the vector versions share with the plain one is made part of each: a call between code for
 * different registers would cost more than it does. */
#define SHARED static inline __attribute__((always_inline))

SHARED float higher(float a, float b) {
    return a > b ? a : b;
}

/* Extremes of what lies at `from` and beyond; the line's ends have no second difference. */
SHARED struct lg_extremes extremes_from(const float *line, size_t count, size_t from,
                                        struct lg_extremes so_far) {
    struct lg_extremes out = so_far;
    if (count > 0)
        out.highest = higher(out.highest, higher(fabsf(line[0]), fabsf(line[count - 1])));
    for (size_t i = from; i + 1 < count; i++) {
        out.highest = higher(out.highest, fabsf(line[i]));
        out.bend = higher(out.bend, fabsf((line[i + 1] - line[i]) - (line[i] - line[i - 1])));
    }
    return out;
}

SHARED float between_of(const float *line, size_t count, const float *phase, size_t taps) {
    float max = 0.0F;
    for (size_t i = 0; i < count; i++) {
        float sum = 0.0F;
        for (size_t t = 0; t < taps; t++)
            sum += phase[t] * line[i + t];
        max = higher(max, fabsf(sum));
    }
    return max;
}

SHARED struct lg_moments moments_of(const float *samples, size_t count) {
    struct lg_moments out = {0};
    for (size_t i = 0; i < count; i++) {
        out.sum += (double)samples[i];
        out.squares += (double)samples[i] * (double)samples[i];
        out.highest = higher(out.highest, fabsf(samples[i]));
    }
    return out;
}

SHARED double product_of(const float *a, const float *b, size_t count) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

static struct lg_extremes extremes_plain(const float *line, size_t count) {
    return extremes_from(line, count, 1, (struct lg_extremes){0});
}

static float between_plain(const float *line, size_t count, const float *phase, size_t taps) {
    return between_of(line, count, phase, taps);
}

static struct lg_moments moments_plain(const float *samples, size_t count) {
    return moments_of(samples, count);
}

static double product_plain(const float *a, const float *b, size_t count) {
    return product_of(a, b, count);
}

/* (1 + z^-1)^4: four sums of a sample and the one before. */
SHARED double sum_up(double sums[static 4], double x) {
    for (int i = 0; i < 4; i++) {
        double sum = x + sums[i];
        sums[i] = x;
        x = sum;
    }
    return x;
}

static double section(struct lg_bank *bank, int stage, size_t edge, double x) {
    double *last = &bank->last[stage][edge];
    double *last_but_one = &bank->last_but_one[stage][edge];
    double y = (x - bank->a2[stage][edge] * *last_but_one) - bank->a1[stage][edge] * *last;
    *last_but_one = *last;
    *last = y;
    return y;
}

static void low_pass_plain(struct lg_bank *bank, const float *samples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        double x = sum_up(bank->sums, (double)samples[i]);
        for (size_t edge = 0; edge < LG_BANK_EDGES; edge++) {
            double y = section(bank, 1, edge, section(bank, 0, edge, x));
            bank->squares[edge] += y * y;
        }
    }
}

enum { LANES = 8 };

/* Floats without their sign are in the order of their bits. */
enum { magnitude = INT32_MAX };
#define HIGHER(a, b) (((a) & ((a) > (b))) | ((b) & ~((a) > (b))))

/* The highest of the floats whose bits these are. */
SHARED float highest_of(const void *bits, size_t bytes) {
    float numbers[LANES];
    float max = 0.0F;
    memcpy(numbers, bits, bytes);
    for (size_t lane = 0; lane < LANES; lane++)
        max = higher(max, numbers[lane]);
    return max;
}

SHARED double sum_of(const void *lanes, size_t bytes) {
    double numbers[LANES];
    double sum = 0.0;
    memcpy(numbers, lanes, bytes);
    for (size_t lane = 0; lane < LANES; lane++)
        sum += numbers[lane];
    return sum;
}

#define LANES_NAME(name) name##_any
#define LANES_TARGET
#define LANES_BYTES 16
#include "audio/kernel_lanes.inc"
#undef LANES_NAME
#undef LANES_TARGET
#undef LANES_BYTES

#if defined __x86_64__
#if !defined __clang__
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
#define LANES_NAME(name) name##_v3
#define LANES_TARGET __attribute__((target("avx2")))
#define LANES_BYTES 32
#include "audio/kernel_lanes.inc"
#undef LANES_NAME
#undef LANES_TARGET
#undef LANES_BYTES
#if !defined __clang__
#pragma GCC pop_options
#endif
#endif

#if defined __x86_64__
#define ANY_NAME "x86-64"
#elif defined __aarch64__
#define ANY_NAME "arm64 NEON"
#else
#define ANY_NAME "vectors"
#endif

static const struct lg_kernel plain = {"plain",       extremes_plain, between_plain,
                                       moments_plain, product_plain,  low_pass_plain};
static const struct lg_kernel any = {ANY_NAME,    extremes_any, between_any,
                                     moments_any, product_any,  low_pass_any};
#if defined __x86_64__
static const struct lg_kernel v3 = {"x86-64-v3", extremes_v3, between_v3,
                                    moments_v3,  product_v3,  low_pass_v3};
#endif

size_t lg_kernels(const struct lg_kernel *out[static LG_KERNELS_MAX]) {
    size_t count = 0;
    out[count++] = &plain;
    out[count++] = &any;
#if defined __x86_64__
    if (__builtin_cpu_supports("avx2"))
        out[count++] = &v3;
#endif
    return count;
}

const struct lg_kernel *lg_kernel_best(void) {
    const struct lg_kernel *kernels[LG_KERNELS_MAX];
    return kernels[lg_kernels(kernels) - 1];
}
