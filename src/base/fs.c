#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fault.h"

enum { BESIDE_TRIES = 1000, READ_BYTES = 64 * 1024 };

static int no_file(struct lg_err *err, enum lg_err_kind kind, int sys_errno, const char *path) {
    lg_err_sys(err, kind, sys_errno, "'%s'", path);
    return lg_err_about_file(err, path);
}

static int no_folder(struct lg_err *err, enum lg_err_kind kind, int sys_errno, const char *path) {
    lg_err_sys(err, kind, sys_errno, "folder '%s'", path);
    return lg_err_about_file(err, path);
}

static int read_to_end(int file, const char *path, size_t max_bytes, struct lg_str *out,
                       struct lg_err *err) {
    char *piece = lg_xmalloc(READ_BYTES);
    ssize_t got = 1;
    while (got > 0 && out->length <= max_bytes) {
        got = read(file, piece, READ_BYTES);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            lg_str_add_n(out, piece, (size_t)got);
    }
    free(piece);
    if (got < 0)
        return no_file(err, LG_ERR_READ, errno, path);
    if (out->length > max_bytes)
        return lg_err_set(err, LG_ERR_READ, "'%s' holds more than %zu bytes", path, max_bytes);
    return 0;
}

static int check_readable(int file, const char *path, size_t max_bytes, struct lg_err *err) {
    struct stat info;
    if (fstat(file, &info) != 0)
        return no_file(err, LG_ERR_READ, errno, path);
    if (!S_ISREG(info.st_mode))
        return lg_err_set(err, LG_ERR_READ, "'%s' is not a regular file", path);
    if (info.st_size > 0 && (uintmax_t)info.st_size > max_bytes)
        return lg_err_set(err, LG_ERR_READ, "'%s' holds %jd bytes, more than %zu", path,
                          (intmax_t)info.st_size, max_bytes);
    return 0;
}

int lg_fs_read(const char *path, size_t max_bytes, struct lg_str *out, struct lg_err *err) {
    /* Not blocking, since opening a pipe would wait for its writer. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return no_file(err, LG_ERR_READ, errno, path);
    /* One byte is left free, by which a file that is too long is known. */
    size_t bound = max_bytes < LG_STR_MAX ? max_bytes : LG_STR_MAX - 1;
    struct lg_str text = {0};
    int rc = check_readable(file, path, bound, err);
    if (rc == 0)
        rc = read_to_end(file, path, bound, &text, err);
    close(file);
    if (rc != 0) {
        lg_str_dispose(&text);
        return -1;
    }
    lg_str_dispose(out);
    *out = text;
    return 0;
}

static int make_file(const char *temporary, const char *unused) {
    LG_UNUSED(unused);
    return open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
}

static int make_link(const char *temporary, const char *target) {
    return symlink(target, temporary);
}

/* Makes something under a name beside `path` that nobody has yet; gives what `make` gave, -1 and
 * errno. */
static int make_beside(const char *path, int (*make)(const char *, const char *), const char *text,
                       char **temporary_out) {
    size_t size = strlen(path) + 16;
    char *temporary = lg_xmalloc(size);
    int made = -1;
    for (unsigned n = 0; n < BESIDE_TRIES; n++) {
        snprintf(temporary, size, "%s.%u.tmp", path, n);
        made = make(temporary, text);
        if (made >= 0 || errno != EEXIST)
            break;
    }
    if (made >= 0)
        *temporary_out = temporary;
    else
        free(temporary);
    return made;
}

static int sync_folder_of(const char *path) {
    struct lg_arena arena = {0};
    int folder = open(lg_fs_folder(&arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    lg_arena_dispose(&arena);
    if (folder < 0)
        return -1;
    int rc = fsync(folder);
    /* Some file systems can't sync a folder: the rename itself is done all the same. */
    if (rc != 0 && (errno == EINVAL || errno == ENOTSUP))
        rc = 0;
    close(folder);
    return rc;
}

/* The file that `path` means: what a link points to stays where it is. */
static char *resolved(const char *path) {
    char *real = realpath(path, NULL);
    return real != NULL ? real : lg_xstrdup(path);
}

/* A device or a pipe is written as it is: renaming onto /dev/null would replace it for everybody.
 */
static bool is_stream(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

int lg_fs_draft_open(struct lg_fs_draft *draft, const char *path, struct lg_err *err) {
    struct lg_fs_draft made = {.path = resolved(path)};
    int file = is_stream(path) ? open(path, O_WRONLY | O_CLOEXEC)
                               : make_beside(made.path, make_file, NULL, &made.temporary);
    int sys_errno = errno;
    if (file >= 0) {
        made.file = fdopen(file, "w");
        sys_errno = errno;
    }
    if (made.file == NULL) {
        if (file >= 0)
            close(file);
        lg_fs_draft_dispose(&made);
        return no_file(err, LG_ERR_WRITE, sys_errno, path);
    }
    *draft = made;
    return 0;
}

static int finish_file(FILE *file, bool is_temporary) {
    if (LG_FAULT("fs.write")) {
        errno = ENOSPC;
        return -1;
    }
    if (ferror(file) || fflush(file) != 0)
        return -1;
    return is_temporary ? fsync(fileno(file)) : 0;
}

static int rename_over(const char *temporary, const char *path) {
    if (LG_FAULT("fs.rename")) {
        errno = EIO;
        return -1;
    }
    return rename(temporary, path);
}

int lg_fs_draft_commit(struct lg_fs_draft *draft, struct lg_err *err) {
    /* An earlier write that failed left no errno of its own. */
    errno = EIO;
    int rc = finish_file(draft->file, draft->temporary != NULL);
    int sys_errno = errno;
    if (fclose(draft->file) != 0 && rc == 0) {
        rc = -1;
        sys_errno = errno;
    }
    draft->file = NULL;
    if (rc == 0 && draft->temporary != NULL) {
        rc = rename_over(draft->temporary, draft->path);
        sys_errno = errno;
    }
    if (rc == 0 && draft->temporary != NULL) {
        free(draft->temporary);
        draft->temporary = NULL;
        rc = sync_folder_of(draft->path);
        sys_errno = errno;
    }
    if (rc != 0)
        no_file(err, LG_ERR_WRITE, sys_errno, draft->path);
    lg_fs_draft_dispose(draft);
    return rc == 0 ? 0 : -1;
}

void lg_fs_draft_dispose(struct lg_fs_draft *draft) {
    if (draft == NULL)
        return;
    if (draft->file != NULL)
        fclose(draft->file);
    if (draft->temporary != NULL)
        unlink(draft->temporary);
    free(draft->temporary);
    free(draft->path);
    *draft = (struct lg_fs_draft){0};
}

int lg_fs_write_atomic(const char *path, const void *bytes, size_t length, struct lg_err *err) {
    struct lg_fs_draft draft = {0};
    if (lg_fs_draft_open(&draft, path, err) != 0)
        return -1;
    if (length > 0 && fwrite(bytes, 1, length, draft.file) != length) {
        no_file(err, LG_ERR_WRITE, errno, path);
        lg_fs_draft_dispose(&draft);
        return -1;
    }
    return lg_fs_draft_commit(&draft, err);
}

static int make_folder(const char *path, struct lg_err *err) {
    if (mkdir(path, 0755) == 0)
        return 0;
    int sys_errno = errno;
    if (lg_fs_is_dir(path))
        return 0;
    return no_folder(err, LG_ERR_WRITE, sys_errno, path);
}

int lg_fs_mkdirs(const char *path, struct lg_err *err) {
    char *part = lg_xstrdup(path);
    int rc = 0;
    for (char *slash = strchr(part + (part[0] != '\0'), '/'); slash != NULL && rc == 0;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        rc = make_folder(part, err);
        *slash = '/';
    }
    if (rc == 0)
        rc = make_folder(part, err);
    free(part);
    return rc;
}

bool lg_fs_is_file(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool lg_fs_is_dir(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool lg_fs_is_same(const char *a, const char *b) {
    struct stat of_a;
    struct stat of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

int lg_fs_relink(const char *link_path, const char *target, struct lg_err *err) {
    char *temporary = NULL;
    if (make_beside(link_path, make_link, target, &temporary) < 0)
        return lg_err_sys(err, LG_ERR_WRITE, errno, "link '%s'", link_path);
    int rc = 0;
    if (rename_over(temporary, link_path) != 0) {
        rc = lg_err_sys(err, LG_ERR_WRITE, errno, "link '%s'", link_path);
        unlink(temporary);
    }
    free(temporary);
    return rc;
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_listed(const char *name, const char *suffix) {
    bool is_self = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
    return !is_self && (suffix == NULL || lg_ends_with(name, suffix));
}

/* Grown by doubling inside the arena: what is outgrown is freed with it. */
static char **with_room(struct lg_arena *arena, char **names, size_t count) {
    if (count != 0 && (count < 16 || (count & (count - 1)) != 0))
        return names;
    char **grown = lg_arena_array(arena, count < 16 ? 16 : count * 2, sizeof *grown);
    if (count > 0)
        memcpy(grown, names, count * sizeof *grown);
    return grown;
}

int lg_fs_list(const char *folder, const char *suffix, struct lg_arena *arena, char ***names_out,
               size_t *count_out, struct lg_err *err) {
    DIR *stream = opendir(folder);
    if (stream == NULL)
        return no_folder(err, LG_ERR_READ, errno, folder);
    char **names = NULL;
    size_t count = 0;
    errno = 0;
    for (struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream)) {
        if (is_listed(entry->d_name, suffix)) {
            names = with_room(arena, names, count);
            names[count++] = lg_arena_strdup(arena, entry->d_name);
        }
        errno = 0;
    }
    int sys_errno = errno;
    closedir(stream);
    if (sys_errno != 0)
        return no_folder(err, LG_ERR_READ, sys_errno, folder);
    if (count > 0)
        qsort(names, count, sizeof *names, by_bytes);
    *names_out = names;
    *count_out = count;
    return 0;
}

int lg_fs_free_bytes(const char *path, uint64_t *bytes_out, struct lg_err *err) {
    struct statvfs info;
    if (statvfs(path, &info) != 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "free space of '%s'", path);
    *bytes_out = LG_FAULT("fs.free") ? 0 : (uint64_t)info.f_bavail * (uint64_t)info.f_frsize;
    return 0;
}

int lg_fs_time(const char *path, int64_t *seconds_out, struct lg_err *err) {
    struct stat info;
    if (stat(path, &info) != 0)
        return no_file(err, LG_ERR_READ, errno, path);
    *seconds_out = (int64_t)info.st_mtime;
    return 0;
}

int lg_fs_remove(const char *path, struct lg_err *err) {
    if (unlink(path) == 0 || errno == ENOENT)
        return 0;
    return no_file(err, LG_ERR_WRITE, errno, path);
}

char *lg_fs_join(struct lg_arena *arena, const char *base, const char *path) {
    bool is_here = base == NULL || base[0] == '\0' || strcmp(base, ".") == 0;
    if (is_here || path[0] == '/')
        return lg_arena_strdup(arena, path);
    return lg_arena_printf(arena, "%s%s%s", base, lg_ends_with(base, "/") ? "" : "/", path);
}

const char *lg_fs_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

char *lg_fs_folder(struct lg_arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return lg_arena_strdup(arena, ".");
    size_t length = slash == path ? 1 : (size_t)(slash - path);
    return lg_arena_strndup(arena, path, length);
}

char *lg_fs_stem(struct lg_arena *arena, const char *path) {
    const char *name = lg_fs_name(path);
    const char *dot = strrchr(name, '.');
    /* ".profile" has no extension: its dot only hides it. */
    size_t length = dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);
    return lg_arena_strndup(arena, name, length);
}

static int copy_bytes(int from, int to) {
    char *piece = lg_xmalloc(READ_BYTES);
    ssize_t got = 1;
    ssize_t wrote = 0;
    while (got > 0 && wrote >= 0) {
        got = read(from, piece, READ_BYTES);
        if (got < 0 && errno == EINTR) {
            got = 1;
            continue;
        }
        for (ssize_t at = 0; at < got && wrote >= 0; at += wrote) {
            wrote = write(to, piece + at, (size_t)(got - at));
            if (wrote < 0 && errno == EINTR)
                wrote = 0;
        }
    }
    free(piece);
    return got < 0 || wrote < 0 ? -1 : 0;
}

int lg_fs_copy(const char *from, const char *to, struct lg_err *err) {
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "'%s'", from);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int status = out < 0 ? -1 : copy_bytes(in, out);
    int code = errno;
    if (out >= 0 && close(out) < 0 && status == 0) {
        code = errno;
        status = -1;
    }
    close(in);
    return status == 0 ? 0 : lg_err_sys(err, LG_ERR_WRITE, code, "copying '%s' to '%s'", from, to);
}
