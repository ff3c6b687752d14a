/* A bar for what takes long: a line of a terminal that is drawn over and taken away. */
#ifndef LG_REPORT_PROGRESS_H
#define LG_REPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/clock.h"

struct lg_progress {
    FILE *out; /* NULL: every call does nothing */
    const struct lg_clock *clock;
    int64_t total, done;
    int64_t begun_ns, drawn_ns;
    bool is_drawn;
};

/* Borrows both; `out` is a terminal, or NULL. */
void lg_progress_init(struct lg_progress *progress, FILE *out, const struct lg_clock *clock,
                      int64_t total);
/* So many more of `total`, in any unit; draws the bar and how long the rest will take if it goes on
 * like this, at most ten times a second. */
void lg_progress_add(struct lg_progress *progress, int64_t done);
/* Draws the bar of what is done by now, likewise; `left_ns` below 0: it can't be told yet; `what`
 * is being done: cleaned, and cut so that the line fits. */
void lg_progress_draw(struct lg_progress *progress, int64_t left_ns, const char *what);
/* Takes the bar away, so that a line can be printed; what draws next draws it again. */
void lg_progress_clear(struct lg_progress *progress);

#endif
