/* A stretch of sound on its way through the model. */
#ifndef LG_SIM_BLOCK_H
#define LG_SIM_BLOCK_H

#include <stddef.h>

enum { LG_SIM_BLOCK = 256 };

struct lg_sim_block {
    float left[LG_SIM_BLOCK], right[LG_SIM_BLOCK];
    size_t frames;
};

#endif
