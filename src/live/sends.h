/* How many sends the tracks have: one per return. On stock nobody tells; a send that there is not
 * is an error. The first track's are asked for in a row, at the price of one error, which gives a
 * number that holds unless a reply got lost; that the next send is an error too proves it. */
#ifndef LG_LIVE_SENDS_H
#define LG_LIVE_SENDS_H

#include "live/beyond.h"

#define LG_SENDS_ADDRESS "/live/track/get/send"

struct lg_sends {
    size_t count;
    bool has_track; /* without one there is nothing to ask */
    size_t row[LG_LIVE_RETURNS_MAX];
    size_t next;
};

/* The row; of a set that has `num_tracks` regular ones. */
void lg_sends_ask(struct lg_sends *sends, size_t num_tracks, struct lg_batch *batch);
void lg_sends_take(struct lg_sends *sends, const struct lg_batch *batch);
/* The proof, an error that had best stand last. LG_ERR_READ where there are more after all. */
void lg_sends_ask_proof(struct lg_sends *sends, struct lg_batch *batch);
int lg_sends_take_proof(const struct lg_sends *sends, const struct lg_batch *batch,
                        struct lg_err *err) LG_MUST_CHECK;

#endif
