/* What a track of the model plays: a part of the built-in programme, made of numbers alone and the
 * same to the bit each time, or a WAV of the user's.
 *
 *   drums bass keys voice   eight beats that repeat, in the tempo of the song
 *   anything else           an audio file of one or two channels at the set's rate, from the
 *                           beginning of the song; silence after its end */
#ifndef LG_SIM_MUSIC_H
#define LG_SIM_MUSIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "sim/block.h"

struct lg_sim_music;

/* Is it one of the built-in parts? */
bool lg_sim_music_is_part(const char *name);
/* Could the file be played? Its header alone is read. LG_ERR_READ. */
int lg_sim_music_check(const char *path, int rate_hz, struct lg_err *err) LG_MUST_CHECK;
/* LG_ERR_READ: the file can't be read. */
int lg_sim_music_new(const char *name, int rate_hz, double tempo, struct lg_sim_music **out,
                     struct lg_err *err) LG_MUST_CHECK;
void lg_sim_music_free(struct lg_sim_music *music);

/* Music that was made once and is played again and again. Zeroed is empty. */
struct lg_sim_shelf {
    struct lg_sim_kept *first;
};
/* Borrowed from the shelf. NULL: the file can't be read. */
const struct lg_sim_music *lg_sim_shelf_get(struct lg_sim_shelf *shelf, const char *name,
                                            int rate_hz, double tempo);
void lg_sim_shelf_dispose(struct lg_sim_shelf *shelf);

/* Fills the block's frames with what is played from that frame of the song on. */
void lg_sim_music_play(const struct lg_sim_music *music, int64_t from_frame,
                       struct lg_sim_block *block);

#endif
