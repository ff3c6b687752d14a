/* The mixer's volume as Live has it: captured from Live in steps of 3 dB, linear between them
 * (facts: devices). This is the model's own table, as live/curve.h has the client's: one is the
 * other's test (joint.print). */
#ifndef LG_SIM_FADER_H
#define LG_SIM_FADER_H

/* What a sample is multiplied by; `volume` is native, 0..1. */
double lg_sim_fader_gain(double volume);

#endif
