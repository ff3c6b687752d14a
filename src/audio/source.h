/* The bytes of an audio file, read once: whoever asks for them, they go through the file's hash on
 * the way, in the file's order. libsndfile jumps about in a header; what it read ahead of the hash
 * is read again, which is little. */
#ifndef LG_AUDIO_SOURCE_H
#define LG_AUDIO_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/sha256.h"

struct lg_source {
    int fd;
    char *path;
    struct stat opened;
    int64_t at;             /* the reader's position */
    int64_t hashed;         /* bytes so far */
    struct lg_sha256 *hash; /* NULL: not wanted */
    int sys_errno;          /* of the first failed read; 0: none */
};

/* LG_ERR_READ, naming the path: missing, a folder, no regular file, 0 bytes. */
int lg_source_open(struct lg_source *source, const char *path, struct lg_err *err) LG_MUST_CHECK;
void lg_source_dispose(struct lg_source *source);

/* From now on; before the first read. */
void lg_source_keep_hash(struct lg_source *source);
/* Reads on to the end for what nobody asked for. LG_ERR_READ; the hash must have been kept. */
int lg_source_hash(struct lg_source *source, char hex_out[static LG_SHA256_HEX],
                   struct lg_err *err) LG_MUST_CHECK;

/* How many bytes at `at` came; fewer than asked for at the end or after a failure. */
int64_t lg_source_read(struct lg_source *source, void *out, int64_t length);
/* Another size, time or file under that path than when it was opened. */
bool lg_source_was_changed(const struct lg_source *source);

#endif
