/* EQ Eight of the model: eight bands of both channels alike (side A), as second-order filters of R.
 * Bristow-Johnson's Audio EQ Cookbook. */
#ifndef LG_SIM_EQUALISER_H
#define LG_SIM_EQUALISER_H

#include "sim/block.h"
#include "sim/set.h"

enum { LG_SIM_EQ_BANDS = 8, LG_SIM_EQ_STAGES = 4 };

/* What each filter remembers of each channel. */
struct lg_sim_equaliser {
    double z[LG_SIM_EQ_BANDS][LG_SIM_EQ_STAGES][2][2];
};

/* In place. Bands that are on: LC48 and HC48 are four filters behind each other; gains are scaled
 * by Scale; a bell or a shelf without gain changes nothing. Resonance 0..1 is a Q of 0.1 to 18.
 * Adaptive Q is not modelled. At the end Output Gain. */
void lg_sim_equaliser_run(const struct lg_sim_device *device, int rate_hz,
                          struct lg_sim_equaliser *memory, struct lg_sim_block *block);

#endif
