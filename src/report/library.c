#include "report/library.h"

#include <libxml/parser.h>
#include <libxml/xmlversion.h>
#include <stdio.h>

/* libxml2 tells its running version as five digits: 20914 is 2.9.14. */
static void spell(const char *digits, char *out, size_t size) {
    int packed = 0;
    for (const char *c = digits; *c >= '0' && *c <= '9'; c++)
        packed = packed * 10 + (*c - '0');
    snprintf(out, size, "%d.%d.%d", packed / 10000, packed / 100 % 100, packed % 100);
}

size_t lg_report_libraries(struct lg_library out[static LG_LIBRARY_MAX]) {
    out[0] = (struct lg_library){.name = "libxml2"};
    snprintf(out[0].built, sizeof out[0].built, "%s", LIBXML_DOTTED_VERSION);
    spell(xmlParserVersion, out[0].running, sizeof out[0].running);
    return 1;
}
