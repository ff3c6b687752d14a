#include "sim/fader.h"

#include <math.h>
#include <stddef.h>

#include "base/attr.h"

enum { LOWEST_DB = -63, STEP_DB = 3 };

/* The volume of LOWEST_DB, and of each step above it. */
static const double volumes[] = {
    0.02135, 0.03462, 0.05101, 0.06779, 0.08524, 0.10354, 0.12272, 0.14288,
    0.16422, 0.18704, 0.21163, 0.23844, 0.26826, 0.30241, 0.34366, 0.40000,
    0.47494, 0.55000, 0.62494, 0.70000, 0.77494, 0.85000, 0.92494, 1.00000,
};

static double amplitude(double db) {
    return pow(10, db / 20);
}

double lg_sim_fader_gain(double volume) {
    if (!(volume > 0))
        return 0;
    /* Below the lowest level that is known: straight to silence. */
    if (volume <= volumes[0])
        return amplitude(LOWEST_DB) * volume / volumes[0];
    size_t above = 1;
    while (above + 1 < LG_ARRAY_LEN(volumes) && volumes[above] < volume)
        above++;
    double way = (volume - volumes[above - 1]) / (volumes[above] - volumes[above - 1]);
    return amplitude(LOWEST_DB + STEP_DB * ((double)above - 1 + way));
}
