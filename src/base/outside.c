#include "base/outside.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

/* A file system that keeps time by two seconds is the slowest there is; each try takes more than
 * half a microsecond. */
enum { MARK_TRIES = 4000000 };

static const char mark_name[] = ".mark";

static struct lg_file_time time_of(const struct stat *file) {
#ifdef __APPLE__
    return (struct lg_file_time){file->st_mtime, file->st_mtimensec};
#else
    return (struct lg_file_time){file->st_mtim.tv_sec, file->st_mtim.tv_nsec};
#endif
}

bool lg_file_time_is_before(struct lg_file_time a, struct lg_file_time b) {
    return a.s != b.s ? a.s < b.s : a.ns < b.ns;
}

static int touch(int fd, struct lg_file_time *out) {
    struct stat file;
    if (pwrite(fd, "", 1, 0) != 1 || fstat(fd, &file) != 0)
        return -1;
    *out = time_of(&file);
    return 0;
}

static int mark(const char *folder, struct lg_file_time *out, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_file_time first = {0};
    struct lg_file_time now;
    const char *path = lg_fs_join(&arena, folder, mark_name);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    int status = fd < 0 ? -1 : touch(fd, &first);
    now = first;
    for (int i = 0; status == 0 && !lg_file_time_is_before(first, now) && i < MARK_TRIES; i++)
        status = touch(fd, &now);
    if (status == 0)
        *out = now;
    else
        lg_err_sys(err, LG_ERR_WRITE, errno, "cannot write '%s'", path);
    if (fd >= 0) {
        close(fd);
        unlink(path);
    }
    lg_arena_dispose(&arena);
    return status;
}

void lg_outside_enter(struct lg_env *env, const char *part) {
    if (env->outside != NULL)
        env->outside->ops->enter(env->outside, env, part);
}

int lg_outside_mark(struct lg_env *env, const char *folder, struct lg_file_time *out,
                    struct lg_err *err) {
    if (env->outside != NULL)
        return env->outside->ops->mark(env->outside, env, folder, out, err);
    return mark(folder, out, err);
}

int lg_outside_look(struct lg_env *env, const char *path, struct lg_file_look *out,
                    struct lg_err *err) {
    struct stat file;
    if (env->outside != NULL)
        return env->outside->ops->look(env->outside, env, path, out, err);
    *out = (struct lg_file_look){0};
    if (stat(path, &file) != 0 || !S_ISREG(file.st_mode))
        return 0;
    *out = (struct lg_file_look){.is_there = true,
                                 .written = time_of(&file),
                                 .size = (int64_t)file.st_size,
                                 .device = (uint64_t)file.st_dev,
                                 .inode = (uint64_t)file.st_ino};
    return 0;
}

int lg_outside_fetch(struct lg_env *env, const char *name, const char *path, struct lg_arena *arena,
                     const char **out, struct lg_err *err) {
    if (env->outside != NULL)
        return env->outside->ops->fetch(env->outside, env, name, path, arena, out, err);
    *out = path;
    return 0;
}

int lg_outside_run(struct lg_env *env, const char *const *argv,
                   const struct lg_proc_options *options, struct lg_proc_result *out,
                   struct lg_err *err) {
    if (env->outside != NULL)
        return env->outside->ops->run(env->outside, env, argv, options, out, err);
    return lg_proc_run(env, argv, options, out, err);
}

int lg_outside_tell(struct lg_env *env, const char *question,
                    const struct lg_outside_teller *teller, struct lg_arena *arena,
                    struct lg_outside_words *out, struct lg_err *err) {
    if (env->outside != NULL)
        return env->outside->ops->tell(env->outside, env, question, teller, arena, out, err);
    return teller->tell(teller->ctx, arena, out, err);
}

int lg_outside_remove(struct lg_env *env, const char *path, struct lg_err *err) {
    if (env->outside != NULL)
        return env->outside->ops->remove(env->outside, env, path, err);
    return lg_fs_remove(path, err);
}

bool lg_outside_is_replayed(const struct lg_env *env) {
    return env->outside != NULL && env->outside->is_replayed;
}
