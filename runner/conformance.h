/* What `conformance` says, for people and as JSON. */
#ifndef LG_RUNNER_CONFORMANCE_H
#define LG_RUNNER_CONFORMANCE_H

#include <stdbool.h>

#include "audio/verdict.h"

struct lg_conformance_report {
    const char *meter;
    const char *what; /* known of the meter; NULL: nothing */
    bool is_other;    /* not livegate's own */
    bool is_dual_mono;
    const double *display; /* of each quantity, by which its bounds are wider */
    const struct lg_vectors *vectors;
    const struct lg_conformance *conformance;
    const struct lg_verdicts *verdicts;
    double seconds;
    const char *const *tables; /* the project's own that judged, in place of shipped ones */
    size_t num_tables;
};

/* Signals that all want about the same number would let a meter pass that never looks at them. */
bool lg_conformance_proves_little(const struct lg_conformance_report *report);

/* On stdout. Every check, or those alone that did not pass; then the sums and the verdicts. */
void lg_conformance_print(const struct lg_conformance_report *report, bool all);
/* The same as one value. */
struct lg_value *lg_conformance_value(const struct lg_conformance_report *report,
                                      struct lg_arena *arena);

#endif
