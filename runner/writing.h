/* A command that writes values which are meant to stay. While it does, a journal tells what was
 * there before: what fails half-way is put back. */
#ifndef LG_RUNNER_WRITING_H
#define LG_RUNNER_WRITING_H

#include "live/journal.h"
#include "runner/target.h"

extern const struct lg_option lg_option_ignore_journal;

struct lg_writing {
    struct lg_app *app;
    const struct lg_target *target;
    const char *command;
    struct lg_live *live;
    struct lg_journal *journal; /* NULL: a simulated Live in-process, which ends with us */
};

/* Opens the conversation; `command` names the journal. LG_ERR_READ when an earlier run did not put
 * Live back, unless that is to be ignored. */
int lg_writing_open(struct lg_writing *writing, struct lg_app *app, const struct lg_target *target,
                    const char *command, bool ignore_journal, struct lg_err *err) LG_MUST_CHECK;
/* What was written stays where `result` is 0; else it is put back. Returns `result`, or -1. */
int lg_writing_close(struct lg_writing *writing, int result, struct lg_err *err) LG_MUST_CHECK;

#endif
