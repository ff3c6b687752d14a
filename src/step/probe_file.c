/* What files and folders say. None is made, written or removed. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "audio/meter.h"
#include "base/fs.h"
#include "step/probes.h"

static int no_file(struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "nothing says which file it is about");
}

/* --- audio -------------------------------------------------------------------------------- */

/* What a file begins with when it holds audio, as `file` tells it (section B, probe 4.1). */
static bool looks_like_audio(const char *path) {
    static const char *const magics[] = {"RIFF", "RIFX", "RF64", "BW64", "riff", "FORM",
                                         "caff", ".snd", "OggS", "fLaC", "ID3"};
    char head[4] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd < 0 ? -1 : read(fd, head, sizeof head);
    if (fd >= 0)
        close(fd);
    for (size_t i = 0; got == sizeof head && i < LG_ARRAY_LEN(magics); i++)
        if (memcmp(head, magics[i], strlen(magics[i])) == 0)
            return true;
    /* An MPEG frame begins with eleven ones. */
    return got >= 2 && (unsigned char)head[0] == 0xff && ((unsigned char)head[1] & 0xe0) == 0xe0;
}

int lg_look_audio_file(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                       struct lg_sighting *out, struct lg_err *err) {
    if (subject->path == NULL)
        return no_file(err);
    const char *path = lg_arena_strdup(ctx->arena, subject->path);
    if (!lg_fs_is_file(path) && !lg_fs_is_dir(path))
        return lg_sighting_set(out, "missing", path);
    return lg_sighting_set(out, looks_like_audio(path) ? "audio" : "other", path);
}

/* audio/file.h: a file that is whole, and holds nothing. */
static bool says_empty(const struct lg_err *why) {
    return lg_starts_with(why->text, "empty audio");
}

int lg_look_audio_header(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                         struct lg_sighting *out, struct lg_err *err) {
    struct lg_audio_file *file = NULL;
    struct lg_err why = {0};
    if (subject->path == NULL)
        return no_file(err);
    if (lg_audio_file_new(subject->path, &file, &why) != 0)
        return lg_sighting_set(out, says_empty(&why) ? "readable" : "corrupt",
                               lg_arena_strdup(ctx->arena, why.text));
    const struct lg_audio_info *info = lg_audio_file_info(file);
    const char *detail =
        lg_arena_printf(ctx->arena, "%s, %d Hz, %d channels, %lld frames", info->format,
                        info->rate_hz, info->channels, (long long)info->frames);
    lg_audio_file_free(file);
    return lg_sighting_set(out, "readable", detail);
}

int lg_look_audio_analysis(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                           struct lg_sighting *out, struct lg_err *err) {
    struct lg_measures measures;
    struct lg_err why = {0};
    if (subject->path == NULL)
        return no_file(err);
    if (lg_measure_file(subject->path, ctx->env, &measures, &why) != 0) {
        if (says_empty(&why))
            return lg_sighting_set(out, "empty", lg_arena_strdup(ctx->arena, why.text));
        *err = why;
        return -1;
    }
    bool is_silent = isinf(measures.sample_peak_dbfs);
    return lg_sighting_set(out, is_silent ? "silent" : "measured",
                           lg_arena_printf(ctx->arena, "%lld frames, peak %.2f dBFS",
                                           (long long)measures.frames, measures.sample_peak_dbfs));
}

/* --- folders ------------------------------------------------------------------------------ */

/* Section B, probe 5.3. */
static const char *const original_folders[] = {"data/caches", "data/reports", "data/actions",
                                               "data/timelines", "data/profiles"};

/* The part of a path below the project; NULL: it is not there. */
static const char *in_project(const struct lg_step_ctx *ctx, const char *path) {
    const char *project = ctx->paths->project;
    size_t length = strlen(project);
    if (strstr(path, "..") != NULL)
        return NULL;
    if (path[0] != '/')
        return path;
    bool is_below = strncmp(path, project, length) == 0 && path[length] == '/';
    return is_below ? path + length + 1 : NULL;
}

static bool is_originals(const char *relative) {
    return strcmp(relative, "data") == 0 || lg_starts_with(relative, "data/");
}

size_t lg_probe_folders(struct lg_step_ctx *ctx, const char *path,
                        const char *out[static LG_FOLDERS_MAX]) {
    const char *relative = path == NULL ? NULL : in_project(ctx, path);
    size_t count = 0;
    if (relative == NULL)
        return 0;
    for (size_t i = 0; is_originals(relative) && i < LG_ARRAY_LEN(original_folders); i++)
        out[count++] = lg_fs_join(ctx->arena, ctx->paths->project, original_folders[i]);
    if (strcmp(relative, "data") != 0)
        out[count++] =
            lg_fs_folder(ctx->arena, lg_fs_join(ctx->arena, ctx->paths->project, relative));
    return count;
}

static int no_folder(struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "nothing says which folder of the project it is about");
}

int lg_look_directories(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                        struct lg_sighting *out, struct lg_err *err) {
    const char *folders[LG_FOLDERS_MAX];
    size_t count = lg_probe_folders(ctx, subject->path, folders);
    if (count == 0)
        return no_folder(err);
    for (size_t i = 0; i < count; i++)
        if (!lg_fs_is_dir(folders[i]))
            return lg_sighting_set(out, "missing", folders[i]);
    return lg_sighting_set(out, "present", folders[count - 1]);
}

/* What stands of a path: itself, or the nearest folder above it. */
static const char *nearest(struct lg_step_ctx *ctx, const char *path) {
    while (access(path, F_OK) != 0 && strcmp(path, "/") != 0 && strcmp(path, ".") != 0)
        path = lg_fs_folder(ctx->arena, path);
    return path;
}

int lg_look_write_permission(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                             struct lg_sighting *out, struct lg_err *err) {
    const char *folders[LG_FOLDERS_MAX];
    size_t count = lg_probe_folders(ctx, subject->path, folders);
    if (count == 0)
        return no_folder(err);
    for (size_t i = 0; i < count; i++) {
        const char *there = nearest(ctx, folders[i]);
        if (!lg_fs_is_dir(there) || access(there, W_OK) != 0)
            return lg_sighting_set(out, "not-writable", there);
    }
    bool is_kept = lg_fs_is_file(subject->path) && access(subject->path, W_OK) != 0;
    return lg_sighting_set(out, is_kept ? "not-writable" : "writable", folders[count - 1]);
}
