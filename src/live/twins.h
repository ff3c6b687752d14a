/* Tracks that nobody can tell apart by name and devices, and may have changed places behind a run's
 * back. */
#ifndef LG_LIVE_TWINS_H
#define LG_LIVE_TWINS_H

#include "live/put_back.h"

struct lg_twins {
    size_t track, other; /* as a scan counts */
    const char *label, *other_label;
};

/* All values have been read (lg_put_back_look). True where those of two twins would be explained
 * as well, or only, by the two having changed places, and something else would have to be put back
 * then; the first such pair is told. */
bool lg_twins_doubtful(const struct lg_put_back *work, const struct lg_live_set *set,
                       struct lg_twins *out);

#endif
