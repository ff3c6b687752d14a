#include "conf/library.h"

#include <stdio.h>
#include <yaml.h>

size_t lg_conf_libraries(struct lg_library out[static LG_LIBRARY_MAX]) {
    out[0] = (struct lg_library){.name = "libyaml"};
    snprintf(out[0].running, sizeof out[0].running, "%s", yaml_get_version_string());
    return 1;
}
