/* One gate while it runs: its names, its limits, what went wrong first. */
#ifndef LG_RUN_GATE_RUN_H
#define LG_RUN_GATE_RUN_H

#include "run/ident.h"
#include "run/session.h"

struct lg_gate_run {
    struct lg_session *session;
    const struct lg_plan_gate *gate;
    struct lg_arena arena;  /* what outlives a step: captures, the first message */
    struct lg_value *scope; /* variables, then captures */
    struct lg_limit limit;  /* of the steps, or of the teardown once that runs */
    bool has_begun;         /* a step ran: there may be something to undo */
    bool in_teardown;
    const struct lg_plan_gate *blocker; /* a gate it needs that did not pass; NULL: none */
    enum lg_outcome blocker_outcome;
    const struct lg_plan_step *culprit; /* the first step that failed, erred or was cut off */
    enum lg_outcome culprit_outcome;
    const struct lg_plan_step *unreached; /* the step that found no way to Live */
    /* The gate's names; behind those made, the captures of steps that ended badly, and of steps
     * that were skipped. Empty: there are none such. */
    struct lg_idents lost, skipped;
    const char *suite; /* the name in reports */
    int64_t started_ns;
    enum lg_outcome outcome;
    int rank; /* of the outcome; 0: no step counted yet */
    const char *message;
};

/* Runs the index-th gate of the plan and says how it ended; `ended` holds the ends of those before
 * it. */
enum lg_outcome lg_gate_run(struct lg_session *session, const struct lg_plan *plan, size_t index,
                            const enum lg_outcome *ended);
/* Begins a suite and ends it, for those who make its steps by themselves: announced in between, put
 * back and told at the end. */
void lg_gate_run_open(struct lg_gate_run *run, struct lg_session *session,
                      const struct lg_plan_gate *gate);
enum lg_outcome lg_gate_run_close(struct lg_gate_run *run);
/* Takes over what a step came to; what it was to capture stands in the scope, or it never will. */
void lg_gate_run_settle(struct lg_gate_run *run, const struct lg_plan_step *step,
                        const struct lg_event_step *end);
/* The step that makes a capture. */
const struct lg_plan_step *lg_gate_run_maker(const struct lg_gate_run *run, const char *capture);
/* How grave an end is for the gate; of two steps the graver one decides. */
int lg_gate_run_rank(enum lg_outcome outcome);

#endif
