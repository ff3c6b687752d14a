/* What tells a parameter from whatever else may come to stand in its place: a spot names it by
 * three numbers, and another version of a device, or another device, has others there. */
#ifndef LG_LIVE_LANDMARK_H
#define LG_LIVE_LANDMARK_H

#include "live/spot.h"
#include "live/value.h"

struct lg_landmark {
    const char *device, *param; /* their names; NULL: the spot is no parameter of a device */
    struct lg_range range;
};

/* Requests of a batch; meaningless for any other spot than a parameter. */
struct lg_landmark_asked {
    size_t device, param, min, max;
};

/* Is it of a device's parameter? Only those have one. */
bool lg_landmark_is_for(const struct lg_spot *spot);
struct lg_landmark_asked lg_landmark_ask(struct lg_batch *batch, const struct lg_spot *spot);
/* Text lives in `arena`; empty for any other spot. LG_ERR_READ, with the label. */
int lg_landmark_take(const struct lg_batch *batch, const struct lg_spot *spot,
                     const struct lg_landmark_asked *asked, struct lg_arena *arena,
                     struct lg_landmark *out, struct lg_err *err) LG_MUST_CHECK;
/* Two empty ones are the same. */
bool lg_landmark_same(const struct lg_landmark *a, const struct lg_landmark *b);
/* "'Utility / Gain' (-1 … 1)" */
const char *lg_landmark_print(const struct lg_landmark *mark, struct lg_arena *arena);
struct lg_landmark lg_landmark_copy(const struct lg_landmark *mark, struct lg_arena *arena);

#endif
