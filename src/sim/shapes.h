/* What a set's file looks like, and its parts. */
#ifndef LG_SIM_SHAPES_H
#define LG_SIM_SHAPES_H

#include "conf/shape.h"

extern const struct lg_shape lg_sim_set_shape;
extern const struct lg_shape lg_sim_param_shape;
extern const struct lg_shape lg_sim_faults_shape;

#endif
