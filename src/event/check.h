/* One operator of an expectation, judged. */
#ifndef LG_EVENT_CHECK_H
#define LG_EVENT_CHECK_H

#include "base/value.h"

enum lg_verdict { LG_HELD, LG_NOT_MET, LG_NOT_JUDGED, LG_VERDICT__COUNT };

/* "held", "not_met", "not_judged"; "unknown" out of range. */
const char *lg_verdict_name(enum lg_verdict verdict);

struct lg_check {
    const char *subject; /* "first.num_tracks" */
    const char *op;      /* "gt" */
    const struct lg_value *wanted;
    const struct lg_value *got; /* NULL: missing */
    const struct lg_value *tol; /* NULL: none */
    enum lg_verdict verdict;
    const char *text; /* one line: wanted, got, tolerance, unit */
};

#endif
