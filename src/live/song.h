/* The song's own settings: tempo, metronome, loop. Where it plays and what it records moves by
 * itself, and is none of them. */
#ifndef LG_LIVE_SONG_H
#define LG_LIVE_SONG_H

#include "live/set.h"

/* Adds the questions to a batch; what it returns is what lg_song_take wants. */
size_t lg_song_ask(struct lg_batch *batch);
/* LG_ERR_READ, naming what the script did not answer as it should. */
int lg_song_take(const struct lg_batch *batch, size_t first, struct lg_live_song *out,
                 struct lg_err *err) LG_MUST_CHECK;

#endif
