#include "base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fs.h"

enum { PIECE_BYTES = 64 * 1024 };

struct lg_sha256 {
    EVP_MD_CTX *context;
};

/* libcrypto fails here for want of memory only: as for the arena, nothing sensible is left to do.
 */
static void must(int ok) {
    lg_xcheck(ok == 1 ? &ok : NULL);
}

struct lg_sha256 *lg_sha256_new(void) {
    struct lg_sha256 *hash = lg_xcalloc(1, sizeof *hash);
    hash->context = lg_xcheck(EVP_MD_CTX_new());
    must(EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL));
    return hash;
}

void lg_sha256_add(struct lg_sha256 *hash, const void *bytes, size_t length) {
    must(EVP_DigestUpdate(hash->context, bytes, length));
}

void lg_sha256_finish(struct lg_sha256 *hash, char hex_out[static LG_SHA256_HEX]) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    must(EVP_DigestFinal_ex(hash->context, digest, NULL));
    for (size_t i = 0; i < LG_SHA256_HEX / 2; i++)
        snprintf(hex_out + 2 * i, 3, "%02x", digest[i]);
    lg_sha256_free(hash);
}

void lg_sha256_free(struct lg_sha256 *hash) {
    if (hash == NULL)
        return;
    EVP_MD_CTX_free(hash->context);
    free(hash);
}

void lg_sha256_of(const void *bytes, size_t length, char hex_out[static LG_SHA256_HEX]) {
    struct lg_sha256 *hash = lg_sha256_new();
    lg_sha256_add(hash, bytes, length);
    lg_sha256_finish(hash, hex_out);
}

static int add_file(struct lg_sha256 *hash, int file) {
    char *piece = lg_xmalloc(PIECE_BYTES);
    ssize_t got = 0;
    do {
        got = read(file, piece, PIECE_BYTES);
        if (got > 0)
            lg_sha256_add(hash, piece, (size_t)got);
    } while (got > 0 || (got < 0 && errno == EINTR));
    free(piece);
    return got == 0 ? 0 : -1;
}

int lg_sha256_file(const char *path, char hex_out[static LG_SHA256_HEX], struct lg_err *err) {
    /* Not blocking, since opening a pipe would wait for its writer. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "'%s'", path);
    if (!lg_fs_is_file(path)) {
        close(file);
        return lg_err_set(err, LG_ERR_READ, "'%s' is not a regular file", path);
    }
    struct lg_sha256 *hash = lg_sha256_new();
    int rc = add_file(hash, file);
    int sys_errno = errno;
    close(file);
    if (rc != 0) {
        lg_sha256_free(hash);
        return lg_err_sys(err, LG_ERR_READ, sys_errno, "'%s'", path);
    }
    lg_sha256_finish(hash, hex_out);
    return 0;
}
