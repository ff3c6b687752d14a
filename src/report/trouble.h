/* What a step that did not pass leaves for the templates of reference execution-system, section D:
 * read from its event alone. */
#ifndef LG_REPORT_TROUBLE_H
#define LG_REPORT_TROUBLE_H

#include "event/event.h"

struct lg_trouble {
    const char *command;  /* of the program that it ran, as a shell takes it; NULL: it ran none */
    const char *output;   /* of that program, stdout then stderr; "" */
    int64_t exit_code;    /* of that program; -1: none */
    const char *category; /* "1 (connectivity)", "UNKNOWN" */
    const char *question; /* of what is neither a success nor a failure (template 4); NULL: it is */
};

/* In the arena, or borrowed from the event. */
void lg_trouble_read(const struct lg_event_step *step, struct lg_arena *arena,
                     struct lg_trouble *out);

#endif
