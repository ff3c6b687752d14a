/* One gate file: its keys, read and checked as far as one file can be checked alone. */
#ifndef LG_RUN_GATE_H
#define LG_RUN_GATE_H

#include "conf/shape.h"
#include "run/plan.h"

/* A gate as its file has it: `gate` is complete but for `needs`, which are still names. */
struct lg_gate_doc {
    struct lg_plan_gate gate;
    struct lg_texts needs;
    const struct lg_node *needs_node; /* the place of the names; NULL: none */
    const char *real_path;            /* tells two spellings of one file from two files */
    bool is_selected;
    int mark;        /* of order.c: 0 not seen, 1 on the path, 2 placed */
    size_t position; /* in the plan, once placed */
};

struct lg_gate_where {
    const char *path;      /* what is opened */
    const char *shown;     /* what messages and receipts call it */
    const char *real_path; /* absolute, without links */
};

/* Reads a gate file. Everything lives in `arena`. LG_ERR_READ with place. */
int lg_gate_read(const struct lg_gate_where *where, const struct lg_verb *const *verbs,
                 struct lg_arena *arena, struct lg_gate_doc **out,
                 struct lg_err *err) LG_MUST_CHECK;
/* The place of the index-th name in `needs`. */
const struct lg_node *lg_gate_need_node(const struct lg_gate_doc *doc, size_t index);

/* What a gate's file looks like. */
extern const struct lg_shape lg_gate_shape;

#endif
