/* The in-process link to a simulated Live; time is the env's virtual clock, which its waits
 * advance. */
#ifndef LG_SIM_LINK_H
#define LG_SIM_LINK_H

#include "base/env.h"
#include "osc/link.h"
#include "sim/script.h"

/* Takes the simulation over. The env's clock must be virtual. `tick_ms`: AbletonOSC's is 100. */
int lg_sim_link_open(struct lg_env *env, struct lg_sim *sim, int tick_ms, struct lg_link **out,
                     struct lg_err *err) LG_MUST_CHECK;

struct lg_sim_serve_options {
    const char *host; /* address to bind, "127.0.0.1" */
    int port;         /* 0: any free one */
    int reply_port;
    int tick_ms;
    /* Called once with the port that was bound, before the first tick; may be NULL. */
    void (*on_ready)(void *ctx, int port);
    void *ctx;
};

/* Serves the simulation over UDP until the env is interrupted (returns 0 then). LG_ERR_READ: port
 * taken. */
int lg_sim_serve(struct lg_env *env, struct lg_sim *sim, const struct lg_sim_serve_options *options,
                 struct lg_err *err) LG_MUST_CHECK;

#endif
