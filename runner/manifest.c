#include "runner/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/glob.h"
#include "base/json.h"
#include "base/sha256.h"

enum { MANIFEST_MAX_BYTES = 16 * 1024 * 1024 };

static const char *manifest_path(struct lg_app *app) {
    const char *out = lg_paths_user(&app->paths, &app->arena, app->settings.out);
    return lg_fs_join(&app->arena, out, "manifest.jsonl");
}

/* Evidence, and what can't be made again: reports by their names, audio by its kind. */
static bool is_precious(const char *path) {
    static const char *const ends[] = {".jsonl", ".xml",  ".html", ".md",  ".wav", ".wave",
                                       ".aif",   ".aiff", ".flac", ".caf", ".mp3", ".als"};
    const char *name = lg_fs_name(path);
    for (size_t i = 0; i < LG_ARRAY_LEN(ends); i++) {
        size_t length = strlen(name);
        size_t end = strlen(ends[i]);
        if (length >= end && lg_eq_nocase(name + length - end, ends[i]))
            return true;
    }
    return strcmp(name, "header.json") == 0 || strstr(path, "/audio/") != NULL;
}

/* The part of an absolute path behind the project's folder; NULL: it lies elsewhere. */
static const char *within_project(const struct lg_app *app, const char *path) {
    size_t length = strlen(app->paths.project);
    bool is_inside = strncmp(path, app->paths.project, length) == 0 && path[length] == '/';
    return is_inside ? path + length + 1 : NULL;
}

static bool is_among(const char *const *patterns, size_t count, const char *path) {
    for (size_t i = 0; i < count; i++)
        if (lg_glob_match(patterns[i], path))
            return true;
    return false;
}

/* The kinds of files that livegate makes and can make again: those of reference execution-system,
 * section N, and what a run leaves where runs write. */
static bool is_ours(struct lg_app *app, const char *path) {
    static const char *const of_project[] = {"data/caches/", "data/reports/", "data/actions/",
                                             "data/timelines/", "data/profiles/"};
    static const char *const of_runs[] = {"*/work/**", "*/before.log"};
    const char *out =
        within_project(app, lg_paths_user(&app->paths, &app->arena, app->settings.out));
    size_t length = out == NULL ? 0 : strlen(out);
    bool is_below = out != NULL && strncmp(path, out, length) == 0 && path[length] == '/';
    return is_among(of_project, LG_ARRAY_LEN(of_project), path) ||
           (is_below && is_among(of_runs, LG_ARRAY_LEN(of_runs), path + length + 1));
}

/* --- Writing --- */

static void add_line(struct lg_app *app, const char *path, struct lg_str *lines) {
    char hex[LG_SHA256_HEX];
    const char *relative = within_project(app, path);
    if (relative == NULL || !is_ours(app, relative) || is_precious(path) ||
        lg_sha256_file(path, hex, NULL) != 0)
        return;
    struct lg_value *line = lg_value_map(&app->arena);
    lg_value_put(&app->arena, line, "path", lg_value_text(&app->arena, relative));
    lg_value_put(&app->arena, line, "sha256", lg_value_text(&app->arena, hex));
    lg_json_write(line, lines);
    lg_str_add_char(lines, '\n');
}

/* In one write, so that lines of two programs do not mix. */
static int append(const char *path, const struct lg_str *lines, struct lg_err *err) {
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (file < 0)
        return lg_err_sys(err, LG_ERR_WRITE, errno, "'%s'", path);
    ssize_t written = write(file, lg_str_text(lines), lines->length);
    int sys_errno = written < 0 ? errno : ENOSPC;
    int closed = close(file);
    if (written != (ssize_t)lines->length || closed != 0)
        return lg_err_sys(err, LG_ERR_WRITE, closed != 0 ? errno : sys_errno, "'%s'", path);
    return 0;
}

int lg_manifest_add(struct lg_app *app, const char *const *paths, size_t count,
                    struct lg_err *err) {
    struct lg_str lines = {0};
    const char *manifest = manifest_path(app);
    for (size_t i = 0; i < count; i++)
        add_line(app, paths[i], &lines);
    int status = 0;
    if (lines.length > 0) {
        status = lg_fs_mkdirs(lg_fs_folder(&app->arena, manifest), err);
        if (status == 0)
            status = append(manifest, &lines, err);
    }
    lg_str_dispose(&lines);
    return status;
}

/* --- Reading --- */

/* Does the path stay in the project by its letters: without "..", ".", empty parts? */
static bool is_plain(const char *path) {
    for (const char *part = path;; part = strchr(part, '/') + 1) {
        size_t length = strcspn(part, "/");
        if (length == 0 || (length == 1 && part[0] == '.') ||
            (length == 2 && part[0] == '.' && part[1] == '.'))
            return false;
        if (part[length] == '\0')
            return true;
    }
}

/* Is each folder on the way, and the file itself, what it says, no link? */
static bool leads_through_link(struct lg_app *app, const char *path) {
    for (const char *slash = strchr(path, '/');; slash = strchr(slash + 1, '/')) {
        size_t length = slash == NULL ? strlen(path) : (size_t)(slash - path);
        struct stat info;
        const char *part = lg_fs_join(&app->arena, app->paths.project,
                                      lg_arena_strndup(&app->arena, path, length));
        if (lstat(part, &info) == 0 && S_ISLNK(info.st_mode))
            return true;
        if (slash == NULL)
            return false;
    }
}

static int check(struct lg_app *app, const char *path, const char *source, unsigned line,
                 struct lg_err *err) {
    const char *why = NULL;
    if (!is_plain(path))
        why = "leaves the project";
    else if (is_precious(path))
        why = "is a report, a recording or a render, which are never removed";
    else if (!is_ours(app, path))
        why = "is no kind of file that livegate makes";
    else if (leads_through_link(app, path))
        why = "is a link, or leads through one";
    else if (lg_fs_is_dir(lg_fs_join(&app->arena, app->paths.project, path)))
        why = "is a folder";
    return why == NULL
               ? 0
               : lg_err_at(err, LG_ERR_READ, source, line, 1,
                           "'%s' %s: nothing is removed; mend this file or delete it", path, why);
}

/* The item of that path, a new one where there is none. */
static struct lg_manifest_item *item_of(struct lg_manifest *manifest, const char *path) {
    for (size_t i = 0; i < manifest->count; i++) {
        if (strcmp(manifest->items[i].path, path) == 0)
            return &manifest->items[i];
    }
    return &manifest->items[manifest->count++];
}

static int read_line(struct lg_app *app, struct lg_view text, const char *source, unsigned line,
                     struct lg_manifest *out, struct lg_err *err) {
    struct lg_value *value = NULL;
    char hex[LG_SHA256_HEX] = "";
    if (lg_json_read(text.text, text.length, source, &app->arena, &value, err) != 0)
        return lg_err_place(err, source, line, 1);
    const struct lg_value *path = lg_value_get(value, "path");
    const struct lg_value *sha256 = lg_value_get(value, "sha256");
    if (path == NULL || path->kind != LG_VALUE_STRING || sha256 == NULL ||
        sha256->kind != LG_VALUE_STRING)
        return lg_err_at(err, LG_ERR_READ, source, line, 1, "'path' and 'sha256' are wanted");
    if (check(app, path->as.string.text, source, line, err) != 0)
        return -1;
    const char *where = lg_fs_join(&app->arena, app->paths.project, path->as.string.text);
    if (!lg_fs_is_file(where))
        return 0;
    bool is_same = lg_sha256_file(where, hex, NULL) == 0 && lg_view_eq(sha256->as.string, hex);
    *item_of(out, path->as.string.text) =
        (struct lg_manifest_item){path->as.string.text, where, !is_same};
    return 0;
}

static int read_lines(struct lg_app *app, struct lg_view text, const char *source,
                      struct lg_manifest *out, struct lg_err *err) {
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += text.text[i] == '\n';
    out->items = lg_arena_array(&app->arena, count + 1, sizeof *out->items);
    const char *at = text.text;
    for (unsigned line = 1; at < text.text + text.length; line++) {
        struct lg_view one = {at, strcspn(at, "\n")};
        if (lg_view_trim(one).length > 0 && read_line(app, one, source, line, out, err) != 0)
            return -1;
        at += one.length + 1;
    }
    return 0;
}

int lg_manifest_read(struct lg_app *app, struct lg_manifest *out, struct lg_err *err) {
    struct lg_manifest manifest = {0};
    struct lg_str text = {0};
    const char *path = manifest_path(app);
    int status = 0;
    if (lg_fs_is_file(path)) {
        status = lg_fs_read(path, MANIFEST_MAX_BYTES, &text, err);
        if (status == 0)
            status = read_lines(app, (struct lg_view){lg_str_text(&text), text.length}, path,
                                &manifest, err);
    }
    lg_str_dispose(&text);
    if (status == 0)
        *out = manifest;
    return status;
}

/* --- Removing --- */

int lg_manifest_clear(struct lg_app *app, const struct lg_manifest *manifest, struct lg_err *err) {
    for (size_t i = 0; i < manifest->count; i++) {
        const struct lg_manifest_item *item = &manifest->items[i];
        if (item->is_changed)
            continue;
        if (lg_fs_remove(item->where, err) != 0)
            return -1;
    }
    return lg_fs_remove(manifest_path(app), err);
}
