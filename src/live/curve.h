/* A curve from native values to displayed ones, and back. */
#ifndef LG_LIVE_CURVE_H
#define LG_LIVE_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* `y` may be -inf at the end where Live shows silence. */
struct lg_point {
    double x, y;
};

/* Points by rising x, y rising or falling throughout. */
struct lg_curve {
    const struct lg_point *points;
    size_t count;
};

/* Makes a curve of samples in any order. A run of equal y, which is what a display rounds to one
 * text, becomes the point in its middle; at the ends of the curve it becomes the end. False when y
 * turns back, or is the same throughout. The points live in `arena`. */
bool lg_curve_make(const struct lg_point *samples, size_t count, struct lg_arena *arena,
                   struct lg_curve *out);
/* The x of a y, linear between points; false beyond the ends, or between -inf and the first finite
 * point. */
bool lg_curve_invert(const struct lg_curve *curve, double y, double *x_out);
/* The neighbouring points that a y lies between; false beyond the ends. */
bool lg_curve_bracket(const struct lg_curve *curve, double y, struct lg_point *low_out,
                      struct lg_point *high_out);
/* The y of an x within the ends, linear between points. */
bool lg_curve_at(const struct lg_curve *curve, double x, double *y_out);

/* Live's mixer volume: native 0..1 to dB, -inf to +6. */
extern const struct lg_curve lg_curve_volume;

#endif
