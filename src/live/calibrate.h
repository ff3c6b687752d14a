/* Which native value shows what is wanted. A parameter whose display is its native value needs no
 * more than what was found; every other one is tried out (live/probe.h): over the range, inverted
 * by monotone interpolation, and once more around the answer. A level-raising parameter is never
 * tried above the found value unless that is allowed; then step by step, up to where it is wanted.
 */
#ifndef LG_LIVE_CALIBRATE_H
#define LG_LIVE_CALIBRATE_H

#include "live/probe.h"

enum lg_calibrated {
    LG_CALIBRATED,
    LG_CALIBRATED_BELOW, /* wanted lies beyond what the range's minimum shows */
    LG_CALIBRATED_ABOVE, /* beyond what its maximum shows */
    LG_CALIBRATED_LOUDER /* above the found value, which was not allowed */
};

struct lg_calibration {
    enum lg_calibrated outcome;
    struct lg_native native; /* the answer; else the end of the range that is nearest */
    const char *from, *to;   /* what the ends of the range show, as far as they were tried */
};

/* `wanted` is a number. LG_ERR_READ where the display is in another unit or turns back on its way,
 * LG_ERR_WRITE where writes do not take. */
int lg_calibrate(const struct lg_prober *prober, const struct lg_shown *wanted, bool allow_louder,
                 struct lg_calibration *out, struct lg_err *err) LG_MUST_CHECK;

/* Which whole value of a quantised parameter shows that text or number. LG_ERR_READ listing what
 * there is. */
int lg_calibrate_choice(const struct lg_prober *prober, const struct lg_shown *wanted,
                        bool allow_louder, struct lg_native *out, struct lg_err *err) LG_MUST_CHECK;

#endif
