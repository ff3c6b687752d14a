#include "sim/wire.h"

#include <stdlib.h>
#include <string.h>

#include "osc/link.h"
#include "sim/encode.h"
#include "sim/queue.h"

/* One of the two directions. */
struct lane {
    enum lg_sim_fault lose, duplicate, delay, reorder;
    struct lg_sim_queue late; /* in the order of their ticks: a rule delays all by the same */
    struct lg_sim_queue held; /* at most one, which goes behind the next */
    unsigned next_tick;       /* 1: what passes undelayed is for the next tick, 0: for this one */
    void (*arrive)(struct lg_sim_wire *wire, const struct lg_sim_datagram *datagram);
};

struct lg_sim_wire {
    struct lg_sim *sim;
    struct lg_sim_faults *faults;
    struct lane requests, replies;
    struct lg_sim_queue arrived; /* for the client */
    uint64_t tick, stalled_until;
    unsigned char buffer[LG_DATAGRAM_MAX];
};

static void serve_request(struct lg_sim_wire *wire, const struct lg_sim_datagram *datagram) {
    if (!lg_sim_deliver(wire->sim, datagram->peer, datagram->bytes, datagram->length))
        wire->faults->overflows++;
}

static void take_in(struct lg_sim_wire *wire, const struct lg_sim_datagram *datagram) {
    (void)lg_sim_queue_push(&wire->arrived, datagram->peer, datagram->bytes, datagram->length);
    wire->arrived.last->is_stranger = datagram->is_stranger;
}

static void let_go(struct lg_sim_wire *wire, struct lane *lane) {
    struct lg_sim_datagram *held = lg_sim_queue_pop(&lane->held);
    if (held == NULL)
        return;
    lane->arrive(wire, held);
    free(held);
}

static void arrive(struct lg_sim_wire *wire, struct lane *lane,
                   const struct lg_sim_datagram *datagram) {
    lane->arrive(wire, datagram);
    let_go(wire, lane);
}

static void pass_copy(struct lg_sim_wire *wire, struct lane *lane,
                      const struct lg_sim_datagram *datagram) {
    struct lg_sim_queue *into = NULL;
    if (lg_sim_fault_strikes(wire->faults, lane->delay))
        into = &lane->late;
    else if (lane->held.first == NULL && lg_sim_fault_strikes(wire->faults, lane->reorder))
        into = &lane->held;
    if (into == NULL) {
        arrive(wire, lane, datagram);
        return;
    }
    (void)lg_sim_queue_push(into, datagram->peer, datagram->bytes, datagram->length);
    into->last->due =
        wire->tick + lane->next_tick + (uint64_t)lg_sim_fault_ticks(wire->faults, lane->delay);
}

static void pass(struct lg_sim_wire *wire, struct lane *lane,
                 const struct lg_sim_datagram *datagram) {
    if (lg_sim_fault_strikes(wire->faults, lane->lose))
        return;
    bool is_twice = lg_sim_fault_strikes(wire->faults, lane->duplicate);
    pass_copy(wire, lane, datagram);
    if (is_twice)
        pass_copy(wire, lane, datagram);
}

static void release_late(struct lg_sim_wire *wire, struct lane *lane) {
    while (lane->late.first != NULL && lane->late.first->due <= wire->tick) {
        struct lg_sim_datagram *datagram = lg_sim_queue_pop(&lane->late);
        arrive(wire, lane, datagram);
        free(datagram);
    }
}

static void send_stranger(struct lg_sim_wire *wire, uint32_t peer, const struct lg_str *bytes,
                          bool is_stranger) {
    (void)lg_sim_queue_push(&wire->arrived, peer, bytes->text, bytes->length);
    wire->arrived.last->is_stranger = is_stranger;
}

/* What the script says to nobody here: pushes that another client listens for. */
static void add_foreign_address(struct lg_str *out, uint64_t which) {
    static const char *const addresses[] = {"/live/song/get/beat", "/live/view/get/selected_track",
                                            "/live/clip/get/playing_position"};
    struct lg_sim_value value = lg_sim_int((int64_t)(which % 1000));
    const char *why;
    (void)lg_sim_encode(addresses[which % LG_ARRAY_LEN(addresses)], &value, 1, out, &why);
}

/* Where a reply's type tags begin, behind the comma, and where its arguments do; the encoder is
 * ours, so that all is in its place. */
static void find_args(const struct lg_str *reply, size_t *tags_out, size_t *args_out) {
    size_t tags = (strlen(reply->text) / 4 + 1) * 4;
    *tags_out = tags + 1;
    *args_out = tags + (strlen(reply->text + tags) / 4 + 1) * 4;
}

static bool begins_with_index(const struct lg_str *reply) {
    static const char *const prefixes[] = {"/live/track/get/", "/live/device/get/",
                                           "/live/clip/get/", "/live/clip_slot/get/"};
    size_t tags;
    size_t args;
    find_args(reply, &tags, &args);
    for (size_t i = 0; i < LG_ARRAY_LEN(prefixes); i++)
        if (lg_starts_with(reply->text, prefixes[i]))
            return reply->text[tags] == 'i';
    return false;
}

static void raise_first_index(struct lg_str *reply) {
    size_t tags;
    size_t at;
    uint32_t index = 0;
    find_args(reply, &tags, &at);
    for (size_t i = 0; i < 4; i++)
        index = index << 8 | (unsigned char)reply->text[at + i];
    index += 1000;
    for (size_t i = 0; i < 4; i++)
        reply->text[at + i] = (char)(unsigned char)(index >> (24 - 8 * i) & 0xff);
}

static size_t arg_size(const struct lg_str *reply, char tag, size_t at) {
    switch (tag) {
    case 'i':
    case 'f':
        return 4;
    case 's':
        return (strlen(reply->text + at) / 4 + 1) * 4;
    default:
        return 0; /* T, F, N; the rarer ones are left as they are */
    }
}

/* Another number, another switch, another text; none where the last value is nothing of these. */
static void change_last_value(struct lg_str *reply) {
    size_t tags;
    size_t at;
    find_args(reply, &tags, &at);
    size_t last = strlen(reply->text + tags);
    if (last == 0 || reply->text[tags + strspn(reply->text + tags, "ifsTFN")] != '\0')
        return;
    last += tags - 1;
    for (size_t i = tags; i < last; i++)
        at += arg_size(reply, reply->text[i], at);
    char *tag = &reply->text[last];
    if (*tag == 'T' || *tag == 'F')
        *tag = *tag == 'T' ? 'F' : 'T';
    else if (*tag == 'i')
        reply->text[at + 3] ^= 1;
    else if (*tag == 'f')
        reply->text[at + 1] ^= 0x40; /* -10 becomes -14 */
    else if (*tag == 's' && reply->text[at] != '\0')
        reply->text[at] ^= 1;
}

static void send_strangers(struct lg_sim_wire *wire, const struct lg_sim_datagram *reply) {
    struct lg_sim_faults *faults = wire->faults;
    struct lg_str forged = {0};
    if (lg_sim_fault_strikes(faults, LG_SIM_FAULT_FOREIGN_ADDRESS)) {
        add_foreign_address(&forged, faults->counts[LG_SIM_FAULT_FOREIGN_ADDRESS]);
        send_stranger(wire, reply->peer, &forged, false);
    }
    lg_str_clear(&forged);
    lg_str_add_n(&forged, (const char *)reply->bytes, reply->length);
    if (begins_with_index(&forged) && lg_sim_fault_strikes(faults, LG_SIM_FAULT_FOREIGN_INDEX)) {
        raise_first_index(&forged);
        send_stranger(wire, reply->peer, &forged, false);
    }
    if (lg_sim_fault_strikes(faults, LG_SIM_FAULT_FOREIGN_SOURCE)) {
        lg_str_clear(&forged);
        lg_str_add_n(&forged, (const char *)reply->bytes, reply->length);
        change_last_value(&forged);
        send_stranger(wire, reply->peer, &forged, true);
    }
    lg_str_dispose(&forged);
}

/* What the script has said, on its way to the client. */
static void pull(struct lg_sim_wire *wire, bool is_faulty) {
    struct lg_sim_queue said = {0};
    uint32_t peer;
    size_t length;
    while (lg_sim_take_reply(wire->sim, &peer, wire->buffer, &length)) {
        (void)lg_sim_queue_push(&said, peer, wire->buffer, length);
        struct lg_sim_datagram *reply = lg_sim_queue_pop(&said);
        if (is_faulty) {
            send_strangers(wire, reply);
            pass(wire, &wire->replies, reply);
        } else {
            take_in(wire, reply);
        }
        free(reply);
    }
}

struct lg_sim_wire *lg_sim_wire_new(struct lg_sim *sim) {
    struct lg_sim_wire *wire = lg_xcalloc(1, sizeof *wire);
    wire->sim = sim;
    wire->faults = lg_sim_faults_of(sim);
    wire->requests = (struct lane){.lose = LG_SIM_FAULT_LOSE_REQUEST,
                                   .duplicate = LG_SIM_FAULT_DUPLICATE_REQUEST,
                                   .delay = LG_SIM_FAULT_DELAY_REQUEST,
                                   .reorder = LG_SIM_FAULT_REORDER_REQUEST,
                                   .next_tick = 1,
                                   .arrive = serve_request};
    wire->replies = (struct lane){.lose = LG_SIM_FAULT_LOSE_REPLY,
                                  .duplicate = LG_SIM_FAULT_DUPLICATE_REPLY,
                                  .delay = LG_SIM_FAULT_DELAY_REPLY,
                                  .reorder = LG_SIM_FAULT_REORDER_REPLY,
                                  .arrive = take_in};
    pull(wire, false);
    return wire;
}

static void dispose_lane(struct lane *lane) {
    lg_sim_queue_dispose(&lane->late);
    lg_sim_queue_dispose(&lane->held);
}

void lg_sim_wire_free(struct lg_sim_wire *wire) {
    if (wire == NULL)
        return;
    dispose_lane(&wire->requests);
    dispose_lane(&wire->replies);
    lg_sim_queue_dispose(&wire->arrived);
    free(wire);
}

void lg_sim_wire_send(struct lg_sim_wire *wire, uint32_t peer, const void *bytes, size_t length) {
    struct lg_sim_queue sent = {0};
    (void)lg_sim_queue_push(&sent, peer, bytes, length);
    struct lg_sim_datagram *request = lg_sim_queue_pop(&sent);
    pass(wire, &wire->requests, request);
    free(request);
}

bool lg_sim_wire_begin(struct lg_sim_wire *wire) {
    wire->tick++;
    release_late(wire, &wire->requests);
    let_go(wire, &wire->requests);
    release_late(wire, &wire->replies);
    if (wire->tick < wire->stalled_until)
        return false;
    if (lg_sim_fault_strikes(wire->faults, LG_SIM_FAULT_STALL)) {
        wire->stalled_until =
            wire->tick + (uint64_t)lg_sim_fault_ticks(wire->faults, LG_SIM_FAULT_STALL);
        return false;
    }
    if (lg_sim_fault_strikes(wire->faults, LG_SIM_FAULT_RESTART)) {
        lg_sim_restart(wire->sim);
        pull(wire, true);
    }
    return true;
}

enum lg_sim_progress lg_sim_wire_step(struct lg_sim_wire *wire) {
    enum lg_sim_progress progress = lg_sim_step(wire->sim);
    pull(wire, true);
    return progress;
}

void lg_sim_wire_end(struct lg_sim_wire *wire) {
    let_go(wire, &wire->replies);
}

void lg_sim_wire_tick(struct lg_sim_wire *wire) {
    if (lg_sim_wire_begin(wire))
        while (lg_sim_wire_step(wire) == LG_SIM_SERVED)
            ;
    lg_sim_wire_end(wire);
}

static bool is_empty(const struct lane *lane) {
    return lane->late.first == NULL && lane->held.first == NULL;
}

bool lg_sim_wire_is_idle(const struct lg_sim_wire *wire) {
    return lg_sim_is_idle(wire->sim) && is_empty(&wire->requests) && is_empty(&wire->replies);
}

bool lg_sim_wire_take(struct lg_sim_wire *wire, uint32_t *peer_out, bool *stranger_out,
                      void *buffer, size_t *length_out) {
    struct lg_sim_datagram *datagram = lg_sim_queue_pop(&wire->arrived);
    if (datagram == NULL)
        return false;
    memcpy(buffer, datagram->bytes, datagram->length);
    *length_out = datagram->length;
    if (peer_out != NULL)
        *peer_out = datagram->peer;
    if (stranger_out != NULL)
        *stranger_out = datagram->is_stranger;
    free(datagram);
    return true;
}
