/* Inside of a batch, for the files of this layer. */
#ifndef LG_LIVE_BATCH_H
#define LG_LIVE_BATCH_H

#include "live/client.h"

enum lg_request_kind {
    LG_REQUEST_ASK,  /* answered under its own address */
    LG_REQUEST_TELL, /* a setter or method: silent unless it fails */
    LG_REQUEST_FENCE /* our own /live/test behind a tell */
};

struct lg_request {
    enum lg_request_kind kind;
    struct lg_osc_msg msg;
    size_t echoed;
    int64_t sent_ns;
    bool settled; /* nothing more is awaited */
    struct lg_answer answer;
};

struct lg_batch {
    struct lg_arena arena;
    struct lg_request **requests; /* each lives in the arena */
    size_t count, capacity;
};

#endif
