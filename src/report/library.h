/* The third-party libraries of this layer. */
#ifndef LG_REPORT_LIBRARY_H
#define LG_REPORT_LIBRARY_H

#include "base/library.h"

/* libxml2. Returns how many. */
size_t lg_report_libraries(struct lg_library out[static LG_LIBRARY_MAX]);

#endif
