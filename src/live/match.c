#include "live/match.h"

#include <string.h>

void lg_match_init(struct lg_match *match, struct lg_batch *batch) {
    *match = (struct lg_match){.arena = &batch->arena};
    match->order = lg_arena_array(&batch->arena, 2 * batch->count + 1, sizeof *match->order);
    for (size_t i = 0; i < batch->count; i++) {
        struct lg_request *request = batch->requests[i];
        request->settled = false;
        request->answer = (struct lg_answer){0};
        match->order[match->count++] = request;
        if (request->kind != LG_REQUEST_TELL)
            continue;
        struct lg_request *fence = lg_arena_alloc(&batch->arena, sizeof *fence);
        *fence = (struct lg_request){.kind = LG_REQUEST_FENCE, .msg.address = "/live/test"};
        match->order[match->count++] = fence;
    }
}

size_t lg_match_outstanding(const struct lg_match *match) {
    return match->sent - match->passed;
}

const struct lg_request *lg_match_first_open(const struct lg_match *match) {
    return match->open < match->sent ? match->order[match->open] : NULL;
}

bool lg_match_is_done(const struct lg_match *match) {
    return match->open == match->count;
}

/* The script is past request `index`: tells before it were silent, so they went well, and their
 * fences have done their work. An ask without its answer stays open: datagrams may overtake. */
static void pass(struct lg_match *match, size_t index) {
    for (; match->passed <= index; match->passed++) {
        struct lg_request *request = match->order[match->passed];
        if (request->settled || request->kind == LG_REQUEST_ASK)
            continue;
        request->settled = true;
        request->answer.kind = LG_ANSWER_SENT;
    }
}

static void settle(struct lg_match *match, size_t index, struct lg_answer answer) {
    match->order[index]->settled = true;
    match->order[index]->answer = answer;
    pass(match, index);
    while (match->open < match->count && match->order[match->open]->settled)
        match->open++;
}

static bool echoes(const struct lg_request *request, const struct lg_osc_msg *reply) {
    if (reply->count < request->echoed)
        return false;
    for (size_t i = 0; i < request->echoed; i++) {
        if (!lg_osc_arg_eq(&request->msg.args[i], &reply->args[i]))
            return false;
    }
    return true;
}

bool lg_match_reply(struct lg_match *match, const struct lg_osc_msg *reply) {
    for (size_t i = match->open; i < match->sent; i++) {
        const struct lg_request *request = match->order[i];
        if (request->settled || request->kind == LG_REQUEST_TELL ||
            strcmp(request->msg.address, reply->address) != 0 || !echoes(request, reply))
            continue;
        struct lg_osc_msg copy = lg_osc_copy(reply, match->arena);
        settle(match, i, (struct lg_answer){LG_ANSWER_REPLY, copy.args, copy.count, NULL});
        return true;
    }
    return false;
}

struct report {
    const char *address; /* of the request, where the error names it; else NULL */
    const char *text;
};

/* `text`; or of one fork, ("request", address, text, …) and ("log", text). */
static bool read_report(const struct lg_osc_msg *error, struct report *out) {
    const char *words[3] = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(words) && i < error->count; i++)
        words[i] = error->args[i].tag == 's' ? error->args[i].as.s : NULL;
    if (words[0] == NULL)
        return false;
    static const char unknown[] = "Unknown OSC address: ";
    if (error->count > 2 && strcmp(words[0], "request") == 0)
        *out = (struct report){words[1], words[2]};
    else if (error->count > 1 && strcmp(words[0], "log") == 0)
        *out = (struct report){NULL, words[1]};
    else
        *out = (struct report){NULL, words[0]};
    if (out->text != NULL && lg_starts_with(out->text, unknown))
        out->address = out->text + strlen(unknown);
    /* A bare word is a remark of track_data, whose reply still comes. */
    return out->text != NULL && strchr(out->text, ' ') != NULL;
}

static bool may_be_of(const struct lg_request *request, const char *address) {
    return !request->settled && request->kind != LG_REQUEST_FENCE &&
           (address == NULL || strcmp(request->msg.address, address) == 0);
}

bool lg_match_error(struct lg_match *match, const struct lg_osc_msg *error) {
    struct report report;
    if (!read_report(error, &report))
        return false;
    for (size_t i = match->passed; i < match->sent; i++) {
        if (!may_be_of(match->order[i], report.address))
            continue;
        const char *text = lg_arena_strdup(match->arena, report.text);
        settle(match, i, (struct lg_answer){LG_ANSWER_ERROR, NULL, 0, text});
        return true;
    }
    return false;
}
