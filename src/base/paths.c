#include "base/paths.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#include "base/fs.h"

#define SETTINGS_NAME "livegate.yaml"

enum { PATH_BYTES = 16 * 1024 };

static char *working_folder(struct lg_arena *arena, struct lg_err *err) {
    char *folder = lg_arena_alloc(arena, PATH_BYTES);
    if (getcwd(folder, PATH_BYTES) != NULL)
        return folder;
    lg_err_sys(err, LG_ERR_READ, errno, "working folder");
    return NULL;
}

/* The absolute path without links; NULL when there is no such file. */
static char *real_path(struct lg_arena *arena, const char *path) {
    char *real = realpath(path, NULL);
    char *copy = lg_arena_strdup(arena, real);
    free(real);
    return copy;
}

static bool is_program(const char *path) {
    return lg_fs_is_file(path) && access(path, X_OK) == 0;
}

char *lg_paths_which(struct lg_arena *arena, const struct lg_env *env, const char *name) {
    if (strchr(name, '/') != NULL)
        return is_program(name) ? real_path(arena, name) : NULL;
    const char *list = lg_env_get(env, "PATH");
    while (list != NULL && name[0] != '\0') {
        size_t length = strcspn(list, ":");
        const char *folder = length == 0 ? "." : lg_arena_strndup(arena, list, length);
        const char *path = lg_arena_printf(arena, "%s/%s", folder, name);
        if (is_program(path))
            return real_path(arena, path);
        list = list[length] == ':' ? list + length + 1 : NULL;
    }
    return NULL;
}

/* The running program as the system names it; NULL where it can't. */
static char *own_path(struct lg_arena *arena) {
    char *path = lg_arena_alloc(arena, PATH_BYTES);
#ifdef __APPLE__
    uint32_t size = PATH_BYTES;
    return _NSGetExecutablePath(path, &size) == 0 ? real_path(arena, path) : NULL;
#else
    /* Linux; where there is no such link, the caller goes by argv[0]. */
    ssize_t length = readlink("/proc/self/exe", path, PATH_BYTES - 1);
    return length > 0 ? path : NULL;
#endif
}

static bool is_data(struct lg_arena *arena, const char *folder) {
    return lg_fs_is_dir(lg_fs_join(arena, folder, "gates"));
}

static char *data_beside(struct lg_arena *arena, const char *program) {
    if (program == NULL)
        return NULL;
    char *folder = lg_arena_printf(arena, "%s/../share/livegate", lg_fs_folder(arena, program));
    return is_data(arena, folder) ? real_path(arena, folder) : NULL;
}

static int find_data(struct lg_arena *arena, const struct lg_env *env, const char *argv0,
                     char **data_out, struct lg_err *err) {
    const char *asked = lg_env_get(env, "LIVEGATE_DATA");
    if (asked != NULL && asked[0] != '\0') {
        if (!is_data(arena, asked))
            return lg_err_set(err, LG_ERR_USAGE, "LIVEGATE_DATA='%s' holds no folder 'gates'",
                              asked);
        *data_out = real_path(arena, asked);
        return 0;
    }
    *data_out = data_beside(arena, own_path(arena));
    if (*data_out == NULL && argv0 != NULL)
        *data_out = data_beside(arena, lg_paths_which(arena, env, argv0));
    return 0;
}

/* The nearest folder from `start` upward that holds the settings; NULL in *out: none up to the
 * root.
 */
static int project_above(struct lg_arena *arena, const char *start, char **out,
                         struct lg_err *err) {
    char *folder = lg_arena_strdup(arena, start);
    for (;;) {
        const char *settings = lg_fs_join(arena, folder, SETTINGS_NAME);
        struct stat found;
        bool is_file = lg_fs_is_file(settings);
        if (!is_file && lstat(settings, &found) == 0)
            return lg_err_set(err, LG_ERR_USAGE, "'%s' is no file: no settings can be read from it",
                              settings);
        bool is_root = strcmp(folder, "/") == 0;
        if (is_file || is_root) {
            *out = is_file ? folder : NULL;
            return 0;
        }
        folder = lg_fs_folder(arena, folder);
    }
}

int lg_paths_find(struct lg_arena *arena, const struct lg_env *env, const char *argv0,
                  struct lg_paths *out, struct lg_err *err) {
    struct lg_paths paths = {.project = NULL};
    char *here = working_folder(arena, err);
    char *project = NULL;
    if (here == NULL || find_data(arena, env, argv0, &paths.data, err) != 0 ||
        project_above(arena, here, &project, err) != 0)
        return -1;
    paths.project = project != NULL ? project : here;
    if (project != NULL)
        paths.settings = lg_fs_join(arena, project, SETTINGS_NAME);
    *out = paths;
    return 0;
}

char *lg_paths_lookup(const struct lg_paths *paths, struct lg_arena *arena, const char *relative) {
    const char *const folders[] = {paths->project, paths->data};
    for (size_t i = 0; i < LG_ARRAY_LEN(folders); i++) {
        char *path = folders[i] == NULL ? NULL : lg_fs_join(arena, folders[i], relative);
        if (path != NULL && access(path, F_OK) == 0)
            return path;
    }
    return NULL;
}

char *lg_paths_user(const struct lg_paths *paths, struct lg_arena *arena, const char *path) {
    return lg_fs_join(arena, paths->project, path);
}
