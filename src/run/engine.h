/* Turns a plan into events. Writes nothing, prints nothing, never learns which link it got. */
#ifndef LG_RUN_ENGINE_H
#define LG_RUN_ENGINE_H

#include "event/bus.h"
#include "run/plan.h"
#include "taxonomy/taxonomy.h"

struct lg_run_options {
    struct lg_event_run_start start; /* target, options, inputs; the plan's files are added */
    const char *suffix;              /* of the suites' names: " [sim]", "" for live */
    const char *work_folder;
    int64_t timeout_ms; /* of the whole run, 0: none */
    size_t max_fail;    /* 0: no bound */
    /* Opens the conversation when the first step needs it; called once more only after a failure of
     * a later gate's first use. Takes no part in freeing: the caller frees *live_out after the run.
     */
    int (*connect)(void *ctx, struct lg_live **live_out, struct lg_err *err);
    /* The exit code for totals (runner's one table), and the graver of two codes. */
    int (*exit_code)(const struct lg_event_run_end *totals, const bool kinds_seen[LG_ERR__COUNT]);
    int (*graver)(int code, int other);
    int write_failed_code;
    void *ctx;
};

struct lg_summary {
    struct lg_event_run_end totals;
    bool kinds_seen[LG_ERR__COUNT]; /* error kinds of steps, and of the run itself */
};

/* Runs the plan. 0 whatever the verdicts, -1 when the run itself broke off (a sink failed, an
 * interruption, the time limit: then every item left is announced as not run before run_end). */
int lg_run_plan(struct lg_env *env, const struct lg_paths *paths, const struct lg_plan *plan,
                const struct lg_taxonomy *taxonomy, struct lg_bus *bus,
                const struct lg_run_options *options, struct lg_summary *out,
                struct lg_err *err) LG_MUST_CHECK;
/* A run that could not begin: run_start, one gate `environment` with one step in error, run_end. */
int lg_run_refused(struct lg_env *env, struct lg_bus *bus, const struct lg_run_options *options,
                   const struct lg_err *why, struct lg_summary *out,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
