/* The way between a client and the simulated script: datagrams pass both ways and ticks go by,
 * with the faults that the set asks for; without any, everything passes as it comes. */
#ifndef LG_SIM_WIRE_H
#define LG_SIM_WIRE_H

#include "sim/script.h"

struct lg_sim_wire;

/* Takes the simulation over. Its start-up pair waits to be taken, and no fault meets that one. */
struct lg_sim_wire *lg_sim_wire_new(struct lg_sim *sim);
void lg_sim_wire_free(struct lg_sim_wire *wire);

/* A client sends a datagram. One that is lost is lost silently. */
void lg_sim_wire_send(struct lg_sim_wire *wire, uint32_t peer, const void *bytes, size_t length);
/* A tick begins: what was delayed arrives, Live may restart. False when it is stalled, and nothing
 * is to be served in this tick. */
bool lg_sim_wire_begin(struct lg_sim_wire *wire);
/* As lg_sim_step, between begin and end. */
enum lg_sim_progress lg_sim_wire_step(struct lg_sim_wire *wire);
void lg_sim_wire_end(struct lg_sim_wire *wire);
/* A whole tick. */
void lg_sim_wire_tick(struct lg_sim_wire *wire);
/* Nothing waits to be served or to arrive. */
bool lg_sim_wire_is_idle(const struct lg_sim_wire *wire);

/* Takes the oldest datagram for a client out; false when there is none. `buffer` holds
 * LG_DATAGRAM_MAX bytes; the other outputs may be NULL. `stranger_out`: it does not come from the
 * script's own port. */
bool lg_sim_wire_take(struct lg_sim_wire *wire, uint32_t *peer_out, bool *stranger_out,
                      void *buffer, size_t *length_out);

#endif
