/* Shared by complete*.c: a file whose end is looked for, and what each container says of it. */
#ifndef LG_AUDIO_COMPLETE_INSIDE_H
#define LG_AUDIO_COMPLETE_INSIDE_H

#include <stddef.h>
#include <string.h>

#include "audio/complete.h"

enum { LG_COMPLETE_HEAD_BYTES = 28 /* of the file; holds every magic and form */ };

struct lg_complete_subject {
    int fd;
    int64_t bytes;
    const char *path;
    struct lg_completeness verdict; /* set before 0 is returned */
};

/* The verdicts that several containers share. */
extern const struct lg_completeness lg_complete_by_size, lg_complete_by_count, lg_complete_is_open;

/* All of `length` bytes at `offset`; LG_ERR_READ when they are not there. */
int lg_complete_read(const struct lg_complete_subject *file, int64_t offset, size_t length,
                     unsigned char *out, struct lg_err *err) LG_MUST_CHECK;
uint64_t lg_complete_number(const unsigned char *bytes, unsigned count, bool big_endian);
static inline bool lg_complete_is_id(const unsigned char *bytes, const char *id) {
    return memcmp(bytes, id, 4) == 0;
}

/* `at` is where the declared bytes begin, the first `before` of which are no samples. */
int lg_complete_samples(const struct lg_complete_subject *file, int64_t at, uint64_t declared,
                        uint64_t before, struct lg_err *err) LG_MUST_CHECK;
/* What stands from `at` on although nothing says what it is may be samples too: -1. */
int lg_complete_refuse_rest(const struct lg_complete_subject *file, uint64_t declared, int64_t at,
                            struct lg_err *err) LG_MUST_CHECK;
/* Whether the last 128 bytes before `end` are an ID3v1 tag. */
int lg_complete_find_id3v1(const struct lg_complete_subject *file, int64_t end, bool *is_there_out,
                           struct lg_err *err) LG_MUST_CHECK;
enum { LG_COMPLETE_ID3V1_BYTES = 128 };

struct lg_complete_chunk {
    unsigned char id[4];
    int64_t at; /* its content */
    uint64_t size;
};

/* RIFF and its kin, AIFF, CAF, Wave64. Returns whether it is one of them. */
bool lg_complete_is_chunked(const unsigned char head[static LG_COMPLETE_HEAD_BYTES]);
int lg_complete_chunks(struct lg_complete_subject *file,
                       const unsigned char head[static LG_COMPLETE_HEAD_BYTES],
                       struct lg_err *err) LG_MUST_CHECK;
/* The first chunk of that id, of a file that is chunked; out->at is 0 where there is none. */
int lg_complete_find(const struct lg_complete_subject *file,
                     const unsigned char head[static LG_COMPLETE_HEAD_BYTES], const char *id,
                     struct lg_complete_chunk *out, struct lg_err *err) LG_MUST_CHECK;
int lg_complete_ogg(struct lg_complete_subject *file, struct lg_err *err) LG_MUST_CHECK;
/* Whether the last frame is whole, at the file's end, and the last that STREAMINFO counts; and that
 * no other stream is glued behind the first. */
int lg_complete_flac(struct lg_complete_subject *file,
                     const unsigned char head[static LG_COMPLETE_HEAD_BYTES],
                     struct lg_err *err) LG_MUST_CHECK;
bool lg_complete_is_mpeg(const unsigned char *head);
int lg_complete_mpeg(struct lg_complete_subject *file, const unsigned char *head,
                     struct lg_err *err) LG_MUST_CHECK;

#endif
