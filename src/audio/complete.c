#include "audio/complete_inside.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

const struct lg_completeness lg_complete_by_size = {
    .is_known = true, .how = "the header's size of the samples", .frames = -1};
const struct lg_completeness lg_complete_by_count = {
    .is_known = true, .how = "the header's count of frames", .frames = -1};
const struct lg_completeness lg_complete_is_open = {
    .how = "its header leaves the length open, as one written to a pipe does", .frames = -1};
static const struct lg_completeness unheard_of = {
    .how = "nothing in this container says where it should end", .frames = -1};

int lg_complete_read(const struct lg_complete_subject *file, int64_t offset, size_t length,
                     unsigned char *out, struct lg_err *err) {
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

uint64_t lg_complete_number(const unsigned char *bytes, unsigned count, bool big_endian) {
    uint64_t number = 0;
    for (unsigned i = 0; i < count; i++)
        number = number << 8 | bytes[big_endian ? i : count - 1 - i];
    return number;
}

int lg_complete_samples(const struct lg_complete_subject *file, int64_t at, uint64_t declared,
                        uint64_t before, struct lg_err *err) {
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

int lg_complete_refuse_rest(const struct lg_complete_subject *file, uint64_t declared, int64_t at,
                            struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' contradicts itself: header says %" PRIu64 " bytes of audio, %" PRId64
                      " bytes follow that no chunk explains",
                      file->path, declared, file->bytes - at);
}

int lg_complete_find_id3v1(const struct lg_complete_subject *file, int64_t end, bool *is_there_out,
                           struct lg_err *err) {
    unsigned char tag[3];
    *is_there_out = false;
    if (end <= LG_COMPLETE_ID3V1_BYTES)
        return 0;
    if (lg_complete_read(file, end - LG_COMPLETE_ID3V1_BYTES, sizeof tag, tag, err) < 0)
        return -1;
    *is_there_out = memcmp(tag, "TAG", sizeof tag) == 0;
    return 0;
}

/* Sun and NeXT: where the samples begin, and how many bytes; all ones: to the end. */
static int check_au(struct lg_complete_subject *file, const unsigned char *head,
                    struct lg_err *err) {
    bool big_endian = lg_complete_is_id(head, ".snd");
    uint64_t at = lg_complete_number(head + 4, 4, big_endian);
    uint64_t size = lg_complete_number(head + 8, 4, big_endian);
    file->verdict = size == UINT32_MAX ? lg_complete_is_open : lg_complete_by_size;
    if (size == UINT32_MAX)
        return 0;
    if (lg_complete_samples(file, (int64_t)at, size, 0, err) < 0)
        return -1;
    int64_t end = (int64_t)(at + size);
    return end == file->bytes ? 0 : lg_complete_refuse_rest(file, size, end, err);
}

static int check(struct lg_complete_subject *file, struct lg_err *err) {
    unsigned char head[LG_COMPLETE_HEAD_BYTES] = {0};
    size_t there = file->bytes < LG_COMPLETE_HEAD_BYTES ? (size_t)file->bytes : sizeof head;
    if (lg_complete_read(file, 0, there, head, err) < 0)
        return -1;
    if (lg_complete_is_chunked(head))
        return lg_complete_chunks(file, head, err);
    if (lg_complete_is_id(head, "OggS"))
        return lg_complete_ogg(file, err);
    if (lg_complete_is_id(head, ".snd") || lg_complete_is_id(head, "dns."))
        return check_au(file, head, err);
    if (lg_complete_is_id(head, "fLaC"))
        return lg_complete_flac(file, head, err);
    if (lg_complete_is_mpeg(head))
        return lg_complete_mpeg(file, head, err);
    return 0;
}

int lg_complete_check(int fd, int64_t file_bytes, const char *path, struct lg_completeness *out,
                      struct lg_err *err) {
    struct lg_complete_subject file = {
        .fd = fd, .bytes = file_bytes, .path = path, .verdict = unheard_of};
    if (check(&file, err) < 0)
        return -1;
    *out = file.verdict;
    return 0;
}
