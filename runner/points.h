/* What a matrix would do, for people. */
#ifndef LG_RUNNER_POINTS_H
#define LG_RUNNER_POINTS_H

#include "run/plan.h"

/* Names what of its file has no effect: keys, and targets that nothing misses. */
void lg_points_say_ignored(const struct lg_matrix *matrix);
/* Prints targets, the files that it waits for, every point, count and time; of a hunt its first
 * point; of a shard its share. */
void lg_points_print(const struct lg_plan_matrix *plan);

#endif
