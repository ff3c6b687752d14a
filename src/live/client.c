#include "live/client.h"

#include <stdlib.h>
#include <string.h>

#include "live/batch.h"
#include "live/guard.h"
#include "live/match.h"

/* As many small requests as the script's socket holds for sure while it is being drained (it keeps
 * 194 of them on Linux); what is beyond would be lost without a word. */
enum { WINDOW = 128 };

/* Datagrams read after the deadline, or before an exchange: a peer that never stops must not hold
 * us. */
enum { OVERTIME_MAX = 4096 };

struct lg_live {
    struct lg_env *env;
    struct lg_link *link;
    struct lg_live_counts counts;
    struct lg_str outgoing;
    const char **asked; /* distinct addresses, in `memory` */
    size_t num_asked;
    struct lg_arena memory;
    struct lg_arena scratch; /* of one datagram */
    unsigned char buffer[LG_DATAGRAM_MAX];
};

struct lg_live *lg_live_new(struct lg_env *env, struct lg_link *link) {
    struct lg_live *live = lg_xcalloc(1, sizeof *live);
    live->env = env;
    live->link = link;
    return live;
}

void lg_live_free(struct lg_live *live) {
    if (live == NULL)
        return;
    lg_link_close(live->link);
    lg_str_dispose(&live->outgoing);
    lg_arena_dispose(&live->memory);
    lg_arena_dispose(&live->scratch);
    free(live->asked);
    free(live);
}

struct lg_live_counts lg_live_counts(const struct lg_live *live) {
    return live->counts;
}

static bool was_asked(const struct lg_live *live, const char *address) {
    for (size_t i = 0; i < live->num_asked; i++) {
        if (strcmp(live->asked[i], address) == 0)
            return true;
    }
    return false;
}

static void remember(struct lg_live *live, const char *address) {
    if (was_asked(live, address))
        return;
    live->asked = lg_xrealloc(live->asked, (live->num_asked + 1) * sizeof *live->asked);
    live->asked[live->num_asked++] = lg_arena_strdup(&live->memory, address);
}

/* At start and at every reload the script says /live/startup, and then the processor's load without
 * the load. */
static bool is_greeting(const struct lg_osc_msg *msg) {
    return strcmp(msg->address, "/live/startup") == 0 ||
           (msg->count == 0 &&
            strcmp(msg->address, "/live/application/get/average_process_usage") == 0);
}

static void sort_message(struct lg_live *live, struct lg_match *match,
                         const struct lg_osc_msg *msg) {
    bool is_error = strcmp(msg->address, "/live/error") == 0;
    if (is_greeting(msg))
        live->counts.foreign++;
    else if (is_error && match != NULL && lg_match_error(match, msg))
        live->counts.errors++;
    else if (!is_error && match != NULL && lg_match_reply(match, msg))
        live->counts.answered++;
    else if (is_error || was_asked(live, msg->address))
        live->counts.late++;
    else
        live->counts.foreign++;
}

/* `match` is NULL between exchanges. */
static void sort_datagram(struct lg_live *live, struct lg_match *match, size_t length) {
    struct lg_osc_msg msg;
    lg_arena_dispose(&live->scratch);
    if (lg_osc_read(live->buffer, length, &live->scratch, &msg, NULL) < 0)
        live->counts.malformed++;
    else
        sort_message(live, match, &msg);
}

/* What came since the last exchange answers nothing of this one. */
static int discard_arrived(struct lg_live *live, struct lg_err *err) {
    int64_t now_ns = lg_clock_now_ns(&live->env->clock);
    for (int i = 0; i < OVERTIME_MAX; i++) {
        size_t length = 0;
        enum lg_receive got = lg_link_receive(live->link, now_ns, live->buffer, &length, err);
        if (got != LG_RECEIVE_DATAGRAM)
            return got == LG_RECEIVE_ERROR ? -1 : 0;
        sort_datagram(live, NULL, length);
    }
    return 0;
}

static int send_request(struct lg_live *live, struct lg_request *request, struct lg_err *err) {
    lg_str_clear(&live->outgoing);
    if (lg_osc_write(&request->msg, &live->outgoing, err) < 0 ||
        lg_link_send(live->link, live->outgoing.text, live->outgoing.length, err) < 0)
        return -1;
    request->sent_ns = lg_clock_now_ns(&live->env->clock);
    live->counts.sent++;
    remember(live, request->msg.address);
    return 0;
}

static int fill_window(struct lg_live *live, struct lg_match *match, struct lg_err *err) {
    while (match->sent < match->count && lg_match_outstanding(match) < WINDOW) {
        if (send_request(live, match->order[match->sent], err) < 0)
            return -1;
        match->sent++;
    }
    return 0;
}

static int no_reply(const struct lg_live *live, const struct lg_request *request,
                    struct lg_err *err) {
    int64_t age_ns = lg_clock_now_ns(&live->env->clock) - request->sent_ns;
    double age_s = (double)age_ns / (double)LG_NS_PER_S;
    struct lg_str printed = {0};
    lg_osc_print(&request->msg, &printed);
    if (request->kind == LG_REQUEST_TELL)
        lg_err_set(err, LG_ERR_TIMEOUT,
                   "no reply to /live/test within %.1f s (sent behind %s to learn how it went)",
                   age_s, lg_str_text(&printed));
    else
        lg_err_set(err, LG_ERR_TIMEOUT, "no reply to %s within %.1f s%s", lg_str_text(&printed),
                   age_s, request->msg.count == 0 ? " (no arguments)" : "");
    lg_str_dispose(&printed);
    return -1;
}

static int converse(struct lg_live *live, struct lg_match *match, int64_t deadline_ns,
                    struct lg_err *err) {
    int overtime = 0;
    for (;;) {
        if (fill_window(live, match, err) < 0)
            return -1;
        if (lg_match_is_done(match))
            return 0;
        size_t length = 0;
        enum lg_receive got = lg_link_receive(live->link, deadline_ns, live->buffer, &length, err);
        if (got == LG_RECEIVE_ERROR)
            return -1;
        if (lg_clock_now_ns(&live->env->clock) > deadline_ns)
            overtime++;
        if (got == LG_RECEIVE_DEADLINE || overtime > OVERTIME_MAX)
            return no_reply(live, lg_match_first_open(match), err);
        sort_datagram(live, match, length);
    }
}

int lg_live_exchange(struct lg_live *live, struct lg_batch *batch, int64_t deadline_ns,
                     struct lg_err *err) {
    struct lg_match match;
    lg_match_init(&match, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (lg_guard_check(&batch->requests[i]->msg, err) < 0)
            return -1;
    }
    if (discard_arrived(live, err) < 0)
        return -1;
    return converse(live, &match, deadline_ns, err);
}

static int reply_of(const struct lg_request *request, struct lg_arena *arena,
                    struct lg_osc_msg *reply_out, struct lg_err *err) {
    const struct lg_answer *answer = &request->answer;
    if (answer->kind == LG_ANSWER_REPLY) {
        *reply_out = lg_osc_copy(
            &(struct lg_osc_msg){request->msg.address, answer->args, answer->count}, arena);
        return 0;
    }
    struct lg_str printed = {0};
    lg_osc_print(&request->msg, &printed);
    lg_err_set(err, LG_ERR_READ, "%s: AbletonOSC answered '%s'", lg_str_text(&printed),
               answer->error);
    lg_str_dispose(&printed);
    return -1;
}

int lg_live_ask(struct lg_live *live, const struct lg_osc_msg *request, size_t echoed,
                int64_t deadline_ns, struct lg_arena *arena, struct lg_osc_msg *reply_out,
                struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    lg_batch_ask(batch, request->address, request->args, request->count, echoed);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0)
        status = reply_of(batch->requests[0], arena, reply_out, err);
    lg_batch_free(batch);
    return status;
}
