/* Waiting until a file that somebody else writes is all there. */
#ifndef LG_RENDER_ARRIVAL_H
#define LG_RENDER_ARRIVAL_H

#include <stdint.h>

#include "base/outside.h"
#include "render/render.h"

struct lg_arrival {
    struct lg_env *env;
    struct lg_file_time since; /* of lg_outside_mark */
    int checks; /* looks in a row, besides the first, that find the same size and time */
    int64_t deadline_ns;
    /* Lets a moment pass between two looks. */
    int (*pause)(void *ctx, struct lg_err *err);
    void *ctx;
};

/* 0 once the file is fresh, unchanged for `checks` looks, and complete (audio/complete.h). Past the
 * deadline a flaw: missing, stale, half-written. */
int lg_arrival_await(const struct lg_arrival *arrival, const char *path,
                     struct lg_err *err) LG_MUST_CHECK;

#endif
