/* The set as it is while the script runs: a copy of what the file says, which changes. Whatever is
 * inserted or removed, pointers to tracks, returns and scenes are void afterwards. */
#ifndef LG_SIM_STATE_H
#define LG_SIM_STATE_H

#include "sim/set.h"

/* Live has no such bounds; what is asked for beyond them is refused, so that nobody's flood of
 * requests eats the machine. */
enum { LG_SIM_MAX_TRACKS = 1000, LG_SIM_MAX_SCENES = 1000, LG_SIM_MAX_CUES = 1000 };

/* Zeroed is a valid empty one. The names are those of the set it was copied from. */
struct lg_sim_state {
    struct lg_sim_set set; /* its lists are on the heap, as they grow and shrink */
    struct lg_arena arena; /* devices, parameters, returns */
};

void lg_sim_state_init(struct lg_sim_state *state, const struct lg_sim_set *set);
void lg_sim_state_dispose(struct lg_sim_state *state);

/* A new regular track at `index`, audio or MIDI, behind which the others move up. */
struct lg_sim_track *lg_sim_state_insert_track(struct lg_sim_state *state, size_t index,
                                               enum lg_sim_track_kind kind);
/* With a group goes all that is in it. */
void lg_sim_state_remove_track(struct lg_sim_state *state, size_t index);
/* A copy behind the track, without what is in it where it is a group; it makes no sound. */
void lg_sim_state_copy_track(struct lg_sim_state *state, size_t index);
/* A new return, the last; all tracks have a send to it, at zero. There must be room for one. */
struct lg_sim_track *lg_sim_state_add_return(struct lg_sim_state *state);
void lg_sim_state_remove_return(struct lg_sim_state *state, size_t index);
struct lg_sim_scene *lg_sim_state_insert_scene(struct lg_sim_state *state, size_t index);
void lg_sim_state_remove_scene(struct lg_sim_state *state, size_t index);
/* A copy behind the scene, of its clips too. */
void lg_sim_state_copy_scene(struct lg_sim_state *state, size_t index);
/* The parameters stay where they are: the arena's. */
void lg_sim_state_remove_device(struct lg_sim_track *track, size_t index);
/* Makes a cue point at that time, or removes the one that is there. */
void lg_sim_state_toggle_cue(struct lg_sim_state *state, double time);

#endif
