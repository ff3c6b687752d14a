/* Shared by complete*.c: a file whose end is looked for. */
#ifndef LG_AUDIO_COMPLETE_INSIDE_H
#define LG_AUDIO_COMPLETE_INSIDE_H

#include <stddef.h>

#include "audio/complete.h"

struct lg_complete_subject {
    int fd;
    int64_t bytes;
    const char *path;
    struct lg_completeness verdict;
};

/* All of `length` bytes at `offset`; LG_ERR_READ when they are not there. */
int lg_complete_read(const struct lg_complete_subject *file, int64_t offset, size_t length,
                     unsigned char *out, struct lg_err *err) LG_MUST_CHECK;
uint64_t lg_complete_number(const unsigned char *bytes, unsigned count, bool big_endian);
/* Whether the last frame of a FLAC file is whole, at the file's end, and the last that STREAMINFO
 * (of which `head` holds the beginning of the file) counts. */
int lg_complete_flac(const struct lg_complete_subject *file, const unsigned char *head,
                     uint64_t frames, struct lg_err *err) LG_MUST_CHECK;

#endif
