/* What the files that carry a matrix out share and nobody else sees. */
#ifndef LG_RUN_MATRIX_INSIDE_H
#define LG_RUN_MATRIX_INSIDE_H

#include "matrix/effects.h"
#include "matrix/search.h"
#include "render/keep.h"
#include "render/render.h"
#include "run/chain.h"
#include "run/gate_run.h"
#include "run/matrix_run.h"
#include "run/recorded.h"

/* No point is called so: ids of points begin with a letter or a digit. */
#define MATRIX_PREFLIGHT "@preflight"
#define MATRIX_FLOOR "@floor"
#define MATRIX_DRIFT "@drift"
#define MATRIX_AS_FOUND "@as-found"
#define MATRIX_EFFECTS "@effects"
#define MATRIX_TARGETS "@targets"

/* In which a point can err. */
enum matrix_phase {
    MATRIX_SET,
    MATRIX_RENDER,
    MATRIX_WAIT,
    MATRIX_MEASURE,
    MATRIX_EXPORT,
    MATRIX_PHASE__COUNT
};

/* One render, from its settings to what was measured; texts live in the item's arena. */
struct matrix_shot {
    const struct lg_matrix_point *point;
    enum matrix_phase phase; /* the last one that was entered */
    bool is_set;
    struct lg_value *params;
    struct lg_print print;
    bool is_rendered;
    const char *export_file;
    const char *sha256, *pcm_sha256;
    struct lg_value *results;
    struct lg_check *checks; /* the targets */
    size_t num_checks;
    struct lg_result result; /* is_measured: all went well */
};

/* What points were set to, native, by param; NAN: not known. */
struct matrix_best {
    double *latest; /* the point that was rendered last */
    double *best;   /* the best so far */
};

struct matrix_run {
    struct lg_gate_run suite;
    const struct lg_plan_matrix *plan;
    const struct lg_matrix *matrix;
    struct lg_chain chain;
    struct lg_search *search;
    struct lg_trials trials;
    const char **ids; /* by trial */
    size_t ids_capacity;
    struct lg_arena ids_arena;
    struct lg_keeper *keeper;
    struct lg_print_booth booth;
    struct matrix_shot shot; /* of the item at hand */
    struct lg_str print_file, print_source;
    struct lg_result first; /* of the first point that was measured */
    struct lg_matrix_point first_point;
    bool has_first;
    struct lg_floor floor;
    struct matrix_best best;
    const char *off;     /* what the file sets on devices that are off; NULL: nothing */
    const char *warning; /* of @effects */
    struct recorded recorded;
};

/* Ready for points, and away with it; the suite is the caller's. */
void matrix_open(struct matrix_run *run);
void matrix_dispose(struct matrix_run *run);
/* A step of ours. */
struct lg_plan_step matrix_step_of(struct matrix_run *run, const char *id,
                                   const struct lg_verb *verb);
/* What stands in the way of the rest outlives the call that its step lives in. */
void matrix_keep_culprit(struct matrix_run *run, const struct lg_plan_step *step);
/* An error of one point is no reason not to try the next. */
void matrix_forgive(struct matrix_run *run, enum lg_outcome outcome);
/* The search and the judging take a point in. */
void matrix_tell_search(struct matrix_run *run, const struct lg_matrix_point *point,
                        const struct lg_result *result);
/* From the `devices` of the preflight's result: which are off. */
void matrix_note_off(struct matrix_run *run, const struct lg_value *devices);
/* The first one that was measured. */
void matrix_note_first(struct matrix_run *run, const struct lg_matrix_point *point,
                       const struct lg_result *result);
/* Behind all points: @effects and @targets. */
void matrix_judge(struct matrix_run *run);

/* The verbs of the steps, each over the matrix_run in ctx->own. */
extern const struct lg_verb matrix_preflight, matrix_point, matrix_floor, matrix_drift,
    matrix_as_found, matrix_effects, matrix_targets;

/* What its `keep` says, as render/keep.h has it. */
unsigned matrix_keeps(const struct lg_matrix *matrix);
const char *matrix_phase_name(enum matrix_phase phase);
/* Sets the point (NULL: as found), renders under that id, measures. What it came to is in
 * run->shot, also as far as it came when it failed. */
int matrix_shoot(struct matrix_run *run, const struct lg_step_ctx *ctx,
                 const struct lg_matrix_point *point, const char *id, struct lg_err *err);
/* Where audio of that id goes, in `arena`. */
char *matrix_audio(const struct matrix_run *run, const char *id, struct lg_arena *arena);
/* The deadline of a phase that may take so long. */
int64_t matrix_deadline(const struct lg_step_ctx *ctx, int64_t span_ns);
/* Tells a point's end as a case. */
void matrix_tell_point(void *own, struct lg_event_step *end);
/* Says what passed with a warning. */
void matrix_tell_effects(void *own, struct lg_event_step *end);
void matrix_tell_targets(void *own, struct lg_event_step *end);
void matrix_best_init(struct matrix_best *best, const struct lg_matrix *matrix);
void matrix_best_dispose(struct matrix_best *best);
/* What the latest point was set to, from the `params` of its case; NULL: it was not set. */
void matrix_note_params(struct matrix_run *run, const struct lg_value *params);
/* Behind the search's being told of it: it may be the best. */
void matrix_note_best(struct matrix_run *run);
/* Puts `best` into the result: the best point, commands that set it, and a file of actions. */
int matrix_put_best(struct matrix_run *run, const struct lg_ending *ending, struct lg_step_ctx *ctx,
                    struct lg_value *result, struct lg_err *err) LG_MUST_CHECK;
/* Removes audio of runs that are older than the newest `keep_runs`, this one among them.
 * LG_ERR_WRITE. */
int matrix_drop_old(const struct matrix_run *run, struct lg_err *err) LG_MUST_CHECK;
/* Of a floor, as the receipts have it, both ways. */
struct lg_value *matrix_floor_value(const struct lg_floor *floor, struct lg_arena *arena);
void matrix_floor_read(const struct lg_value *value, struct lg_floor *out);

#endif
