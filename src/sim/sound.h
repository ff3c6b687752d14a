/* The sound of the model, from what the tracks play to the main output: each track's programme goes
 * through its devices (sim/effect.h), its volume and its panorama into the group that it is in, or
 * into the master, and so on; mute and solo are honoured. Not modelled: sends and returns, clips,
 * what comes in from outside, a group's own input. */
#ifndef LG_SIM_SOUND_H
#define LG_SIM_SOUND_H

#include "sim/effect.h"
#include "sim/music.h"

struct lg_sim_sound;

/* Prepares what the tracks of the set play in its present tempo. A file that can't be read any more
 * is silence: the set was checked when it was read. The shelf must outlive the sound. */
struct lg_sim_sound *lg_sim_sound_new(const struct lg_sim_set *set, struct lg_sim_shelf *shelf);
void lg_sim_sound_free(struct lg_sim_sound *sound);
/* Fills the block's frames with the main output from that frame of the song on, as `set` is now:
 * the one that the sound was made for, whatever was created in it or deleted since. */
void lg_sim_sound_play(struct lg_sim_sound *sound, const struct lg_sim_set *set, int64_t from_frame,
                       struct lg_sim_block *block);

#endif
