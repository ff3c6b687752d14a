/* Where a track's signal comes from and goes to: a type, and a channel of it, each a name from a
 * list. Live lists those of a real machine; these are assumed. Only Resampling is heard: groups are
 * what sound goes through (sim/sound.h). */
#ifndef LG_SIM_ROUTING_H
#define LG_SIM_ROUTING_H

#include "sim/set.h"

/* Live's name of the input that records the main output. */
#define LG_SIM_RESAMPLING "Resampling"

enum lg_sim_routing {
    LG_SIM_INPUT_TYPE,
    LG_SIM_INPUT_CHANNEL,
    LG_SIM_OUTPUT_TYPE,
    LG_SIM_OUTPUT_CHANNEL,
    LG_SIM_ROUTING__COUNT
};

/* The names that the track offers, the first one being a new track's; NULL past the last. */
const char *lg_sim_routing_offer(const struct lg_sim_track *track, enum lg_sim_routing routing,
                                 size_t index);
/* Where the name in use is kept; NULL in it: the track has no such thing. */
const char **lg_sim_routing_of(struct lg_sim_track *track, enum lg_sim_routing routing);
/* As a new track's. */
void lg_sim_routing_init(struct lg_sim_track *track);

#endif
