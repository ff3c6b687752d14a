/* What the profiles that a matrix names want, as targets of its own. */
#ifndef LG_RUN_GOALS_H
#define LG_RUN_GOALS_H

#include "base/paths.h"
#include "matrix/matrix.h"

/* Looks up each of matrix->profiles in gates/tables/profiles.yaml of the project, then of the
 * installation, and adds what it wants to matrix->targets; then checks the goal of the strategy.
 * LG_ERR_READ at the place of a name: there is none, it judges nothing (playback), or it asks for
 * what is not measured here (dialogue, duration). To be called once, before lg_search_new. */
int lg_goals_add(const struct lg_paths *paths, struct lg_matrix *matrix, struct lg_arena *arena,
                 struct lg_err *err) LG_MUST_CHECK;

#endif
