/* The signal of Tech 3341 cases 20 to 23 (see struct lg_wave_event). */
#ifndef LG_AUDIO_WAVE_EVENT_H
#define LG_AUDIO_WAVE_EVENT_H

#include "audio/wave.h"

int64_t lg_wave_event_frames(const struct lg_wave_event *event);
/* One channel of that many frames; the caller frees it. */
double *lg_wave_event_make(const struct lg_wave_event *event);

#endif
