/* Where files that others write may come to lie, and what may be written over there. What is found
 * there goes through the seam of base/outside.h: a replay finds what was found, and delivers
 * nothing. */
#ifndef LG_RENDER_OUTLET_H
#define LG_RENDER_OUTLET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/env.h"
#include "base/err.h"

struct lg_outlet {
    const char *project; /* an absolute folder; relative paths start there. NULL: the working one */
    bool may_leave;      /* files may lie outside the project */
    bool may_overwrite;
    const char *overwrite_by; /* what a person says so that it may: "overwrite: true"; NULL: nothing
                                 lets it */
};

/* May something be written to this path? Its folder need not be there yet. Symbolic links are
 * followed, wherever in the path they are, one that leads nowhere is refused. LG_ERR_WRITE: outside
 * the project; there already. */
int lg_outlet_check(struct lg_env *env, const struct lg_outlet *outlet, const char *path,
                    struct lg_err *err) LG_MUST_CHECK;
/* May this file be read in place of a print? Links are followed as above. LG_ERR_READ: outside the
 * project. */
int lg_outlet_check_source(struct lg_env *env, const struct lg_outlet *outlet, const char *path,
                           struct lg_err *err) LG_MUST_CHECK;
/* Copies `from` to where the check allows it, making its folder: whole or not at all, and never
 * over a file that came there in between unless it may be overwritten. LG_ERR_READ, LG_ERR_WRITE.
 */
int lg_outlet_deliver(struct lg_env *env, const struct lg_outlet *outlet, const char *from,
                      const char *to, struct lg_err *err) LG_MUST_CHECK;
/* Is there room in `folder` for so many bytes, and a little for all else that is written? Asked
 * before anything is rendered. LG_ERR_WRITE. */
int lg_outlet_check_room(const char *folder, uint64_t bytes, struct lg_err *err) LG_MUST_CHECK;

#endif
