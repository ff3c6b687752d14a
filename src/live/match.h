/* Which request a datagram settles. The script serves its queue in order, so what has been answered
 * tells how far it has come: a reply belongs to the first open request of its address and echoed
 * arguments, an error to the first request that may still fail. Behind each tell travels a fence, a
 * /live/test of our own: its reply proves that the tell was served, and an error that comes before
 * it can only be the tell's. Knows no link and no clock. */
#ifndef LG_LIVE_MATCH_H
#define LG_LIVE_MATCH_H

#include "live/batch.h"

struct lg_match {
    struct lg_arena *arena;    /* the batch's: answers are copied there */
    struct lg_request **order; /* as they travel, fences among them */
    size_t count;
    size_t sent;   /* those before this one have left */
    size_t passed; /* the script has come past those before this one */
    size_t open;   /* those before this one are settled */
};

/* Puts the requests in order and forgets the answers of an earlier exchange. */
void lg_match_init(struct lg_match *match, struct lg_batch *batch);

/* What has left and may still wait in the script's queue. */
size_t lg_match_outstanding(const struct lg_match *match);
/* The first request that has left and is not settled; NULL: none. A fence stands for its tell. */
const struct lg_request *lg_match_first_open(const struct lg_match *match);
/* True when every request has left and is settled. */
bool lg_match_is_done(const struct lg_match *match);

/* Each returns true when the message was somebody's answer. */
bool lg_match_reply(struct lg_match *match, const struct lg_osc_msg *reply);
/* A `/live/error` in any of the shapes that AbletonOSC and its forks send. */
bool lg_match_error(struct lg_match *match, const struct lg_osc_msg *error);

#endif
