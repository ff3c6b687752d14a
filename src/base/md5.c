#include "base/md5.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct lg_md5 {
    EVP_MD_CTX *context;
};

struct lg_md5 *lg_md5_new(void) {
    struct lg_md5 *hash = lg_xcalloc(1, sizeof *hash);
    hash->context = lg_xcheck(EVP_MD_CTX_new());
    if (EVP_DigestInit_ex(hash->context, EVP_md5(), NULL) == 1)
        return hash;
    lg_md5_free(hash); /* where only what is approved for secrets is to be had */
    return NULL;
}

/* What fails here fails for want of memory only. */
void lg_md5_add(struct lg_md5 *hash, const void *bytes, size_t length) {
    lg_xcheck(EVP_DigestUpdate(hash->context, bytes, length) == 1 ? hash : NULL);
}

void lg_md5_finish(struct lg_md5 *hash, unsigned char out[static LG_MD5_BYTES]) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    lg_xcheck(EVP_DigestFinal_ex(hash->context, digest, NULL) == 1 ? hash : NULL);
    memcpy(out, digest, LG_MD5_BYTES);
    lg_md5_free(hash);
}

void lg_md5_free(struct lg_md5 *hash) {
    if (hash == NULL)
        return;
    EVP_MD_CTX_free(hash->context);
    free(hash);
}
