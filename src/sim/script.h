/* AbletonOSC's face of the simulated set: datagrams in, datagrams out, once per tick. Knows no
 * socket and no clock. It speaks as the stock script does (commit 0ca6821), or as
 * the forks that reach the master (sim/dialect.h).
 *
 * All its addresses are there (sim/handlers.h). Not modelled, so that they take what they are told
 * and nothing follows: undo, meters, Link, MIDI that is played or mapped, routing but for
 * Resampling, automation, grooves and warping. Clips are launched and stopped, but not heard. */
#ifndef LG_SIM_SCRIPT_H
#define LG_SIM_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/set.h"

struct lg_sim;

struct lg_sim_options {
    size_t max_dgram;   /* replies longer than this fail as the system's would; 0: 65507 */
    size_t queue_bytes; /* the listening side's buffer, charged as Linux does; 0: 212992 */
    const char
        *recordings;    /* the folder for what is recorded, borrowed; NULL: nothing is written */
    const char *folder; /* Python's for temporary files, borrowed; NULL: there is none */
};

/* Who sent a datagram or is to get a reply: any number the caller chooses. */
enum { LG_SIM_LOCAL = 0 }; /* the machine itself: whom the start-up pair goes to */

/* NULL options: all defaults. The set must outlive the simulation, which works on a copy. The first
 * two replies are the start-up pair. */
struct lg_sim *lg_sim_new(const struct lg_sim_set *set, const struct lg_sim_options *options);
void lg_sim_free(struct lg_sim *sim);
/* The set as it is now, borrowed: tracks move when one is created or deleted, and all of it dies
 * with a restart. */
const struct lg_sim_set *lg_sim_now(const struct lg_sim *sim);
/* Its faults, for whoever makes them happen; they outlive a restart. */
struct lg_sim_faults *lg_sim_faults_of(struct lg_sim *sim);
/* So much time passes in Live: a song that plays moves on, what is recorded is written. */
void lg_sim_pass(struct lg_sim *sim, int64_t span_ns);
/* Live ends and opens the set again: what waits is lost, the start-up pair is said. */
void lg_sim_restart(struct lg_sim *sim);
/* A datagram arrives; it waits for the next tick, or is lost when the buffer is full (false). */
bool lg_sim_deliver(struct lg_sim *sim, uint32_t peer, const void *bytes, size_t length);

enum lg_sim_progress {
    LG_SIM_IDLE,   /* nothing was waiting */
    LG_SIM_SERVED, /* one datagram was; more may be */
    LG_SIM_STOPPED /* its exception ends the tick */
};
/* Handles the oldest datagram. A server on real time calls this, so that what arrives meanwhile is
 * still served in the same tick, as the script does. */
enum lg_sim_progress lg_sim_step(struct lg_sim *sim);
/* One tick: drains the queue, stopping at the first exception as the script does. */
void lg_sim_tick(struct lg_sim *sim);
/* Nothing is waiting to be handled. */
bool lg_sim_is_idle(const struct lg_sim *sim);
/* Takes the oldest reply out; false when there is none. `buffer` holds LG_DATAGRAM_MAX bytes;
 * `peer_out` may be NULL. */
bool lg_sim_take_reply(struct lg_sim *sim, uint32_t *peer_out, void *buffer, size_t *length_out);

#endif
