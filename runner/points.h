/* What a matrix would do, for people. */
#ifndef LG_RUNNER_POINTS_H
#define LG_RUNNER_POINTS_H

#include "matrix/matrix.h"
#include "run/shard.h"

/* Names the keys of its file that have no effect here. */
void lg_points_say_ignored(const struct lg_matrix *matrix);
/* Prints targets, every point, count and time; of a hunt its first point; of a shard its `share`
 * (NULL: all of them). */
void lg_points_print(const struct lg_matrix *matrix, const struct lg_shard_points *share);

#endif
