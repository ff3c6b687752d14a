/* Fixes: the few things that livegate mends by itself, by the names of the taxonomy's table
 * (reference/execution-system.md, sections B and G: FIX_AUTO). Each is deterministic and can be
 * done twice; none makes a new baseline. */
#ifndef LG_STEP_FIX_H
#define LG_STEP_FIX_H

#include "step/probe.h"

enum { LG_FIX_TIMEOUT_MS = 30000 }; /* section L: command execution */

/* Where the reference has its test signal: 440 Hz at 0.2, 2 s, 48 kHz. No other file is made anew.
 */
#define LG_TEST_SIGNAL "input/test.wav"

struct lg_fixed {
    const char *changed[LG_FOLDERS_MAX]; /* files and folders, in the ctx's arena */
    size_t num_changed;
};

struct lg_fix_kind {
    const char *name;
    unsigned flags; /* LG_VERB_LIVE, LG_VERB_REAL_TIME */
    /* It takes the set as it is for the one that is meant: not once the run has written to Live. */
    bool trusts_set;
    /* Why it must not be used here, as the table's `unless` says; NULL: it may be. */
    const char *(*barred)(struct lg_step_ctx *ctx, const struct lg_subject *subject);
    /* -1: it needs what is itself broken. */
    int (*mend)(struct lg_step_ctx *ctx, const struct lg_subject *subject, struct lg_fixed *out,
                struct lg_err *err);
};

/* Alphabetical, ended by NULL. */
extern const struct lg_fix_kind *const lg_fix_kinds[];
/* NULL when there is none of that name. */
const struct lg_fix_kind *lg_fix_find(const char *name);
/* As `barred` and `mend`. What is not of Live goes through the seam of base/outside.h: a replay
 * tells what came of it then, and mends nothing. */
const char *lg_fix_barred(const struct lg_fix_kind *kind, struct lg_step_ctx *ctx,
                          const struct lg_subject *subject);
int lg_fix_mend(const struct lg_fix_kind *kind, struct lg_step_ctx *ctx,
                const struct lg_subject *subject, struct lg_fixed *out,
                struct lg_err *err) LG_MUST_CHECK;

/* Can all probes and fixes that a table names be carried out, and does each probe know the words
 * that the table says of it? LG_ERR_READ, with the name. */
int lg_remedies_check(const struct lg_taxonomy *taxonomy, struct lg_err *err) LG_MUST_CHECK;

#endif
