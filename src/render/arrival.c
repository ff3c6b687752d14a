#include "render/arrival.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

/* A file system that keeps time by two seconds is the slowest there is; each try takes more than
 * half a microsecond. */
enum { MARK_TRIES = 4000000 };

static const char mark_name[] = ".mark";

static struct lg_arrival_mark time_of(const struct stat *file) {
#ifdef __APPLE__
    return (struct lg_arrival_mark){file->st_mtime, file->st_mtimensec};
#else
    return (struct lg_arrival_mark){file->st_mtim.tv_sec, file->st_mtim.tv_nsec};
#endif
}

static bool is_before(struct lg_arrival_mark a, struct lg_arrival_mark b) {
    return a.s != b.s ? a.s < b.s : a.ns < b.ns;
}

static int touch(int fd, struct lg_arrival_mark *out) {
    struct stat file;
    if (pwrite(fd, "", 1, 0) != 1 || fstat(fd, &file) != 0)
        return -1;
    *out = time_of(&file);
    return 0;
}

int lg_arrival_mark(const char *folder, struct lg_arrival_mark *out, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_arrival_mark first;
    struct lg_arrival_mark now;
    const char *path = lg_fs_join(&arena, folder, mark_name);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    int status = fd < 0 ? -1 : touch(fd, &first);
    now = first;
    for (int i = 0; status == 0 && !is_before(first, now) && i < MARK_TRIES; i++)
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

/* One look at the file. */
struct look {
    bool is_there;
    struct stat file;
};

static struct look look_at(const char *path) {
    struct look look = {0};
    look.is_there = stat(path, &look.file) == 0 && S_ISREG(look.file.st_mode);
    return look;
}

static bool is_same(const struct look *a, const struct look *b) {
    struct lg_arrival_mark was = time_of(&a->file);
    struct lg_arrival_mark is = time_of(&b->file);
    return a->is_there && b->is_there && a->file.st_ino == b->file.st_ino &&
           a->file.st_dev == b->file.st_dev && a->file.st_size == b->file.st_size &&
           !is_before(was, is) && !is_before(is, was);
}

static bool is_complete(const char *path, struct lg_err *why) {
    struct lg_completeness completeness = {0};
    struct stat file;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is_read = fd >= 0 && fstat(fd, &file) == 0 &&
                   lg_complete_check(fd, (int64_t)file.st_size, path, &completeness, why) == 0;
    if (fd >= 0)
        close(fd);
    if (is_read && !completeness.is_known)
        lg_err_set(why, LG_ERR_READ, "'%s': %s", path, completeness.how);
    return is_read && completeness.is_known;
}

/* What the file lacks still; 0: nothing. */
static int judge(const struct lg_arrival *arrival, const char *path, const struct look *look,
                 int unchanged, struct lg_err *err) {
    struct lg_err why = {0};
    if (!look->is_there)
        return lg_print_refuse(err, LG_PRINT_MISSING, "'%s' did not come", path);
    if (is_before(time_of(&look->file), arrival->since))
        return lg_print_refuse(err, LG_PRINT_STALE, "'%s' was last written before it was ordered",
                               path);
    if (unchanged < arrival->checks)
        return lg_print_refuse(err, LG_PRINT_HALF_WRITTEN, "'%s' is still being written", path);
    if (!is_complete(path, &why))
        return lg_print_refuse(err, LG_PRINT_HALF_WRITTEN, "%s", why.text);
    return 0;
}

int lg_arrival_await(const struct lg_arrival *arrival, const char *path, struct lg_err *err) {
    struct look before = {0};
    int unchanged = 0;
    for (;;) {
        struct lg_err flaw = {0};
        struct look now = look_at(path);
        unchanged = is_same(&before, &now) ? unchanged + 1 : 0;
        if (judge(arrival, path, &now, unchanged, &flaw) == 0)
            return 0;
        if (lg_clock_now_ns(&arrival->env->clock) >= arrival->deadline_ns)
            return lg_err_set(err, flaw.kind, "%s", flaw.text);
        if (arrival->pause(arrival->ctx, err) < 0)
            return -1;
        before = now;
    }
}
