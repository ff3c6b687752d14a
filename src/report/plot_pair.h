/* Many values as few pairs of a least and a greatest, for curves. */
#ifndef LG_REPORT_PLOT_PAIR_H
#define LG_REPORT_PLOT_PAIR_H

#include <stddef.h>

/* What a curve is reduced to, at most. */
enum { LG_PLOT_PAIRS_MAX = 200 };

struct lg_plot_pair {
    double x, low, high, sum; /* sum of `count` values */
    size_t count;
};

struct lg_plot_value {
    double x, y;
};
/* Reduces `count` values to at most LG_PLOT_PAIRS_MAX pairs by x, which are sorted: one for each
 * distinct x where so many fit, else equal parts of the range. Sorts the values by x. Returns how
 * many; values that are not finite are left out. */
size_t lg_plot_reduce(struct lg_plot_value *values, size_t count,
                      struct lg_plot_pair out[static LG_PLOT_PAIRS_MAX]);

#endif
