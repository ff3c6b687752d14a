/* The environment of programs that are started. */
#ifndef LG_BASE_VARIABLES_H
#define LG_BASE_VARIABLES_H

#include <stddef.h>

#include "base/arena.h"

/* What a program gets of ours: PATH, HOME, the user, the locale and TMPDIR; besides them `extra`,
 * each a NAME, whose value is ours, or NAME=value, which comes first, for that is what programs
 * find. `ours` is a list of "NAME=value" that ends with NULL (NULL: none), borrowed as `extra` is;
 * so is what is returned. */
const char *const *lg_variables_pick(const char *const *ours, const char *const *extra,
                                     size_t num_extra, struct lg_arena *arena);

#endif
