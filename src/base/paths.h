/* Where things are sought: the project first (the folder of livegate.yaml, else the working
 * folder), then the installation (<program>/../share/livegate; LIVEGATE_DATA overrides). */
#ifndef LG_BASE_PATHS_H
#define LG_BASE_PATHS_H

#include "base/arena.h"
#include "base/env.h"
#include "base/err.h"

struct lg_paths {
    char *project;  /* absolute folder */
    char *settings; /* path of livegate.yaml, NULL when there is none */
    char *data;     /* the installation's folder, NULL when it was not found */
};

/* `argv0` is used where the system can't name the running program; NULL is fine. LG_ERR_USAGE when
 * LIVEGATE_DATA names a folder without gates, or what is called livegate.yaml is no file. */
int lg_paths_find(struct lg_arena *arena, const struct lg_env *env, const char *argv0,
                  struct lg_paths *out, struct lg_err *err) LG_MUST_CHECK;
/* A path relative to the project ("gates/g1.yaml") in the project, else in the installation; NULL:
 * neither. */
char *lg_paths_lookup(const struct lg_paths *paths, struct lg_arena *arena, const char *relative);
/* A user's path: absolute as it is, relative from the project's folder. */
char *lg_paths_user(const struct lg_paths *paths, struct lg_arena *arena, const char *path);
/* The file that `name` starts: itself when it holds a '/', else the first in PATH; without links.
 * NULL: none. */
char *lg_paths_which(struct lg_arena *arena, const struct lg_env *env, const char *name);

#endif
