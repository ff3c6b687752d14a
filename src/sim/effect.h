/* What the devices of the model do to sound. Utility and Limiter are modelled, simply; every other
 * device lets all through as it is (lg_sim_effect_is_modelled tells), as does one that is off. */
#ifndef LG_SIM_EFFECT_H
#define LG_SIM_EFFECT_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/set.h"

enum { LG_SIM_BLOCK = 256 };

struct lg_sim_block {
    float left[LG_SIM_BLOCK], right[LG_SIM_BLOCK];
    size_t frames;
};

/* What a device remembers from block to block. */
struct lg_sim_memory {
    double reduction; /* Limiter: what it multiplies by; 0: not yet 1 */
};

/* Is there more to devices of this class than to let through? */
bool lg_sim_effect_is_modelled(const char *class_name);

/* In place.
 *
 * Utility (StereoGain): Gain as its display says it in dB, Mute, Mono.
 * Limiter: Gain, then no sample beyond Ceiling; the reduction goes back within Release (to 1/e).
 * It looks at samples, not between them, and not ahead. */
void lg_sim_effect_run(const struct lg_sim_device *device, int rate_hz,
                       struct lg_sim_memory *memory, struct lg_sim_block *block);

#endif
