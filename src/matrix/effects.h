/* Did the settings do anything? Pure functions over what was measured.
 *
 * Writes that never took effect look like a sweep whose points all sound alike. What two renders of
 * one point differ by is the floor; a difference counts where it is above it, and above 0.05. */
#ifndef LG_MATRIX_EFFECTS_H
#define LG_MATRIX_EFFECTS_H

#include "matrix/trials.h"

/* No measure is trusted to be better than this, in its unit. */
#define LG_FLOOR_LEAST 0.05

struct lg_floor {
    double metrics[LG_METRIC__COUNT];
    double bands[LG_RESULT_BANDS_MAX];
};

/* From two renders of the same point. With NULL for `again`: the least floor. */
void lg_floor_of(const struct lg_result *once, const struct lg_result *again, struct lg_floor *out);
/* The larger of the two, measure by measure. */
void lg_floor_raise(struct lg_floor *floor, const struct lg_floor *other);
/* Do two renders differ in any measure by more than the floor? A first point that hits has to
 * differ so from the chain as it was found. */
bool lg_floor_tells(const struct lg_floor *floor, const struct lg_result *a,
                    const struct lg_result *b);

struct lg_param_effect {
    size_t param;
    bool is_varied; /* it has several values; else the rest means nothing */
    bool is_judged; /* there are points that differ in it alone */
    /* Not judged, and another moves whenever it does, in the same order: its effect can't be told
     * from that one's. */
    bool is_tied;
    bool is_heard; /* along it, all else being equal, some measure moved by more than the floor */
    double range[LG_METRIC__COUNT]; /* the most that it moved along it; NAN: not judged */
    double rank[LG_METRIC__COUNT];  /* Spearman's correlation over all points; NAN: undefined */
};

enum lg_effects_fault {
    LG_EFFECTS_FINE,
    LG_EFFECTS_ALIKE, /* all points, or those along every axis, sound alike */
    LG_EFFECTS_TWINS, /* two points of different settings have equal PCM; of a search: that differ
                         in more than one */
    LG_EFFECTS_FAULT__COUNT
};

struct lg_effects {
    struct lg_param_effect *params; /* by param */
    size_t num_params;
    size_t num_measured; /* fewer than two: nothing is judged */
    enum lg_effects_fault fault;
    size_t twins[2]; /* of LG_EFFECTS_TWINS: trials */
    size_t num_tied;
    size_t num_idle; /* varied and judged params that are not heard: a warning, failure if strict */
};

/* Everything lives in `arena`. */
void lg_effects_find(const struct lg_trials *trials, const struct lg_floor *floor,
                     struct lg_arena *arena, struct lg_effects *out);
/* Why the matrix fails: "settings had no audible effect: …"; adds nothing where it is fine. The ids
 * of trials are asked of `id_of`. */
void lg_effects_print_fault(const struct lg_effects *effects,
                            const char *(*id_of)(void *ctx, size_t trial), void *ctx,
                            struct lg_str *out);
/* The table for receipts and reports: a list of {param, judged, heard, measures: {lufs_i: {range,
 * rank}}}, varied params only; a range has its unit. */
struct lg_value *lg_effects_value(const struct lg_effects *effects, const struct lg_matrix *matrix,
                                  struct lg_arena *arena);

#endif
