/* What comes from Live, sorted: an answer, an echo, or evidence. */
#include <stdlib.h>
#include <string.h>

#include "live/inside.h"
#include "live/report.h"
#include "osc/bundle.h"

/* What an echo that comes twice or too late shows: this link is not in order. Nobody has said how
 * long that lasts; this is five ticks. */
#define DISORDER_LIFETIME_NS (500 * LG_NS_PER_MS)

void lg_live_distrust(struct lg_live *live) {
    if (live->lifetime_ns < DISORDER_LIFETIME_NS)
        live->lifetime_ns = DISORDER_LIFETIME_NS;
}

static bool was_asked(const struct lg_live *live, const char *address) {
    for (size_t i = 0; i < live->num_asked; i++) {
        if (strcmp(live->asked[i], address) == 0)
            return true;
    }
    return false;
}

void lg_live_remember(struct lg_live *live, const char *address) {
    if (was_asked(live, address))
        return;
    live->asked = lg_xrealloc(live->asked, (live->num_asked + 1) * sizeof *live->asked);
    live->asked[live->num_asked++] = lg_arena_strdup(&live->memory, address);
}

int lg_live_send(struct lg_live *live, const struct lg_str *bytes, struct lg_err *err) {
    if (lg_link_send(live->link, bytes->text, bytes->length, err) < 0)
        return -1;
    live->sent_ns = lg_clock_now_ns(&live->env->clock);
    live->counts.sent++;
    lg_stall_sent(&live->stall, live->sent_ns);
    return 0;
}

/* At start and at every reload the script says /live/startup, and then the processor's load without
 * the load. */
static bool take_greeting(struct lg_exchange *exchange, const struct lg_osc_msg *msg) {
    bool is_start = strcmp(msg->address, "/live/startup") == 0;
    if (!is_start && (msg->count > 0 ||
                      strcmp(msg->address, "/live/application/get/average_process_usage") != 0))
        return false;
    if (is_start) {
        exchange->live->counts.restarts++;
        exchange->restarts += exchange->match.sent > 0;
    }
    exchange->live->counts.foreign++;
    return true;
}

static bool take_echo(struct lg_exchange *exchange, const struct lg_osc_msg *msg) {
    struct lg_live *live = exchange->live;
    int32_t number;
    if (!lg_fence_is_echo(&live->fences, msg, &number))
        return false;
    bool is_own = lg_match_echo(&exchange->match, number);
    if (number >= exchange->proof && !exchange->is_proven) {
        exchange->is_proven = true;
        exchange->is_quarantined = false;
        is_own = true;
    }
    if (is_own)
        live->counts.echoes++;
    else
        live->counts.late++;
    if (exchange->match.is_disordered)
        lg_live_distrust(live);
    return true;
}

static bool hold_error(struct lg_exchange *exchange, const struct lg_osc_msg *error) {
    struct lg_live *live = exchange->live;
    if (exchange->match.load.is_careful && exchange->held_until_ns == 0) {
        exchange->held_error = lg_osc_copy(error, &exchange->batch->arena);
        exchange->held_until_ns = lg_clock_after(&live->env->clock, live->lifetime_ns);
        return true;
    }
    return false;
}

/* It may have overtaken what it will: it is known whose it is. */
static bool is_certain(const struct lg_osc_msg *error) {
    struct lg_report report;
    return lg_report_read(error, &report) && lg_report_is_certain(&report);
}

static void take_error(struct lg_exchange *exchange, const struct lg_osc_msg *error) {
    struct lg_live_counts *counts = &exchange->live->counts;
    bool is_settled = !exchange->match.load.is_careful || is_certain(error);
    exchange->failures++;
    if (!exchange->is_quarantined && !is_settled && hold_error(exchange, error))
        return;
    if (!exchange->is_quarantined && is_settled && lg_match_error(&exchange->match, error))
        counts->errors++;
    else
        counts->late++;
}

static void take_message(struct lg_exchange *exchange, const struct lg_osc_msg *msg) {
    struct lg_live *live = exchange->live;
    if (take_greeting(exchange, msg))
        return;
    if (lg_stall_heard(&live->stall, lg_clock_now_ns(&live->env->clock)))
        live->counts.stalls++;
    if (take_echo(exchange, msg))
        return;
    if (strcmp(msg->address, "/live/error") == 0)
        take_error(exchange, msg);
    else if (!exchange->is_quarantined && lg_match_reply(&exchange->match, msg))
        live->counts.answered++;
    else if (was_asked(live, msg->address))
        live->counts.late++;
    else
        live->counts.foreign++;
}

static void release_error(struct lg_exchange *exchange) {
    exchange->held_until_ns = 0;
    if (lg_match_error(&exchange->match, &exchange->held_error))
        exchange->live->counts.errors++;
    else
        exchange->live->counts.late++;
}

enum lg_receive lg_exchange_hear(struct lg_exchange *exchange, int64_t until_ns,
                                 struct lg_err *err) {
    struct lg_live *live = exchange->live;
    size_t length = 0;
    bool is_held = exchange->held_until_ns != 0 && exchange->held_until_ns <= until_ns;
    enum lg_receive got = lg_link_receive(live->link, is_held ? exchange->held_until_ns : until_ns,
                                          live->buffer, &length, err);
    if (got == LG_RECEIVE_DEADLINE && is_held) {
        release_error(exchange);
        return LG_RECEIVE_DATAGRAM;
    }
    if (got != LG_RECEIVE_DATAGRAM)
        return got;
    struct lg_osc_msg *msgs = NULL;
    size_t count = 0;
    lg_arena_dispose(&live->scratch);
    if (lg_bundle_read(live->buffer, length, &live->scratch, &msgs, &count, NULL) < 0)
        live->counts.malformed++;
    for (size_t i = 0; i < count; i++)
        take_message(exchange, &msgs[i]);
    return LG_RECEIVE_DATAGRAM;
}
