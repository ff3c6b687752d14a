/* One exchange: what goes out, when, and until when an answer is awaited. */
#include "live/guard.h"
#include "live/inside.h"
#include "osc/bundle.h"

/* Of the script's default receive buffer of 212992 bytes, 167 small datagrams or eight of 8 kB,
 * which were measured to get through: it keeps three quarters while it is being drained, and what
 * is beyond is lost without a word. */
enum { WINDOW_BYTES = 139264 };

/* Datagrams read after the deadline, or before an exchange: a peer that never stops must not hold
 * us. */
enum { OVERTIME_MAX = 4096 };

/* AbletonOSC's, which an error ends. */
#define TICK_NS (100 * LG_NS_PER_MS)

/* A barrier's echo that takes longer may be lost: one more is sent. */
#define BARRIER_PATIENCE_NS LG_NS_PER_S

static int64_t later(int64_t when_ns, int64_t span_ns) {
    return when_ns > LG_NEVER_NS - span_ns ? LG_NEVER_NS : when_ns + span_ns;
}

static int64_t earlier(int64_t a_ns, int64_t b_ns) {
    return a_ns < b_ns ? a_ns : b_ns;
}

int64_t lg_exchange_deadline(const struct lg_exchange *exchange) {
    uint64_t ticks =
        exchange->failures < exchange->batch->count ? exchange->failures : exchange->batch->count;
    int64_t allowed_ns = later(exchange->deadline_ns, (int64_t)ticks * TICK_NS);
    return earlier(allowed_ns, exchange->limit_ns);
}

static int64_t now_of(const struct lg_exchange *exchange) {
    return lg_clock_now_ns(&exchange->live->env->clock);
}

/* 1 when something came, 0 when the time is up. */
static int hear(struct lg_exchange *exchange, int64_t until_ns, struct lg_err *err) {
    int64_t deadline_ns = lg_exchange_deadline(exchange);
    enum lg_receive got = lg_exchange_hear(exchange, earlier(until_ns, deadline_ns), err);
    if (got == LG_RECEIVE_ERROR)
        return -1;
    if (now_of(exchange) > deadline_ns)
        exchange->overtime++;
    return got == LG_RECEIVE_DATAGRAM && exchange->overtime <= OVERTIME_MAX ? 1 : 0;
}

/* What came since the last exchange answers nothing of this one. */
static int discard_arrived(struct lg_exchange *exchange, struct lg_err *err) {
    int64_t now_ns = now_of(exchange);
    for (int i = 0; i < OVERTIME_MAX; i++) {
        enum lg_receive got = lg_exchange_hear(exchange, now_ns, err);
        if (got != LG_RECEIVE_DATAGRAM)
            return got == LG_RECEIVE_ERROR ? -1 : 0;
    }
    return 0;
}

/* Leaves out all that comes until then, and what has come by then. */
static int quarantine_until(struct lg_exchange *exchange, int64_t when_ns, struct lg_err *err) {
    int surplus = 0;
    int heard;
    while ((heard = hear(exchange, when_ns, err)) > 0) {
        surplus += now_of(exchange) >= when_ns;
        if (surplus > OVERTIME_MAX)
            return 0;
    }
    if (heard == 0 && lg_exchange_deadline(exchange) < when_ns)
        return lg_exchange_no_reply(exchange, err);
    return heard;
}

static int send_barrier(struct lg_exchange *exchange, struct lg_err *err) {
    struct lg_live *live = exchange->live;
    struct lg_osc_arg number = lg_osc_int(lg_fence_issue(&live->fences));
    struct lg_str bytes = {0};
    int status = lg_osc_write(&(struct lg_osc_msg){LG_FENCE_ADDRESS, &number, 1}, &bytes, err);
    if (status == 0)
        status = lg_live_send(live, &bytes, err);
    lg_str_dispose(&bytes);
    return status;
}

/* Nothing that was sent before is under way any more, nor is an answer to it: it has had its time
 * to arrive, the barrier stood behind it in the script's queue, and its answers have had their
 * time. */
static int prove_clean(struct lg_exchange *exchange, struct lg_err *err) {
    struct lg_live *live = exchange->live;
    exchange->is_quarantined = true;
    exchange->is_proven = false;
    exchange->proof = live->fences.first + live->fences.issued;
    if (quarantine_until(exchange, later(live->sent_ns, live->lifetime_ns), err) < 0)
        return -1;
    while (!exchange->is_proven) {
        if (send_barrier(exchange, err) < 0)
            return -1;
        int64_t patience_ns = later(now_of(exchange), BARRIER_PATIENCE_NS);
        while (!exchange->is_proven) {
            int heard = hear(exchange, patience_ns, err);
            if (heard < 0)
                return -1;
            if (heard == 0 &&
                (patience_ns >= lg_exchange_deadline(exchange) || now_of(exchange) < patience_ns))
                return lg_exchange_no_barrier(exchange, err);
            if (heard == 0)
                break;
        }
    }
    exchange->is_quarantined = true;
    if (quarantine_until(exchange, later(now_of(exchange), live->lifetime_ns), err) < 0)
        return -1;
    exchange->is_quarantined = false;
    live->is_dirty = false;
    live->counts.barriers++;
    return 0;
}

static int send_parcel(struct lg_exchange *exchange, struct lg_err *err) {
    struct lg_live *live = exchange->live;
    struct lg_match *match = &exchange->match;
    struct lg_parcel *parcel = match->load.parcels[match->sent];
    if (lg_live_send(live, &parcel->bytes, err) < 0)
        return -1;
    for (size_t i = 0; i < parcel->count; i++) {
        parcel->items[i]->sent_ns = live->sent_ns;
        if (parcel->items[i]->kind != LG_REQUEST_FENCE)
            lg_live_remember(live, parcel->items[i]->msg.address);
    }
    match->sent++;
    return 0;
}

static bool has_room(const struct lg_match *match) {
    if (match->sent == match->load.count)
        return false;
    if (match->load.is_careful)
        return match->open == match->sent;
    size_t charge = lg_match_outstanding(match);
    return charge == 0 ||
           charge + lg_parcel_charge(match->load.parcels[match->sent]) <= WINDOW_BYTES;
}

static int fill_window(struct lg_exchange *exchange, struct lg_err *err) {
    struct lg_live *live = exchange->live;
    while (has_room(&exchange->match)) {
        if ((live->is_dirty || exchange->match.load.is_careful) && prove_clean(exchange, err) < 0)
            return -1;
        if (send_parcel(exchange, err) < 0)
            return -1;
    }
    return 0;
}

static int converse(struct lg_exchange *exchange, struct lg_err *err) {
    for (;;) {
        if (fill_window(exchange, err) < 0)
            return -1;
        if (exchange->match.doubtful != NULL)
            return lg_exchange_doubtful(exchange, err);
        if (lg_match_is_done(&exchange->match))
            return 0;
        int heard = hear(exchange, LG_NEVER_NS, err);
        if (heard < 0)
            return -1;
        if (heard == 0)
            return lg_exchange_no_reply(exchange, err);
    }
}

static enum lg_match_mode mode_of(const struct lg_live *live) {
    if (live->options.no_barrier)
        return LG_MATCH_PLAIN;
    if (live->lifetime_ns > 0)
        return LG_MATCH_CAREFUL;
    return live->is_dirty ? LG_MATCH_PLAIN : LG_MATCH_FENCED;
}

static int run(struct lg_exchange *exchange, struct lg_err *err) {
    struct lg_live *live = exchange->live;
    bool has_barrier = !live->options.no_barrier;
    enum lg_match_mode mode = mode_of(live);
    exchange->proof = live->fences.first + live->fences.issued;
    exchange->is_quarantined = true;
    if (lg_match_init(&exchange->match, exchange->batch, &live->fences, mode, err) < 0 ||
        discard_arrived(exchange, err) < 0)
        return -1;
    exchange->is_quarantined = mode == LG_MATCH_FENCED;
    live->is_dirty = live->is_dirty && has_barrier;
    return converse(exchange, err);
}

/* What came was not in order, where order was relied on: whose an error was, and what a fence
 * proved, is not certain. */
static bool is_misled(const struct lg_exchange *exchange) {
    const struct lg_match *match = &exchange->match;
    return !match->load.is_careful && !exchange->live->options.no_barrier && match->is_disordered;
}

static bool only_reads(const struct lg_batch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        if (!lg_request_only_reads(batch->requests[i]))
            return false;
    }
    return true;
}

/* From now on nothing is believed to be in order; what only reads is asked again like that. */
static int ask_carefully(struct lg_exchange *exchange, struct lg_err *err) {
    lg_live_distrust(exchange->live);
    lg_match_give_up_all(&exchange->match);
    if (!only_reads(exchange->batch))
        return lg_exchange_misled(exchange, err);
    lg_match_dispose(&exchange->match);
    *exchange = (struct lg_exchange){.live = exchange->live,
                                     .batch = exchange->batch,
                                     .began_ns = exchange->began_ns,
                                     .deadline_ns = exchange->deadline_ns,
                                     .limit_ns = exchange->limit_ns};
    return run(exchange, err);
}

int lg_live_exchange(struct lg_live *live, struct lg_batch *batch, int64_t deadline_ns,
                     struct lg_err *err) {
    struct lg_exchange exchange = {.live = live,
                                   .batch = batch,
                                   .began_ns = lg_clock_now_ns(&live->env->clock),
                                   .deadline_ns = deadline_ns,
                                   .limit_ns =
                                       batch->limit_ns == 0 ? LG_NEVER_NS : batch->limit_ns};
    for (size_t i = 0; i < batch->count; i++) {
        if (lg_guard_check(&batch->requests[i]->msg, err) < 0)
            return -1;
    }
    uint64_t sent = live->counts.sent;
    int status = run(&exchange, err);
    if (status == 0 && is_misled(&exchange))
        status = ask_carefully(&exchange, err);
    if (exchange.match.doubtful != NULL)
        live->counts.doubts++;
    if (status == 0)
        lg_stall_rest(&live->stall);
    else if (live->counts.sent > sent)
        live->is_dirty = true;
    if (status < 0 && is_misled(&exchange))
        lg_match_give_up_all(&exchange.match);
    else if (status < 0)
        lg_match_give_up(&exchange.match);
    lg_match_dispose(&exchange.match);
    return status;
}
