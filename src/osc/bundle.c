#include "osc/bundle.h"

#include <string.h>

#include "osc/link.h"

/* The name with its NUL, then the time tag: 1 means "at once". */
static const char head[LG_BUNDLE_HEAD_BYTES] = {'#', 'b', 'u', 'n', 'd', 'l', 'e', 0,
                                                0,   0,   0,   0,   0,   0,   0,   1};

enum { NAME_BYTES = 8, SIZE_BYTES = 4 };

void lg_bundle_begin(struct lg_str *out) {
    lg_str_add_n(out, head, sizeof head);
}

int lg_bundle_add(const struct lg_osc_msg *msg, struct lg_str *out, struct lg_err *err) {
    struct lg_str bytes = {0};
    int status = lg_osc_write(msg, &bytes, err);
    if (status == 0) {
        for (int shift = 24; shift >= 0; shift -= 8)
            lg_str_add_char(out, (char)(unsigned char)(bytes.length >> shift & 0xff));
        lg_str_add_n(out, bytes.text, bytes.length);
    }
    lg_str_dispose(&bytes);
    return status;
}

/* A list in an arena, which grows by halves that are left behind. */
struct list {
    struct lg_arena *arena;
    struct lg_osc_msg *msgs;
    size_t count, capacity;
};

static struct lg_osc_msg *next_of(struct list *list) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 1 : 2 * list->capacity;
        struct lg_osc_msg *msgs = lg_arena_array(list->arena, capacity, sizeof *msgs);
        if (list->count > 0)
            memcpy(msgs, list->msgs, list->count * sizeof *msgs);
        list->msgs = msgs;
        list->capacity = capacity;
    }
    return &list->msgs[list->count];
}

static bool is_bundle(const unsigned char *bytes, size_t length) {
    return length >= LG_BUNDLE_HEAD_BYTES && memcmp(bytes, head, NAME_BYTES) == 0;
}

static size_t read_size(const unsigned char *bytes) {
    return (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
}

/* One element of a bundle, or the whole datagram. Bundles recur; LG_BUNDLE_DEPTH_MAX ends that. */
static int read_element(const unsigned char *bytes, size_t length, int depth, struct list *list,
                        struct lg_err *err) {
    if (!is_bundle(bytes, length)) {
        if (lg_osc_read(bytes, length, list->arena, next_of(list), err) < 0)
            return -1;
        list->count++;
        return 0;
    }
    if (depth == LG_BUNDLE_DEPTH_MAX)
        return lg_err_set(err, LG_ERR_READ, "OSC bundles lie in bundles more than %d deep",
                          LG_BUNDLE_DEPTH_MAX);
    size_t at = LG_BUNDLE_HEAD_BYTES;
    while (at < length) {
        size_t left = length - at;
        size_t size = left < SIZE_BYTES ? SIZE_MAX : read_size(bytes + at);
        if (left < SIZE_BYTES || size > left - SIZE_BYTES)
            return lg_err_set(err, LG_ERR_READ, "an OSC bundle of %zu bytes is cut off", length);
        if (read_element(bytes + at + SIZE_BYTES, size, depth + 1, list, err) < 0)
            return -1;
        at += SIZE_BYTES + size;
    }
    return 0;
}

int lg_bundle_read(const void *bytes, size_t length, struct lg_arena *arena,
                   struct lg_osc_msg **msgs_out, size_t *count_out, struct lg_err *err) {
    struct list list = {.arena = arena};
    if (length > LG_DATAGRAM_MAX)
        return lg_err_set(err, LG_ERR_READ, "a datagram of %zu bytes is longer than %d", length,
                          LG_DATAGRAM_MAX);
    if (read_element(bytes, length, 0, &list, err) < 0)
        return -1;
    *msgs_out = list.msgs;
    *count_out = list.count;
    return 0;
}
