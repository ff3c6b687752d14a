/* Verbs: what a step can do. One file a verb, each a const descriptor in one alphabetical table
 * (step/table.c). */
#ifndef LG_STEP_STEP_H
#define LG_STEP_STEP_H

#include "base/env.h"
#include "base/paths.h"
#include "base/value.h"
#include "conf/field.h"
#include "event/check.h"
#include "live/expected.h"
#include "live/journal.h"
#include "live/resolve.h"
#include "taxonomy/taxonomy.h"

/* Where Live is, for who looks at the machine it runs on. */
struct lg_seat {
    bool is_here;         /* on this machine, and not simulated */
    int port, reply_port; /* where it listens, and where it answers to */
};

/* What a verb may use while it runs. */
struct lg_step_ctx {
    struct lg_env *env;
    const struct lg_paths *paths;
    struct lg_live *live;       /* set for verbs that talk to Live, else NULL */
    struct lg_journal *journal; /* what a verb writes goes through it; NULL: nothing is put back */
    struct lg_roles roles;      /* livegate.yaml's */
    struct lg_seat seat;
    const struct lg_expected *expected; /* the set that should be there; NULL: any is fine */
    bool allow_louder;       /* the gate's file says so: what raises the level may go above what was
                                found */
    struct lg_arena *arena;  /* the step's own: what is captured is copied out of it */
    const char *work_folder; /* files that steps make; exists */
    int64_t deadline_ns;     /* of this step, on the env's clock */
    const struct lg_taxonomy *taxonomy; /* the project's */
    unsigned looked_at; /* by the gate's expectations: bits of what the verb tells */
    void *own;          /* of a step that the engine made by itself: the engine's; else NULL */
    /* What the verb itself judges of its result, in the arena: where one of these does not hold,
     * the step's own `expect` is not asked. */
    struct lg_check *checks;
    size_t num_checks;
    /* Set by a verb that has nothing to do here, to say why: the step is skipped. */
    const char *nothing_to_do;
};

enum {
    LG_VERB_LIVE = 1,      /* needs Live */
    LG_VERB_WRITES = 2,    /* may change Live */
    LG_VERB_JUDGES = 8,    /* its result by itself: a gate of such steps needs no `expect` */
    LG_VERB_REAL_TIME = 4, /* works rather than waits: time passes for it whatever is simulated,
                            * and lg_env_check stops it at its deadline */
    LG_VERB_FOREIGN = 16,  /* runs a program: nobody here can tell what that makes or changes */
    LG_VERB_MAKES = 32     /* a file, which its parameter `file` names */
};

/* A part of the result that says how much was done: where an expectation looks at it, that is
 * judged there. */
struct lg_telling {
    const char *path;
    const char *param; /* turns an error into a result, which an expectation then has to look at;
                          NULL: none */
};

struct lg_verb {
    const char *name;
    const char *help; /* one line */
    unsigned flags;
    int64_t timeout_ms; /* default */
    struct lg_fields fields;
    size_t params_size;
    const struct lg_telling *telling;
    size_t num_telling;
    /* What of the parameters shows to be wrong when the file is loaded: those that hold `${` are
     * zero then. NULL: nothing beyond the field table. */
    int (*check)(const void *params, struct lg_err *err);
    /* How long its parameters let it take, ns; the step may take that long, unless its file says
     * otherwise. NULL: `timeout_ms` whatever they are. */
    int64_t (*takes_ns)(const void *params);
    /* `params` was filled by the field table. 0 with a result, or -1: the step could not be carried
     * out. NULL for `expect` alone, whose parameters are an expectation that the engine judges. */
    int (*run)(struct lg_step_ctx *ctx, const void *params, struct lg_value **result_out,
               struct lg_err *err);
};

/* The table, ended by NULL, alphabetical. */
extern const struct lg_verb *const lg_verbs[];
/* NULL when there is none of that name. */
const struct lg_verb *lg_verb_find(const char *name);

#endif
