/* Targets of a matrix: what a point's measures have to meet.
 *
 *   targets:
 *     lufs_i: {near: {value: -10.5, tol: 0.5}}        near, le, lt, ge, gt
 *     sample_peak_dbfs: {le: -6.0}                    several bounds of a measure: all hold */
#ifndef LG_MATRIX_TARGETS_H
#define LG_MATRIX_TARGETS_H

#include "base/number.h"
#include "conf/node.h"
#include "conf/shape.h"
#include "matrix/result.h"

enum lg_target_op {
    LG_TARGET_GE,
    LG_TARGET_GT,
    LG_TARGET_LE,
    LG_TARGET_LT,
    LG_TARGET_NEAR,
    LG_TARGET_OP__COUNT
};

struct lg_target_bound {
    enum lg_metric metric;
    enum lg_target_op op;
    double value;                /* in the metric's unit */
    double below, above;         /* of near: how far it may be off; inf: that side is open */
    const struct lg_node *place; /* in the file; NULL: it comes from elsewhere */
};

enum { LG_TARGETS_MAX = 64 };

struct lg_targets {
    struct lg_target_bound items[LG_TARGETS_MAX];
    size_t count;
};

/* LG_ERR_READ with place: an empty map, an unknown measure or operator (with a suggestion), a
 * measure named twice, units that don't fit, numbers that are not finite, tol not above 0, bounds
 * that nothing can meet. */
int lg_targets_read(const struct lg_node *node, struct lg_targets *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* For targets that come from elsewhere, a profile. LG_ERR_READ when there are too many. */
int lg_targets_add(struct lg_targets *targets, const struct lg_target_bound *bound,
                   struct lg_err *err) LG_MUST_CHECK;
/* Does it hold whatever is rendered: a tolerance of more than 20, or bounds that no print of any
 * programme comes near? */
bool lg_target_is_idle(const struct lg_target_bound *bound);
/* "lufs_i near -10.5 ±0.5 LUFS", "lufs_i near -16 -2/+0.2 LUFS" */
void lg_target_print(const struct lg_target_bound *bound, struct lg_str *out);

/* How far beyond the bound; below 0: so far within; inf where the metric is undefined. */
double lg_target_beyond(const struct lg_target_bound *bound, const struct lg_result *result);
/* How far beyond the bound, in the metric's unit: 0 met; inf where the metric is undefined. */
double lg_target_miss(const struct lg_target_bound *bound, const struct lg_result *result);
/* The level to two decimals, and to as many more as it takes to show on which side of the bound it
 * is: -5.998 where -6.00 would meet it. */
void lg_target_show(const struct lg_target_bound *bound, const struct lg_result *result,
                    char out[static LG_NUMBER_MAX]);
/* The sum over all; 0: all are met; inf: nothing was measured, or a metric is undefined. */
double lg_targets_miss(const struct lg_targets *targets, const struct lg_result *result);
bool lg_targets_met(const struct lg_targets *targets, const struct lg_result *result);
/* Is `a` better than `b`: it misses less, else it is nearer to the middle of what is wanted? */
bool lg_targets_better(const struct lg_targets *targets, const struct lg_result *a,
                       const struct lg_result *b);
/* What a search goes for: the first `near`, loudness first; NULL: none. */
const struct lg_target_bound *lg_targets_goal(const struct lg_targets *targets);

/* What they look like in a file. */
extern const struct lg_shape lg_targets_shape;

#endif
