/* What happened in a run, as types. Sinks see nothing else; receipts are these as JSON. */
#ifndef LG_EVENT_EVENT_H
#define LG_EVENT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "event/end.h"
#include "event/remedy.h"

/* The version of the receipts' shape, "v" in each line. */
enum { LG_EVENT_VERSION = 1 };

enum lg_event_kind {
    LG_EVENT_RUN_START,
    LG_EVENT_PLAN,
    LG_EVENT_GATE_START,
    LG_EVENT_STEP,
    LG_EVENT_CASE,
    LG_EVENT_TRANSITION,
    LG_EVENT_PROBE,
    LG_EVENT_FIX,
    LG_EVENT_GATE_END,
    LG_EVENT_RUN_END,
    LG_EVENT__COUNT
};

const char *lg_event_kind_name(enum lg_event_kind kind);

struct lg_event_input {
    const char *kind; /* "gate", "set", "table", … */
    const char *path;
    const char *sha256;
};

struct lg_event_run_start {
    const char *tool;     /* "livegate 0.1.0" */
    const char *revision; /* of the project's git checkout; NULL: none */
    const char *host;
    const char *target_kind; /* "sim", "live", "fixture" */
    const char *target;      /* "sim fixtures/sets/mastering.yaml", "live 127.0.0.1:11000" */
    /* What chooses that target on the command line, quoted for a shell: "--sim"; NULL: none. */
    const char *target_option;
    const char *const *options;
    size_t num_options;
    const struct lg_event_input *inputs;
    size_t num_inputs;
    uint64_t seed;
    /* Of each matrix {id, sha256, identity}: what a resumed run has to agree with. NULL: none. */
    const struct lg_value *matrices;
    /* {run, path, head}: the run that this one goes on with, and the last line of its receipts.
     * NULL: none. */
    const struct lg_value *resumes;
    /* Of a run that is one of several shards: {index, count}, and, once there is a plan, {by, plan,
     * planned, copies, split} (run/shard.h). NULL: it runs the whole plan. */
    const struct lg_value *shard;
    /* Of a run that was joined of shards: a list of {shard, run, head}. NULL: it was not. */
    const struct lg_value *merged;
};

struct lg_event_item {
    const char *gate;
    const char *id;
    const char *verb;
    size_t at; /* of a shard: its place in the whole plan, from 1; 0: it turned up on the way */
};

/* At most 1 000 items an event; the items of all plan events are all that was planned. */
struct lg_event_plan {
    const struct lg_event_item *items;
    size_t num_items;
};

struct lg_event_gate_start {
    const char *gate;  /* or the matrix */
    const char *suite; /* "g1 [sim]" */
    const char *name;
    const char *source;   /* path of the gate's file */
    const char *selector; /* the word that selects it again; NULL: none does */
};

struct lg_event_transition {
    const char *gate;
    const char *id;
    const char *state; /* PLAN RUN OBSERVE DIAGNOSE FIX VERIFY DONE STOP */
    const char *trigger;
    const char *artifact;
};

struct lg_event_gate_end {
    const char *gate;
    const char *suite;
    enum lg_outcome outcome;
    const char *message; /* of the first step that did not pass; NULL */
    int64_t duration_ns;
};

struct lg_event_run_end {
    size_t gates[LG_OUTCOME__COUNT];
    size_t steps[LG_OUTCOME__COUNT]; /* and points */
    size_t planned;                  /* steps and points announced */
    int64_t duration_ns;
    int exit_code;
    const char *message; /* why it ended early, NULL: it did not */
};

struct lg_event {
    enum lg_event_kind kind;
    /* Stamped by the bus: */
    uint64_t seq; /* from 1 */
    int64_t ts_ms;
    const char *run;
    union {
        struct lg_event_run_start run_start;
        struct lg_event_plan plan;
        struct lg_event_gate_start gate_start;
        struct lg_event_step step;
        struct lg_event_case point;
        struct lg_event_transition transition;
        struct lg_event_probe probe;
        struct lg_event_fix fix;
        struct lg_event_gate_end gate_end;
        struct lg_event_run_end run_end;
    } as;
};

/* How the step or point ended that an event tells of, borrowed from it; NULL: it tells of neither.
 */
const struct lg_event_step *lg_event_end(const struct lg_event *event);

#endif
