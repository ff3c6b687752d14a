/* What an earlier run of the same plan has told of a suite: for --resume. */
#ifndef LG_RUN_RECORDED_H
#define LG_RUN_RECORDED_H

#include "base/arena.h"
#include "event/event.h"

/* The receipts of the earlier run; the runner's. */
struct lg_recorded {
    const char *run;    /* its name */
    const char *folder; /* where its audio lies */
    /* The next end of a step or point of that suite, in the order in which they were told: 1; 0:
     * there is none further. Everything lives in `arena`. */
    int (*next)(void *ctx, const char *suite, struct lg_arena *arena, struct lg_event *out,
                struct lg_err *err);
    void *ctx;
};

/* Did it run at all? From the first that did not on, all is to be done now. */
bool lg_recorded_has_run(const struct lg_event *event);
/* Did it come to a verdict? What ended in error is done once more: a time limit, a file that was
 * missing, Live away for a moment say nothing of the point. */
bool lg_recorded_is_finished(const struct lg_event *event);

/* A reader of one suite that looks one end ahead. */
struct recorded {
    const struct lg_recorded *source; /* NULL: nothing was recorded */
    const char *suite;
    struct lg_arena arena; /* of `event` */
    struct lg_event event;
    bool has_event;
    bool has_redone; /* a point that had erred: what follows may be another way */
};

/* The next end, borrowed until recorded_take; NULL: none. LG_ERR_READ. */
int recorded_peek(struct recorded *recorded, const struct lg_event **out,
                  struct lg_err *err) LG_MUST_CHECK;
/* Goes on behind it. */
void recorded_take(struct recorded *recorded);
/* Nothing further is believed. */
void recorded_end(struct recorded *recorded);
void recorded_dispose(struct recorded *recorded);

#endif
