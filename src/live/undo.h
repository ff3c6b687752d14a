/* What a message to Live changes and how that is put back: a table of what is known of AbletonOSC's
 * addresses. What is not known to be undone is not sent. */
#ifndef LG_LIVE_UNDO_H
#define LG_LIVE_UNDO_H

#include "live/spot.h"

enum lg_change_kind {
    LG_CHANGE_SPOT,   /* `value` is written to `spot`, whose found value is put back */
    LG_CHANGE_TRACK,  /* a track is made at the end by `method` and deleted again */
    LG_CHANGE_DELETE, /* `track`, which is ours, is deleted before the run's end does it */
    LG_CHANGE_FIRE,   /* a slot of a track of ours records or plays, and goes with its track */
    LG_CHANGE__COUNT
};

struct lg_change {
    enum lg_change_kind kind;
    struct lg_spot spot;
    struct lg_osc_arg value;
    const char *method;
    int32_t track, slot; /* of LG_CHANGE_FIRE; `track` of LG_CHANGE_DELETE */
};

/* A setter has the getter of its name; methods stand in a table. LG_ERR_READ for what can't be put
 * back. Everything lives in `arena`. */
int lg_change_of(const struct lg_osc_msg *msg, struct lg_arena *arena, struct lg_change *out,
                 struct lg_err *err) LG_MUST_CHECK;

/* The spot as it is put back: playing is taken up again where it was, not from the start. */
struct lg_spot lg_undo_spot(const struct lg_spot *spot);

/* What Live changes along with a write, to be found out before it. */
enum lg_along {
    LG_ALONG_NOTHING,
    LG_ALONG_OTHERS,   /* turning it on may turn it off on all other tracks (exclusive arm, solo) */
    LG_ALONG_TRANSPORT /* the song's position moves, recording ends */
};
enum lg_along lg_undo_along(const struct lg_spot *spot);
/* The song's position, whether it plays, and whether it records into the arrangement. */
extern const struct lg_spot lg_spot_position, lg_spot_playing, lg_spot_recording;
/* Moves by itself while Live plays: whatever is read there is nobody's word. */
bool lg_undo_moves(const struct lg_spot *spot);

/* When a spot is put back. Writes are reductions first and increases last; putting back goes the
 * other way round, which is again: first what gets quieter, last what gets louder. More is louder,
 * but for mute and for the switch of a device (its first parameter): on is the quiet side there, as
 * a limiter's is. Where both readings show a level in dB that decides. */
enum lg_undo_turn {
    LG_UNDO_STOP, /* playing ends before anything else */
    LG_UNDO_LOWER,
    LG_UNDO_RAISE,
    LG_UNDO_PLAY,
    LG_UNDO__COUNT
};
enum lg_undo_turn lg_undo_turn(const struct lg_spot *spot, const struct lg_reading *now,
                               const struct lg_reading *found);

#endif
