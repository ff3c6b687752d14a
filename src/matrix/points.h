/* The points of a matrix, one at a time: no array of all of them is ever made. */
#ifndef LG_MATRIX_POINTS_H
#define LG_MATRIX_POINTS_H

#include "matrix/matrix.h"

/* Enough for any id, with NUL: it is part of file names. */
enum { LG_POINT_ID_MAX = 97 };

struct lg_matrix_point {
    const struct lg_matrix *matrix;
    char id[LG_POINT_ID_MAX];    /* stable: it depends on the settings alone, not on their order */
    const char *file;            /* where a run of the file wants its export; NULL: export.file */
    struct lg_setting *settings; /* by param */
    uint64_t *steps;             /* by axis; of an extra point, meaningless */
    bool is_extra;
    uint64_t hash; /* of the settings; two that differ may hardly share it */
};

void lg_matrix_point_init(struct lg_matrix_point *point, const struct lg_matrix *matrix);
void lg_matrix_point_dispose(struct lg_matrix_point *point);
/* `to` was made for the same matrix. */
void lg_matrix_point_copy(struct lg_matrix_point *to, const struct lg_matrix_point *from);
/* Sets the point to the one of these steps. */
void lg_matrix_point_set_steps(struct lg_matrix_point *point, const uint64_t *steps);
/* Sets it to the matrix' extra of that index. */
void lg_matrix_point_set_extra(struct lg_matrix_point *point, size_t extra);
/* "glue.threshold -30 dB, limiter.gain 12 dB": without the constants, or with. Adds to `out`. */
void lg_matrix_point_print(const struct lg_matrix_point *point, bool with_constants,
                           struct lg_str *out);
/* Adds `pattern` with {id} and {matrix} filled in. */
void lg_matrix_point_fill(const struct lg_matrix_point *point, const char *pattern,
                          struct lg_str *out);

/* A walk over all points in the order in which they are rendered; a hunt's first ask alone. */
struct lg_matrix_points {
    const struct lg_matrix *matrix;
    uint64_t draw;  /* the next one of the strategy */
    uint64_t given; /* points so far */
    size_t extra;   /* the next one of the extras */
    uint64_t *seen; /* hashes of those given, where a strategy repeats itself: a table */
    size_t capacity;
    uint64_t *steps;
};

void lg_matrix_points_init(struct lg_matrix_points *points, const struct lg_matrix *matrix);
void lg_matrix_points_dispose(struct lg_matrix_points *points);
/* The next one into `point`; false: there is none further. */
bool lg_matrix_points_next(struct lg_matrix_points *points, struct lg_matrix_point *point);

#endif
