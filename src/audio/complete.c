#include "audio/complete.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

/* A container made of chunks: an id, a size, content, perhaps padding. */
struct chunked {
    char magic[5];
    char form[5]; /* "": any */
    unsigned form_at;
    char data[5]; /* the id of the chunk of samples, or its first four bytes */
    unsigned first_chunk;
    unsigned id_bytes;
    unsigned size_bytes;
    bool counts_itself; /* a size includes id and size */
    bool big_endian;
    unsigned align;
    unsigned before_samples; /* bytes of the chunk of samples that are no samples */
};

static const struct chunked chunked_kinds[] = {
    {"RIFF", "WAVE", 8, "data", 12, 4, 4, false, false, 2, 0},
    {"RIFX", "WAVE", 8, "data", 12, 4, 4, false, true, 2, 0},
    {"RF64", "WAVE", 8, "data", 12, 4, 4, false, false, 2, 0},
    {"BW64", "WAVE", 8, "data", 12, 4, 4, false, false, 2, 0},
    {"FORM", "AIFF", 8, "SSND", 12, 4, 4, false, true, 2, 8},
    {"FORM", "AIFC", 8, "SSND", 12, 4, 4, false, true, 2, 8},
    {"caff", "", 0, "data", 8, 4, 8, false, true, 1, 4},
    {"riff", "wave", 24, "data", 40, 16, 8, true, false, 8, 0}, /* Wave64 */
};

enum {
    MAGIC_BYTES = 4,
    HEAD_BYTES = 28,       /* holds every magic and form */
    CHUNK_HEADER_MAX = 24, /* id and size */
    CHUNKS_MAX = 10000,    /* more before the samples is no header but an attack on our time */
    XING_WITHIN = 64,      /* bytes of the first MPEG frame */
    OGG_PAGE_MAX = 65307   /* 27 + 255 + 255 * 255 */
};

/* CAF's own size for samples up to the end of the file, wherever that is. RIFF's 32 bits of ones
 * say that the size is in `ds64`; where there is none they came from a writer to a pipe. */
#define OPEN_END UINT64_MAX

struct subject {
    int fd;
    int64_t bytes;
    const char *path;
    struct lg_completeness verdict;
};

static const struct lg_completeness by_size = {true, "the header's size of the samples"};
static const struct lg_completeness by_page = {true, "the last page, which ends its stream"};
static const struct lg_completeness by_count = {true, "the header's count of frames"};
static const struct lg_completeness left_open = {
    false, "its header leaves the length open, as one written to a pipe does"};
static const struct lg_completeness unheard_of = {
    false, "nothing in this container says where it should end"};

/* All of `length` bytes at `offset`; LG_ERR_READ when they are not there. */
static int read_at(const struct subject *file, int64_t offset, size_t length, unsigned char *out,
                   struct lg_err *err) {
    size_t done = 0;
    while (done < length) {
        ssize_t got = pread(file->fd, out + done, length - done, (off_t)(offset + (int64_t)done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return lg_err_sys(err, LG_ERR_READ, errno, "cannot read '%s'", file->path);
        if (got == 0)
            return lg_err_set(err, LG_ERR_READ, "'%s' became shorter while it was read",
                              file->path);
        done += (size_t)got;
    }
    return 0;
}

static uint64_t number_of(const unsigned char *bytes, unsigned count, bool big_endian) {
    uint64_t number = 0;
    for (unsigned i = 0; i < count; i++)
        number = number << 8 | bytes[big_endian ? i : count - 1 - i];
    return number;
}

static bool is_id(const unsigned char *bytes, const char *id) {
    return memcmp(bytes, id, MAGIC_BYTES) == 0;
}

static const struct chunked *chunked_kind_of(const unsigned char head[static HEAD_BYTES]) {
    for (size_t i = 0; i < LG_ARRAY_LEN(chunked_kinds); i++) {
        const struct chunked *kind = &chunked_kinds[i];
        bool is_form = kind->form[0] == '\0' || is_id(head + kind->form_at, kind->form);
        if (is_id(head, kind->magic) && is_form)
            return kind;
    }
    return NULL;
}

/* `at` is where the declared bytes begin, the first `before` of which are no samples. */
static int check_samples(const struct subject *file, int64_t at, uint64_t declared, uint64_t before,
                         struct lg_err *err) {
    uint64_t held = at < file->bytes ? (uint64_t)(file->bytes - at) : 0;
    if (declared <= before)
        return lg_err_set(err, LG_ERR_READ, "empty audio: '%s': its header says 0 bytes of audio",
                          file->path);
    if (declared <= held)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' is incomplete: header says %" PRIu64
                      " bytes of audio, the file holds %" PRIu64,
                      file->path, declared - before, held > before ? held - before : 0);
}

/* The chunk of samples, its content at `at`. */
static int check_data(struct subject *file, const struct chunked *kind, int64_t at, uint64_t size,
                      struct lg_err *err) {
    if (size == OPEN_END) {
        file->verdict = left_open;
        return 0;
    }
    file->verdict = by_size;
    return check_samples(file, at, size, kind->before_samples, err);
}

static int check_chunked(struct subject *file, const struct chunked *kind, struct lg_err *err) {
    unsigned header = kind->id_bytes + kind->size_bytes;
    uint64_t long_size = OPEN_END; /* of RF64's samples: bytes 8 to 16 of `ds64` */
    int64_t at = kind->first_chunk;
    for (int count = 0; count < CHUNKS_MAX && at + header <= file->bytes; count++) {
        unsigned char head[CHUNK_HEADER_MAX];
        if (read_at(file, at, header, head, err) < 0)
            return -1;
        uint64_t size = number_of(head + kind->id_bytes, kind->size_bytes, kind->big_endian);
        at += header;
        if (kind->counts_itself)
            size = size > header ? size - header : 0;
        if (is_id(head, kind->data)) {
            bool is_long = kind->size_bytes == 4 && size == UINT32_MAX;
            return check_data(file, kind, at, is_long ? long_size : size, err);
        }
        if (size > (uint64_t)(file->bytes - at))
            break;
        if (is_id(head, "ds64") && size >= 16) {
            if (read_at(file, at + 8, 8, head, err) < 0)
                return -1;
            long_size = number_of(head, 8, false);
        }
        uint64_t padding = (kind->align - size % kind->align) % kind->align;
        at += (int64_t)(size + padding);
    }
    return lg_err_set(err, LG_ERR_READ, "'%s' is incomplete: it ends before its audio begins",
                      file->path);
}

/* Sun and NeXT: where the samples begin, and how many bytes; all ones: to the end. */
static int check_au(struct subject *file, const unsigned char *head, struct lg_err *err) {
    bool big_endian = is_id(head, ".snd");
    uint64_t at = number_of(head + 4, 4, big_endian);
    uint64_t size = number_of(head + 8, 4, big_endian);
    file->verdict = size == UINT32_MAX ? left_open : by_size;
    return size == UINT32_MAX ? 0 : check_samples(file, (int64_t)at, size, 0, err);
}

/* The length that the page at `page` says it has; 0: more of it is needed to tell. */
static size_t ogg_page_bytes(const unsigned char *page, size_t there) {
    if (there < 27 || there < 27u + page[26])
        return 0;
    size_t bytes = 27u + page[26];
    for (unsigned i = 0; i < page[26]; i++)
        bytes += page[27 + i];
    return bytes;
}

static int check_ogg(struct subject *file, struct lg_err *err) {
    size_t length = file->bytes < OGG_PAGE_MAX ? (size_t)file->bytes : OGG_PAGE_MAX;
    unsigned char *tail = lg_xmalloc(length);
    int result = read_at(file, file->bytes - (int64_t)length, length, tail, err);
    if (result < 0)
        goto out;
    size_t at = length - MAGIC_BYTES;
    while (at > 0 && !is_id(tail + at, "OggS"))
        at--;
    size_t page = is_id(tail + at, "OggS") ? ogg_page_bytes(tail + at, length - at) : 0;
    bool ends_stream = page != 0 && page <= length - at && (tail[at + 5] & 4) != 0;
    file->verdict = by_page;
    if (!ends_stream)
        result =
            lg_err_set(err, LG_ERR_READ, "'%s' is incomplete: its last Ogg page is %s", file->path,
                       page != 0 && page <= length - at ? "not the end of a stream" : "cut");
out:
    free(tail);
    return result;
}

/* RFC 9639, 8.2: the samples of a channel are 36 bits of STREAMINFO; 0: not known. */
static void judge_flac(struct subject *file, const unsigned char *head) {
    uint64_t frames = number_of(head + 21, 5, true) & UINT64_C(0xfffffffff);
    file->verdict = frames == 0 ? left_open : by_count;
}

/* The first frame of an MPEG stream, behind the ID3v2 tag if there is one, may be the header that
 * Xing invented: its flag 1 says that a count of frames follows. */
static int judge_mpeg(struct subject *file, const unsigned char *head, struct lg_err *err) {
    unsigned char frame[XING_WITHIN] = {0};
    int64_t at = 0;
    if (memcmp(head, "ID3", 3) == 0) {
        for (int i = 6; i < 10; i++)
            at = at << 7 | (head[i] & 0x7f);
        at += 10;
    }
    file->verdict = left_open;
    if (at + XING_WITHIN > file->bytes)
        return 0;
    if (read_at(file, at, sizeof frame, frame, err) < 0)
        return -1;
    for (size_t i = 4; i + 8 <= sizeof frame; i++) {
        if ((is_id(frame + i, "Xing") || is_id(frame + i, "Info")) && (frame[i + 7] & 1) != 0)
            file->verdict = by_count;
    }
    return 0;
}

static bool is_mpeg(const unsigned char *head) {
    return memcmp(head, "ID3", 3) == 0 || (head[0] == 0xff && (head[1] & 0xe0) == 0xe0);
}

static int check(struct subject *file, struct lg_err *err) {
    unsigned char head[HEAD_BYTES] = {0};
    size_t there = file->bytes < HEAD_BYTES ? (size_t)file->bytes : HEAD_BYTES;
    if (read_at(file, 0, there, head, err) < 0)
        return -1;
    const struct chunked *kind = chunked_kind_of(head);
    if (kind != NULL)
        return check_chunked(file, kind, err);
    if (is_id(head, "OggS"))
        return check_ogg(file, err);
    if (is_id(head, ".snd") || is_id(head, "dns."))
        return check_au(file, head, err);
    if (is_id(head, "fLaC"))
        judge_flac(file, head);
    else if (is_mpeg(head))
        return judge_mpeg(file, head, err);
    return 0;
}

int lg_complete_check(int fd, int64_t file_bytes, const char *path, struct lg_completeness *out,
                      struct lg_err *err) {
    struct subject file = {.fd = fd, .bytes = file_bytes, .path = path, .verdict = unheard_of};
    if (check(&file, err) < 0)
        return -1;
    *out = file.verdict;
    return 0;
}
