/* Parcels: how the requests of a batch become datagrams. Each is a bundle that ends with a fence,
 * whose echo proves that all of it was served. The first exception in a bundle loses what stands
 * behind it, so that a parcel holds one risky request at most, and what stands behind that one may
 * be sent again: reads; or a row, of which nothing is served behind the one that fails. A setter
 * opens a parcel, which a setter that belongs to it may join; a fence stands right behind it, whose
 * echo proves that the script took it, and behind that the reads of what it set. */
#ifndef LG_LIVE_PARCEL_H
#define LG_LIVE_PARCEL_H

#include "live/batch.h"
#include "live/fence.h"

struct lg_parcel {
    struct lg_request **items; /* fences among them */
    size_t count, capacity;
    size_t cut;             /* items behind those, which an error is believed to have lost */
    size_t asked;           /* items that are no fences */
    struct lg_request *set; /* the last setter, NULL: none */
    bool has_risky;
    struct lg_str bytes; /* the datagram */
    size_t served;       /* the script has come past the items before this one */
    bool has_ended;      /* nothing more of it is served: its fence was, or an error ended it */
    bool is_closed;      /* nothing more is awaited */
};

struct lg_load {
    struct lg_arena *arena; /* the batch's */
    struct lg_fences *fences;
    bool is_careful; /* no two requests of a parcel look alike in their replies */
    struct lg_parcel **parcels;
    size_t count, capacity;
    size_t at; /* where the next parcel goes */
    struct lg_parcel *last;
};

void lg_load_init(struct lg_load *load, struct lg_batch *batch, struct lg_fences *fences);
void lg_load_dispose(struct lg_load *load);
/* Adds a fence, or a request, to the parcel that was opened last, or to a new one. LG_ERR_WRITE for
 * what can't be written as OSC. */
void lg_load_fence(struct lg_load *load);
int lg_load_add(struct lg_load *load, struct lg_request *request, struct lg_err *err) LG_MUST_CHECK;
/* Ends the parcel that was opened last with its fence; new ones go to `at`. */
void lg_load_seal(struct lg_load *load, size_t at);

/* Bytes of the script's receive buffer that it takes at most (Linux; facts: 832 for a small one,
 * else the next power of two). */
size_t lg_parcel_charge(const struct lg_parcel *parcel);

#endif
