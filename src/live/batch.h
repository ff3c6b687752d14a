/* Inside of a batch, for the files of this layer. */
#ifndef LG_LIVE_BATCH_H
#define LG_LIVE_BATCH_H

#include "live/client.h"

enum lg_request_kind {
    LG_REQUEST_ASK,  /* answered under its own address */
    LG_REQUEST_TELL, /* a setter or method: silent unless it fails */
    LG_REQUEST_FENCE /* our own, see live/fence.h */
};

struct lg_request {
    enum lg_request_kind kind;
    struct lg_osc_msg msg;
    size_t echoed;
    bool is_safe;     /* cannot fail, says the caller */
    bool is_risky;    /* it may fail where it stands, see live/parcel.h */
    bool is_along;    /* travels with the setter before it */
    bool is_in_row;   /* one that fails ends the row */
    bool is_repeated; /* another of the batch could take its reply: FIFO order alone decides */
    uint64_t key;     /* the same for those; see lg_batch_prepare */
    int64_t sent_ns;
    bool settled; /* nothing more is awaited */
    struct lg_answer answer;
};

struct lg_batch {
    struct lg_arena arena;
    struct lg_request **requests; /* each lives in the arena */
    size_t count, capacity;
    int64_t limit_ns; /* 0: none was given */
};

/* The reply repeats what this request's reply must. */
bool lg_request_is_echoed(const struct lg_request *request, const struct lg_osc_msg *reply);
/* Sent again it does no harm. */
bool lg_request_only_reads(const struct lg_request *request);

/* Forgets the answers of an earlier exchange, computes keys and marks what is repeated. */
void lg_batch_prepare(struct lg_batch *batch);

#endif
