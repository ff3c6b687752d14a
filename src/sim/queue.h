/* Datagrams in order, and what a Linux receive buffer would hold of them. */
#ifndef LG_SIM_QUEUE_H
#define LG_SIM_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lg_sim_datagram {
    struct lg_sim_datagram *next;
    uint32_t peer;    /* whom it is from or for: see lg_sim_deliver */
    bool is_stranger; /* these two are sim/wire.c's */
    uint64_t due;
    size_t length;
    unsigned char bytes[];
};

/* Zeroed is a valid empty queue without a bound. */
struct lg_sim_queue {
    struct lg_sim_datagram *first, *last;
    size_t limit_bytes; /* 0: none */
    size_t used_bytes;
};

/* What Linux charges a receive buffer for one datagram over loopback (facts: 832 B for a small one;
 * kernel slabs of 1, 2, 4, 8, 16 KiB above, pages from 16 kB up). */
size_t lg_sim_queue_charge(size_t length);
/* False when it does not fit; it is lost then. */
bool lg_sim_queue_push(struct lg_sim_queue *queue, uint32_t peer, const void *bytes, size_t length);
/* The oldest, now the caller's to free(); NULL when there is none. */
struct lg_sim_datagram *lg_sim_queue_pop(struct lg_sim_queue *queue);
void lg_sim_queue_dispose(struct lg_sim_queue *queue);

#endif
