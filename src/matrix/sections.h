/* The sections of a matrix file that are tables of fields: preflight, export, stop, strategy. */
#ifndef LG_MATRIX_SECTIONS_H
#define LG_MATRIX_SECTIONS_H

#include <stdint.h>

#include "conf/field.h"
#include "conf/shape.h"
#include "matrix/setting.h"

struct lg_strategy;

/* What has to be so in Live before a point is set. Devices are the file's aliases, which the loader
 * has checked. */
struct lg_matrix_preflight {
    bool is_off; /* `preflight: off` */
    double master_fader_db;
    struct lg_texts order;  /* these stand in this order on the track */
    const char *last;       /* this one is the last of the track; NULL: not asked */
    struct lg_texts active; /* these are on; all devices unless told */
};

enum lg_matrix_keep { LG_KEEP_ALL, LG_KEEP_BEST, LG_KEEP_FAILED, LG_KEEP_NONE, LG_KEEP__COUNT };

struct lg_matrix_export {
    const char *mode; /* a way to render (render/): resample, …; NULL: the project's */
    const char *file; /* "{id}.wav"; {id} and {matrix}; NULL: renders stay in reports/out */
    int64_t timeout_ns;
    int64_t length_ns; /* what a render should last; 0: not told */
    int64_t stable_checks;
    int64_t stable_every_ns;
    bool overwrite;
    int keep;                   /* enum lg_matrix_keep */
    int64_t keep_runs;          /* 0: all */
    const struct lg_node *with; /* the mode's own parameters; may be NULL */
};

enum lg_matrix_stop_rule { LG_STOP_ALL, LG_STOP_FIRST_HIT, LG_STOP_NO_IMPROVEMENT };

struct lg_matrix_stop {
    enum lg_matrix_stop_rule rule;
    double lu;                   /* of no_improvement: the miss shrank by less… */
    int64_t runs;                /* …over so many points */
    const struct lg_node *place; /* NULL: the default */
};

/* Axes of one phase of a coordinate search. */
struct lg_matrix_phase {
    const char *name; /* "compression" */
    const char **keys;
    size_t count;
};

struct lg_matrix_plan {
    const struct lg_strategy *strategy;
    uint64_t seed;
    int64_t count;               /* points of random and sobol; the most of a search */
    const struct lg_node *start; /* a map of axes to values; NULL: each axis' first */
    struct lg_matrix_phase *phases;
    size_t num_phases;
    const struct lg_node *place; /* NULL: the default */
};

/* Each reads one section; a NULL node gives the defaults. LG_ERR_READ with place. */
int lg_matrix_read_preflight(const struct lg_node *node, struct lg_arena *arena,
                             struct lg_matrix_preflight *out, struct lg_err *err) LG_MUST_CHECK;
int lg_matrix_read_export(const struct lg_node *node, struct lg_arena *arena,
                          struct lg_matrix_export *out, struct lg_err *err) LG_MUST_CHECK;
int lg_matrix_read_stop(const struct lg_node *node, struct lg_arena *arena,
                        struct lg_matrix_stop *out, struct lg_err *err) LG_MUST_CHECK;
int lg_matrix_read_plan(const struct lg_node *node, struct lg_arena *arena,
                        struct lg_matrix_plan *out, struct lg_err *err) LG_MUST_CHECK;

/* What they look like. */
extern const struct lg_shape lg_matrix_preflight_shape;
extern const struct lg_shape lg_matrix_export_shape;
extern const struct lg_shape lg_matrix_stop_shape;
extern const struct lg_shape lg_matrix_plan_shape;

#endif
