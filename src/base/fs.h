/* Files: whole reads with a bound, atomic writes, folders, paths. */
#ifndef LG_BASE_FS_H
#define LG_BASE_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Reads a whole regular file into `out` (replacing its text) of at most `max_bytes` (else
 * LG_ERR_READ, naming path and size). */
int lg_fs_read(const char *path, size_t max_bytes, struct lg_str *out,
               struct lg_err *err) LG_MUST_CHECK;
/* Writes to a temporary name beside `path`, syncs, renames: readers see the old file or the new
 * one. Mode 0644 less the umask. A link stays and its target is written; a device or pipe is
 * written to directly. */
int lg_fs_write_atomic(const char *path, const void *bytes, size_t length,
                       struct lg_err *err) LG_MUST_CHECK;
/* A file that is being written atomically by pieces: open, write to ->file, then commit or dispose.
 */
struct lg_fs_draft {
    void *file; /* FILE * */
    char *temporary;
    char *path;
};
int lg_fs_draft_open(struct lg_fs_draft *draft, const char *path, struct lg_err *err) LG_MUST_CHECK;
/* The draft is disposed of in any case; on failure the old file is as it was. */
int lg_fs_draft_commit(struct lg_fs_draft *draft, struct lg_err *err) LG_MUST_CHECK;
/* Removes what was not committed. */
void lg_fs_draft_dispose(struct lg_fs_draft *draft);

/* Makes a folder and those above it; one that exists is fine. LG_ERR_WRITE. */
int lg_fs_mkdirs(const char *path, struct lg_err *err) LG_MUST_CHECK;
bool lg_fs_is_file(const char *path);
bool lg_fs_is_dir(const char *path);
/* Whether both are there and are one file, whatever they are called. */
bool lg_fs_is_same(const char *a, const char *b);
/* Copies a file's bytes over `to`, which is made where it is not there. LG_ERR_READ, LG_ERR_WRITE.
 */
int lg_fs_copy(const char *from, const char *to, struct lg_err *err) LG_MUST_CHECK;
/* Points `link_path` at `target` (relative text), replacing an older link in one step. */
int lg_fs_relink(const char *link_path, const char *target, struct lg_err *err) LG_MUST_CHECK;
/* Names (not paths) in a folder ending in `suffix`, sorted by bytes; NULL suffix: all. */
int lg_fs_list(const char *folder, const char *suffix, struct lg_arena *arena, char ***names_out,
               size_t *count_out, struct lg_err *err) LG_MUST_CHECK;
/* Free bytes for us on the disk that holds `path`. */
int lg_fs_free_bytes(const char *path, uint64_t *bytes_out, struct lg_err *err) LG_MUST_CHECK;
/* When the file was last written, in seconds since 1970, by the clock of who keeps it. */
int lg_fs_time(const char *path, int64_t *seconds_out, struct lg_err *err) LG_MUST_CHECK;
/* Removes the file; one that is not there is fine. */
int lg_fs_remove(const char *path, struct lg_err *err) LG_MUST_CHECK;

/* `base`/`path`, or `path` alone when it is absolute or base is NULL, "" or ".". */
char *lg_fs_join(struct lg_arena *arena, const char *base, const char *path);
/* The part after the last '/', borrowed from `path`. */
const char *lg_fs_name(const char *path);
/* The folder of a path: "." when it has none. */
char *lg_fs_folder(struct lg_arena *arena, const char *path);
/* The name without its folder and its last extension. */
char *lg_fs_stem(struct lg_arena *arena, const char *path);

#endif
