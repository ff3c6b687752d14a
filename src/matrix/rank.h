/* Spearman's rank correlation. */
#ifndef LG_MATRIX_RANK_H
#define LG_MATRIX_RANK_H

#include <stddef.h>

/* Of `count` pairs, ties at their mean rank; NAN for fewer than three, or where all of one side are
 * equal. Sorts copies of its own. */
double lg_rank_correlation(const double *a, const double *b, size_t count);

#endif
