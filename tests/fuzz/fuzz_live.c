/* layer: live */
#include <string.h>

#include "fuzz/target.h"
#include "live/scan.h"

/* A link that answers a scan with the input: datagrams, each behind two bytes of length. */
struct tape {
    struct lg_link link;
    const uint8_t *data;
    size_t left;
    size_t sent;
};

static int tape_send(struct lg_link *link, const void *bytes, size_t length, struct lg_err *err) {
    LG_UNUSED(bytes);
    LG_UNUSED(length);
    LG_UNUSED(err);
    ((struct tape *)link)->sent++;
    return 0;
}

static enum lg_receive tape_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                    size_t *length_out, struct lg_err *err) {
    LG_UNUSED(deadline_ns);
    LG_UNUSED(err);
    struct tape *tape = (struct tape *)link;
    if (tape->left < 2 || tape->sent == 0)
        return LG_RECEIVE_DEADLINE;
    size_t length = (size_t)tape->data[0] << 8 | tape->data[1];
    tape->data += 2;
    tape->left -= 2;
    length = length < tape->left ? length : tape->left;
    length = length < LG_DATAGRAM_MAX ? length : LG_DATAGRAM_MAX;
    memcpy(buffer, tape->data, length);
    tape->data += length;
    tape->left -= length;
    *length_out = length;
    return LG_RECEIVE_DATAGRAM;
}

static void tape_close(struct lg_link *link) {
    LG_UNUSED(link);
}

static const struct lg_link_ops tape_ops = {
    .kind = "tape", .send = tape_send, .receive = tape_receive, .close = tape_close};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct tape tape = {.link.ops = &tape_ops, .data = data, .left = size};
    struct lg_env env;
    struct lg_arena arena = {0};
    struct lg_live_set set = {0};
    struct lg_err err = {0};
    lg_env_init_test(&env);
    struct lg_live *live = lg_live_new(&env, &tape.link);
    int status = lg_live_scan(live, LG_NS_PER_S, &arena, &set, &err);
    FUZZ_CHECK(status == 0 || err.kind == LG_ERR_READ || err.kind == LG_ERR_TIMEOUT);
    FUZZ_CHECK(status < 0 || strlen(set.fingerprint) == 64);
    for (size_t i = 0; i < set.num_tracks; i++)
        FUZZ_CHECK(set.tracks[i].name != NULL);
    lg_live_free(live);
    lg_arena_dispose(&arena);
    return 0;
}
