/* The track that prints are recorded on: ours, behind all others, hears the main output, is armed
 * and unmonitored. One slot takes one print; a track serves as many as the song has scenes. */
#ifndef LG_RENDER_BOOTH_H
#define LG_RENDER_BOOTH_H

#include "live/spot.h"
#include "render/render.h"

/* How something must be, for a print. */
struct lg_booth_wish {
    struct lg_spot spot;
    struct lg_osc_arg value;
};

/* Of some wishes, which hold already: asked with whatever else travels in the batch. */
void lg_booth_ask(struct lg_batch *batch, const struct lg_booth_wish *wishes, size_t count,
                  struct lg_spot_asked *asked_out);
/* Writes those that do not, all in one burst: each write is one more thing to be put back. */
int lg_booth_grant(const struct lg_print_order *order, const struct lg_batch *batch,
                   const struct lg_booth_wish *wishes, size_t count,
                   const struct lg_spot_asked *asked, struct lg_err *err) LG_MUST_CHECK;

enum { LG_BOOTH_WISHES = 3 };

/* What is asked before a booth is used. */
struct lg_booth_look {
    struct lg_booth_wish wishes[LG_BOOTH_WISHES];
    struct lg_spot_asked asked[LG_BOOTH_WISHES];
    size_t name, has_clip, num_scenes;
};

void lg_booth_look(struct lg_batch *batch, const struct lg_print_booth *booth,
                   struct lg_booth_look *out);
/* A booth to record the next print in, as that look found it: the same where it is ours by name,
 * has an empty slot and is prepared, else a new one, the old one gone. Closed on failure.
 * LG_ERR_WRITE where it can't be had, or the old one is not provably ours any more. */
int lg_booth_enter(const struct lg_print_order *order, struct lg_print_booth *booth,
                   const struct lg_batch *batch, const struct lg_booth_look *look,
                   struct lg_err *err) LG_MUST_CHECK;
/* Deletes its track, which is closed whatever comes of it. Where it can't be, the journal does so
 * later, and says what speaks against it. LG_ERR_WRITE. */
int lg_booth_leave(const struct lg_print_order *order, struct lg_print_booth *booth,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
