/* What a chain holds as a whole, so that nobody moves it unseen: order and names of the devices of
 * its track, each of their parameters, the track's mixer; the same of the real master behind it, as
 * far as the script reaches that; which tracks are muted or soloed; the tempo. */
#ifndef LG_RUN_STANDING_H
#define LG_RUN_STANDING_H

#include "live/resolve.h"

struct lg_standing_value;
struct lg_standing_question;

struct lg_standing {
    struct lg_arena *arena; /* of all of it */
    struct lg_standing_value *values;
    size_t count, capacity;
    struct lg_standing_question *questions;
    size_t num_questions, questions_capacity;
    size_t asked; /* the first request of the batch */
};

/* What is set on purpose: by place, and what it is now. */
struct lg_standing_settings {
    const struct lg_place *places;
    const struct lg_reading *now;
    size_t count;
};

/* As a survey found it. LG_ERR_READ where the track is out of reach. */
int lg_standing_note(struct lg_standing *standing, const struct lg_live_set *set,
                     const struct lg_live_track *track, const struct lg_track_ref *ref,
                     struct lg_arena *arena, struct lg_err *err) LG_MUST_CHECK;
/* All of it once more, to travel in a burst with other questions. */
void lg_standing_ask(struct lg_standing *standing, struct lg_batch *batch);
/* Is all as it was found, but for the settings? Before a print, or behind it; LG_ERR_WRITE names
 * the first place that is not. */
int lg_standing_take(const struct lg_standing *standing, const struct lg_batch *batch,
                     const struct lg_standing_settings *settings, bool is_behind,
                     struct lg_err *err) LG_MUST_CHECK;
/* {label: value}, all texts, which survives JSON; and what tells two of them apart. */
struct lg_value *lg_standing_told(const struct lg_standing *standing, struct lg_arena *arena);
void lg_standing_sha256(const struct lg_standing *standing, char hex_out[static LG_SHA256_HEX]);

#endif
