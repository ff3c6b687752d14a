/* SHA-256 by libcrypto. */
#ifndef LG_BASE_SHA256_H
#define LG_BASE_SHA256_H

#include <stddef.h>

#include "base/err.h"

/* 64 hex digits, lower case, and NUL. */
enum { LG_SHA256_HEX = 65 };

struct lg_sha256;

struct lg_sha256 *lg_sha256_new(void);
void lg_sha256_add(struct lg_sha256 *hash, const void *bytes, size_t length);
/* Ends the computation; frees the hash. */
void lg_sha256_finish(struct lg_sha256 *hash, char hex_out[static LG_SHA256_HEX]);
void lg_sha256_free(struct lg_sha256 *hash);

void lg_sha256_of(const void *bytes, size_t length, char hex_out[static LG_SHA256_HEX]);
/* Of a whole file, read in pieces. */
int lg_sha256_file(const char *path, char hex_out[static LG_SHA256_HEX],
                   struct lg_err *err) LG_MUST_CHECK;

#endif
