/* AbletonOSC's face of the simulated set: datagrams in, datagrams out, once per tick. Knows no
 * socket and no clock. */
#ifndef LG_SIM_SCRIPT_H
#define LG_SIM_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/set.h"

struct lg_sim;

struct lg_sim_options {
    size_t max_dgram; /* replies longer than this fail as the system's would; 0: 65507 */
    size_t
        queue_bytes; /* socket buffer of the listening side, accounted as Linux does; 0: 212992 */
};

/* The set is copied by reference: it must outlive the simulation, which changes it. */
struct lg_sim *lg_sim_new(struct lg_sim_set *set, const struct lg_sim_options *options);
void lg_sim_free(struct lg_sim *sim);
/* A datagram arrives; it waits for the next tick, or is lost when the buffer is full (false). */
bool lg_sim_deliver(struct lg_sim *sim, const void *bytes, size_t length);
/* One tick: drains the queue, stopping at the first exception as the script does. */
void lg_sim_tick(struct lg_sim *sim);
/* Takes the oldest reply out; false when there is none. `buffer` holds LG_DATAGRAM_MAX bytes. */
bool lg_sim_take_reply(struct lg_sim *sim, void *buffer, size_t *length_out);

#endif
