#include "live/curve.h"

#include <math.h>
#include <stdlib.h>

#include "base/attr.h"

/* Captured from Live in steps of 3 dB; linear between them it is good to 0.05 dB above -18 dB,
 * where the slope is 40 dB per unit. */
static const struct lg_point volume[] = {
    {0, -INFINITY}, {0.02135, -63}, {0.03462, -60}, {0.05101, -57}, {0.06779, -54},
    {0.08524, -51}, {0.10354, -48}, {0.12272, -45}, {0.14288, -42}, {0.16422, -39},
    {0.18704, -36}, {0.21163, -33}, {0.23844, -30}, {0.26826, -27}, {0.30241, -24},
    {0.34366, -21}, {0.40000, -18}, {0.47494, -15}, {0.55000, -12}, {0.62494, -9},
    {0.70000, -6},  {0.77494, -3},  {0.85000, 0},   {0.92494, 3},   {1, 6},
};

const struct lg_curve lg_curve_volume = {volume, LG_ARRAY_LEN(volume)};

static int by_x(const void *a, const void *b) {
    const struct lg_point *left = a;
    const struct lg_point *right = b;
    return (left->x > right->x) - (left->x < right->x);
}

/* One point for each run of equal y. */
static size_t merge_runs(struct lg_point *points, size_t count) {
    size_t kept = 0;
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && points[end].y == points[first].y;)
            end++;
        double x = (points[first].x + points[end - 1].x) / 2;
        if (first == 0)
            x = points[0].x;
        else if (end == count)
            x = points[count - 1].x;
        points[kept++] = (struct lg_point){x, points[first].y};
    }
    return kept;
}

static bool is_monotone(const struct lg_point *points, size_t count) {
    bool rises = points[1].y > points[0].y;
    for (size_t i = 0; i < count; i++) {
        if (isnan(points[i].y) || (i > 0 && (points[i].y > points[i - 1].y) != rises))
            return false;
    }
    return true;
}

bool lg_curve_make(const struct lg_point *samples, size_t count, struct lg_arena *arena,
                   struct lg_curve *out) {
    struct lg_point *points = lg_arena_array(arena, count + 1, sizeof *points);
    for (size_t i = 0; i < count; i++)
        points[i] = samples[i];
    qsort(points, count, sizeof *points, by_x);
    count = merge_runs(points, count);
    if (count < 2 || !is_monotone(points, count))
        return false;
    *out = (struct lg_curve){points, count};
    return true;
}

static bool is_between(double value, double a, double b) {
    return a <= b ? value >= a && value <= b : value >= b && value <= a;
}

bool lg_curve_bracket(const struct lg_curve *curve, double y, struct lg_point *low_out,
                      struct lg_point *high_out) {
    for (size_t i = 1; i < curve->count; i++) {
        if (!is_between(y, curve->points[i - 1].y, curve->points[i].y))
            continue;
        *low_out = curve->points[i - 1];
        *high_out = curve->points[i];
        return true;
    }
    return false;
}

bool lg_curve_invert(const struct lg_curve *curve, double y, double *x_out) {
    struct lg_point low;
    struct lg_point high;
    if (!lg_curve_bracket(curve, y, &low, &high))
        return false;
    if (y == low.y || y == high.y) {
        *x_out = y == low.y ? low.x : high.x;
        return true;
    }
    if (!isfinite(low.y) || !isfinite(high.y))
        return false;
    *x_out = low.x + (y - low.y) / (high.y - low.y) * (high.x - low.x);
    return true;
}

bool lg_curve_at(const struct lg_curve *curve, double x, double *y_out) {
    for (size_t i = 1; i < curve->count; i++) {
        struct lg_point low = curve->points[i - 1];
        struct lg_point high = curve->points[i];
        if (!is_between(x, low.x, high.x))
            continue;
        if (x == high.x)
            *y_out = high.y;
        else if (x == low.x || isinf(low.y))
            *y_out = low.y;
        else
            *y_out = low.y + (x - low.x) / (high.x - low.x) * (high.y - low.y);
        return true;
    }
    return false;
}
