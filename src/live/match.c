#include "live/match.h"

#include <string.h>

#include "live/report.h"

/* One item of a parcel. */
struct place {
    size_t parcel, item;
};

static struct lg_parcel *parcel_at(const struct lg_match *match, size_t index) {
    return match->load.parcels[index];
}

static struct lg_request *item_at(const struct lg_match *match, struct place place) {
    return parcel_at(match, place.parcel)->items[place.item];
}

static int pack(struct lg_match *match, enum lg_match_mode mode, struct lg_err *err) {
    struct lg_batch *batch = match->batch;
    match->load.is_careful = mode == LG_MATCH_CAREFUL;
    if (mode == LG_MATCH_FENCED && batch->count > 0)
        lg_load_fence(&match->load);
    for (size_t i = 0; i < batch->count; i++) {
        if (lg_load_add(&match->load, batch->requests[i], err) < 0)
            return -1;
    }
    lg_load_seal(&match->load, match->load.count);
    return 0;
}

int lg_match_init(struct lg_match *match, struct lg_batch *batch, struct lg_fences *fences,
                  enum lg_match_mode mode, struct lg_err *err) {
    *match = (struct lg_match){.batch = batch};
    lg_batch_prepare(batch);
    lg_load_init(&match->load, batch, fences);
    return pack(match, mode, err);
}

void lg_match_dispose(struct lg_match *match) {
    lg_load_dispose(&match->load);
}

size_t lg_match_outstanding(const struct lg_match *match) {
    size_t charge = 0;
    for (size_t i = match->turn; i < match->sent; i++) {
        if (!parcel_at(match, i)->is_closed)
            charge += lg_parcel_charge(parcel_at(match, i));
    }
    return charge;
}

const struct lg_request *lg_match_first_open(const struct lg_match *match) {
    for (size_t i = match->open; i < match->sent; i++) {
        const struct lg_parcel *parcel = parcel_at(match, i);
        if (parcel->is_closed)
            continue;
        const struct lg_request *last = NULL;
        for (size_t k = 0; k < parcel->count; k++) {
            if (parcel->items[k]->kind == LG_REQUEST_FENCE)
                continue;
            last = parcel->items[k];
            if (!last->settled)
                return last;
        }
        return last;
    }
    return NULL;
}

bool lg_match_is_done(const struct lg_match *match) {
    return match->open == match->load.count;
}

static bool all_settled(const struct lg_parcel *parcel) {
    for (size_t k = 0; k < parcel->count; k++) {
        if (parcel->items[k]->kind != LG_REQUEST_FENCE && !parcel->items[k]->settled)
            return false;
    }
    return true;
}

/* A parcel whose last fence was lost is known to be served by what came from a later one. */
static void close_parcels(struct lg_match *match) {
    for (size_t i = match->open; i < match->sent; i++) {
        struct lg_parcel *parcel = parcel_at(match, i);
        if (!parcel->is_closed && (parcel->has_ended || i < match->turn))
            parcel->is_closed = all_settled(parcel);
    }
    while (match->open < match->sent && parcel_at(match, match->open)->is_closed)
        match->open++;
}

/* The script is past this place: a setter before it was taken. A read without its reply stays open.
 */
static void pass(struct lg_match *match, struct place place) {
    struct lg_parcel *parcel = parcel_at(match, place.parcel);
    if (parcel->served <= place.item)
        parcel->served = place.item + 1;
    if (match->turn < place.parcel)
        match->turn = place.parcel;
    if (parcel->served == parcel->count)
        parcel->has_ended = true;
    if (parcel->has_ended && match->turn == place.parcel)
        match->turn++;
    for (size_t k = 0; k < place.item; k++) {
        struct lg_request *request = parcel->items[k];
        if (request->kind == LG_REQUEST_TELL && !request->settled) {
            request->settled = true;
            request->answer.kind = LG_ANSWER_SENT;
        }
    }
    close_parcels(match);
}

/* It was served after all: the error was another's. */
static bool was_cut(const struct lg_parcel *parcel, int32_t number) {
    for (size_t k = parcel->count; k < parcel->count + parcel->cut; k++) {
        const struct lg_request *fence = parcel->items[k];
        if (fence->kind == LG_REQUEST_FENCE && fence->msg.args[0].as.i == number)
            return true;
    }
    return false;
}

bool lg_match_echo(struct lg_match *match, int32_t number) {
    for (size_t i = 0; i < match->sent; i++) {
        match->is_disordered = match->is_disordered || was_cut(parcel_at(match, i), number);
        for (size_t k = 0; k < parcel_at(match, i)->count; k++) {
            struct lg_request *fence = parcel_at(match, i)->items[k];
            if (fence->kind != LG_REQUEST_FENCE || fence->msg.args[0].as.i != number)
                continue;
            match->is_disordered = match->is_disordered || fence->settled || i < match->turn;
            if (fence->settled)
                return false;
            fence->settled = true;
            /* The one in front of everything proves nothing but itself. */
            if (k > 0 || i > 0)
                pass(match, (struct place){i, k});
            return true;
        }
    }
    return false;
}

/* Nothing but this request and its neighbours can be answered now: the fence in front of them has
 * been heard, and none behind them. */
static bool has_turn(const struct lg_match *match, struct place place) {
    const struct lg_parcel *parcel = parcel_at(match, place.parcel);
    if (place.parcel != match->turn || place.item < parcel->served)
        return false;
    for (size_t k = place.item; k-- > 0;) {
        if (parcel->items[k]->kind == LG_REQUEST_FENCE)
            return parcel->items[k]->settled;
    }
    return place.parcel == 0 || parcel_at(match, place.parcel - 1)->has_ended;
}

/* Whose answer it may be: in its turn, unless the caller has proven that nothing else can come. */
static bool find_asked(const struct lg_match *match, const struct lg_osc_msg *reply,
                       struct place *out) {
    for (size_t i = match->open; i < match->sent; i++) {
        const struct lg_parcel *parcel = parcel_at(match, i);
        for (size_t k = 0; k < parcel->count; k++) {
            const struct lg_request *request = parcel->items[k];
            *out = (struct place){i, k};
            if (request->kind == LG_REQUEST_ASK && !request->settled &&
                lg_request_is_echoed(request, reply) &&
                (match->load.is_careful || has_turn(match, *out)))
                return true;
        }
    }
    return false;
}

static bool is_same(const struct lg_answer *answer, const struct lg_osc_msg *reply) {
    if (answer->count != reply->count)
        return false;
    for (size_t i = 0; i < reply->count; i++) {
        if (answer->args[i].tag != reply->args[i].tag ||
            !lg_osc_arg_eq(&answer->args[i], &reply->args[i]))
            return false;
    }
    return true;
}

static bool contradicts(const struct lg_request *request, const struct lg_osc_msg *reply) {
    if (request->answer.kind == LG_ANSWER_ERROR)
        return request->is_risky; /* the others may only not have been served */
    return !is_same(&request->answer, reply);
}

/* A reply too many. The same once more is a copy, or what a listener of another program was told;
 * another one leaves open which was the right one. */
static void doubt(struct lg_match *match, const struct lg_osc_msg *reply) {
    const struct lg_request *answered = NULL;
    for (size_t i = 0; i < match->sent; i++) {
        for (size_t k = 0; k < parcel_at(match, i)->count; k++) {
            const struct lg_request *request = parcel_at(match, i)->items[k];
            if (request->kind == LG_REQUEST_ASK && request->settled &&
                lg_request_is_echoed(request, reply))
                answered = request;
        }
    }
    if (answered != NULL && contradicts(answered, reply))
        match->doubtful = answered;
}

bool lg_match_reply(struct lg_match *match, const struct lg_osc_msg *reply) {
    struct place place;
    if (!find_asked(match, reply, &place)) {
        doubt(match, reply);
        return false;
    }
    struct lg_osc_msg copy = lg_osc_copy(reply, &match->batch->arena);
    struct lg_request *request = item_at(match, place);
    request->settled = true;
    request->answer = (struct lg_answer){LG_ANSWER_REPLY, copy.args, copy.count, NULL};
    pass(match, place);
    return true;
}

static bool may_have_failed(const struct lg_request *request, const char *address) {
    return request->kind != LG_REQUEST_FENCE && !request->settled &&
           (address == NULL || strcmp(request->msg.address, address) == 0);
}

/* In a parcel, the risky one before those that are not supposed to fail. */
static bool find_in_parcel(const struct lg_parcel *parcel, const char *address, size_t *out) {
    bool is_found = false;
    for (size_t k = parcel->served; k < parcel->count; k++) {
        if (!may_have_failed(parcel->items[k], address))
            continue;
        if (!is_found || parcel->items[k]->is_risky)
            *out = k;
        is_found = true;
        if (parcel->items[k]->is_risky)
            return true;
    }
    return is_found;
}

static bool find_failed(const struct lg_match *match, const char *address, struct place *out) {
    for (size_t i = match->turn; i < match->sent; i++) {
        if (!parcel_at(match, i)->has_ended &&
            find_in_parcel(parcel_at(match, i), address, &out->item)) {
            out->parcel = i;
            return true;
        }
    }
    return false;
}

/* Where datagrams overtake each other, the echo behind a request may come before its error. */
static bool find_named(const struct lg_match *match, const char *address, struct place *out) {
    for (size_t i = match->open; i < match->sent; i++) {
        const struct lg_parcel *parcel = parcel_at(match, i);
        for (size_t k = 0; k < parcel->count; k++) {
            *out = (struct place){i, k};
            if (may_have_failed(parcel->items[k], address))
                return true;
        }
    }
    return false;
}

static bool find_source(const struct lg_match *match, const struct lg_report *report,
                        struct place *out) {
    return match->load.is_careful && lg_report_is_certain(report)
               ? find_named(match, report->address, out)
               : find_failed(match, report->address, out);
}

static void settle_error(struct lg_request *request, const char *text) {
    request->settled = true;
    request->answer = (struct lg_answer){LG_ANSWER_ERROR, NULL, 0, text};
}

static bool has_set_left_since(const struct lg_match *match, size_t parcel) {
    for (size_t i = parcel + 1; i < match->sent; i++) {
        if (parcel_at(match, i)->set != NULL)
            return true;
    }
    return false;
}

/* What stood behind the failed request was never served. New parcels go in front of those that have
 * not left; a request that could be written once can be written again. */
static void ask_rest_again(struct lg_match *match, struct place failed, const char *text) {
    struct lg_parcel *parcel = parcel_at(match, failed.parcel);
    bool may_ask = !has_set_left_since(match, failed.parcel);
    bool in_row = parcel->items[failed.item]->is_in_row;
    struct lg_load *load = &match->load;
    lg_load_seal(load, match->sent);
    for (size_t k = failed.item + 1; k < parcel->count; k++) {
        struct lg_request *request = parcel->items[k];
        if (request->kind == LG_REQUEST_FENCE || request->settled)
            continue;
        in_row = in_row && request->is_in_row;
        if (in_row || !may_ask || !lg_request_only_reads(request) ||
            lg_load_add(load, request, NULL) < 0)
            settle_error(request,
                         lg_arena_printf(&match->batch->arena,
                                         "not served, as what stood before it failed: %s", text));
    }
    lg_load_seal(load, load->count);
    parcel->cut += parcel->count - failed.item - 1;
    parcel->count = failed.item + 1;
    parcel->has_ended = true;
}

bool lg_match_error(struct lg_match *match, const struct lg_osc_msg *error) {
    struct lg_report report;
    struct place place;
    if (!lg_report_read(error, &report) || !find_source(match, &report, &place))
        return false;
    const char *text = lg_arena_strdup(&match->batch->arena, report.text);
    settle_error(item_at(match, place), text);
    if (report.ends_bundle)
        ask_rest_again(match, place, text);
    pass(match, place);
    return true;
}

/* An error was somebody's own only if all that left behind it has proven not to be its source. */
static void take_back_errors(struct lg_match *match) {
    bool is_open_behind = false;
    for (size_t i = match->sent; i-- > 0;) {
        struct lg_parcel *parcel = parcel_at(match, i);
        for (size_t k = parcel->count; k-- > 0;) {
            struct lg_request *request = parcel->items[k];
            if (request->kind == LG_REQUEST_FENCE)
                continue;
            if (is_open_behind && request->answer.kind == LG_ANSWER_ERROR)
                request->answer = (struct lg_answer){0};
            is_open_behind = is_open_behind || !request->settled;
        }
    }
}

static void take_back_alike(struct lg_batch *batch, const struct lg_request *missing) {
    for (size_t i = 0; i < batch->count; i++) {
        struct lg_request *request = batch->requests[i];
        if (request->kind == LG_REQUEST_ASK && request->key == missing->key)
            request->answer = (struct lg_answer){0};
    }
}

void lg_match_give_up(struct lg_match *match) {
    struct lg_batch *batch = match->batch;
    take_back_errors(match);
    if (match->doubtful != NULL)
        take_back_alike(batch, match->doubtful);
    for (size_t i = 0; i < batch->count; i++) {
        struct lg_request *request = batch->requests[i];
        if (request->is_repeated && request->answer.kind == LG_ANSWER_NONE)
            take_back_alike(batch, request);
    }
}

void lg_match_give_up_all(struct lg_match *match) {
    for (size_t i = 0; i < match->batch->count; i++)
        match->batch->requests[i]->answer = (struct lg_answer){0};
}
