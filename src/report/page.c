#include "report/page.h"

#include "base/sha256.h"

enum { HASH_BYTES = 32 };

static unsigned digit_of(char hex) {
    return (unsigned)(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

void lg_page_hash(const struct lg_page_text *text, char out[static LG_PAGE_HASH]) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char hex[LG_SHA256_HEX];
    unsigned bytes[HASH_BYTES + 1] = {0};
    lg_sha256_of(text->bytes, text->length, hex);
    for (size_t i = 0; i < HASH_BYTES; i++)
        bytes[i] = digit_of(hex[2 * i]) << 4 | digit_of(hex[2 * i + 1]);
    for (size_t i = 0; i <= HASH_BYTES; i += 3) {
        unsigned three =
            bytes[i] << 16 | bytes[i + 1] << 8 | (i + 2 < HASH_BYTES ? bytes[i + 2] : 0);
        for (unsigned part = 0; part < 4; part++)
            *out++ = digits[three >> (18 - 6 * part) & 63];
    }
    /* 32 bytes leave two over: the last of four digits says nothing. */
    out[-1] = '=';
    *out = '\0';
}
