/* What all gates of one run share: where events go, time, the way to Live, and whether it is over.
 */
#ifndef LG_RUN_SESSION_H
#define LG_RUN_SESSION_H

#include "run/engine.h"
#include "run/limit.h"

struct lg_session {
    struct lg_env *env;
    const struct lg_paths *paths;
    const struct lg_taxonomy *taxonomy;
    struct lg_bus *bus;
    const struct lg_run_options *options;
    struct lg_summary *out;
    struct lg_live *live; /* NULL: not reached yet */
    int64_t started_ns;
    struct lg_limit limit;
    bool has_written;     /* a step changed Live, or may have: the set is not as it was found */
    bool is_over;         /* what is left does not run */
    struct lg_err broken; /* why the run broke off; not set: it did not, or by --max-fail */
    const char *why;      /* one line, once it is over; points into the session */
    char max_fail[64];
};

/* Starts the run's time; zeroes the summary. */
void lg_session_begin(struct lg_session *session);
/* Hands an event to the sinks; a sink that fails breaks the run off. */
void lg_session_emit(struct lg_session *session, struct lg_event *event);
/* Breaks the run off; the first reason is the one that is told. */
void lg_session_break(struct lg_session *session, const struct lg_err *why);
/* Breaks the run off because its time limit passed. */
void lg_session_expire(struct lg_session *session);
/* Asked before each item: has a signal, the time limit or --max-fail ended the run? */
bool lg_session_is_over(struct lg_session *session);
/* Counts a step's end. */
void lg_session_count(struct lg_session *session, const struct lg_event_step *step);
/* run_start with the files of the plan (NULL: none). */
void lg_session_announce(struct lg_session *session, const struct lg_plan *plan);
/* run_end, with the exit code. 0, or -1 with why the run broke off. */
int lg_session_finish(struct lg_session *session, struct lg_err *err) LG_MUST_CHECK;

#endif
