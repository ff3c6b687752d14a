/* The AbletonOSC client: batches of requests, typed answers, every answer matched to its request.
 */
#ifndef LG_LIVE_CLIENT_H
#define LG_LIVE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/env.h"
#include "base/err.h"
#include "osc/link.h"
#include "osc/message.h"

struct lg_live;

/* What was seen; what is late, foreign or malformed is evidence, never data. */
struct lg_live_counts {
    uint64_t sent;     /* datagrams */
    uint64_t answered; /* replies that were a request's */
    uint64_t errors;   /* errors that were a request's */
    uint64_t late;     /* of an address we asked at some time, but nobody waits for it: late, twice,
                          or an error that nothing explains */
    uint64_t foreign;  /* of an address never asked; what the script says when it starts */
    uint64_t malformed; /* not an OSC message */
};

/* Takes the link over: lg_live_free closes it. `env` must outlive the client. */
struct lg_live *lg_live_new(struct lg_env *env, struct lg_link *link);
void lg_live_free(struct lg_live *live);
struct lg_live_counts lg_live_counts(const struct lg_live *live);

enum lg_answer_kind {
    LG_ANSWER_NONE,  /* nothing came before the deadline, or the exchange broke off */
    LG_ANSWER_REPLY, /* `args` hold the reply */
    LG_ANSWER_ERROR, /* `error` holds the script's text, several lines perhaps */
    LG_ANSWER_SENT,  /* a setter or method: served, and by design never answered */
    LG_ANSWER__COUNT
};

struct lg_answer {
    enum lg_answer_kind kind;
    const struct lg_osc_arg *args;
    size_t count;
    const char *error;
};

/* Requests that travel together; their order is kept. Everything lives in the batch's arena. */
struct lg_batch;

struct lg_batch *lg_batch_new(void);
void lg_batch_free(struct lg_batch *batch);
/* Adds a request that is answered under its own address. `echoed`: how many leading arguments the
 * reply repeats and must match. Returns the request's index. */
size_t lg_batch_ask(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                    size_t count, size_t echoed);
/* Adds a setter or method, which is not answered unless it fails. Whether it did is known all the
 * same: a /live/test of our own travels behind it. */
size_t lg_batch_tell(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                     size_t count);

/* Sends the batch and waits until the outcome of every request is known or `deadline_ns` passes. 0
 * when each has an answer (which may be an error text: look), LG_ERR_TIMEOUT naming the first
 * unanswered request, its arguments and its age. LG_ERR_READ, with nothing sent, for a request that
 * would hit another track than it says: a negative index, a wildcard. */
int lg_live_exchange(struct lg_live *live, struct lg_batch *batch, int64_t deadline_ns,
                     struct lg_err *err) LG_MUST_CHECK;
/* Borrowed from the batch. */
const struct lg_answer *lg_batch_answer(const struct lg_batch *batch, size_t index);

/* One request and its reply, copied into `arena`; an error text of the script is LG_ERR_READ. */
int lg_live_ask(struct lg_live *live, const struct lg_osc_msg *request, size_t echoed,
                int64_t deadline_ns, struct lg_arena *arena, struct lg_osc_msg *reply_out,
                struct lg_err *err) LG_MUST_CHECK;

#endif
