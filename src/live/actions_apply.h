/* Carrying out a plan: only in the very set that it was made on.
 *
 * The set is surveyed, and both fingerprints of the plan must be its own; the original's schema
 * knows but one. Each parameter must stand where it was planned, as far as the plan tells. Then
 * what gets quieter is written, what gets louder last, each read back; further actions on one
 * parameter end LG_ACTIONS_DELTA_MAX from where it was found, lest many small moves pass for one
 * large one. At last
 * the set is surveyed once more: one that is not the same any more was changed while it was
 * written to, which is LG_ERR_WRITE. */
#ifndef LG_LIVE_ACTIONS_APPLY_H
#define LG_LIVE_ACTIONS_APPLY_H

#include "live/actions_plan.h"

struct lg_apply_options {
    struct lg_roles roles;
    bool dry;          /* nothing is written; `is` is what would be */
    bool allow_louder; /* as in struct lg_adjust_options */
    int64_t deadline_ns;
};

/* What became of one action. */
struct lg_applied {
    const struct lg_action *action;
    struct lg_place place;
    struct lg_native was, is;
    struct lg_normal was_normal, is_normal;
    bool is_clamped;     /* to the range, to the sum, or a raise to LG_ACTIONS_NORMAL_MAX */
    const char *skipped; /* why it is not supported, which is no error; NULL: it was applied */
    size_t order;        /* in which it was applied, from 1; 0: it was not */
};

struct lg_application {
    /* "Live fingerprint mismatch: expected …, got …", or which parameter stands elsewhere than it
     * was planned at: nothing was written, and there are no items. NULL: the set is the plan's. */
    const char *refusal;
    /* What a plan of schema 1.0 leaves open; NULL: both fingerprints were compared. */
    const char *warning;
    const char *expected, *got; /* the fingerprints that differ, else those of version 1 */
    struct lg_applied *items;   /* in the plan's order */
    size_t count;
    size_t applied; /* of them; the others were skipped */
};

/* "nothing was applied: the plan has no actions" */
const char *lg_application_idle(const struct lg_application *application, struct lg_arena *arena);

/* A refusal is a result. LG_ERR_READ for what an action names and the set does not have,
 * LG_ERR_WRITE for a value that does not take, or is louder than allowed. Through the journal,
 * which may be NULL. Everything lives in `arena`. */
int lg_actions_apply(struct lg_live *live, struct lg_journal *journal,
                     const struct lg_actions *actions, const struct lg_apply_options *options,
                     struct lg_arena *arena, struct lg_application *out,
                     struct lg_err *err) LG_MUST_CHECK;

#endif
