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
struct lg_live_lock;

/* What was seen; what is late, foreign or malformed is evidence, never data. */
struct lg_live_counts {
    uint64_t sent;     /* datagrams */
    uint64_t answered; /* replies that were a request's */
    uint64_t errors;   /* errors that were a request's */
    uint64_t late;     /* of an address we asked at some time, but nobody waits for it: late, twice,
                          or an error that nothing explains */
    uint64_t foreign;  /* of an address never asked; what the script says when it starts */
    uint64_t malformed; /* neither an OSC message nor a bundle */
    uint64_t echoes;    /* of our own fences and barriers */
    uint64_t barriers;  /* times that a doubtful link was proven clean */
    uint64_t doubts;    /* exchanges given up as one request had two different replies */
    uint64_t stalls;    /* times that Live stood still and then said everything at once */
    uint64_t restarts;  /* times that the script said it had started */
};

struct lg_live_set;

struct lg_live_options {
    /* Tells the fences of this session from those of an earlier one, to which Live may still be
     * about to answer; 0 where both can't meet. A replay is given that of its recording. */
    uint64_t salt;
    /* A test turns the barrier off to see what it is good for. */
    bool no_barrier;
    /* Told of each scan, in passing (live/scan.h, live/survey.h); NULL: nobody is. */
    void (*on_set)(void *ctx, const struct lg_live_set *set);
    void *ctx;
};

/* Takes the link over: lg_live_free closes it. `env` must outlive the client; its seed and the salt
 * decide the numbers by which the client knows its own fences again. */
struct lg_live *lg_live_new(struct lg_env *env, struct lg_link *link);
struct lg_live *lg_live_new_with(struct lg_env *env, struct lg_link *link,
                                 const struct lg_live_options *options);
void lg_live_free(struct lg_live *live);
/* Takes the lock over too (live/lock.h): lg_live_free gives it back once the link is closed. */
void lg_live_keep(struct lg_live *live, struct lg_live_lock *lock);
struct lg_live_counts lg_live_counts(const struct lg_live *live);
/* The one that it was given. */
struct lg_env *lg_live_env(const struct lg_live *live);
/* Adds what the conversation showed about Live itself ("Live's UI is blocked (a menu or dialog is
 * open): …" of the last time that it was); nothing when it was never seen. */
void lg_live_evidence(const struct lg_live *live, struct lg_str *out);

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
/* As lg_batch_ask, for a request of which the caller knows that it can't fail: it only reads, and
 * the indices in it exist. Those travel many in a datagram. One that fails all the same is an error
 * like any other, and costs the others a tick. */
size_t lg_batch_ask_safe(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                         size_t count, size_t echoed);
/* Adds a setter or method, which is not answered unless it fails. Whether it did is known all the
 * same: a fence of our own (live/fence.h) travels behind it in its datagram, and so do the reads
 * right behind it that repeat its indices, so that nothing comes between. */
size_t lg_batch_tell(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                     size_t count);

/* As lg_batch_tell, in one datagram with the setter right before it: the script serves both in one
 * tick, with nothing in between, and this one not at all where the first fails. */
size_t lg_batch_tell_along(struct lg_batch *batch, const char *address,
                           const struct lg_osc_arg *args, size_t count);
/* As lg_batch_ask, one of a row: requests right behind each other, the first of which that fails
 * ends the row, at the price of one error. Those behind it answer with an error as well. A lost
 * reply may pass for the failing one's: what a row says has to be confirmed. */
size_t lg_batch_ask_row(struct lg_batch *batch, const char *address, const struct lg_osc_arg *args,
                        size_t count, size_t echoed);

/* The latest that an exchange of this batch may take however many errors come; see there. */
void lg_batch_limit(struct lg_batch *batch, int64_t limit_ns);

/* Sends the batch and waits until the outcome of every request is known.
 *
 * `deadline_ns` is for a script that answers at its next tick. Each error ends a tick of the
 * script, so that each one that comes allows 100 ms more, up to the batch's limit; without one, as
 * often as the batch has requests.
 *
 * 0 when each request has an answer (which may be an error text: look). LG_ERR_TIMEOUT names the
 * first unanswered request, its arguments and its age. LG_ERR_READ, with nothing sent, for a
 * request that would hit another track than it says: a negative index, a wildcard; or when two
 * different replies came to one request, so that none is to be trusted. Answers that are not proven
 * when an exchange fails are taken back (LG_ANSWER_NONE); those that remain hold.
 *
 * What came before this exchange, however late, can't pass for its answer: a fence travels in
 * front, and what arrives before its echo is left out. After an exchange that failed, the next one
 * first waits for such an echo, the barrier, before it sends anything. Where datagrams may come
 * late, twice or in another order (the link says for how long: osc/link.h, or an echo shows it),
 * there is one datagram under way at a time, and a barrier before each. An exchange during which an
 * echo shows that for the first time is not believed: one that only reads is asked again like that,
 * any other ends as LG_ERR_READ. */
int lg_live_exchange(struct lg_live *live, struct lg_batch *batch, int64_t deadline_ns,
                     struct lg_err *err) LG_MUST_CHECK;
/* Borrowed from the batch. */
const struct lg_answer *lg_batch_answer(const struct lg_batch *batch, size_t index);

/* One request and its reply, copied into `arena`; an error text of the script is LG_ERR_READ. */
int lg_live_ask(struct lg_live *live, const struct lg_osc_msg *request, size_t echoed,
                int64_t deadline_ns, struct lg_arena *arena, struct lg_osc_msg *reply_out,
                struct lg_err *err) LG_MUST_CHECK;

#endif
