/* The inner loops that hear every sample, in versions for what the processor can do. One is chosen
 * at run time; the plain one is the reference that the tests hold the others to.
 *
 * The vector versions are one text (kernel_lanes.inc) compiled for several targets, without fused
 * multiply-add and with a fixed order of summation: they give the same bits on every machine. */
#ifndef LG_AUDIO_KERNEL_H
#define LG_AUDIO_KERNEL_H

#include <stddef.h>

enum { LG_KERNELS_MAX = 3, LG_BANK_EDGES = 8 };

/* Of a line: the highest |x[i]|, and the highest |x[i-1] - 2 x[i] + x[i+1]| inside it. */
struct lg_extremes {
    float highest;
    float bend;
};

struct lg_moments {
    double sum;
    double squares;
    float highest; /* |x| */
};

/* Low-passes of 4th order side by side over the same samples, each
 *   (1 + z^-1)^4 / ((1 + a1 z^-1 + a2 z^-2) (1 + a1' z^-1 + a2' z^-2)).
 * What stands above the line is the same for all of them, and done once. */
struct lg_bank {
    double a1[2][LG_BANK_EDGES];
    double a2[2][LG_BANK_EDGES];
    double last[2][LG_BANK_EDGES];         /* what the two sections gave last */
    double last_but_one[2][LG_BANK_EDGES]; /* and before */
    double sums[4];                        /* each (1 + z^-1)'s last input */
    double squares[LG_BANK_EDGES];         /* of what came out, added up */
};

struct lg_kernel {
    const char *name;
    struct lg_extremes (*extremes)(const float *line, size_t count);
    /* The highest |y[i]|, y[i] = sum over t < taps of phase[t] line[i + t], i < count. */
    float (*between)(const float *line, size_t count, const float *phase, size_t taps);
    struct lg_moments (*moments)(const float *samples, size_t count);
    /* Sum of a[i] b[i]. */
    double (*product)(const float *a, const float *b, size_t count);
    void (*low_pass)(struct lg_bank *bank, const float *samples, size_t count);
};

/* Those that this machine runs, the plain one first, the best last; returns how many. */
size_t lg_kernels(const struct lg_kernel *out[static LG_KERNELS_MAX]);
const struct lg_kernel *lg_kernel_best(void);

#endif
