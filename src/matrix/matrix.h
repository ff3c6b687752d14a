/* A matrix file: which parameters go through which values, and what for. gates/matrices/README.md
 * tells the keys. The original's master_sweep.json is read as well (matrix/original.c). */
#ifndef LG_MATRIX_MATRIX_H
#define LG_MATRIX_MATRIX_H

#include <stdint.h>

#include "conf/field.h"
#include "conf/shape.h"
#include "matrix/axis.h"
#include "matrix/sections.h"
#include "matrix/targets.h"

struct lg_strategy;

struct lg_matrix_device {
    const char *alias;           /* in the file: "glue" */
    const char *name;            /* in Live, or "#2": "Glue Compressor" */
    const struct lg_node *place; /* of the alias */
    bool is_used;                /* a parameter or the preflight names it */
};

struct lg_matrix_param {
    const char *key;  /* "glue.threshold_db" */
    const char *path; /* for lg_resolve, behind "TRACK/": "Glue Compressor/threshold_db" */
    const char *name; /* "threshold_db" */
    const char *unit; /* that the name ends in; NULL: none */
    size_t device;    /* index into devices */
    const struct lg_node *place;
};

/* Axes that move together: one factor of the grid. */
struct lg_matrix_factor {
    size_t *axes;
    size_t num_axes;
    uint64_t count;
};

/* A point that the file names by itself: of `runs` or `include`. */
struct lg_matrix_extra {
    const char *id;              /* NULL: made of its settings */
    const char *file;            /* where its export goes; NULL: export.file */
    struct lg_setting *settings; /* by param; constants included */
    const struct lg_node *place;
};

/* Of `exclude`: all its bounds together leave a point out. */
struct lg_matrix_bound {
    size_t axis;
    bool is_range;
    double low, high;          /* of a range, in base units */
    struct lg_setting setting; /* else */
};

struct lg_matrix_exclude {
    struct lg_matrix_bound *bounds;
    size_t num_bounds;
    const struct lg_node *place;
};

enum lg_matrix_on_error { LG_ON_ERROR_CONTINUE, LG_ON_ERROR_STOP };

struct lg_matrix {
    const char *id, *name; /* name: NULL where there is none */
    const char *source;    /* as the user named it */
    const char *sha256;    /* of the bytes that were parsed */
    const struct lg_node *place;
    bool is_original;
    struct lg_texts tags;
    const char *track; /* a role, a name or "#3" */
    bool allow_louder;
    bool strict;   /* one axis without effect fails */
    bool may_miss; /* on_miss: pass */
    enum lg_matrix_on_error on_error;

    struct lg_matrix_device *devices;
    size_t num_devices;
    struct lg_matrix_param *params; /* axes' first, in file order */
    size_t num_params;
    size_t *by_key;               /* the params that are no constants, sorted by key… */
    size_t num_varied;            /* …so many of them */
    struct lg_setting *constants; /* by param; as found where there is none */
    struct lg_axis *axes;         /* axes[i].param == i */
    size_t num_axes;
    struct lg_matrix_factor *factors; /* the first one changes slowest */
    size_t num_factors;
    struct lg_matrix_extra *extras;
    size_t num_extras;
    struct lg_matrix_exclude *excludes;
    size_t num_excludes;
    uint64_t num_grid;   /* the product of the factors, excluded ones included; 0: no axes */
    uint64_t num_points; /* that a run renders; of a search at most */
    bool is_picked;      /* a few of its points alone, its extras (matrix/pick.h) */

    struct lg_matrix_plan plan; /* the strategy and what it is told */
    struct lg_targets targets;
    struct lg_texts profiles; /* names; lg_targets_add brings in what they want */
    struct lg_matrix_preflight preflight;
    struct lg_matrix_export export;
    struct lg_matrix_stop stop;
    int64_t preflight_timeout_ns, set_timeout_ns, measure_timeout_ns;
    const struct lg_node *const *ignored; /* keys without effect here (the original's) */
    size_t num_ignored;
};

enum { LG_MATRIX_POINTS_MAX = 1000000 };

/* Is this the text of a matrix, not of a gate? A map that has the key `matrix`, or the original's.
 */
bool lg_matrix_is(const struct lg_node *root);
/* Reads a file; everything lives in `arena`. `shown` is what messages call it. LG_ERR_READ with
 * place for everything that is wrong in it. */
int lg_matrix_read(const char *path, const char *shown, struct lg_arena *arena,
                   struct lg_matrix **out, struct lg_err *err) LG_MUST_CHECK;
/* As lg_matrix_read, from memory. */
int lg_matrix_parse(struct lg_view text, const char *shown, struct lg_arena *arena,
                    struct lg_matrix **out, struct lg_err *err) LG_MUST_CHECK;
/* The goal that a strategy needs, and targets that a stop rule needs, with those of the profiles
 * added by now. LG_ERR_READ with place. */
int lg_matrix_check_goal(const struct lg_matrix *matrix, struct lg_err *err) LG_MUST_CHECK;
/* Is the grid's point of these steps left out? */
bool lg_matrix_is_excluded(const struct lg_matrix *matrix, const uint64_t *steps);

/* How long it takes: about, with renders of export.length (0: not told), and if every time-out is
 * used up. The first point is rendered twice. */
struct lg_matrix_time {
    int64_t about_ns; /* 0: export.length is not told */
    int64_t most_ns;
};
struct lg_matrix_time lg_matrix_time(const struct lg_matrix *matrix);

/* What a matrix' own file looks like; the original's form is another. */
extern const struct lg_shape lg_matrix_shape;

#endif
