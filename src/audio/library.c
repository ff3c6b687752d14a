#include "audio/library.h"

#include <ebur128.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

size_t lg_audio_libraries(struct lg_library out[static LG_LIBRARY_MAX]) {
    out[0] = (struct lg_library){.name = "libsndfile"};
    const char *text = sf_version_string(); /* "libsndfile-1.2.0" */
    const char *dash = strchr(text, '-');
    snprintf(out[0].running, sizeof out[0].running, "%s", dash == NULL ? text : dash + 1);

    out[1] = (struct lg_library){.name = "libebur128"};
    int major = 0;
    int minor = 0;
    int patch = 0;
    ebur128_get_version(&major, &minor, &patch);
    snprintf(out[1].built, sizeof out[1].built, "%d.%d.%d", EBUR128_VERSION_MAJOR,
             EBUR128_VERSION_MINOR, EBUR128_VERSION_PATCH);
    snprintf(out[1].running, sizeof out[1].running, "%d.%d.%d", major, minor, patch);
    return 2;
}
