/* Strategies: in which order points are tried. One file a strategy, one alphabetical table.
 *
 * A point is told by its step on each axis. A strategy either draws, the n-th point whatever came
 * before, or hunts: a search over results. A hunt is a plain function over an oracle; to find what
 * it asks next it is played through again from its start, the results so far being its answers. So
 * it keeps no state, goes the same way each time, and resumes exactly. */
#ifndef LG_MATRIX_STRATEGY_H
#define LG_MATRIX_STRATEGY_H

#include "matrix/matrix.h"

enum {
    LG_STRATEGY_AXES = 1,    /* needs axes, no runs */
    LG_STRATEGY_RUNS = 2,    /* needs runs, no axes */
    LG_STRATEGY_GOAL = 4,    /* needs a `near` target */
    LG_STRATEGY_COUNT = 8,   /* needs a count */
    LG_STRATEGY_OPEN = 16,   /* takes ranges without step */
    LG_STRATEGY_REPEATS = 32 /* may draw a point again, which is then skipped */
};

/* Answers a hunt from the results so far. */
struct lg_oracle {
    const struct lg_matrix *matrix;
    const uint64_t *steps; /* count × num_axes */
    const struct lg_result *results;
    size_t count;
    bool is_asked;       /* out: something was asked that is not known… */
    uint64_t *steps_out; /* …which is this */
};

/* The result of a point; NULL: not known, and the hunt returns at once. */
const struct lg_result *lg_oracle_try(struct lg_oracle *oracle, const uint64_t *steps);
/* How far the goal lies above the result, in its unit: positive, it has to get louder. */
double lg_oracle_gap(const struct lg_oracle *oracle, const struct lg_result *result);
/* How far the result lies beyond the other targets together, 0: they are met. */
double lg_oracle_excess(const struct lg_oracle *oracle, const struct lg_result *result);
/* How far a result lies beyond where a hunt aims at a limit, negative: inside. It aims a little
 * inside: steps, and slopes that bend, leave the last point a hair on the wrong side of what is
 * aimed at, and there a miss is a miss. */
double lg_oracle_beyond(const struct lg_target_bound *bound, const struct lg_result *result);
/* The same of the worst of all targets but the goal; -HUGE_VAL: there is none. */
double lg_oracle_worst(const struct lg_oracle *oracle, const struct lg_result *result);
/* The steps where a hunt starts: those of `start`, else each axis' first. */
void lg_oracle_start(const struct lg_oracle *oracle, uint64_t *steps_out);

enum lg_draw { LG_DRAW_POINT, LG_DRAW_SKIP, LG_DRAW_END };

struct lg_strategy {
    const char *name;
    const char *help;
    unsigned flags;
    size_t max_axes; /* 0: any number */
    int64_t count;   /* of a hunt: the most renders unless told */
    /* The n-th draw; `steps_out` has a place for each axis. NULL for a hunt. */
    enum lg_draw (*draw)(const struct lg_matrix *matrix, uint64_t n, uint64_t *steps_out);
    /* Returns why it is at its end (static text); NULL with oracle->is_asked. */
    const char *(*hunt)(struct lg_oracle *oracle);
};

extern const struct lg_strategy lg_strategy_bisect;
extern const struct lg_strategy lg_strategy_coordinate;
extern const struct lg_strategy lg_strategy_grid;
extern const struct lg_strategy lg_strategy_list;
extern const struct lg_strategy lg_strategy_optimize;
extern const struct lg_strategy lg_strategy_random;
extern const struct lg_strategy lg_strategy_sobol;
extern const struct lg_strategy lg_strategy_zip;

/* NULL-terminated, alphabetical. */
extern const struct lg_strategy *const lg_strategies[];
const struct lg_strategy *lg_strategy_find(const char *name);

#endif
