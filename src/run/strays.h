/* Gates that lie where nobody looks for them. */
#ifndef LG_RUN_STRAYS_H
#define LG_RUN_STRAYS_H

#include "base/paths.h"

/* The files in folders of gates/ (`shown`) that look like gates: they begin a line with `gate:`.
 * Left out are the folders that gates/README.md knows: what lies there is taken by its own word.
 * "gates/a/x.yaml, gates/b/y.yml"; NULL: none. */
const char *lg_strays_find(const struct lg_paths *paths, const char *shown, struct lg_arena *arena);

#endif
