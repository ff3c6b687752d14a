#include "audio/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"

enum { REST_BYTES = 64 * 1024 };

int lg_source_open(struct lg_source *source, const char *path, struct lg_err *err) {
    *source = (struct lg_source){.path = lg_xstrdup(path)};
    /* Not blocking: a FIFO without a writer must be refused, not waited for. */
    source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (source->fd < 0 || fstat(source->fd, &source->opened) < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "cannot open '%s'", path);
    if (S_ISDIR(source->opened.st_mode))
        return lg_err_set(err, LG_ERR_READ, "'%s' is a folder, not an audio file", path);
    if (!S_ISREG(source->opened.st_mode))
        return lg_err_set(err, LG_ERR_READ, "'%s' is not a regular file", path);
    if (source->opened.st_size == 0)
        return lg_err_set(err, LG_ERR_READ, "empty audio: '%s' holds 0 bytes", path);
    return 0;
}

void lg_source_dispose(struct lg_source *source) {
    if (source->path != NULL && source->fd >= 0)
        close(source->fd);
    lg_sha256_free(source->hash);
    free(source->path);
    *source = (struct lg_source){0};
}

void lg_source_keep_hash(struct lg_source *source) {
    if (source->hash == NULL)
        source->hash = lg_sha256_new();
}

/* The part of what was read that the hash did not hear yet, if it follows what it did. */
static void hear(struct lg_source *source, const unsigned char *bytes, int64_t length) {
    int64_t skip = source->hashed - source->at;
    if (source->hash == NULL || skip < 0 || skip >= length)
        return;
    lg_sha256_add(source->hash, bytes + skip, (size_t)(length - skip));
    source->hashed += length - skip;
}

int64_t lg_source_read(struct lg_source *source, void *out, int64_t length) {
    unsigned char *bytes = out;
    int64_t done = 0;
    while (done < length) {
        ssize_t got =
            pread(source->fd, bytes + done, (size_t)(length - done), (off_t)(source->at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && source->sys_errno == 0)
            source->sys_errno = errno;
        if (got <= 0)
            break;
        done += got;
    }
    hear(source, bytes, done);
    source->at += done;
    return done;
}

int lg_source_hash(struct lg_source *source, char hex_out[static LG_SHA256_HEX],
                   struct lg_err *err) {
    unsigned char *rest = lg_xmalloc(REST_BYTES);
    int64_t got;
    source->at = source->hashed;
    do
        got = lg_source_read(source, rest, REST_BYTES);
    while (got > 0);
    free(rest);
    if (source->sys_errno != 0)
        return lg_err_sys(err, LG_ERR_READ, source->sys_errno, "cannot read '%s'", source->path);
    lg_sha256_finish(source->hash, hex_out);
    source->hash = NULL;
    return 0;
}

bool lg_source_was_changed(const struct lg_source *source) {
    struct stat now;
    const struct stat *then = &source->opened;
    return stat(source->path, &now) < 0 || now.st_size != then->st_size ||
           now.st_mtime != then->st_mtime || now.st_ino != then->st_ino ||
           now.st_dev != then->st_dev;
}
