/* Runs a program by argv, never a shell: time-out, its whole process group killed, output bounded.
 * Its stdin is empty; descriptors of ours do not reach it; no process of its group outlives it,
 * unless it is started to go on by itself. */
#ifndef LG_BASE_PROC_H
#define LG_BASE_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/env.h"
#include "base/err.h"
#include "base/str.h"

struct lg_proc_options {
    const char *folder; /* working folder, NULL: ours */
    const char *within; /* it must lie in this one, whatever links lead to it; NULL: anywhere */
    const char *const
        *variables; /* all of its environment, "NAME=value", ended by NULL; NULL: ours */
    /* Of them what was asked for, as NAME or NAME=value: a recording knows a run of the program by
     * it (base/outside.h). */
    const char *const *asked;
    size_t num_asked;
    int64_t timeout_ms; /* 0: none */
    int64_t grace_ms;   /* between SIGTERM and SIGKILL; 0: 2000 */
    size_t max_output;  /* bytes kept of stdout and of stderr, each; what comes later is read and
                           lost */
};

struct lg_proc_result {
    int exit_code; /* -1 when it did not exit of its own accord */
    int signo;     /* the signal that ended it, 0: none */
    bool timed_out;
    struct lg_str output; /* stdout */
    struct lg_str errors; /* stderr */
    bool is_veiled;       /* a recording holds other texts in their place (base/outside.h) */
};

/* Waits for the end. LG_ERR_READ when the program can't be started, LG_ERR_INTERRUPTED when a stop
 * was asked for; a non-zero exit and a time-out are results. On a stop and a time-out the group
 * gets SIGTERM, and after the grace SIGKILL. Always on real time. `out` is disposed of by the
 * caller, after success only. */
int lg_proc_run(const struct lg_env *env, const char *const *argv,
                const struct lg_proc_options *options, struct lg_proc_result *out,
                struct lg_err *err) LG_MUST_CHECK;
void lg_proc_result_dispose(struct lg_proc_result *result);

/* A program that outlives us, in a group of its own. */
struct lg_proc_started {
    int64_t pid;
    bool has_ended; /* then: */
    int exit_code;  /* -1 when it did not exit of its own accord */
};

/* Starts a program and does not wait for it; what it says is added to the file `log_path`. `folder`
 * NULL: ours. LG_ERR_READ when it can't be started, LG_ERR_WRITE for the log. */
int lg_proc_start(const char *const *argv, const char *folder, const char *log_path,
                  struct lg_proc_started *out, struct lg_err *err) LG_MUST_CHECK;
/* Has it ended by now? */
bool lg_proc_has_ended(struct lg_proc_started *started);

#endif
