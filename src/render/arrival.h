/* Waiting until a file that somebody else writes is all there. */
#ifndef LG_RENDER_ARRIVAL_H
#define LG_RENDER_ARRIVAL_H

#include <stdint.h>

#include "base/outside.h"
#include "render/render.h"

struct lg_arrival {
    struct lg_env *env;
    struct lg_file_time since;  /* of lg_outside_mark… */
    const char *mark_folder;    /* …in there; a file that is much newer is held against another */
    struct lg_file_look before; /* at the file, when it was ordered: if it is still the same, it is
                                   stale whatever its time says */
    struct lg_print_stable stable;
    int64_t deadline_ns;
    /* Lets a moment pass between two looks. NULL: looks are `stable.every_ns` apart, on the env's
     * clock. */
    int (*pause)(void *ctx, struct lg_err *err);
    void *ctx;
};

/* 0 once the file is fresh, unchanged for so many looks, and complete (audio/complete.h): that last
 * look. Past the deadline a flaw: missing, stale, half-written; stale at once for a file whose time
 * is still to come, which tells nothing. LG_ERR_WRITE when no moment can be marked. */
int lg_arrival_await(const struct lg_arrival *arrival, const char *path, struct lg_file_look *out,
                     struct lg_err *err) LG_MUST_CHECK;

#endif
