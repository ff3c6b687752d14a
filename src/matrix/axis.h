/* One axis of a matrix: the values that a parameter goes through.
 *
 *   glue.threshold: [-30 dB, -32 dB, -35 dB]                    a list
 *   glue.makeup:    {from: 10 dB, to: 20 dB, step: 5 dB}        a range; downward where to < from
 *   glue.dry_wet:   {from: 0 %, to: 100 %, count: 5}
 *   eq.1.frequency: {from: 30 Hz, to: 300 Hz, count: 4, scale: log}
 *   limiter.gain:   {from: 0 dB, to: 24 dB}                     for strategies that choose values
 *
 * A range without step or count is cut so finely that nobody hears it, in numbers that people would
 * write; so every axis is a list of steps, counted from 0. */
#ifndef LG_MATRIX_AXIS_H
#define LG_MATRIX_AXIS_H

#include <stdint.h>

#include "conf/shape.h"
#include "matrix/setting.h"

struct lg_axis {
    size_t param; /* index into the matrix's params */
    const struct lg_node *place;
    uint64_t count;                 /* of values, at least 1 */
    const struct lg_setting *items; /* of a list; NULL: a range */
    double from, to, step;          /* of a range; the step has a sign, and is 0 where log */
    const char *unit;
    bool is_log;
    bool is_open; /* without step or count */
};

enum { LG_AXIS_COUNT_MAX = 1000000 };

/* `unit` is that of the parameter's name, or NULL. LG_ERR_READ with place: a list without values or
 * with one twice, values that don't fit each other, a step that is not above 0, a range without
 * extent, a logarithm of what is not above 0. */
int lg_axis_read(const struct lg_node *node, const char *unit, struct lg_arena *arena,
                 struct lg_axis *out, struct lg_err *err) LG_MUST_CHECK;
/* The value of a step below `count`. */
struct lg_setting lg_axis_at(const struct lg_axis *axis, uint64_t step);
/* The step of exactly that value; false: none. */
bool lg_axis_find(const struct lg_axis *axis, const struct lg_setting *setting, uint64_t *step_out);
/* The step of the value that has that tag (lg_setting_tag); false: none. */
bool lg_axis_find_tag(const struct lg_axis *axis, struct lg_view tag, uint64_t *step_out);
/* The step nearest to that fraction of the way from the first to the last. */
uint64_t lg_axis_step_of(const struct lg_axis *axis, double fraction);
double lg_axis_fraction_of(const struct lg_axis *axis, uint64_t step);

/* What an axis looks like. */
extern const struct lg_shape lg_axis_shape;

#endif
