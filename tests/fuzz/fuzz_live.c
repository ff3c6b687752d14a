/* layer: live */
#include <string.h>

#include "fuzz/target.h"
#include "live/fence.h"
#include "live/scan.h"
#include "osc/bundle.h"

/* A link that answers with the input: datagrams, each behind two bytes of length. The client's own
 * fences bear numbers that no input can know: the length ECHO stands for the echo of the oldest one
 * that waits for its own, DROP for its loss. REST: nothing more comes in the time that is waited.
 */
enum { ECHO = 0xFFFF, DROP = 0xFFFE, REST = 0xFFFD, FENCES_MAX = 4096 };

#define DEADLINE_NS LG_NS_PER_S

struct tape {
    struct lg_link link;
    struct lg_env *env;
    const uint8_t *data;
    size_t left;
    size_t sent;
    int32_t fences[FENCES_MAX];
    size_t num_fences, echoed;
};

static int tape_send(struct lg_link *link, const void *bytes, size_t length, struct lg_err *err) {
    struct tape *tape = (struct tape *)link;
    struct lg_arena arena = {0};
    struct lg_osc_msg *msgs = NULL;
    size_t count = 0;
    FUZZ_CHECK(lg_bundle_read(bytes, length, &arena, &msgs, &count, err) == 0);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(msgs[i].address, LG_FENCE_ADDRESS) == 0 && tape->num_fences < FENCES_MAX)
            tape->fences[tape->num_fences++] = msgs[i].args[0].as.i;
    }
    lg_arena_dispose(&arena);
    tape->sent++;
    return 0;
}

static size_t next_length(struct tape *tape) {
    size_t length = (size_t)tape->data[0] << 8 | tape->data[1];
    tape->data += 2;
    tape->left -= 2;
    return length;
}

static enum lg_receive echo(struct tape *tape, void *buffer, size_t *length_out) {
    struct lg_osc_arg args[] = {lg_osc_float(120.0F), lg_osc_int(tape->fences[tape->echoed++])};
    struct lg_str bytes = {0};
    FUZZ_CHECK(lg_osc_write(&(struct lg_osc_msg){LG_FENCE_ADDRESS, args, 2}, &bytes, NULL) == 0);
    memcpy(buffer, bytes.text, bytes.length);
    *length_out = bytes.length;
    lg_str_dispose(&bytes);
    return LG_RECEIVE_DATAGRAM;
}

static enum lg_receive tape_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                    size_t *length_out, struct lg_err *err) {
    LG_UNUSED(err);
    struct tape *tape = (struct tape *)link;
    /* Nothing is there before it is waited for. */
    bool is_waiting = deadline_ns > lg_clock_now_ns(&tape->env->clock);
    while (tape->left >= 2 && tape->sent > 0 && is_waiting) {
        size_t length = next_length(tape);
        if (length == ECHO && tape->echoed < tape->num_fences)
            return echo(tape, buffer, length_out);
        if (length == DROP && tape->echoed < tape->num_fences)
            tape->echoed++;
        if (length == ECHO || length == DROP)
            continue;
        if (length == REST)
            break;
        length = length < tape->left ? length : tape->left;
        length = length < LG_DATAGRAM_MAX ? length : LG_DATAGRAM_MAX;
        memcpy(buffer, tape->data, length);
        tape->data += length;
        tape->left -= length;
        *length_out = length;
        return LG_RECEIVE_DATAGRAM;
    }
    lg_clock_advance_to(&tape->env->clock, deadline_ns);
    return LG_RECEIVE_DEADLINE;
}

static void tape_close(struct lg_link *link) {
    LG_UNUSED(link);
}

static const struct lg_link_ops tape_ops = {
    .kind = "tape", .send = tape_send, .receive = tape_receive, .close = tape_close};

static void scan(struct lg_live *live) {
    struct lg_arena arena = {0};
    struct lg_live_set set = {0};
    struct lg_err err = {0};
    int status = lg_live_scan(live, DEADLINE_NS, &arena, &set, &err);
    FUZZ_CHECK(status == 0 || err.kind == LG_ERR_READ || err.kind == LG_ERR_TIMEOUT);
    FUZZ_CHECK(status < 0 || strlen(set.fingerprint) == 64);
    for (size_t i = 0; i < set.num_tracks; i++)
        FUZZ_CHECK(set.tracks[i].name != NULL);
    lg_arena_dispose(&arena);
}

/* Reads that can't fail, one that may, a write with its read, another write, a read again. */
static struct lg_batch *mixed_batch(void) {
    static const char get[] = "/live/track/get/volume";
    static const char set[] = "/live/track/set/volume";
    const struct lg_osc_arg first[] = {lg_osc_int(0), lg_osc_float(0.5F)};
    const struct lg_osc_arg second[] = {lg_osc_int(1), lg_osc_float(0.5F)};
    const struct lg_osc_arg none[] = {lg_osc_int(9)};
    struct lg_batch *batch = lg_batch_new();
    lg_batch_ask_safe(batch, get, first, 1, 1);
    lg_batch_ask_safe(batch, get, second, 1, 1);
    lg_batch_ask(batch, get, none, 1, 1);
    lg_batch_tell(batch, set, first, 2);
    lg_batch_ask(batch, get, first, 1, 1);
    lg_batch_tell(batch, set, second, 2);
    lg_batch_ask(batch, get, second, 1, 1);
    return batch;
}

static void check_answer(const struct lg_answer *answer, bool is_told, int status) {
    FUZZ_CHECK(status < 0 || answer->kind != LG_ANSWER_NONE);
    FUZZ_CHECK(answer->kind != LG_ANSWER_REPLY || (!is_told && answer->count >= 1));
    FUZZ_CHECK(answer->kind != LG_ANSWER_SENT || is_told);
    FUZZ_CHECK((answer->kind == LG_ANSWER_ERROR) == (answer->error != NULL));
}

static void exchange(struct lg_live *live) {
    struct lg_err err = {0};
    struct lg_batch *batch = mixed_batch();
    int status = lg_live_exchange(live, batch, 2 * DEADLINE_NS, &err);
    FUZZ_CHECK(status == 0 || err.kind == LG_ERR_READ || err.kind == LG_ERR_TIMEOUT);
    for (size_t i = 0; i < 7; i++)
        check_answer(lg_batch_answer(batch, i), i == 3 || i == 5, status);
    lg_batch_free(batch);
}

/* Over a link that keeps order, and over one that may not. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    for (int careful = 0; careful < 2; careful++) {
        struct lg_env env;
        struct tape tape = {
            .link = {&tape_ops, careful * LG_NS_PER_MS}, .env = &env, .data = data, .left = size};
        lg_env_init_test(&env);
        struct lg_live *live = lg_live_new(&env, &tape.link);
        scan(live);
        exchange(live);
        lg_live_free(live);
    }
    return 0;
}
