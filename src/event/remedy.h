/* What was done about a step that did not pass. */
#ifndef LG_EVENT_REMEDY_H
#define LG_EVENT_REMEDY_H

#include <stddef.h>
#include <stdint.h>

/* A look at the world, after a step did not pass. */
struct lg_event_probe {
    const char *gate;
    const char *id;
    size_t nth;         /* of the step's, from 1 */
    const char *probe;  /* "live-process" */
    const char *number; /* of reference execution-system, section B: "1.2"; NULL: none */
    const char *seen;   /* the table's word; NULL: it could not look, `detail` says why */
    const char *means;  /* what the table says of that word; NULL: nothing */
    const char *then;   /* what follows by the table: "next", "stop", …; NULL: nothing */
    const char *detail; /* one line; NULL */
    int64_t duration_ns;
};

struct lg_event_fix {
    const char *gate;
    const char *id;
    size_t nth;                 /* of the step's, from 1 */
    const char *fix;            /* "make-directories" */
    const char *help;           /* what it does */
    const char *error;          /* why it could not be done; NULL: it was */
    const char *const *changed; /* files and folders */
    size_t num_changed;
    int64_t duration_ns;
};

#endif
