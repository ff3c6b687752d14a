/* The third-party libraries of this layer. */
#ifndef LG_AUDIO_LIBRARY_H
#define LG_AUDIO_LIBRARY_H

#include "base/library.h"

/* libsndfile and libebur128. Returns how many. */
size_t lg_audio_libraries(struct lg_library out[static LG_LIBRARY_MAX]);

#endif
