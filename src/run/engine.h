/* Turns a plan into events. Writes nothing, prints nothing, never learns which link it got.
 *
 * Events: run_start, plan, then for each gate gate_start, the transitions of each step and its step
 * event, gate_end; then the same for each matrix, whose points have case events (run/matrix_run.h);
 * run_end. Every item of the plan gets exactly one of them, whatever happens.
 *
 * Once a step of a gate failed, erred or was cut off, the steps after it that act are blocked by
 * it. The verb `expect` acts on nothing: it is still judged, so that one run tells all that does
 * not hold, unless it uses a capture that was never made. A step that uses the capture of one that
 * was skipped is an error, save in its `when`, where `exists` may ask for it. A gate that needs one
 * that did not pass (skipped included) is blocked whole.
 *
 * The teardown always runs: after a failure, past the gate's or the run's limit, after a signal,
 * after a sink failed; only not where the gate is blocked, or the run was over before a step of it
 * ran. Its steps don't block each other, save by captures. It has the rest of the gate's time, and
 * LG_TEARDOWN_GRACE_MS at least; just those once the run is over. A signal is not seen during it.
 *
 * What the gate's steps wrote is put back behind its teardown, by the journal, and that is read
 * back; it has a time of its own, and no signal is seen during it. Where Live is not as it was
 * found, the gate is an error that says what is not, and the run ends.
 *
 * A step that does not pass is diagnosed: classified by facts before text, then at most three
 * read-only probes, whose answers overrule the text. Where one reveals a fix that is listed as
 * deterministic, and `may_fix`, it is applied and the step run again, at most three times, never
 * the same fix twice; never where the step judges only what was captured, has written to Live, or
 * stands in a teardown. Without a fix nothing is run twice. Where it stops, the step's end names
 * the rule that says so and what a person does next.
 *
 * A step that goes past its own limit or the gate's is an error, the message names the limit; the
 * run's limit ends the run. The verb `expect` has no limit. A step that works rather than waits
 * (LG_VERB_REAL_TIME) is stopped at its limit, and takes its real time whatever is simulated. */
#ifndef LG_RUN_ENGINE_H
#define LG_RUN_ENGINE_H

#include "event/bus.h"
#include "live/expected.h"
#include "run/plan.h"
#include "run/recorded.h"
#include "taxonomy/taxonomy.h"

/* What a teardown may take at least, and all that it may take once the run is over. */
enum { LG_TEARDOWN_GRACE_MS = 5000 };
/* What putting Live back may take. */
enum { LG_RESTORE_GRACE_MS = 10000 };

struct lg_run_options {
    struct lg_event_run_start start; /* target, options, inputs; the plan's files are added */
    const char *reach;               /* the option by which another command reaches the same Live,
                                        "--live"; NULL: none does */
    const char *suffix;              /* of the suites' names: " [sim]", "" for live */
    const char *work_folder;
    const char *audio_folder; /* for renders of matrices, beside it; made where it is needed */
    bool clamp;               /* --clamp: values of points go to the end of their range */
    const struct lg_recorded *recorded; /* --resume: what the earlier run told; NULL: none */
    struct lg_journal *journal;         /* NULL: verbs write without, and nothing is put back */
    struct lg_roles roles;              /* which tracks gates mean by them */
    const struct lg_expected *expected; /* the set that should be there; NULL: any is fine */
    struct lg_seat seat;                /* where Live is, for probes that look at its machine */
    bool may_fix;       /* --fix safe: what the taxonomy lists as deterministic is mended */
    int64_t timeout_ms; /* of the whole run, 0: none */
    size_t max_fail;    /* of steps that failed or erred; then the rest is not run; 0: no bound */
    /* Opens the conversation; called when the first step needs it, and after a failure once more
     * for each gate that needs it. The caller frees *live_out after the run. */
    int (*connect)(void *ctx, struct lg_live **live_out, struct lg_err *err);
    /* The exit code for totals (runner's one table), and the graver of two codes. */
    int (*exit_code)(const struct lg_event_run_end *totals, const bool kinds_seen[LG_ERR__COUNT]);
    int (*graver)(int code, int other);
    int write_failed_code;
    /* Asked once all gates have ended, unless the run was broken off; NULL: nothing is. What it
     * complains of is a gate `recording` with one step `replay` in error. */
    int (*conclude)(void *ctx, const struct lg_event_run_end *totals, struct lg_err *err);
    int fixed_code; /* at least this once a step passed after a fix alone; 0: that is fine */
    void *ctx;
};

struct lg_summary {
    struct lg_event_run_end totals; /* as run_end has them, but for the message: NULL */
    bool kinds_seen[LG_ERR__COUNT]; /* error kinds of steps, and of the run itself */
    struct lg_err unrestored;       /* what of Live is not as it was found; not set: nothing */
};

/* What a resumed run of a matrix has to agree with: lg_identity_value, with the targets as they are
 * judged, and --clamp. run_start holds it. */
struct lg_value *lg_session_identity(const struct lg_matrix *matrix, bool clamp,
                                     struct lg_arena *arena);
/* Runs the plan. 0 whatever the verdicts (and after --max-fail), -1 when the run itself broke off
 * (a sink failed, an interruption, the time limit: then every item left is announced as not run
 * before run_end). */
int lg_run_plan(struct lg_env *env, const struct lg_paths *paths, const struct lg_plan *plan,
                const struct lg_taxonomy *taxonomy, struct lg_bus *bus,
                const struct lg_run_options *options, struct lg_summary *out,
                struct lg_err *err) LG_MUST_CHECK;
/* A run in which there is nothing to do: run_start, one gate `sequence` with one step `selection`
 * that is skipped and says why, run_end. 0, or -1 when a sink failed. */
int lg_run_nothing(struct lg_env *env, struct lg_bus *bus, const struct lg_run_options *options,
                   const char *why, struct lg_summary *out, struct lg_err *err) LG_MUST_CHECK;
/* A run that could not begin: run_start, one gate `environment` with one step `setup` in error,
 * run_end. 0, or -1 when a sink failed. */
int lg_run_refused(struct lg_env *env, struct lg_bus *bus, const struct lg_run_options *options,
                   const struct lg_err *why, struct lg_summary *out,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
