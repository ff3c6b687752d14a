/* Tracks that a run makes for itself, and takes away again. */
#ifndef LG_LIVE_OWNED_H
#define LG_LIVE_OWNED_H

#include "live/journal.h"

/* Makes a track behind all others by `method` (/live/song/create_audio_track) and names it
 * lg_journal_mark, in one datagram. LG_ERR_WRITE when it does not come to stand there. */
int lg_owned_make(struct lg_live *live, struct lg_journal *journal, const char *method,
                  int64_t deadline_ns, int32_t *index_out, struct lg_err *err) LG_MUST_CHECK;
/* Fires a slot of such a track; the song may start to play by it. LG_ERR_READ for another track. */
int lg_owned_fire(struct lg_live *live, struct lg_journal *journal, int32_t track, int32_t slot,
                  int64_t deadline_ns, struct lg_err *err) LG_MUST_CHECK;
/* The same from that position of the song on, which is written and read back in the same burst, as
 * the track's name is: LG_ERR_WRITE where it is no track called lg_journal_mark. */
int lg_owned_fire_from(struct lg_live *live, struct lg_journal *journal, int32_t track,
                       int32_t slot, double from_beats, int64_t deadline_ns,
                       struct lg_err *err) LG_MUST_CHECK;

enum lg_owned_end {
    LG_OWNED_ERROR = -1,
    LG_OWNED_GONE, /* deleted, or not there any more */
    LG_OWNED_LEFT  /* it may be somebody else's; `why_out` says what speaks against it */
};
/* Deletes a track of ours, if its name and its clips, read in one burst, say that it is; its name
 * is read once more in the burst that deletes it. `why_out` lives in `arena`. */
enum lg_owned_end lg_owned_delete(struct lg_live *live, const struct lg_journal *journal,
                                  const struct lg_journal_track *track, int64_t deadline_ns,
                                  struct lg_arena *arena, const char **why_out,
                                  struct lg_err *err) LG_MUST_CHECK;

#endif
