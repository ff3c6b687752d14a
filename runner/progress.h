/* A bar on stderr for what takes long, on a terminal only. */
#ifndef LG_RUNNER_PROGRESS_H
#define LG_RUNNER_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/env.h"

struct lg_progress {
    const struct lg_env *env;
    bool is_shown; /* false: every call does nothing */
    int64_t total; /* 0: not known, then nothing is shown */
    int64_t done;
    int64_t begun_ns;
    int64_t drawn_ns;
    bool is_drawn;
};

/* `total` in any unit that lg_progress_add counts too. */
void lg_progress_init(struct lg_progress *progress, const struct lg_env *env, int64_t total);
/* Draws the bar and how long it will still take, at most ten times a second. */
void lg_progress_add(struct lg_progress *progress, int64_t done);
/* Takes the bar away, so that a line can be printed; the next lg_progress_add draws it again. */
void lg_progress_clear(struct lg_progress *progress);

#endif
