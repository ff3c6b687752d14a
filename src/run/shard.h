/* A part of a plan: what one of several machines runs of it, so that all of them together run each
 * item once, and `report merge` joins their receipts to those of one run.
 *
 * Dealt are gates, and matrices: point by point, where no point waits for another's result (no
 * search, no stop rule, no recording that is played again), else whole. What a gate of a shard
 * waits for (its `needs`, and what stops the line before it) runs there too, as a copy: the gate's
 * own shard tells it in the merged run. A matrix in parts has its preflight in each of them;
 * effects and targets are judged over all points, when the shards are merged. */
#ifndef LG_RUN_SHARD_H
#define LG_RUN_SHARD_H

#include "run/engine.h"

enum { LG_SHARDS_MAX = 10000 };

struct lg_shard {
    size_t index, count; /* from 1 to count */
    const char *by;      /* "hash", or where the durations come from */
    /* How long a gate or matrix took (id NULL), or a point of one, in any unit; NAN: not known, so
     * it counts as the mean of the others. The longest are dealt first, each to the shard that has
     * least by then. NULL: dealt by the SHA-256 of names alone. */
    double (*cost)(void *ctx, const char *suite, const char *id);
    void *ctx;
};

/* Which points of a matrix are ours: those whose owner is `index`; by their place in its order. */
struct lg_shard_points {
    const uint32_t *owners;
    size_t count;
    uint32_t index;
};

/* Leaves in the plan what the shard runs, each item with its place in the whole plan. What
 * run_start says of it is in `told_out`, of the plan's arena: {index, count, by, plan, planned,
 * copies, split}. `plan` is the SHA-256 of all that the whole plan says and of the inputs of
 * `options`, but for settings; `planned` counts its items. A plan of which nothing is left says so
 * (plan->nothing). */
void lg_shard_cut(struct lg_plan *plan, const struct lg_shard *shard,
                  const struct lg_run_options *options, struct lg_value **told_out);
/* Is that point ours? `points` NULL: all are. */
bool lg_shard_has(const struct lg_shard_points *points, uint64_t place);

#endif
