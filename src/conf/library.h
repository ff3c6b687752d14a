/* The third-party libraries of this layer. */
#ifndef LG_CONF_LIBRARY_H
#define LG_CONF_LIBRARY_H

#include "base/library.h"

/* libyaml. Returns how many. */
size_t lg_conf_libraries(struct lg_library out[static LG_LIBRARY_MAX]);

#endif
