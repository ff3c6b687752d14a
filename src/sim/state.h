/* The set as it is while the script runs: a copy of what the file says, which changes. */
#ifndef LG_SIM_STATE_H
#define LG_SIM_STATE_H

#include "sim/set.h"

/* Zeroed is a valid empty one. The names are those of the set it was copied from. */
struct lg_sim_state {
    struct lg_sim_set set; /* the list of its tracks is on the heap, as it grows and shrinks */
    struct lg_arena arena; /* devices, parameters, returns */
};

void lg_sim_state_init(struct lg_sim_state *state, const struct lg_sim_set *set);
void lg_sim_state_dispose(struct lg_sim_state *state);
/* A new regular track at `index`, zeroed, behind which the others move up; or one removed. Pointers
 * to tracks are void afterwards. */
struct lg_sim_track *lg_sim_state_insert_track(struct lg_sim_state *state, size_t index);
void lg_sim_state_remove_track(struct lg_sim_state *state, size_t index);

#endif
