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
    PIECE_BYTES = 64 * 1024,
    MD5_AT = 26,
    ZEROS_MAX = 64 /* at a frame's end, where its CRC is 0, too: more are none of its own */
};

static unsigned crc_of_bytes(const unsigned char *bytes, size_t length, unsigned bits,
                             unsigned poly) {
    unsigned crc = 0;
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned)bytes[i] << (bits - 8);
        for (int k = 0; k < 8; k++)
            crc = (crc << 1) ^ ((crc >> (bits - 1) & 1) != 0 ? poly : 0);
        crc &= (1u << bits) - 1;
    }
    return crc;
}

/* What STREAMINFO says, and where the frames are. */
struct flac {
    uint64_t usual; /* samples of a frame */
    uint64_t channels;
    uint64_t frames;
    int64_t at;
    int64_t end;
};

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

/* RFC 9639, 9.1. The sample behind the frame whose header is at `at`, and its first; 0: there is
 * none. */
static uint64_t frame_end(const unsigned char *at, uint64_t usual, uint64_t *first_out) {
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
    if (crc_of_bytes(at, length, 8, 0x07) != at[length])
        return 0;
    *first_out = (at[1] & 1) != 0 ? number : number * usual;
    return *first_out + count;
}

/* The sample behind the whole frame that ends where `tail` ends; 0: none ends there. */
static uint64_t last_sample(const unsigned char *tail, size_t length, uint64_t usual) {
    for (size_t at = length; at-- > 0;) {
        unsigned char head[FRAME_HEAD_MAX] = {0};
        size_t there = length - at;
        if (tail[at] != 0xff)
            continue;
        memcpy(head, tail + at, there < sizeof head ? there : sizeof head);
        uint64_t first;
        uint64_t end = frame_end(head, usual, &first);
        if (end != 0 && crc_of_bytes(tail + at, there, 16, 0x8005) == 0)
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

static int check_end(const struct lg_complete_subject *file, const struct flac *flac,
                     struct lg_err *err) {
    int64_t longest = (int64_t)(flac->usual * flac->channels * 5 + FRAME_SLACK); /* of 33 bits */
    size_t length = (size_t)(flac->end < longest ? flac->end : longest);
    unsigned char *tail = lg_xmalloc(length);
    int result = lg_complete_read(file, flac->end - (int64_t)length, length, tail, err);
    uint64_t last = result == 0 ? last_sample(tail, length, flac->usual) : 0;
    free(tail);
    if (result < 0 || last == flac->frames)
        return result;
    if (last == 0)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' is incomplete, or bytes stand behind its last frame: no whole FLAC "
                          "frame ends the file",
                          file->path);
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' %s: header says %" PRIu64 " frames of audio, the last one in the file "
                      "is %" PRIu64,
                      file->path, last < flac->frames ? "is incomplete" : "contradicts itself",
                      flac->frames, last);
}

/* One after the other: what looks like a frame's header is one where the frame before it is whole
 * there, and where it begins with the sample that is due. */
struct frames {
    uint64_t usual;
    uint16_t crc_of[256];
    uint16_t crc;          /* of the frame so far; 0 at its end */
    uint64_t due;          /* the sample behind this frame */
    bool is_stray;         /* another frame stands where this one was due */
    unsigned char like[4]; /* the first header: kind, rate and bits of a stream do not change */
    unsigned idle;         /* zeros behind its end, which leave the CRC as it is */
};

static void make_crcs(uint16_t crc_of[static 256]) {
    for (unsigned byte = 0; byte < 256; byte++) {
        const unsigned char one = (unsigned char)byte;
        crc_of[byte] = (uint16_t)crc_of_bytes(&one, 1, 16, 0x8005);
    }
}

static void meet_header(struct frames *frames, const unsigned char *head) {
    uint64_t first;
    uint64_t end = frame_end(head, frames->usual, &first);
    if (end == 0)
        return;
    if (frames->due == 0)
        memcpy(frames->like, head, sizeof frames->like);
    if (head[1] != frames->like[1] || ((head[2] ^ frames->like[2]) & 0xf) != 0 ||
        ((head[3] ^ frames->like[3]) & 0xf) != 0)
        return;
    frames->is_stray = frames->is_stray || first != frames->due;
    frames->due = frames->is_stray ? frames->due : end;
}

/* A header's bytes can be read behind the `length`. */
static void follow(struct frames *frames, const unsigned char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == 0xff && frames->crc == 0 && (bytes[i + 1] & 0xfe) == 0xf8)
            meet_header(frames, bytes + i);
        frames->idle = frames->crc == 0 && bytes[i] == 0 ? frames->idle + 1 : 0;
        frames->crc = (uint16_t)(frames->crc << 8) ^ frames->crc_of[frames->crc >> 8 ^ bytes[i]];
    }
}

/* Over frames that are missing libFLAC puts silence, and libsndfile says nothing. */
static int check_frames(const struct lg_complete_subject *file, const struct flac *flac,
                        struct lg_err *err) {
    unsigned char *piece = lg_xmalloc(PIECE_BYTES + FRAME_HEAD_MAX);
    struct frames frames = {.usual = flac->usual};
    int64_t at = flac->at;
    int result = 0;
    make_crcs(frames.crc_of);
    while (result == 0 && at < flac->end) {
        int64_t rest = flac->end - at;
        size_t length = rest < PIECE_BYTES ? (size_t)rest : PIECE_BYTES;
        size_t there = rest < PIECE_BYTES + FRAME_HEAD_MAX ? (size_t)rest
                                                           : PIECE_BYTES + (size_t)FRAME_HEAD_MAX;
        memset(piece + there, 0, PIECE_BYTES + FRAME_HEAD_MAX - there);
        result = lg_complete_read(file, at, there, piece, err);
        if (result == 0)
            follow(&frames, piece, length);
        at += (int64_t)length;
    }
    free(piece);
    bool is_whole = frames.crc == 0 && frames.idle <= ZEROS_MAX && !frames.is_stray;
    if (result == 0 && (!is_whole || frames.due != flac->frames))
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' is incomplete: a frame of FLAC is missing or damaged at sample "
                          "%" PRIu64 " of %" PRIu64 ", or other bytes stand behind it",
                          file->path, frames.due, flac->frames);
    return result;
}

/* The MD5 of all zeros stands for none. */
static int read_md5(struct lg_complete_subject *file, struct lg_err *err) {
    static const unsigned char none[LG_MD5_BYTES] = {0};
    if (file->bytes < MD5_AT + LG_MD5_BYTES)
        return 0;
    if (lg_complete_read(file, MD5_AT, LG_MD5_BYTES, file->verdict.md5, err) < 0)
        return -1;
    file->verdict.has_md5 = memcmp(file->verdict.md5, none, sizeof none) != 0;
    return 0;
}

/* RFC 9639, 8.2: the samples of a channel are 36 bits of STREAMINFO; 0: not known. */
int lg_complete_flac(struct lg_complete_subject *file,
                     const unsigned char head[static LG_COMPLETE_HEAD_BYTES], struct lg_err *err) {
    struct flac flac = {
        .usual = lg_complete_number(head + 10, 2, true),
        .channels = (head[20] >> 1 & 7) + 1u,
        .frames = lg_complete_number(head + 21, 5, true) & UINT64_C(0xfffffffff),
    };
    file->verdict = flac.frames == 0 ? lg_complete_is_open : lg_complete_by_count;
    if (refuse_glued(file, err) < 0 || read_md5(file, err) < 0)
        return -1;
    if (flac.frames == 0)
        return 0;
    file->verdict.frames = (int64_t)flac.frames;
    if (find_end(file, &flac.end, err) < 0 || find_frames(file, &flac.at, err) < 0 ||
        check_end(file, &flac, err) < 0)
        return -1;
    return check_frames(file, &flac, err);
}
