#include "report/plot_pair.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static int by_x(const void *a, const void *b) {
    const struct lg_plot_value *left = a;
    const struct lg_plot_value *right = b;
    return (left->x > right->x) - (left->x < right->x);
}

static size_t drop_unfit(struct lg_plot_value *values, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (isfinite(values[i].x) && isfinite(values[i].y))
            values[kept++] = values[i];
    }
    return kept;
}

static size_t count_distinct(const struct lg_plot_value *values, size_t count) {
    size_t distinct = count > 0;
    for (size_t i = 1; i < count; i++)
        distinct += values[i].x > values[i - 1].x;
    return distinct;
}

static void add_to_pair(struct lg_plot_pair *pair, double y) {
    pair->low = pair->count == 0 ? y : fmin(pair->low, y);
    pair->high = pair->count == 0 ? y : fmax(pair->high, y);
    pair->sum += y;
    pair->count++;
}

size_t lg_plot_reduce(struct lg_plot_value *values, size_t count,
                      struct lg_plot_pair out[static LG_PLOT_PAIRS_MAX]) {
    count = drop_unfit(values, count);
    if (count == 0)
        return 0;
    qsort(values, count, sizeof *values, by_x);
    bool is_exact = count_distinct(values, count) <= LG_PLOT_PAIRS_MAX;
    double first = values[0].x;
    double width = (values[count - 1].x - first) / LG_PLOT_PAIRS_MAX;
    size_t num = 0;
    double edge = first;
    for (size_t i = 0; i < count; i++) {
        double x = values[i].x;
        bool is_next = num == 0 || (is_exact ? x > edge : x >= edge + width);
        if (is_next && num < LG_PLOT_PAIRS_MAX) {
            edge = is_exact || num == 0 ? x : first + floor((x - first) / width) * width;
            out[num++] = (struct lg_plot_pair){.x = is_exact ? x : edge + width / 2};
        }
        add_to_pair(&out[num - 1], values[i].y);
    }
    return num;
}
