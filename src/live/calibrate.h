/* Which native value shows what is wanted. A parameter that shows its native value where it was
 * found is tried at three more; when all say so, nothing more is needed. Every other one is tried
 * out (live/trial.h) over the range, inverted by monotone interpolation, and once more around the
 * answer. A level-raising parameter is never tried on the louder side of the found value
 * (live/level.h) unless that is allowed; then step by step, up to where it is wanted. */
#ifndef LG_LIVE_CALIBRATE_H
#define LG_LIVE_CALIBRATE_H

#include "live/trial.h"

enum lg_calibrated {
    LG_CALIBRATED,
    LG_CALIBRATED_BELOW, /* wanted lies beyond what the range's minimum shows */
    LG_CALIBRATED_ABOVE, /* beyond what its maximum shows */
    LG_CALIBRATED_LOUDER /* on the louder side of the found value, which was not allowed */
};

struct lg_calibration {
    enum lg_calibrated outcome;
    struct lg_native native; /* the answer; else the end of the range that is nearest */
    const char *from, *to;   /* what the ends of the range show, as far as they were tried */
};

/* `wanted` is a number. LG_ERR_READ where the display is in another unit or turns back on its way,
 * LG_ERR_WRITE where writes do not take. */
int lg_calibrate(const struct lg_prober *prober, const struct lg_shown *wanted,
                 struct lg_calibration *out, struct lg_err *err) LG_MUST_CHECK;

#endif
