/* The third-party libraries a layer runs on: what it was built with, and what it found at run time.
 */
#ifndef LG_BASE_LIBRARY_H
#define LG_BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct lg_library {
    const char *name;
    char built[24];   /* "" where the library doesn't say */
    char running[24]; /* "" where the library doesn't say */
};

/* No layer has more. */
enum { LG_LIBRARY_MAX = 4 };

/* Same major version built and running (where both are known): else results can't be trusted. */
bool lg_library_fits(const struct lg_library *library);
/* jansson, OpenSSL libcrypto, PCRE2. Fills at most LG_LIBRARY_MAX; returns how many. */
size_t lg_base_libraries(struct lg_library out[static LG_LIBRARY_MAX]);

#endif
