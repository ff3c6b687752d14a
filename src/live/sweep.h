/* Does every parameter of a device take what is written to it? Minimum, middle and maximum of each,
 * every step of one that has steps, each read back behind its write, and the found value again, all
 * in one burst, so that none of them outlives a tick. What would be louder than found is left out:
 * level-raising parameters go down only, and a device that is on stays on (a limiter's absence is
 * loud). */
#ifndef LG_LIVE_SWEEP_H
#define LG_LIVE_SWEEP_H

#include "live/resolve.h"

/* Of one with more steps than this, so many are tried, evenly. */
enum { LG_SWEEP_STEPS_MAX = 16 };

struct lg_swept {
    const char *label; /* of the parameter */
    size_t tried;      /* values other than the found one; 0: none of them is safe */
    const char *miss;  /* "wanted -1, got 0": the first value that did not take; NULL: all did */
};

struct lg_sweep {
    const char *device; /* "PREMASTER / Utility" */
    struct lg_swept *params;
    size_t count;
};

/* `path`: TRACK/DEVICE. LG_ERR_READ where there is none; LG_ERR_WRITE where a found value could not
 * be put back. A parameter that does not take what is written is a result. Everything lives in the
 * resolver's arena; the journal may be NULL. */
int lg_sweep_device(struct lg_resolver *resolver, struct lg_journal *journal, const char *path,
                    int64_t deadline_ns, struct lg_sweep *out, struct lg_err *err) LG_MUST_CHECK;

#endif
