#include <math.h>

#include "matrix/strategy.h"

/* A difference in loudness that is none. */
#define NOTHING_LU 0.05

/* Which way to go from a result: louder (1), softer (-1), or it is a hit (0). Beyond another
 * target, such as the peak's, softer is the only way. */
static int way_from(const struct lg_oracle *oracle, const struct lg_result *result) {
    if (lg_targets_met(&oracle->matrix->targets, result))
        return 0;
    if (lg_oracle_excess(oracle, result) > 0.0)
        return -1;
    return lg_oracle_gap(oracle, result) > 0.0 ? 1 : -1;
}

/* Between `soft`, which has to get louder, and `loud`, which has to get softer. */
static const char *halve(struct lg_oracle *oracle, uint64_t soft, uint64_t loud) {
    while (soft > loud ? soft - loud > 1 : loud - soft > 1) {
        uint64_t middle = soft < loud ? soft + (loud - soft) / 2 : loud + (soft - loud) / 2;
        const struct lg_result *result = lg_oracle_try(oracle, &middle);
        if (result == NULL)
            return NULL;
        if (!result->is_measured)
            return "a point between could not be measured";
        int way = way_from(oracle, result);
        if (way == 0)
            return "a point met the targets";
        *(way > 0 ? &soft : &loud) = middle;
    }
    return "no step is left between the nearest points on either side of the target";
}

static const char *hunt(struct lg_oracle *oracle) {
    uint64_t first;
    uint64_t last = oracle->matrix->axes[0].count - 1;
    lg_oracle_start(oracle, &first);
    if (first == last)
        last = 0;
    const struct lg_result *a = lg_oracle_try(oracle, &first);
    if (a == NULL)
        return NULL;
    if (a->is_measured && way_from(oracle, a) == 0)
        return "a point met the targets";
    const struct lg_result *b = lg_oracle_try(oracle, &last);
    if (b == NULL)
        return NULL;
    if (!a->is_measured || !b->is_measured)
        return "an end of the axis could not be measured";
    double rise = lg_oracle_gap(oracle, a) - lg_oracle_gap(oracle, b);
    if (way_from(oracle, b) == 0)
        return "a point met the targets";
    if (!(fabs(rise) > NOTHING_LU))
        return "both ends of the axis are equally loud";
    uint64_t soft = rise > 0.0 ? first : last;
    uint64_t loud = rise > 0.0 ? last : first;
    if (way_from(oracle, rise > 0.0 ? a : b) < 0)
        return "the axis is too loud at its softer end already";
    if (way_from(oracle, rise > 0.0 ? b : a) > 0)
        return "the axis is too soft at its louder end still";
    return halve(oracle, soft, loud);
}

const struct lg_strategy lg_strategy_bisect = {
    .name = "bisect",
    .help = "one axis along which loudness only rises or only falls: both ends, then halves",
    .flags = LG_STRATEGY_AXES | LG_STRATEGY_GOAL | LG_STRATEGY_OPEN,
    .max_axes = 1,
    .count = 8,
    .hunt = hunt,
};
