/* A file without a name that holds what is not ready for its place yet, so that memory need not. */
#ifndef LG_REPORT_SPOOL_H
#define LG_REPORT_SPOOL_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/err.h"

/* What it holds, in the words of an error. */
#define LG_SPOOL_TEXT "its text, gathered until the run ends"

/* Zeroed is valid and closed. */
struct lg_spool {
    FILE *file;
};

/* Whether it is there and neither a file nor a folder. */
bool lg_spool_is_device(const char *path);
/* Where the spools of a file at `path` go: beside it, or, nobody keeping files beside a device, in
 * the env's tmpdir. */
const char *lg_spool_folder(struct lg_arena *arena, const char *path, const struct lg_env *env);
/* Makes it in `folder` and takes its name away at once: it is gone with us, however we end. */
int lg_spool_open(struct lg_spool *spool, const char *folder, struct lg_err *err) LG_MUST_CHECK;
void lg_spool_dispose(struct lg_spool *spool);
/* Adds all that it holds to `to`, then empties it. LG_ERR_WRITE. */
int lg_spool_pour(struct lg_spool *spool, FILE *to, struct lg_err *err) LG_MUST_CHECK;
/* Some of what it holds, in bytes. */
struct lg_spool_range {
    size_t offset, length;
};
/* As lg_spool_pour, but for these ranges, which come one after the other; it keeps what it holds.
 */
int lg_spool_copy_without(struct lg_spool *spool, const struct lg_spool_range *ranges, size_t count,
                          FILE *to, struct lg_err *err) LG_MUST_CHECK;
/* How many bytes it holds. */
size_t lg_spool_length(const struct lg_spool *spool);
/* Takes away all that it holds, or what lies behind `length`. LG_ERR_WRITE. */
int lg_spool_empty(struct lg_spool *spool, struct lg_err *err) LG_MUST_CHECK;
int lg_spool_cut(struct lg_spool *spool, size_t length, struct lg_err *err) LG_MUST_CHECK;

#endif
