#include "matrix/strategy.h"

/* SplitMix64 (Steele, Lea, Flood 2014): the same on every machine. */
static uint64_t mix(uint64_t word) {
    word += UINT64_C(0x9E3779B97F4A7C15);
    word = (word ^ (word >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    word = (word ^ (word >> 27)) * UINT64_C(0x94D049BB133111EB);
    return word ^ (word >> 31);
}

static enum lg_draw draw(const struct lg_matrix *matrix, uint64_t n, uint64_t *steps_out) {
    for (size_t i = 0; i < matrix->num_axes; i++) {
        uint64_t word = mix(mix(mix(matrix->plan.seed) ^ n) ^ i);
        steps_out[i] = word % matrix->axes[i].count;
    }
    return lg_matrix_is_excluded(matrix, steps_out) ? LG_DRAW_SKIP : LG_DRAW_POINT;
}

const struct lg_strategy lg_strategy_random = {
    .name = "random",
    .help = "count points drawn by chance from the seed, none twice",
    .flags = LG_STRATEGY_AXES | LG_STRATEGY_COUNT | LG_STRATEGY_OPEN | LG_STRATEGY_REPEATS,
    .draw = draw,
};
