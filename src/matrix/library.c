#include "matrix/library.h"

#include <nlopt.h>
#include <stdio.h>

size_t lg_matrix_libraries(struct lg_library out[static LG_LIBRARY_MAX]) {
    int major;
    int minor;
    int bugfix;
    out[0] = (struct lg_library){.name = "NLopt"};
    nlopt_version(&major, &minor, &bugfix);
    snprintf(out[0].running, sizeof out[0].running, "%d.%d.%d", major, minor, bugfix);
    return 1;
}
