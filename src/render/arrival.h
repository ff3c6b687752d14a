/* Waiting until a file that somebody else writes is all there. */
#ifndef LG_RENDER_ARRIVAL_H
#define LG_RENDER_ARRIVAL_H

#include <stdint.h>

#include "base/env.h"
#include "render/render.h"

/* A moment by the clock of the file system, whatever its grain: a file that was last written before
 * lg_arrival_mark has an earlier time, one written after it has not. */
struct lg_arrival_mark {
    int64_t s, ns;
};
/* Writes a file of its own in `folder` again and again until its time moves, and removes it.
 * LG_ERR_WRITE. */
int lg_arrival_mark(const char *folder, struct lg_arrival_mark *out,
                    struct lg_err *err) LG_MUST_CHECK;

struct lg_arrival {
    struct lg_env *env;
    struct lg_arrival_mark since;
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
