#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "audio/complete_inside.h"
#include "base/arena.h"

enum {
    APE_FOOTER_BYTES = 32,
    FRAME_HEAD_MAX = 16,
    FRAME_SLACK = 256,
    BLOCKS_MAX = 10000, /* of metadata */
    PIECE_BYTES = 64 * 1024
};

static unsigned crc_of(const unsigned char *bytes, size_t length, unsigned bits, unsigned poly) {
    unsigned crc = 0;
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned)bytes[i] << (bits - 8);
        for (int k = 0; k < 8; k++)
            crc = (crc << 1) ^ ((crc >> (bits - 1) & 1) != 0 ? poly : 0);
        crc &= (1u << bits) - 1;
    }
    return crc;
}

/* Tags of other formats may stand behind the last frame. */
static int find_end(const struct lg_complete_subject *file, int64_t *end, struct lg_err *err) {
    unsigned char tag[APE_FOOTER_BYTES];
    bool has_tag;
    if (lg_complete_find_id3v1(file, file->bytes, &has_tag, err) < 0)
        return -1;
    *end = file->bytes - (has_tag ? LG_COMPLETE_ID3V1_BYTES : 0);
    if (*end <= APE_FOOTER_BYTES)
        return 0;
    if (lg_complete_read(file, *end - APE_FOOTER_BYTES, sizeof tag, tag, err) < 0)
        return -1;
    if (memcmp(tag, "APETAGEX", 8) == 0) {
        int64_t bytes = (int64_t)lg_complete_number(tag + 12, 4, false);
        bytes += (tag[23] & 0x80) != 0 ? APE_FOOTER_BYTES : 0;
        *end -= bytes < *end ? bytes : 0;
    }
    return 0;
}

/* The number of a frame or sample, coded like UTF-8; its length, 0: it is none. */
static size_t coded_number(const unsigned char *at, uint64_t *out) {
    size_t length = 0;
    while (length < 8 && (at[0] << length & 0x80) != 0)
        length++;
    if (length == 1 || length == 8)
        return 0;
    if (length == 0) {
        *out = at[0];
        return 1;
    }
    *out = at[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        *out = *out << 6 | (at[i] & 0x3f);
    }
    return length;
}

/* RFC 9639, 9.1. The sample behind the frame whose header is at `at`; 0: there is none. */
static uint64_t frame_end(const unsigned char *at, uint64_t usual) {
    unsigned size = at[2] >> 4;
    unsigned rate = at[2] & 0xf;
    uint64_t number;
    uint64_t count;
    if (at[0] != 0xff || (at[1] & 0xfe) != 0xf8 || size == 0 || rate == 0xf)
        return 0;
    size_t length = coded_number(at + 4, &number);
    if (length == 0)
        return 0;
    length += 4;
    if (size == 6 || size == 7) {
        count = lg_complete_number(at + length, size - 5, true) + 1;
        length += size - 5;
    } else {
        count = size == 1 ? 192 : size < 6 ? 144u << size : 1u << size;
    }
    length += rate == 12 ? 1 : rate > 12 ? 2 : 0;
    if (crc_of(at, length, 8, 0x07) != at[length])
        return 0;
    return ((at[1] & 1) != 0 ? number : number * usual) + count;
}

/* The sample behind the whole frame that ends where `tail` ends; 0: none ends there. */
static uint64_t last_sample(const unsigned char *tail, size_t length, uint64_t usual) {
    for (size_t at = length; at-- > 0;) {
        unsigned char head[FRAME_HEAD_MAX] = {0};
        size_t there = length - at;
        if (tail[at] != 0xff)
            continue;
        memcpy(head, tail + at, there < sizeof head ? there : sizeof head);
        uint64_t end = frame_end(head, usual);
        if (end != 0 && crc_of(tail + at, there, 16, 0x8005) == 0)
            return end;
    }
    return 0;
}

/* RFC 9639, 8.1: where the metadata ends and the first frame begins. */
static int find_frames(const struct lg_complete_subject *file, int64_t *at_out,
                       struct lg_err *err) {
    int64_t at = 4;
    bool is_last = false;
    for (int count = 0; !is_last && count < BLOCKS_MAX && at + 4 <= file->bytes; count++) {
        unsigned char head[4];
        if (lg_complete_read(file, at, sizeof head, head, err) < 0)
            return -1;
        is_last = (head[0] & 0x80) != 0;
        at += 4 + (int64_t)lg_complete_number(head + 1, 3, true);
    }
    *at_out = at;
    return 0;
}

/* "fLaC" and the head of STREAMINFO, which is always 34 bytes long. */
static const unsigned char *find_stream(const unsigned char *bytes, size_t length) {
    for (const unsigned char *at = bytes; length >= 8; at++) {
        at = memchr(at, 'f', (size_t)(bytes + length - at));
        if (at == NULL || bytes + length - at < 8)
            return NULL;
        if (memcmp(at, "fLaC", 4) == 0 && (at[4] & 0x7f) == 0 && memcmp(at + 5, "\0\0\x22", 3) == 0)
            return at;
    }
    return NULL;
}

/* Of a stream behind the first libsndfile reads nothing, and where both are equally long the last
 * frame's number fits. */
static int refuse_glued(const struct lg_complete_subject *file, struct lg_err *err) {
    unsigned char *piece = lg_xmalloc(PIECE_BYTES);
    int64_t at;
    int result = find_frames(file, &at, err);
    while (result == 0 && at < file->bytes) {
        int64_t rest = file->bytes - at;
        size_t length = rest < PIECE_BYTES ? (size_t)rest : PIECE_BYTES;
        result = lg_complete_read(file, at, length, piece, err);
        const unsigned char *found = result == 0 ? find_stream(piece, length) : NULL;
        if (found != NULL)
            result = lg_err_set(err, LG_ERR_READ,
                                "'%s' is several streams end to end: another FLAC begins at byte "
                                "%" PRId64,
                                file->path, at + (int64_t)(found - piece));
        /* What is looked for may lie across two pieces. */
        at += (int64_t)length - (at + (int64_t)length < file->bytes ? 7 : 0);
    }
    free(piece);
    return result;
}

static int check_end(const struct lg_complete_subject *file, const unsigned char *head,
                     uint64_t frames, struct lg_err *err) {
    uint64_t usual = lg_complete_number(head + 10, 2, true);
    uint64_t channels = (head[20] >> 1 & 7) + 1u;
    int64_t longest = (int64_t)(usual * channels * 5 + FRAME_SLACK); /* of 33 bits, not coded */
    int64_t end;
    if (find_end(file, &end, err) < 0)
        return -1;
    size_t length = (size_t)(end < longest ? end : longest);
    unsigned char *tail = lg_xmalloc(length);
    int result = lg_complete_read(file, end - (int64_t)length, length, tail, err);
    uint64_t last = result == 0 ? last_sample(tail, length, usual) : 0;
    free(tail);
    if (result < 0 || last == frames)
        return result;
    if (last == 0)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' is incomplete, or bytes stand behind its last frame: no whole FLAC "
                          "frame ends the file",
                          file->path);
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' %s: header says %" PRIu64 " frames of audio, the last one in the file "
                      "is %" PRIu64,
                      file->path, last < frames ? "is incomplete" : "contradicts itself", frames,
                      last);
}

/* RFC 9639, 8.2: the samples of a channel are 36 bits of STREAMINFO; 0: not known. */
int lg_complete_flac(struct lg_complete_subject *file,
                     const unsigned char head[static LG_COMPLETE_HEAD_BYTES], struct lg_err *err) {
    uint64_t frames = lg_complete_number(head + 21, 5, true) & UINT64_C(0xfffffffff);
    if (refuse_glued(file, err) < 0)
        return -1;
    file->verdict = frames == 0 ? lg_complete_is_open : lg_complete_by_count;
    if (frames == 0)
        return 0;
    file->verdict.frames = (int64_t)frames;
    return check_end(file, head, frames, err);
}
