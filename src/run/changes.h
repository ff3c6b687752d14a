/* Which paths changed, as git knows it. Whatever a person has set up for git makes no difference.
 */
#ifndef LG_RUN_CHANGES_H
#define LG_RUN_CHANGES_H

#include <stddef.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/err.h"

struct lg_changes {
    const char *between; /* "HEAD and the index" */
    const char **paths;  /* from the project's folder, "../x" for what lies outside; sorted, each
                            once; of a rename both names */
    size_t count;
    const char **untracked; /* likewise: what git neither tracks nor ignores */
    size_t num_untracked;
};

/* Without `revision` (NULL) the index against HEAD, which is what a commit would hold; else that
 * commit against the work tree, and beside it what git doesn't track yet. LG_ERR_READ, with what to
 * do, where git is missing, `project` lies in no work tree, or the revision isn't known, as in a
 * shallow clone. */
int lg_changes_read(const struct lg_env *env, const char *project, const char *revision,
                    struct lg_arena *arena, struct lg_changes *out,
                    struct lg_err *err) LG_MUST_CHECK;

#endif
