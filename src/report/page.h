/* The style sheet and the script of the HTML page: src/report/page/, made part of the program by
 * cmake/LivegateEmbed.cmake. */
#ifndef LG_REPORT_PAGE_H
#define LG_REPORT_PAGE_H

#include <stddef.h>

struct lg_page_text {
    const unsigned char *bytes;
    size_t length;
};

extern const struct lg_page_text lg_page_style, lg_page_script;

/* Characters of a hash in base64, with NUL. */
enum { LG_PAGE_HASH = 45 };

/* The text's SHA-256 in base64, as a Content-Security-Policy names it. */
void lg_page_hash(const struct lg_page_text *text, char out[static LG_PAGE_HASH]);

#endif
