/* Which request a message settles. The script serves its queue in order and a parcel from front to
 * back, so what has been answered tells how far it has come.
 *
 * A reply is that of the first request whose address and echoed arguments it repeats, between the
 * echo of the fence in front of it and that of the one behind it.
 *
 * An error takes the place of one reply: that of the first request which the script has not come
 * past and which may fail. What stood behind it in the bundle was never served; reads are asked
 * again, unless a setter that has left since may have changed what they read. Where datagrams may
 * overtake each other, one of an unknown address, which names it, may also come behind the echo.
 *
 * The echo of a fence proves that all before it was served: a setter there was taken.
 *
 * What is left over must not be taken for granted: a second, different reply to one request makes
 * the first one doubtful too. Knows no link and no clock. */
#ifndef LG_LIVE_MATCH_H
#define LG_LIVE_MATCH_H

#include "live/batch.h"
#include "live/parcel.h"

struct lg_match {
    struct lg_batch *batch;
    struct lg_load load;
    size_t sent;                       /* parcels before this one have left */
    size_t turn;                       /* the script has come as far as this one */
    size_t open;                       /* those before this one are closed */
    bool is_disordered;                /* an echo came twice, behind that of a later fence, or
                                          though an error had lost its fence */
    const struct lg_request *doubtful; /* two different replies may be its own; NULL: none */
};

enum lg_match_mode {
    LG_MATCH_PLAIN,  /* nothing stands before the first request */
    LG_MATCH_FENCED, /* a fence does */
    LG_MATCH_CAREFUL /* parcels hold no two requests that look alike; the caller proves before each
                        that nothing else is under way */
};

/* Packs the batch and forgets the answers of an earlier exchange. LG_ERR_WRITE for a request that
 * can't be written as OSC. Dispose of it in any case. */
int lg_match_init(struct lg_match *match, struct lg_batch *batch, struct lg_fences *fences,
                  enum lg_match_mode mode, struct lg_err *err) LG_MUST_CHECK;
void lg_match_dispose(struct lg_match *match);

/* What has left and may still wait in the script's queue, as it is charged there. */
size_t lg_match_outstanding(const struct lg_match *match);
/* The first request that has left and is not settled; of a parcel whose fence alone is missing, its
 * last. NULL: none. */
const struct lg_request *lg_match_first_open(const struct lg_match *match);
/* True when every request has left and is settled, and every parcel is known to be served. */
bool lg_match_is_done(const struct lg_match *match);

/* Each returns true when the message was this exchange's. */
bool lg_match_echo(struct lg_match *match, int32_t number);
bool lg_match_reply(struct lg_match *match, const struct lg_osc_msg *reply);
/* A `/live/error` in any of the shapes that AbletonOSC and its forks send. */
bool lg_match_error(struct lg_match *match, const struct lg_osc_msg *error);

/* The exchange ends before it is done: takes back what is not proven then, an error that may be
 * that of a later request, and replies to requests of which a like one has none. */
void lg_match_give_up(struct lg_match *match);
/* Takes back everything: what came was not in order, and nobody had reckoned with that. */
void lg_match_give_up_all(struct lg_match *match);

#endif
