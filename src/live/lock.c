#include "live/lock.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/number.h"
#include "base/str.h"
#include "osc/holder.h"
#include "osc/udp.h"

/* How often a lock that another holds is tried again: the system tells nobody when it is free. */
enum { TRY_EVERY_MS = 100, TRIES = 8, NOTE_MAX = 2048, NAME_MAX_BYTES = 300 };

struct lg_live_lock {
    int fd;
    bool is_foreign; /* another user's file, which can be read alone */
    char *path;
    char place[LG_UDP_ADDRESS + 8]; /* 127.0.0.1:11000 */
};

enum attempt { FAILED = -1, LOCKED = 0, BUSY = 1 };

static enum attempt no_lock(const struct lg_live_lock *lock, const char *why, int sys_errno,
                            struct lg_err *err) {
    lg_err_sys(err, LG_ERR_READ, sys_errno, "%s, the lock of Live at %s, %s", lock->path,
               lock->place, why);
    return FAILED;
}

/* The file is opened as it is, never through a link, and made only where there is none: Linux
 * refuses O_CREAT for another user's file in /tmp. That one can still be read, to name its holder.
 */
static int open_file(struct lg_live_lock *lock) {
    static const int flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    lock->is_foreign = false;
    for (int tries = 0; tries < TRIES; tries++) {
        lock->fd = open(lock->path, O_RDWR | flags);
        if (lock->fd < 0 && errno == ENOENT) {
            lock->fd = open(lock->path, O_RDWR | O_CREAT | O_EXCL | flags, 0600);
            if (lock->fd >= 0)
                (void)!fchmod(lock->fd, 0644);
        }
        if (lock->fd < 0 && errno == EACCES) {
            lock->fd = open(lock->path, O_RDONLY | flags);
            lock->is_foreign = true;
        }
        if (lock->fd >= 0 || (errno != ENOENT && errno != EEXIST))
            break;
    }
    return lock->fd;
}

static void close_file(struct lg_live_lock *lock) {
    if (lock->fd >= 0)
        close(lock->fd);
    lock->fd = -1;
}

/* A holder that has ended may have removed the file that we opened: a lock on that keeps nobody
 * out.
 */
static bool is_still_there(const struct lg_live_lock *lock) {
    struct stat ours;
    struct stat there;
    return fstat(lock->fd, &ours) == 0 && lstat(lock->path, &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/* The process that keeps us out; 0: none, or one that can't be told. */
static bool is_held(const struct lg_live_lock *lock, int64_t *pid_out) {
    struct flock range = {.l_type = lock->is_foreign ? F_RDLCK : F_WRLCK, .l_whence = SEEK_SET};
    *pid_out = 0;
    if (fcntl(lock->fd, F_GETLK, &range) < 0 || range.l_type == F_UNLCK)
        return false;
    *pid_out = range.l_pid;
    return true;
}

static enum attempt lock_file(struct lg_live_lock *lock, struct lg_err *err) {
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct stat info;
    int64_t pid;
    if (fstat(lock->fd, &info) < 0 || !S_ISREG(info.st_mode))
        return no_lock(lock, "is no plain file", EINVAL, err);
    if (lock->is_foreign)
        return is_held(lock, &pid)
                   ? BUSY
                   : no_lock(lock, "is another user's, and nobody holds it: remove it", EACCES,
                             err);
    if (fcntl(lock->fd, F_SETLK, &range) == 0)
        return LOCKED;
    return errno == EACCES || errno == EAGAIN ? BUSY : no_lock(lock, "can't be locked", errno, err);
}

static enum attempt try_lock(struct lg_live_lock *lock, struct lg_err *err) {
    for (int tries = 0; tries < TRIES; tries++) {
        close_file(lock);
        if (open_file(lock) < 0)
            return no_lock(lock, "can't be opened", errno, err);
        enum attempt attempt = lock_file(lock, err);
        if (attempt != LOCKED || is_still_there(lock))
            return attempt;
    }
    return no_lock(lock, "is replaced all the time", EBUSY, err);
}

/* What the holder wrote: `name value` a line. */
static bool note_value(const char *note, const char *name, char out[static NAME_MAX_BYTES]) {
    size_t length = strlen(name);
    for (const char *line = note; *line != '\0'; line += strspn(line, "\n")) {
        size_t end = strcspn(line, "\n");
        if (end > length && strncmp(line, name, length) == 0 && line[length] == ' ') {
            snprintf(out, NAME_MAX_BYTES, "%.*s", (int)(end - length - 1), line + length + 1);
            return true;
        }
        line += end;
    }
    return false;
}

/* The file is everybody's to write: nothing in it may act on a terminal. */
static void read_note(const struct lg_live_lock *lock, char note[static NOTE_MAX]) {
    ssize_t length = pread(lock->fd, note, NOTE_MAX - 1, 0);
    note[length < 0 ? 0 : length] = '\0';
    for (char *c = note; *c != '\0'; c++) {
        if (((unsigned char)*c < 0x20 && *c != '\n') || *c == 0x7f)
            *c = '?';
    }
}

static int in_use(const struct lg_live_lock *lock, struct lg_err *err) {
    char note[NOTE_MAX];
    char words[3][NAME_MAX_BYTES];
    int64_t pid = 0;
    int64_t noted = 0;
    struct lg_str holder = {0};
    bool is_known = is_held(lock, &pid);
    read_note(lock, note);
    bool is_noted = note_value(note, "pid", words[0]) && note_value(note, "command", words[1]) &&
                    note_value(note, "since", words[2]) &&
                    lg_number_read_int(lg_view_of(words[0]), &noted);
    /* The holder's own words, unless they are those of one before it. */
    if (is_noted && (!is_known || pid <= 0 || pid == noted))
        lg_str_printf(&holder, "pid %lld (%s, since %s)", (long long)noted, words[1], words[2]);
    else if (is_known && pid > 0)
        lg_process_name(pid, &holder);
    else
        lg_str_add(&holder, "another program");
    lg_err_set(err, LG_ERR_READ, "Live at %s is in use by %s", lock->place, lg_str_text(&holder));
    lg_str_dispose(&holder);
    return -1;
}

/* Waits a moment, or until a stop is asked for. */
static int wait_a_moment(const struct lg_env *env, int64_t until_ns, struct lg_err *err) {
    struct pollfd wake = {.fd = env->interrupt == NULL ? -1 : env->interrupt->wake_fd,
                          .events = POLLIN};
    int64_t left_ms = (until_ns - lg_clock_now_ns(&env->clock)) / LG_NS_PER_MS + 1;
    if (poll(&wake, 1, left_ms < TRY_EVERY_MS ? (int)left_ms : TRY_EVERY_MS) < 0 && errno != EINTR)
        return lg_err_sys(err, LG_ERR_INTERNAL, errno, "poll");
    return lg_env_check(env, err);
}

static int take(const struct lg_env *env, struct lg_live_lock *lock, int64_t until_ns,
                struct lg_err *err) {
    for (;;) {
        if (lg_env_check(env, err) < 0)
            return -1;
        enum attempt attempt = try_lock(lock, err);
        if (attempt != BUSY)
            return attempt == LOCKED ? 0 : -1;
        if (lg_clock_now_ns(&env->clock) >= until_ns)
            return in_use(lock, err);
        if (wait_a_moment(env, until_ns, err) < 0)
            return -1;
    }
}

/* Without a note the lock holds all the same. */
static void write_note(const struct lg_env *env, const struct lg_live_lock_options *options,
                       const struct lg_live_lock *lock) {
    struct lg_str note = {0};
    char since[25];
    lg_clock_format_utc(lg_clock_wall_ms(&env->clock), since);
    lg_str_printf(&note, "pid %lld\nsince %s\n", (long long)env->pid, since);
    if (options->run != NULL)
        lg_str_printf(&note, "run %s\n", options->run);
    lg_str_printf(&note, "command %.250s\n", options->command);
    (void)!ftruncate(lock->fd, 0);
    (void)!pwrite(lock->fd, note.text, note.length, 0);
    lg_str_dispose(&note);
}

char *lg_live_shared_path(const char *folder, const char *address, int port, const char *kind) {
    struct lg_str path = {0};
    lg_str_printf(&path, "%s/livegate-%s-%d.%s", folder != NULL ? folder : "/tmp", address, port,
                  kind);
    return path.text;
}

int lg_live_lock(const struct lg_env *env, const struct lg_live_lock_options *options,
                 struct lg_live_lock **out, struct lg_err *err) {
    assert(!env->clock.is_virtual);
    char address[LG_UDP_ADDRESS];
    if (lg_udp_address(options->host, address, err) < 0)
        return -1;
    struct lg_live_lock *lock = lg_xcalloc(1, sizeof *lock);
    lock->fd = -1;
    lock->path = lg_live_shared_path(options->folder, address, options->port, "lock");
    snprintf(lock->place, sizeof lock->place, "%s:%d", address, options->port);
    if (take(env, lock, lg_clock_after(&env->clock, options->wait_ns), err) < 0) {
        close_file(lock);
        free(lock->path);
        free(lock);
        return -1;
    }
    write_note(env, options, lock);
    *out = lock;
    return 0;
}

/* The file goes while the lock is still ours, so that nobody else's is removed. Another user's
 * stays, as /tmp has it. */
void lg_live_unlock(struct lg_live_lock *lock) {
    if (lock == NULL)
        return;
    (void)!unlink(lock->path);
    close_file(lock);
    free(lock->path);
    free(lock);
}
