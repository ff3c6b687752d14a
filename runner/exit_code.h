/* The one table of exit codes. */
#ifndef LG_RUNNER_EXIT_CODE_H
#define LG_RUNNER_EXIT_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "event/event.h"

enum lg_exit {
    LG_EXIT_OK = 0,
    LG_EXIT_FAILED = 1,
    LG_EXIT_USAGE = 2,
    LG_EXIT_EMPTY = 4,
    LG_EXIT_INCOMPLETE = 5,
    LG_EXIT_READ = 20,
    LG_EXIT_WRITE = 30,
    LG_EXIT_INTERNAL = 70,
    LG_EXIT_DEADLINE = 124,
    LG_EXIT_SIGNAL = 128 /* plus the signal's number */
};

struct lg_exit_row {
    int code;
    const char *meaning;
    const char *advice;
};

/* The table, ascending by code; LG_EXIT_SIGNAL stands for 128+n. */
const struct lg_exit_row *lg_exit_rows(size_t *count_out);

/* What a code means, NULL for none of ours; static. */
const char *lg_exit_meaning(int code);
/* Signal that asked us to stop, for LG_ERR_INTERRUPTED; set once by runner/signals.c. */
void lg_exit_note_signal(int signo);
/* The code for an error that ended a command; 0 for none. */
int lg_exit_of_err(const struct lg_err *err);
/* The code for a run: the gravest of its causes. */
int lg_exit_of_run(const struct lg_event_run_end *totals, const bool kinds_seen[LG_ERR__COUNT]);
/* The graver of two codes: 70, 128+n, 124, 30, 20, 5, 4, 2, 1, 0. */
int lg_exit_graver(int code, int other);

#endif
