/* What tests of this layer share: a matrix from text. */
#ifndef LG_TESTS_MATRIX_READING_H
#define LG_TESTS_MATRIX_READING_H

#include "support/unit.h"

#include <string.h>

#include "matrix/matrix.h"

/* The head that most matrices of the tests have in common: lines 1 and 2. */
#define HEAD "matrix: m\ndevices: {glue: Glue Compressor, lim: Limiter}\n"
#define GOAL "targets: {lufs_i: {near: {value: -10.5, tol: 0.5}}, sample_peak_dbfs: {le: -6}}\n"

static inline struct lg_matrix *matrix_of(const char *text, struct lg_arena *arena) {
    struct lg_matrix *matrix = NULL;
    struct lg_err err = {0};
    if (lg_matrix_parse(lg_view_of(text), "m.yaml", arena, &matrix, &err) != 0)
        fail_msg("m.yaml:%u:%u: %s", err.line, err.column, err.text);
    return matrix;
}

#endif
