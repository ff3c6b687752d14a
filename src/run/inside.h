/* What the files that take a step through the state machine share and nobody else sees. */
#ifndef LG_RUN_INSIDE_H
#define LG_RUN_INSIDE_H

#include "run/gate_run.h"
#include "run/states.h"
#include "step/fix.h"
#include "taxonomy/classify.h"
#include "taxonomy/decision.h"

/* What is known of why a step did not pass, and what was done about it. */
struct trouble {
    struct lg_subject subject;
    const struct lg_category *category;
    const struct lg_rule *rule; /* NULL: none, or a probe overruled it */
    const struct lg_probe *asked[LG_PROBES_MAX];
    unsigned probes; /* asked since the step last ran */
    const struct lg_fix *tried[LG_FIXES_MAX];
    unsigned fixes;
    size_t num_probes;        /* asked in all */
    const struct lg_fix *fix; /* the one that was found */
    const struct lg_stop *stop;
    bool wants_leave;                  /* its fix lacks nothing but --fix safe */
    const char *last_seen;             /* what the last probe's answer means; NULL: nothing yet */
    const char *advice;                /* instead of the stop's own text; NULL: that */
    const char *message, *first_label; /* of what a fix has mended */
};

struct item {
    struct lg_gate_run *run;
    const struct lg_plan_step *step;
    struct lg_arena arena; /* the item's own */
    struct lg_check *own;  /* what the verb judges of its own result */
    size_t num_own;
    const char *nothing_to_do; /* the verb says so, and why; NULL: it did something */
    struct lg_limit limit;
    struct lg_err err; /* why no verdict can be given */
    struct lg_event_step end;
    const char *artifact; /* of the next transition */
    bool has_written;     /* Live was, or may have been, written to by the step */
    struct trouble trouble;
};

/* What a verb, probe or fix may use; `flags` are its own. Live is reached where they want it. */
int item_ctx(struct item *item, unsigned flags, int64_t deadline_ns, struct lg_step_ctx *out,
             struct lg_err *err) LG_MUST_CHECK;
/* Around what takes real time by its flags. */
void item_begin(const struct lg_step_ctx *ctx, unsigned flags);
void item_end(const struct lg_step_ctx *ctx, unsigned flags);

/* Facts and text of how the step ended, classified. Is it of a category? */
bool trouble_classify(struct item *item);
/* DIAGNOSE: asks one probe, or says what follows without one. */
enum lg_trigger trouble_diagnose(struct item *item);
/* FIX. */
enum lg_trigger trouble_fix(struct item *item);
/* It stops here: which rule of section H says so, and what a person is told. */
void trouble_conclude(struct item *item);

/* What the trouble is about, from the step, from what made what it judged, from the err. */
struct lg_subject subject_of(struct item *item);

#endif
