#include <inttypes.h>

#include "audio/complete_inside.h"

enum { HEAD_MAX = 282 /* 27 + 255 */ };

static const struct lg_completeness by_page = {true, "the last page, which ends its stream", -1};

/* The length that the page at `page` says it has; 0: more of it is needed to tell. */
static size_t page_bytes(const unsigned char *page, size_t there) {
    if (there < 27 || there < 27u + page[26])
        return 0;
    size_t bytes = 27u + page[26];
    for (unsigned i = 0; i < page[26]; i++)
        bytes += page[27 + i];
    return bytes;
}

/* What is wrong at `at`, where a page must begin. */
static int refuse(const struct lg_complete_subject *file, int64_t at, bool has_ended, bool is_page,
                  struct lg_err *err) {
    if (is_page && has_ended)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' is a chained stream: another begins at byte %" PRId64, file->path,
                          at);
    if (has_ended)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' contradicts itself: %" PRId64 " bytes behind the last page",
                          file->path, file->bytes - at);
    return lg_err_set(err, LG_ERR_READ, "'%s' is incomplete: its last Ogg page is %s", file->path,
                      is_page ? "cut" : "not the end of a stream");
}

/* Streams side by side all begin before the first ends: what begins later is a chain's next link,
 * of which libsndfile reads nothing. */
int lg_complete_ogg(struct lg_complete_subject *file, struct lg_err *err) {
    bool has_ended = false; /* any stream */
    bool is_last = false;   /* the page before this one ended its stream */
    int64_t at = 0;
    while (at < file->bytes) {
        unsigned char head[HEAD_MAX] = {0};
        int64_t rest = file->bytes - at;
        size_t there = rest < HEAD_MAX ? (size_t)rest : HEAD_MAX;
        if (lg_complete_read(file, at, there, head, err) < 0)
            return -1;
        bool is_page = lg_complete_is_id(head, "OggS");
        size_t page = is_page ? page_bytes(head, there) : 0;
        bool begins = is_page && (head[5] & 2) != 0;
        if (!is_page || (begins && has_ended))
            return refuse(file, at, is_last || begins, is_page, err);
        if (page == 0 || (int64_t)page > rest)
            return refuse(file, at, false, true, err);
        is_last = (head[5] & 4) != 0;
        has_ended = has_ended || is_last;
        at += (int64_t)page;
    }
    file->verdict = by_page;
    return is_last ? 0 : refuse(file, at, false, false, err);
}
