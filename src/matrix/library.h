/* The third-party libraries of this layer. */
#ifndef LG_MATRIX_LIBRARY_H
#define LG_MATRIX_LIBRARY_H

#include "base/library.h"

/* NLopt. Returns how many. */
size_t lg_matrix_libraries(struct lg_library out[static LG_LIBRARY_MAX]);

#endif
