/* Patterns for paths, as people know them from .gitignore. */
#ifndef LG_BASE_GLOB_H
#define LG_BASE_GLOB_H

#include <stdbool.h>

/* Does the pattern mean this path? `*` is any text without '/', `**` any text, `?` one character (a
 * byte) that is no '/'; the rest is itself. A pattern without '/' is held against the path's last
 * part alone, in whatever folder; one with '/' against the whole path, and one that ends in '/'
 * means all that the folder holds. */
bool lg_glob_match(const char *pattern, const char *path);

#endif
