/* The chain of devices that a matrix sets: where its parameters are, how they were found, and what
 * of a point's settings Live takes. */
#ifndef LG_RUN_CHAIN_H
#define LG_RUN_CHAIN_H

#include "live/actions_plan.h"
#include "live/adjust.h"
#include "live/confirm.h"
#include "live/trial.h"
#include "matrix/points.h"
#include "run/standing.h"
#include "step/step.h"

struct lg_chain_fits;

struct lg_chain {
    const struct lg_matrix *matrix;
    bool clamp;             /* to ranges, instead of refusing */
    struct lg_arena arena;  /* as long as the chain */
    struct lg_arena latest; /* of `now` alone */
    struct lg_actions_set set;
    struct lg_live_track *track;
    struct lg_standing standing; /* with all that is not set */
    struct lg_place *places;     /* by param, as all that follows */
    struct lg_reading *found;    /* before anything was set */
    struct lg_reading *now;      /* as last read back… */
    bool is_known;               /* …and Live holds it still, as far as we know */
    struct lg_confirm written;   /* to be looked at once more */
    struct lg_arena *asking;     /* of the item that wrote it */
    struct lg_chain_fits *fits;  /* what values came to */
    struct lg_trial_memory *memories;
};

void lg_chain_init(struct lg_chain *chain, const struct lg_matrix *matrix, bool clamp);
void lg_chain_dispose(struct lg_chain *chain);

/* Surveys the set, finds track, devices and parameters, reads what they hold. LG_ERR_READ, at its
 * place in the file, for what is not there. */
int lg_chain_open(struct lg_chain *chain, const struct lg_step_ctx *ctx,
                  struct lg_err *err) LG_MUST_CHECK;
/* Where a device of the matrix stands on the track. LG_ERR_READ. */
int lg_chain_device(struct lg_chain *chain, const struct lg_step_ctx *ctx, size_t device,
                    size_t *index_out, const struct lg_live_device **out,
                    struct lg_err *err) LG_MUST_CHECK;
/* Finds out what a value comes to at its parameter, with nothing of a point set; the answer, a
 * refusal too, is kept for the point that wants it. LG_ERR_WRITE for what is out of range (unless
 * clamped), or louder than found where that is not allowed; LG_ERR_READ for what fits nothing. */
int lg_chain_try(struct lg_chain *chain, const struct lg_step_ctx *ctx, size_t param,
                 const struct lg_setting *setting, struct lg_err *err) LG_MUST_CHECK;
/* Sets all parameters to the point's settings: first every value is found and checked, then
 * reductions are written, then increases, each read back in its burst and all once more a tick
 * later. What the point leaves as found goes back to it. LG_ERR_WRITE where Live does not take, or
 * does not show, what was wanted; that parameter is put back at once. */
int lg_chain_set(struct lg_chain *chain, const struct lg_step_ctx *ctx,
                 const struct lg_matrix_point *point, struct lg_err *err) LG_MUST_CHECK;
/* The same in two: all but the look a tick later, which then travels with other questions to Live.
 * lg_chain_take before the item of `ctx` ends. That look is at the whole chain: LG_ERR_WRITE too
 * where something that is not set is not as it was found. */
int lg_chain_write(struct lg_chain *chain, const struct lg_step_ctx *ctx,
                   const struct lg_matrix_point *point, struct lg_err *err) LG_MUST_CHECK;
void lg_chain_ask(struct lg_chain *chain, struct lg_batch *batch);
int lg_chain_take(struct lg_chain *chain, const struct lg_batch *batch,
                  struct lg_err *err) LG_MUST_CHECK;
/* A look at the whole chain again, behind a print: LG_ERR_WRITE where it is not what it was. */
void lg_chain_ask_behind(struct lg_chain *chain, struct lg_batch *batch);
int lg_chain_take_behind(struct lg_chain *chain, const struct lg_batch *batch,
                         struct lg_err *err) LG_MUST_CHECK;
int lg_chain_look_behind(struct lg_chain *chain, const struct lg_step_ctx *ctx,
                         struct lg_err *err) LG_MUST_CHECK;
/* Does any parameter hold another value than was found? */
bool lg_chain_is_moved(const struct lg_chain *chain);
/* {asked, set, read_back, display} of a point; without the last three where it is not set. */
struct lg_value *lg_chain_value(const struct lg_chain *chain, const struct lg_matrix_point *point,
                                bool is_set, struct lg_arena *arena);
/* Where a parameter was found, native. */
double lg_chain_found_native(const struct lg_chain *chain, size_t param);
/* What a plan has to know of each parameter, {key: {native, min, max, is_quantized, is_param,
 * is_level}}, and both ways: taken from another run's preflight instead of from Live, with what was
 * found and which set it was. */
struct lg_value *lg_chain_places(const struct lg_chain *chain, struct lg_arena *arena);
void lg_chain_recall(struct lg_chain *chain, const struct lg_value *preflight);
/* What was found, {key: shown}. */
struct lg_value *lg_chain_found(const struct lg_chain *chain, struct lg_arena *arena);

#endif
