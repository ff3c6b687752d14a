#include "report/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/fs.h"

enum { PIECE_BYTES = 64 * 1024 };

bool lg_spool_is_device(const char *path) {
    return access(path, F_OK) == 0 && !lg_fs_is_file(path) && !lg_fs_is_dir(path);
}

const char *lg_spool_folder(struct lg_arena *arena, const char *path, const struct lg_env *env) {
    return lg_spool_is_device(path) ? env->tmpdir : lg_fs_folder(arena, path);
}

int lg_spool_open(struct lg_spool *spool, const char *folder, struct lg_err *err) {
    struct lg_arena arena = {0};
    char *path = lg_fs_join(&arena, folder, ".livegate-spool-XXXXXX");
    int file = mkstemp(path);
    int rc = file < 0 ? lg_err_sys(err, LG_ERR_WRITE, errno, "no file can be made in folder '%s'",
                                   folder)
                      : 0;
    if (rc == 0) {
        unlink(path);
        fcntl(file, F_SETFD, FD_CLOEXEC);
        spool->file = lg_xcheck(fdopen(file, "w+"));
    }
    lg_arena_dispose(&arena);
    return rc;
}

void lg_spool_dispose(struct lg_spool *spool) {
    if (spool == NULL || spool->file == NULL)
        return;
    fclose(spool->file);
    spool->file = NULL;
}

/* So many bytes, or what there is. */
static int copy(FILE *from, size_t length, FILE *to, char *piece) {
    while (length > 0) {
        size_t got = fread(piece, 1, length < PIECE_BYTES ? length : PIECE_BYTES, from);
        if (got == 0)
            break;
        if (fwrite(piece, 1, got, to) != got)
            return -1;
        length -= got;
    }
    return ferror(from) ? -1 : 0;
}

/* What lies before, between and behind the ranges. */
static int copy_without(FILE *from, const struct lg_spool_range *ranges, size_t count, FILE *to,
                        char *piece) {
    size_t at = 0;
    if (LG_FAULT("report.spool")) {
        errno = ENOSPC;
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (copy(from, ranges[i].offset - at, to, piece) != 0)
            return -1;
        at = ranges[i].offset + ranges[i].length;
        if (fseek(from, (long)at, SEEK_SET) != 0)
            return -1;
    }
    return copy(from, SIZE_MAX, to, piece);
}

/* A stream that reads and writes has to be sought in between. */
static int truncate_file(FILE *file, size_t length) {
    return fseek(file, (long)length, SEEK_SET) == 0 ? ftruncate(fileno(file), (off_t)length) : -1;
}

int lg_spool_pour(struct lg_spool *spool, FILE *to, struct lg_err *err) {
    return lg_spool_copy_without(spool, NULL, 0, to, err) != 0 ? -1 : lg_spool_empty(spool, err);
}

size_t lg_spool_length(const struct lg_spool *spool) {
    long length = ftell(spool->file);
    return length < 0 ? 0 : (size_t)length;
}

int lg_spool_copy_without(struct lg_spool *spool, const struct lg_spool_range *ranges, size_t count,
                          FILE *to, struct lg_err *err) {
    char *piece = lg_xmalloc(PIECE_BYTES);
    int rc = fflush(spool->file) != 0 || ferror(spool->file) ? -1 : 0;
    if (rc == 0)
        rc = fseek(spool->file, 0, SEEK_SET);
    if (rc == 0)
        rc = copy_without(spool->file, ranges, count, to, piece);
    if (rc == 0)
        rc = fseek(spool->file, 0, SEEK_END);
    if (rc != 0)
        lg_err_sys(err, LG_ERR_WRITE, errno, LG_SPOOL_TEXT);
    free(piece);
    return rc == 0 ? 0 : -1;
}

int lg_spool_empty(struct lg_spool *spool, struct lg_err *err) {
    return lg_spool_cut(spool, 0, err);
}

int lg_spool_cut(struct lg_spool *spool, size_t length, struct lg_err *err) {
    if (fflush(spool->file) == 0 && truncate_file(spool->file, length) == 0)
        return 0;
    return lg_err_sys(err, LG_ERR_WRITE, errno, LG_SPOOL_TEXT);
}
