#include "live/batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct lg_batch *lg_batch_new(void) {
    return lg_xcalloc(1, sizeof(struct lg_batch));
}

void lg_batch_free(struct lg_batch *batch) {
    if (batch == NULL)
        return;
    lg_arena_dispose(&batch->arena);
    free(batch->requests);
    free(batch);
}

/* FNV-1a, 64 bits. */
static uint64_t hash(uint64_t from, const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++)
        from = (from ^ at[i]) * UINT64_C(0x100000001b3);
    return from;
}

/* As lg_osc_arg_eq compares: numbers by value whatever their tags. */
static uint64_t hash_arg(uint64_t from, const struct lg_osc_arg *arg) {
    double number = 0;
    if (lg_osc_number(arg, &number)) {
        number += 0.0; /* -0 is 0 */
        return hash(from, &number, sizeof number);
    }
    from = hash(from, &arg->tag, sizeof arg->tag);
    return arg->tag == 's' ? hash(from, arg->as.s, strlen(arg->as.s)) : from;
}

static uint64_t hash_address(const struct lg_osc_msg *msg) {
    return hash(UINT64_C(0xcbf29ce484222325), msg->address, strlen(msg->address) + 1);
}

bool lg_request_is_echoed(const struct lg_request *request, const struct lg_osc_msg *reply) {
    if (reply->count < request->echoed || strcmp(request->msg.address, reply->address) != 0)
        return false;
    for (size_t i = 0; i < request->echoed; i++) {
        if (!lg_osc_arg_eq(&request->msg.args[i], &reply->args[i]))
            return false;
    }
    return true;
}

bool lg_request_only_reads(const struct lg_request *request) {
    return request->kind == LG_REQUEST_ASK &&
           (request->is_safe || strstr(request->msg.address, "/get/") != NULL ||
            strcmp(request->msg.address, "/live/test") == 0);
}

static size_t add(struct lg_batch *batch, struct lg_request request) {
    if (batch->count == batch->capacity) {
        batch->capacity = batch->capacity == 0 ? 8 : 2 * batch->capacity;
        batch->requests = lg_xrealloc(batch->requests, batch->capacity * sizeof *batch->requests);
    }
    struct lg_request *added = lg_arena_alloc(&batch->arena, sizeof *added);
    *added = request;
    added->msg = lg_osc_copy(&request.msg, &batch->arena);
    batch->requests[batch->count] = added;
    return batch->count++;
}

size_t lg_batch_ask(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                    size_t count, size_t echoed) {
    assert(echoed <= count);
    return add(batch, (struct lg_request){
                          .kind = LG_REQUEST_ASK, .msg = {address, args, count}, .echoed = echoed});
}

size_t lg_batch_ask_safe(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                         size_t count, size_t echoed) {
    assert(echoed <= count);
    return add(batch, (struct lg_request){.kind = LG_REQUEST_ASK,
                                          .msg = {address, args, count},
                                          .echoed = echoed,
                                          .is_safe = true});
}

size_t lg_batch_tell(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                     size_t count) {
    return add(batch, (struct lg_request){.kind = LG_REQUEST_TELL, .msg = {address, args, count}});
}

size_t lg_batch_tell_along(struct lg_batch *batch, const char *address,
                           const struct lg_osc_arg *args, size_t count) {
    return add(batch, (struct lg_request){.kind = LG_REQUEST_TELL,
                                          .msg = {address, args, count},
                                          .is_along = true});
}

size_t lg_batch_ask_row(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                        size_t count, size_t echoed) {
    assert(echoed <= count);
    return add(batch, (struct lg_request){.kind = LG_REQUEST_ASK,
                                          .msg = {address, args, count},
                                          .echoed = echoed,
                                          .is_in_row = true});
}

void lg_batch_limit(struct lg_batch *batch, int64_t limit_ns) {
    batch->limit_ns = limit_ns;
}

const struct lg_answer *lg_batch_answer(const struct lg_batch *batch, size_t index) {
    assert(index < batch->count);
    return &batch->requests[index]->answer;
}

static int by_key(const void *a, const void *b) {
    const struct lg_request *x = *(struct lg_request *const *)a;
    const struct lg_request *y = *(struct lg_request *const *)b;
    return x->key < y->key ? -1 : x->key > y->key;
}

/* Past the last one of the same key. */
static size_t group_end(struct lg_request **sorted, size_t first, size_t count) {
    size_t end = first;
    while (end < count && sorted[end]->key == sorted[first]->key)
        end++;
    return end;
}

/* Of one address: where one request has fewer arguments echoed than another, those alone tell their
 * replies apart. */
static void key_group(struct lg_request **group, size_t count) {
    size_t echoed = group[0]->echoed;
    for (size_t i = 1; i < count; i++)
        echoed = group[i]->echoed < echoed ? group[i]->echoed : echoed;
    for (size_t i = 0; i < count; i++) {
        for (size_t arg = 0; arg < echoed; arg++)
            group[i]->key = hash_arg(group[i]->key, &group[i]->msg.args[arg]);
    }
}

static void mark_repeated(struct lg_request **asks, size_t count) {
    size_t end;
    qsort(asks, count, sizeof(struct lg_request *), by_key);
    for (size_t first = 0; first < count; first = end) {
        end = group_end(asks, first, count);
        key_group(asks + first, end - first);
    }
    qsort(asks, count, sizeof(struct lg_request *), by_key);
    for (size_t first = 0; first < count; first = end) {
        end = group_end(asks, first, count);
        for (size_t i = first; i < end; i++)
            asks[i]->is_repeated = end - first > 1;
    }
}

void lg_batch_prepare(struct lg_batch *batch) {
    struct lg_request **asks = lg_xcalloc(batch->count, sizeof(struct lg_request *));
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++) {
        struct lg_request *request = batch->requests[i];
        request->settled = false;
        request->answer = (struct lg_answer){0};
        request->key = hash_address(&request->msg);
        if (request->kind == LG_REQUEST_ASK)
            asks[count++] = request;
    }
    mark_repeated(asks, count);
    free(asks);
}
