#include "live/batch.h"

#include <assert.h>
#include <stdlib.h>

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

static size_t add(struct lg_batch *batch, enum lg_request_kind kind, const struct lg_osc_msg *msg,
                  size_t echoed) {
    if (batch->count == batch->capacity) {
        batch->capacity = batch->capacity == 0 ? 8 : 2 * batch->capacity;
        batch->requests = lg_xrealloc(batch->requests, batch->capacity * sizeof *batch->requests);
    }
    struct lg_request *request = lg_arena_alloc(&batch->arena, sizeof *request);
    *request =
        (struct lg_request){.kind = kind, .msg = lg_osc_copy(msg, &batch->arena), .echoed = echoed};
    batch->requests[batch->count] = request;
    return batch->count++;
}

size_t lg_batch_ask(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                    size_t count, size_t echoed) {
    assert(echoed <= count);
    return add(batch, LG_REQUEST_ASK, &(struct lg_osc_msg){address, args, count}, echoed);
}

size_t lg_batch_tell(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                     size_t count) {
    return add(batch, LG_REQUEST_TELL, &(struct lg_osc_msg){address, args, count}, 0);
}

const struct lg_answer *lg_batch_answer(const struct lg_batch *batch, size_t index) {
    assert(index < batch->count);
    return &batch->requests[index]->answer;
}
