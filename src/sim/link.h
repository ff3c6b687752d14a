/* The two ways to reach a simulated Live: in-process on the env's virtual clock, which its waits
 * advance, and over UDP on real time. */
#ifndef LG_SIM_LINK_H
#define LG_SIM_LINK_H

#include "base/env.h"
#include "osc/link.h"
#include "sim/script.h"

/* Takes the simulation over on success. The env's clock must be virtual. Ticks fall on multiples of
 * `tick_ms`, above 0; AbletonOSC's is 100. A datagram that finds the buffer full is lost silently.
 */
int lg_sim_link_open(struct lg_env *env, struct lg_sim *sim, int tick_ms, struct lg_link **out,
                     struct lg_err *err) LG_MUST_CHECK;
/* The same to a simulation that outlives the link, so that a later one finds it as it was left. */
int lg_sim_link_lend(struct lg_env *env, struct lg_sim *sim, int tick_ms, struct lg_link **out,
                     struct lg_err *err) LG_MUST_CHECK;

struct lg_sim_serve_options {
    const char *host; /* IPv4 address or name to bind, "127.0.0.1" */
    int port;         /* 0: any free one */
    int reply_port;   /* where replies go at the sender's address; another one */
    int tick_ms;      /* above 0 */
    /* Called once with the port that was bound, before the first tick; may be NULL. */
    void (*on_ready)(void *ctx, int port);
    void *ctx;
};

/* Serves the simulation over UDP until the env is interrupted (returns 0 then). The env's clock
 * must be real. Datagrams are taken as they come and wait in the simulation's own buffer, so that
 * what is lost does not depend on the system. LG_ERR_READ: port taken, host unknown. LG_ERR_USAGE:
 * both ports are one. */
int lg_sim_serve(struct lg_env *env, struct lg_sim *sim, const struct lg_sim_serve_options *options,
                 struct lg_err *err) LG_MUST_CHECK;

#endif
