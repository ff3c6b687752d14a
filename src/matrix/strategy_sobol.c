/* Sobol's sequence in Gray code order (Antonov, Saleev 1979), with the direction numbers of S. Joe
 * and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J.
 * Sci. Comput. 30 (2008), file new-joe-kuo-6.21201, dimensions 1 to 10. The seed shifts the whole
 * sequence (XOR), which keeps its evenness. */
#include "matrix/strategy.h"

enum { BITS = 32, DEGREE_MAX = 5 };

struct direction {
    unsigned degree, coefficients;
    uint32_t start[DEGREE_MAX]; /* m_1, m_2, … */
};

/* The first dimension is van der Corput's sequence, which has no row. */
static const struct direction directions[] = {
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
};

enum { DIMENSIONS = LG_ARRAY_LEN(directions) + 1 };

static void make_directions(size_t dimension, uint32_t v[static BITS]) {
    if (dimension == 0) {
        for (unsigned i = 0; i < BITS; i++)
            v[i] = UINT32_C(1) << (BITS - 1 - i);
        return;
    }
    const struct direction *row = &directions[dimension - 1];
    unsigned degree = row->degree;
    for (unsigned i = 0; i < BITS; i++) {
        if (i < degree) {
            v[i] = row->start[i] << (BITS - 1 - i);
            continue;
        }
        v[i] = v[i - degree] ^ (v[i - degree] >> degree);
        for (unsigned k = 1; k < degree; k++) {
            if ((row->coefficients >> (degree - 1 - k) & 1) != 0)
                v[i] ^= v[i - k];
        }
    }
}

static uint32_t sobol(size_t dimension, uint64_t n) {
    uint32_t v[BITS];
    uint32_t word = 0;
    uint64_t gray = n ^ (n >> 1);
    make_directions(dimension, v);
    for (unsigned i = 0; i < BITS; i++) {
        if ((gray >> i & 1) != 0)
            word ^= v[i];
    }
    return word;
}

static uint32_t shift_of(uint64_t seed, size_t dimension) {
    uint64_t word = seed * UINT64_C(0x9E3779B97F4A7C15) + dimension * UINT64_C(0xD1B54A32D192ED03);
    word = (word ^ (word >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    return (uint32_t)(word >> 32);
}

static enum lg_draw draw(const struct lg_matrix *matrix, uint64_t n, uint64_t *steps_out) {
    if (n > UINT32_MAX)
        return LG_DRAW_END;
    for (size_t i = 0; i < matrix->num_axes; i++) {
        uint32_t word = sobol(i, n) ^ shift_of(matrix->plan.seed, i);
        double fraction = (double)word / 4294967296.0;
        steps_out[i] = (uint64_t)(fraction * (double)matrix->axes[i].count);
    }
    return lg_matrix_is_excluded(matrix, steps_out) ? LG_DRAW_SKIP : LG_DRAW_POINT;
}

const struct lg_strategy lg_strategy_sobol = {
    .name = "sobol",
    .help = "count points spread evenly over up to ten axes, none twice",
    .flags = LG_STRATEGY_AXES | LG_STRATEGY_COUNT | LG_STRATEGY_OPEN | LG_STRATEGY_REPEATS,
    .max_axes = DIMENSIONS,
    .draw = draw,
};
