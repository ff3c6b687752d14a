/* What the devices of the model do to sound, simply: their parameters by the names and displays
 * that Live gives them. A device of another class, and one that is off, lets all through as it is
 * (lg_sim_effect_is_modelled tells). */
#ifndef LG_SIM_EFFECT_H
#define LG_SIM_EFFECT_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/equaliser.h"
#include "sim/set.h"

/* What a device remembers from block to block. */
struct lg_sim_memory {
    double reduction;    /* Limiter: what it multiplies by; 0: not yet 1 */
    double reduction_db; /* Glue Compressor */
    struct lg_sim_equaliser equaliser;
};

/* Is there more to devices of this class than to let through? */
bool lg_sim_effect_is_modelled(const char *class_name);

/* In place.
 *
 * Utility (StereoGain): Gain as its display says it in dB, Mute, Mono.
 * EQ Eight (Eq8): sim/equaliser.h.
 * Glue Compressor: what is above Threshold, by the louder channel's peaks, is reduced by Ratio, by
 *   Range at most, within Attack and Release (to 1/e; "A" is 0.4 s); then Makeup, Dry/Wet, and with
 *   Peak Clip In a soft clip that ends half a dB below full scale.
 * Saturator: Drive, a curve by Type, Output, Dry/Wet. All curves leave quiet sound as it is.
 * Limiter: Gain, then no sample beyond Ceiling; the reduction goes back within Release (to 1/e).
 *   It looks at samples, not between them, and not ahead. */
void lg_sim_effect_run(const struct lg_sim_device *device, int rate_hz,
                       struct lg_sim_memory *memory, struct lg_sim_block *block);

#endif
