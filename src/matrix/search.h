/* Ask and tell: which point is next, given the results so far, and what came of it all.
 *
 *   lg_search_new(matrix, &search, err);
 *   while (lg_search_next(search, &point)) {
 *       render, measure                        -> result
 *       lg_search_tell(search, &result);
 *   }
 *   lg_search_end(search, &ending);
 *
 * To resume, tell the recorded results instead of rendering, as long as the ids agree: the same
 * file, seed and results give the same way. */
#ifndef LG_MATRIX_SEARCH_H
#define LG_MATRIX_SEARCH_H

#include "matrix/points.h"

struct lg_search;

enum lg_end {
    LG_END_OPEN,           /* it goes on */
    LG_END_ALL,            /* every point was rendered */
    LG_END_HIT,            /* a point met the targets, and the file stops there */
    LG_END_NO_IMPROVEMENT, /* the stop rule of that name */
    LG_END_LIMIT,          /* a hunt used up its count */
    LG_END_GAVE_UP,        /* a hunt is at its end without a hit */
    LG_END__COUNT
};

struct lg_ending {
    enum lg_end end;
    const char *why;                    /* of what ended it: a clause, static */
    uint64_t rendered;                  /* points told */
    uint64_t failed;                    /* of them, those that were not measured */
    uint64_t hits;                      /* of them, those that met all targets */
    const struct lg_matrix_point *best; /* the one that misses least, else the nearest to the goal;
                                    NULL: no  targets, or nothing was measured */
    struct lg_result best_result;       /* of the best */
    uint64_t best_at;                   /* it was the n-th told, from 1 */
    double best_miss;                   /* 0: it is a hit */
};

const char *lg_end_name(enum lg_end end);

/* `matrix` must outlive it; its targets are complete. Refuses what lg_matrix_check_goal refuses. */
int lg_search_new(const struct lg_matrix *matrix, struct lg_search **out,
                  struct lg_err *err) LG_MUST_CHECK;
void lg_search_free(struct lg_search *search);
/* The next point, borrowed until the next call: true; false: it has ended. Each point is given
 * once. */
bool lg_search_next(struct lg_search *search, const struct lg_matrix_point **out);
/* The result of the point that was given last. */
void lg_search_tell(struct lg_search *search, const struct lg_result *result);
/* What came of it so far; borrows from the search. */
void lg_search_end(const struct lg_search *search, struct lg_ending *out);
/* One line: "no point met the targets: the best, <id>, has lufs_i -12.80 LUFS (wanted near -10.5
 * ±0.5 LUFS); every point was rendered". Adds to `out`. */
void lg_ending_print(const struct lg_ending *ending, const struct lg_targets *targets,
                     struct lg_str *out);

#endif
