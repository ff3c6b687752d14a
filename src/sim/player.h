/* Time in the model: the song moves on while it plays, and what is recorded is written as it
 * passes. Assumed, as no address tells: bars of four beats; no count-in; the song starts where it
 * stands; a loop is left and entered to the frame. */
#ifndef LG_SIM_PLAYER_H
#define LG_SIM_PLAYER_H

#include <stdint.h>

#include "sim/set.h"
#include "sim/take.h"

struct lg_sim_player {
    const struct lg_sim_set *file; /* the set as it was read */
    const char *recordings;        /* the folder; NULL: none, and takes have no file */
    int64_t owed;                  /* time that is no whole frame yet: 1/rate ns */
    unsigned num_takes;
    char *last_path; /* of the take before */
    struct lg_sim_shelf shelf;
};

void lg_sim_player_dispose(struct lg_sim_player *player);
/* So much time passes. */
void lg_sim_player_pass(struct lg_sim_player *player, struct lg_sim_set *set, int64_t span_ns);
/* A slot is fired, as clip_slot.fire() does: a clip plays (unheard here); an empty slot of an armed
 * track records from the next place that the launch quantisation allows, at once where the song
 * stands still, which starts then; any other empty slot stops the track. */
void lg_sim_player_fire(struct lg_sim_player *player, struct lg_sim_set *set,
                        struct lg_sim_track *track, size_t slot, struct lg_sim_faults *faults);
/* What the track records is whole now. */
void lg_sim_player_end(struct lg_sim_track *track);
/* The beats of a launch quantisation, by Live's number of it; 0: none. */
double lg_sim_player_step(int64_t quantisation);
/* The song stops, and all recording with it, that into the arrangement too. */
void lg_sim_player_stop(struct lg_sim_set *set);

#endif
