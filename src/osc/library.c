#include "osc/library.h"

#include <lo/lo.h>
#include <stdio.h>

size_t lg_osc_libraries(struct lg_library out[static LG_LIBRARY_MAX]) {
    out[0] = (struct lg_library){.name = "liblo"};
    char running[24] = "";
    lo_version(running, sizeof running, NULL, NULL, NULL, 0, NULL, NULL, NULL);
    snprintf(out[0].running, sizeof out[0].running, "%s", running);
    return 1;
}
