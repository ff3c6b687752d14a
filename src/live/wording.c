/* What an exchange says when it fails. */
#include "live/inside.h"

static double seconds_since(const struct lg_live *live, int64_t then_ns) {
    return (double)(lg_clock_now_ns(&live->env->clock) - then_ns) / (double)LG_NS_PER_S;
}

static const struct lg_request *missing_echo(const struct lg_match *match) {
    for (size_t i = match->open; i < match->sent; i++) {
        const struct lg_parcel *parcel = match->load.parcels[i];
        for (size_t k = 0; k < parcel->count && !parcel->is_closed; k++) {
            if (parcel->items[k]->kind == LG_REQUEST_FENCE && !parcel->items[k]->settled)
                return parcel->items[k];
        }
    }
    return NULL;
}

/* What else was seen: it tells a slow Live from one that is gone. */
static void add_evidence(const struct lg_exchange *exchange, struct lg_str *out) {
    const struct lg_live *live = exchange->live;
    const struct lg_match *match = &exchange->match;
    if (match->open < match->turn && match->open < match->sent)
        lg_str_add(out, "; what was asked behind it was answered");
    if (exchange->failures > 0)
        lg_str_printf(out, "; errors that came meanwhile: %llu",
                      (unsigned long long)exchange->failures);
    if (exchange->restarts > 0)
        lg_str_add(out, "; AbletonOSC has started anew meanwhile and forgotten what it was asked");
    struct lg_str stall = {0};
    lg_stall_say(&live->stall, exchange->began_ns, &stall);
    if (stall.length > 0)
        lg_str_printf(out, "; %s", lg_str_text(&stall));
    lg_str_dispose(&stall);
}

/* `asked` at `sent_ns` was not answered. */
static int time_out(const struct lg_exchange *exchange, const char *asked, int64_t sent_ns,
                    struct lg_str *text, struct lg_err *err) {
    add_evidence(exchange, text);
    lg_err_set(err, LG_ERR_TIMEOUT, "%s", lg_str_text(text));
    lg_str_dispose(text);
    return lg_err_about_wait(err, asked, lg_clock_now_ns(&exchange->live->env->clock) - sent_ns);
}

/* A setter's outcome, and that nothing was lost, is told by a fence alone. */
static int no_echo(const struct lg_exchange *exchange, const struct lg_request *behind,
                   struct lg_err *err) {
    const struct lg_request *fence = missing_echo(&exchange->match);
    struct lg_str text = {0};
    lg_str_add(&text, "no reply to ");
    lg_osc_print(fence != NULL ? &fence->msg : &behind->msg, &text);
    lg_str_printf(&text, " within %.1f s (sent behind ",
                  seconds_since(exchange->live, behind->sent_ns));
    lg_osc_print(&behind->msg, &text);
    lg_str_add(&text, " to learn how it went)");
    return time_out(exchange, fence != NULL ? fence->msg.address : behind->msg.address,
                    behind->sent_ns, &text, err);
}

int lg_exchange_no_reply(const struct lg_exchange *exchange, struct lg_err *err) {
    const struct lg_request *request = lg_match_first_open(&exchange->match);
    if (request == NULL)
        return lg_exchange_no_barrier(exchange, err);
    if (request->settled || request->kind == LG_REQUEST_TELL)
        return no_echo(exchange, request, err);
    struct lg_str text = {0};
    lg_str_add(&text, "no reply to ");
    lg_osc_print(&request->msg, &text);
    lg_str_printf(&text, " within %.1f s%s", seconds_since(exchange->live, request->sent_ns),
                  request->msg.count == 0 ? " (no arguments)" : "");
    return time_out(exchange, request->msg.address, request->sent_ns, &text, err);
}

int lg_exchange_no_barrier(const struct lg_exchange *exchange, struct lg_err *err) {
    struct lg_str text = {0};
    lg_str_printf(&text,
                  "no reply to " LG_FENCE_ADDRESS " %ld within %.1f s (to prove that nothing is "
                  "under way any more; until then nothing else is sent)",
                  (long)exchange->proof, seconds_since(exchange->live, exchange->began_ns));
    return time_out(exchange, LG_FENCE_ADDRESS, exchange->began_ns, &text, err);
}

int lg_exchange_doubtful(const struct lg_exchange *exchange, struct lg_err *err) {
    struct lg_str text = {0};
    lg_osc_print(&exchange->match.doubtful->msg, &text);
    lg_err_set(err, LG_ERR_READ,
               "two different replies came to %s, of which one is not its own: none is used",
               lg_str_text(&text));
    lg_str_dispose(&text);
    return -1;
}

int lg_exchange_misled(const struct lg_exchange *exchange, struct lg_err *err) {
    return lg_err_set(
        err, LG_ERR_READ,
        "answers came twice or in another order: those to %s are not used; from now on "
        "one is awaited before the next request is sent",
        exchange->batch->requests[0]->msg.address);
}
