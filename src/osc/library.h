/* The third-party libraries of this layer. */
#ifndef LG_OSC_LIBRARY_H
#define LG_OSC_LIBRARY_H

#include "base/library.h"

/* liblo. Returns how many. */
size_t lg_osc_libraries(struct lg_library out[static LG_LIBRARY_MAX]);

#endif
