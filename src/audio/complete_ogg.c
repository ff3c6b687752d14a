#include <inttypes.h>
#include <stdlib.h>

#include "audio/complete_inside.h"
#include "base/arena.h"

enum {
    PAGE_HEAD_BYTES = 27,
    HEAD_MAX = PAGE_HEAD_BYTES + 255,
    PAGE_MAX = HEAD_MAX + 255 * 255,
    STREAMS_MAX = 64 /* side by side in one file */
};
enum { PAGE_BEGINS = 2, PAGE_ENDS = 4 };

static const struct lg_completeness by_page = {
    .is_known = true, .how = "the last page, which ends its stream", .frames = -1};

/* One of the streams of a file. */
struct stream {
    uint64_t serial;
    uint64_t next;  /* the number that its next page must have */
    int64_t sample; /* at which the last page ended */
    bool has_ended;
};

struct ogg {
    const struct lg_complete_subject *file;
    uint32_t crc_of[256];
    struct stream streams[STREAMS_MAX];
    size_t num_streams;
    bool has_ended; /* any stream */
    bool is_last;   /* the page before this one ended its stream */
    int64_t at;
    unsigned char page[PAGE_MAX];
};

/* RFC 3533, 6: the polynomial 0x04c11db7, from the highest bit on, beginning with 0. */
static void make_crcs(uint32_t crc_of[static 256]) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte << 24;
        for (int k = 0; k < 8; k++)
            crc = crc << 1 ^ ((crc >> 31) != 0 ? UINT32_C(0x04c11db7) : 0);
        crc_of[byte] = crc;
    }
}

/* With the checksum's own four bytes as zeros. */
static bool is_sound(const struct ogg *ogg, size_t bytes) {
    uint32_t crc = 0;
    for (size_t i = 0; i < bytes; i++) {
        unsigned char byte = i >= 22 && i < 26 ? 0 : ogg->page[i];
        crc = crc << 8 ^ ogg->crc_of[crc >> 24 ^ byte];
    }
    return crc == lg_complete_number(ogg->page + 22, 4, false);
}

/* The length that the page says it has; 0: more of it is needed to tell. */
static size_t page_bytes(const unsigned char *page, size_t there) {
    if (there < PAGE_HEAD_BYTES || there < (size_t)PAGE_HEAD_BYTES + page[26])
        return 0;
    size_t bytes = (size_t)PAGE_HEAD_BYTES + page[26];
    for (unsigned i = 0; i < page[26]; i++)
        bytes += page[PAGE_HEAD_BYTES + i];
    return bytes;
}

/* What is wrong where a page must begin. */
static int refuse(const struct ogg *ogg, bool has_ended, bool is_page, struct lg_err *err) {
    const char *path = ogg->file->path;
    if (is_page && has_ended)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' is a chained stream: another begins at byte %" PRId64, path,
                          ogg->at);
    if (has_ended)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' contradicts itself: %" PRId64 " bytes behind the last page", path,
                          ogg->file->bytes - ogg->at);
    return lg_err_set(err, LG_ERR_READ, "'%s' is incomplete: its last Ogg page is %s", path,
                      is_page ? "cut" : "not the end of a stream");
}

static int contradict(const struct ogg *ogg, const char *what, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' contradicts itself: the Ogg page at byte %" PRId64 " %s",
                      ogg->file->path, ogg->at, what);
}

static struct stream *find_stream(struct ogg *ogg, uint64_t serial) {
    for (size_t i = 0; i < ogg->num_streams; i++)
        if (ogg->streams[i].serial == serial)
            return &ogg->streams[i];
    return NULL;
}

/* Pages that are lost, pages behind a stream's end, and ends that lie before what was there: a
 * decoder goes over all of them without a word. -1 as a page's sample: no packet ends in it. */
static int follow_stream(struct ogg *ogg, struct lg_err *err) {
    const unsigned char *page = ogg->page;
    uint64_t serial = lg_complete_number(page + 14, 4, false);
    uint64_t number = lg_complete_number(page + 18, 4, false);
    int64_t sample = (int64_t)lg_complete_number(page + 6, 8, false);
    struct stream *stream = find_stream(ogg, serial);
    if (stream == NULL && ogg->num_streams == STREAMS_MAX)
        return contradict(ogg, "begins a stream more than 64", err);
    if (stream == NULL) {
        stream = &ogg->streams[ogg->num_streams++];
        *stream = (struct stream){.serial = serial};
        if ((page[5] & PAGE_BEGINS) == 0)
            return contradict(ogg, "belongs to a stream that never began", err);
    }
    if (stream->has_ended)
        return contradict(ogg, "follows the end of its stream", err);
    if (number != stream->next)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' is incomplete: page %" PRIu64
                          " of an Ogg stream is missing, at byte %" PRId64 " is page %" PRIu64,
                          ogg->file->path, stream->next, ogg->at, number);
    if (sample != -1 && sample < stream->sample)
        return contradict(ogg, "says that it ends before the page ahead of it does", err);
    stream->sample = sample != -1 ? sample : stream->sample;
    stream->next = (number + 1) & UINT32_MAX;
    stream->has_ended = (page[5] & PAGE_ENDS) != 0;
    return 0;
}

static int check_page(struct ogg *ogg, struct lg_err *err) {
    int64_t rest = ogg->file->bytes - ogg->at;
    size_t there = rest < HEAD_MAX ? (size_t)rest : HEAD_MAX;
    memset(ogg->page, 0, HEAD_MAX);
    if (lg_complete_read(ogg->file, ogg->at, there, ogg->page, err) < 0)
        return -1;
    bool is_page = lg_complete_is_id(ogg->page, "OggS");
    size_t bytes = is_page ? page_bytes(ogg->page, there) : 0;
    bool begins = is_page && (ogg->page[5] & PAGE_BEGINS) != 0;
    if (!is_page || (begins && ogg->has_ended))
        return refuse(ogg, ogg->is_last || begins, is_page, err);
    if (bytes == 0 || (int64_t)bytes > rest)
        return refuse(ogg, false, true, err);
    if (lg_complete_read(ogg->file, ogg->at, bytes, ogg->page, err) < 0)
        return -1;
    if (!is_sound(ogg, bytes))
        return contradict(ogg, "is not what its checksum says", err);
    if (follow_stream(ogg, err) < 0)
        return -1;
    ogg->is_last = (ogg->page[5] & PAGE_ENDS) != 0;
    ogg->has_ended = ogg->has_ended || ogg->is_last;
    ogg->at += (int64_t)bytes;
    return 0;
}

/* Streams side by side all begin before the first ends: what begins later is a chain's next link,
 * of which libsndfile reads nothing. */
int lg_complete_ogg(struct lg_complete_subject *file, struct lg_err *err) {
    struct ogg *ogg = lg_xcalloc(1, sizeof *ogg);
    int result = 0;
    ogg->file = file;
    make_crcs(ogg->crc_of);
    while (result == 0 && ogg->at < file->bytes)
        result = check_page(ogg, err);
    bool all_ended = true;
    for (size_t i = 0; i < ogg->num_streams; i++)
        all_ended = all_ended && ogg->streams[i].has_ended;
    if (result == 0 && !all_ended)
        result = refuse(ogg, false, false, err);
    file->verdict = by_page;
    free(ogg);
    return result;
}
