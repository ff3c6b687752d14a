/* A few points of a matrix, by id. */
#ifndef LG_MATRIX_PICK_H
#define LG_MATRIX_PICK_H

#include "matrix/matrix.h"

/* Leaves the matrix those of its points alone that have one of the ids, in its own order, as if
 * they were its runs; of a search, any that its axes span. Sets `is_found_out` at each id that it
 * has, and leaves the others and, where it has none, the matrix alone. Returns how many it has. */
size_t lg_matrix_pick(struct lg_matrix *matrix, const struct lg_texts *ids, struct lg_arena *arena,
                      bool *is_found_out);

#endif
