#include "step/file.h"

#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/outside.h"

/* Of the work folder, what a replay writes that was written outside of it. */
static const char elsewhere[] = "elsewhere";

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
    char *file = path[0] == '/' && lg_outside_is_replayed(ctx->env)
                     ? lg_arena_printf(ctx->arena, "%s/%s%s", ctx->work_folder, elsewhere, path)
                     : lg_fs_join(ctx->arena, ctx->work_folder, path);
    if (lg_fs_mkdirs(lg_fs_folder(ctx->arena, file), err) < 0)
        return -1;
    *out = file;
    return 0;
}

const char *lg_step_file_asked(const struct lg_step_ctx *ctx, const char *file) {
    const char *top = lg_arena_printf(ctx->arena, "%s/%s/", ctx->work_folder, elsewhere);
    return lg_starts_with(file, top) ? file + strlen(top) - 1 : file;
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

/* Puts `to` in the place of each `from`. */
static void swap(char *text, size_t size, const char *from, const char *to) {
    struct lg_str swapped = {0};
    const char *rest = text;
    for (const char *at; (at = strstr(rest, from)) != NULL; rest = at + strlen(from)) {
        lg_str_add_n(&swapped, rest, (size_t)(at - rest));
        lg_str_add(&swapped, to);
    }
    lg_str_add(&swapped, rest);
    if (rest != text)
        snprintf(text, size, "%s", lg_str_text(&swapped));
    lg_str_dispose(&swapped);
}

int lg_step_file_blame(struct lg_step_ctx *ctx, const char *path, const char *held,
                       struct lg_err *err) {
    const char *meant = lg_step_file_find(ctx, path);
    if (err == NULL || strcmp(meant, held) == 0)
        return -1;
    swap(err->text, sizeof err->text, held, meant);
    swap(err->path, sizeof err->path, held, meant);
    swap(err->source, sizeof err->source, held, meant);
    return -1;
}

int lg_step_plan_read(struct lg_step_ctx *ctx, const char *path, struct lg_actions *out,
                      struct lg_err *err) {
    const char *held;
    if (lg_step_file_fetch(ctx, path, &held, err) < 0)
        return -1;
    if (lg_actions_read(held, ctx->arena, out, err) < 0)
        return lg_step_file_blame(ctx, path, held, err);
    return 0;
}
