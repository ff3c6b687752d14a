/* Where the mean of a series stepped.
 *
 * The stretch of the series that differs most from the rest is sought (Olshen et al. 2004, circular
 * binary segmentation), then again in each part; each place where a stretch begins or ends is then
 * judged alone, by Student's t of the two levels beside it, with their common spread. A step must
 *   - be one by chance in fewer than LG_SHIFT_CHANCE of all histories, whatever was looked at:
 *     that chance is shared out over all stretches and all series (Bonferroni, as Worsley 1979
 *     does for the largest t of all splits);
 *   - be no smaller than what two meters may differ by (LG_SHIFT_LEAST);
 *   - have LG_SHIFT_BESIDE values on either side: one night alone is an outlier.
 *
 * That the last value of all is one can be said at once, by Student's prediction interval: the mean
 * of the n values of its level before ± t · spread · √(1 + 1/n). */
#ifndef LG_REPORT_SHIFT_H
#define LG_REPORT_SHIFT_H

#include <stdbool.h>
#include <stddef.h>

#define LG_SHIFT_CHANCE 1e-3
/* LU and dB: EBU Tech 3341 lets meters differ by 0.1 LU. */
#define LG_SHIFT_LEAST 0.1
enum { LG_SHIFT_BESIDE = 2, LG_SHIFTS_MAX = 16 };

struct lg_shift {
    size_t at;            /* the first value of the new level */
    double before, after; /* the means beside it */
    double spread;        /* the standard deviation around them */
};

/* Finds the steps of finite values, in their order; `num_series` that are looked at in all, 1 or
 * more. Returns how many. */
size_t lg_shift_find(const double *values, size_t count, size_t num_series,
                     struct lg_shift out[static LG_SHIFTS_MAX]);
/* Whether the last value stands out of the others from `from` on, where its level begins: as
 * unlikely as a step is, and as large. Of two values in all only the size is judged. `spread` is
 * that of the level before. */
bool lg_shift_last(const double *values, size_t from, size_t count, size_t num_series,
                   struct lg_shift *out);
/* The chance that Student's |t| with `freedom` degrees reaches `t`: Abramowitz and Stegun, 26.7.3
 * and 26.7.4. */
double lg_shift_chance(double t, size_t freedom);

#endif
