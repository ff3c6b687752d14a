/* How a step of a gate, or a point of a matrix, ended. */
#ifndef LG_EVENT_END_H
#define LG_EVENT_END_H

#include <stdint.h>

#include "base/err.h"
#include "event/check.h"

/* How an item (gate, step, point) ended. A failure is a verdict; an error means that none could be
 * given. */
enum lg_outcome {
    LG_PASSED,
    LG_PASSED_AFTER_FIX,
    LG_FAILED,
    LG_ERROR,
    LG_SKIPPED,     /* by a condition in the file */
    LG_BLOCKED,     /* by an item it needs */
    LG_STOPPED,     /* not run, by a stop rule of the plan */
    LG_INTERRUPTED, /* not run: signal, time limit, --max-fail */
    LG_OUTCOME__COUNT
};

const char *lg_outcome_name(enum lg_outcome outcome);

struct lg_event_step {
    const char *gate;
    const char *id;
    const char *verb;
    enum lg_outcome outcome;
    const char *message;         /* one line; NULL when it passed at once */
    const char *category;        /* taxonomy category ("1 connectivity"); NULL as well */
    enum lg_err_kind error_kind; /* of an error, else LG_ERR_NONE */
    const char *source;
    unsigned line, column;
    int64_t duration_ns;
    const struct lg_value *result; /* what the step produced; NULL: nothing */
    const struct lg_check *checks;
    size_t num_checks;
    const char *blocker; /* of a blocked item: what it waits for */
    const char *stop;    /* the taxonomy's stop rule that ended it: "empty-set"; NULL: none */
    const char *advice;  /* what a person does then, lines with newlines between; NULL: nothing */
};

/* The verb of a matrix' point. */
#define LG_EVENT_CASE_VERB "point"

/* A point of a matrix came to its end, or will not run. One that was set, rendered and measured has
 * passed, whatever it measured: the targets are the matrix' to meet, and `verdict` says how the
 * point stands to them. */
struct lg_event_case {
    struct lg_event_step end; /* `checks` are the targets, `result` is what was measured */
    const char *verdict;      /* "hit", "miss"; "measured" without targets; NULL: it was not */
    const char *phase; /* in which it erred: set, render, wait, measure, export; NULL: it did not */
    const char *error; /* what went wrong in it; NULL: nothing */
    const char *export_file, *sha256, *pcm_sha256; /* NULL: none was made */
    const struct lg_value *params; /* {asked, set, read_back, display}, each by parameter; NULL */
    const char *recorded_by;       /* the earlier run that rendered it; NULL: this one */
};

#endif
