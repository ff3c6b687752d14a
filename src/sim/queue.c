#include "sim/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* Linux: a buffer head, the shared info behind the data, IP and UDP headers, the smallest data
 * slab, and the size from which data is kept in pages (SKB_MAX_ALLOC). */
enum { HEAD = 256, SHARED_INFO = 320, HEADERS = 28, SMALL_SLAB = 576, LARGE = 16064 };

size_t lg_sim_queue_charge(size_t length) {
    if (length + HEADERS > LARGE)
        return HEAD + SMALL_SLAB + length;
    size_t needed = length + HEADERS + SHARED_INFO;
    if (needed <= SMALL_SLAB)
        return HEAD + SMALL_SLAB;
    size_t slab = 1024;
    while (slab < needed)
        slab *= 2;
    return HEAD + slab;
}

bool lg_sim_queue_push(struct lg_sim_queue *queue, uint32_t peer, const void *bytes,
                       size_t length) {
    size_t charge = lg_sim_queue_charge(length);
    if (queue->limit_bytes > 0 && queue->used_bytes + charge > queue->limit_bytes)
        return false;
    struct lg_sim_datagram *datagram = lg_xmalloc(sizeof *datagram + length);
    *datagram = (struct lg_sim_datagram){.peer = peer, .length = length};
    if (length > 0)
        memcpy(datagram->bytes, bytes, length);
    if (queue->last == NULL)
        queue->first = datagram;
    else
        queue->last->next = datagram;
    queue->last = datagram;
    queue->used_bytes += charge;
    return true;
}

struct lg_sim_datagram *lg_sim_queue_pop(struct lg_sim_queue *queue) {
    struct lg_sim_datagram *datagram = queue->first;
    if (datagram == NULL)
        return NULL;
    queue->first = datagram->next;
    if (queue->first == NULL)
        queue->last = NULL;
    queue->used_bytes -= lg_sim_queue_charge(datagram->length);
    return datagram;
}

void lg_sim_queue_dispose(struct lg_sim_queue *queue) {
    struct lg_sim_datagram *datagram;
    while ((datagram = lg_sim_queue_pop(queue)) != NULL)
        free(datagram);
}
