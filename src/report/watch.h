/* What a person sees while a run goes on: a bar with what is left of it, and a line for a step or
 * point that takes long, while it does. Goes onto the bus before the console, so that the bar is
 * out of its way. */
#ifndef LG_REPORT_WATCH_H
#define LG_REPORT_WATCH_H

#include <stdio.h>

#include "event/bus.h"

struct lg_watch_options {
    FILE *bar;  /* a terminal; NULL: no bar */
    FILE *talk; /* where SLOW lines go; NULL: nowhere */
    bool colour;
    int64_t slow_after_ns; /* then, and each time it has taken twice as long; 0: never */
    /* Borrowed. What a person waits for is real time, whatever the run's own clock says. */
    const struct lg_clock *clock;
};

struct lg_sink *lg_watch_new(const struct lg_watch_options *options);
/* Looks at the clock: for lg_env's `tick`. A thread that did not make the watch does nothing. */
void lg_watch_tick(void *watch);
/* A line of the item that runs: for lg_env's `tell`. */
void lg_watch_tell(void *watch, const char *text);

#endif
