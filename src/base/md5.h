/* MD5 by libcrypto, for formats that keep one: it tells damage, not forgery. */
#ifndef LG_BASE_MD5_H
#define LG_BASE_MD5_H

#include <stddef.h>

enum { LG_MD5_BYTES = 16 };

struct lg_md5;

/* NULL: this libcrypto does not give it. */
struct lg_md5 *lg_md5_new(void);
void lg_md5_add(struct lg_md5 *hash, const void *bytes, size_t length);
/* Ends the computation; frees the hash. */
void lg_md5_finish(struct lg_md5 *hash, unsigned char out[static LG_MD5_BYTES]);
void lg_md5_free(struct lg_md5 *hash);

#endif
