/* Is this the matrix that a run was begun with? For --resume. */
#ifndef LG_MATRIX_IDENTITY_H
#define LG_MATRIX_IDENTITY_H

#include "matrix/matrix.h"

/* What a run depends on, for its receipt: the file as a map of texts, without `name` and `tags`,
 * and the `seed`. It survives JSON. Large files are as large here: their sha256 tells as much, but
 * not where they differ. */
struct lg_value *lg_identity_value(const struct lg_matrix *matrix, struct lg_arena *arena);
/* The first difference of two, in words: "axes.glue.threshold.1: was -32 dB, is -33 dB". True, and
 * nothing is added, when there is none. The order of axes makes none. */
bool lg_identity_agrees(const struct lg_value *was, const struct lg_value *is, struct lg_str *out);

#endif
