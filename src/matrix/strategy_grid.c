#include "matrix/strategy.h"

/* Grid and zip: every combination of the factors; the last changes fastest. */
static enum lg_draw draw(const struct lg_matrix *matrix, uint64_t n, uint64_t *steps_out) {
    uint64_t rest = n;
    if (n >= matrix->num_grid)
        return LG_DRAW_END;
    for (size_t i = matrix->num_factors; i-- > 0;) {
        const struct lg_matrix_factor *factor = &matrix->factors[i];
        for (size_t k = 0; k < factor->num_axes; k++)
            steps_out[factor->axes[k]] = rest % factor->count;
        rest /= factor->count;
    }
    return lg_matrix_is_excluded(matrix, steps_out) ? LG_DRAW_SKIP : LG_DRAW_POINT;
}

const struct lg_strategy lg_strategy_grid = {
    .name = "grid",
    .help = "every combination of the axes' values; the first axis changes slowest",
    .flags = LG_STRATEGY_AXES,
    .draw = draw,
};

const struct lg_strategy lg_strategy_zip = {
    .name = "zip",
    .help = "the first values of all axes, then the second ones, and so on",
    .flags = LG_STRATEGY_AXES,
    .draw = draw,
};

static enum lg_draw draw_none(const struct lg_matrix *matrix, uint64_t n, uint64_t *steps_out) {
    LG_UNUSED(matrix);
    LG_UNUSED(n);
    LG_UNUSED(steps_out);
    return LG_DRAW_END;
}

const struct lg_strategy lg_strategy_list = {
    .name = "list",
    .help = "the runs of the file, one after the other",
    .flags = LG_STRATEGY_RUNS,
    .draw = draw_none,
};
