#define PCRE2_CODE_UNIT_WIDTH 8

#include "base/library.h"

#include <jansson.h>
#include <openssl/crypto.h>
#include <openssl/opensslv.h>
#include <pcre2.h>
#include <stdio.h>
#include <string.h>

bool lg_library_fits(const struct lg_library *library) {
    size_t built = strcspn(library->built, ".");
    size_t running = strcspn(library->running, ".");
    if (library->built[0] == '\0' || library->running[0] == '\0')
        return true;
    return built == running && memcmp(library->built, library->running, built) == 0;
}

size_t lg_base_libraries(struct lg_library out[static LG_LIBRARY_MAX]) {
    out[0] = (struct lg_library){.name = "jansson"};
    snprintf(out[0].built, sizeof out[0].built, "%s", JANSSON_VERSION);
    snprintf(out[0].running, sizeof out[0].running, "%s", jansson_version_str());

    out[1] = (struct lg_library){.name = "libcrypto"};
    snprintf(out[1].built, sizeof out[1].built, "%s", OPENSSL_VERSION_STR);
    snprintf(out[1].running, sizeof out[1].running, "%s", OpenSSL_version(OPENSSL_VERSION_STRING));

    out[2] = (struct lg_library){.name = "PCRE2"};
    char running[64] = "";
    pcre2_config(PCRE2_CONFIG_VERSION, running);
    snprintf(out[2].built, sizeof out[2].built, "%d.%d", PCRE2_MAJOR, PCRE2_MINOR);
    snprintf(out[2].running, sizeof out[2].running, "%.*s", (int)strcspn(running, " "), running);
    return 3;
}
