#include "step/file.h"

#include <string.h>

#include "base/fs.h"
#include "base/outside.h"

static bool leaves_folder(const char *path) {
    while (*path != '\0') {
        size_t length = strcspn(path, "/");
        if (length == 2 && strncmp(path, "..", 2) == 0)
            return true;
        path += length;
        path += strspn(path, "/");
    }
    return false;
}

int lg_step_file_new(struct lg_step_ctx *ctx, const char *path, char **out, struct lg_err *err) {
    if (path[0] != '/' && leaves_folder(path)) {
        return lg_err_set(err, LG_ERR_READ,
                          "file '%s' leaves the run's folder: give an absolute path", path);
    }
    char *file = lg_fs_join(ctx->arena, ctx->work_folder, path);
    if (lg_fs_mkdirs(lg_fs_folder(ctx->arena, file), err) < 0)
        return -1;
    *out = file;
    return 0;
}

char *lg_step_file_find(struct lg_step_ctx *ctx, const char *path) {
    char *made = lg_fs_join(ctx->arena, ctx->work_folder, path);
    return lg_fs_is_file(made) ? made : lg_paths_user(ctx->paths, ctx->arena, path);
}

int lg_step_file_fetch(struct lg_step_ctx *ctx, const char *path, const char **out,
                       struct lg_err *err) {
    char *made = lg_fs_join(ctx->arena, ctx->work_folder, path);
    if (lg_fs_is_file(made) && (path[0] != '/' || lg_starts_with(path, ctx->work_folder))) {
        *out = made;
        return 0;
    }
    return lg_outside_fetch(ctx->env, path, lg_paths_user(ctx->paths, ctx->arena, path), ctx->arena,
                            out, err);
}
