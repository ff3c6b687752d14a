/* Listeners: what changes is told to whoever spoke last, at the get address. */
#ifndef LG_SIM_LISTEN_H
#define LG_SIM_LISTEN_H

#include "sim/object.h"

/* Live has no such bound; more are refused, so that a flood of requests can't slow the rest down.
 */
enum { LG_SIM_MAX_LISTENERS = 1000 };

/* What is listened to: a property of an object; where there are two, the second is told whenever
 * the first has changed. */
struct lg_sim_subject {
    struct lg_sim_object object;
    const struct lg_sim_property *properties[2];
    /* How the script notes it, where that differs from the property's name. It can't drop these
     * when it is reloaded: it looks among the song's observers for them. NULL: it can. */
    const char *stuck;
};

struct lg_sim_listener;
/* Zeroed: none. */
struct lg_sim_listeners {
    struct lg_sim_listener *first;
    size_t count;
};

/* Sends a message's bytes to whoever spoke last (sim/script.c). */
void lg_sim_push(struct lg_sim_call *call, const char *bytes, size_t length);

/* Whoever listens to the same with the same arguments is replaced. The value is told at once. */
enum lg_sim_result lg_sim_listen(struct lg_sim_call *call, const struct lg_sim_subject *subject);
/* Nothing happens where nobody listens. */
void lg_sim_unlisten(struct lg_sim_call *call, const struct lg_sim_subject *subject);
/* Tells what has changed since. */
void lg_sim_listeners_tell(struct lg_sim_call *call);
/* Ends them all. Python's text of the first that is stuck, the call's; NULL: none was. */
const char *lg_sim_listeners_end(struct lg_sim_call *call);
void lg_sim_listeners_dispose(struct lg_sim_listeners *listeners);

#endif
