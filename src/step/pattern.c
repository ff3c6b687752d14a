#include "step/pattern.h"

#include <string.h>

/* Texts that no condition worth writing down is met by all of. */
static const char *const probes[] = {
    "",
    "0",
    "ok",
    "-17.7 LUFS",
    " \t\x01 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\x7f",
    "The quick brown fox jumps over the lazy dog. THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG.",
    "Gr\xc3\xb6\xc3\x9f"
    "e \xe2\x9c\x93 \xe9\x9f\xb3\xe6\xa5\xbd",
};

/* Longer than the largest count that a pattern may name, 65535. */
enum { LONG_WORDS = 16 * 1024 };

static bool finds(const struct lg_regex *regex, const char *text) {
    return lg_regex_find(regex, lg_view_of(text), NULL, NULL) == 1;
}

/* One that is too much work on such a text, having matched all others, is none that counts. */
static bool finds_long(const struct lg_regex *regex) {
    struct lg_str text = {0};
    for (int i = 0; i < LONG_WORDS; i++)
        lg_str_add(&text, "Live ");
    bool found = lg_regex_find(regex, lg_view_of(lg_str_text(&text)), NULL, NULL) != 0;
    lg_str_dispose(&text);
    return found;
}

/* A pattern that says what must not stand there can fail by what no probe may guess. What may not
 * stand in the text otherwise (^[^x]*$) stands in the pattern. */
static bool finds_all(const struct lg_regex *regex, const char *pattern) {
    if (strstr(pattern, "(?!") != NULL || strstr(pattern, "(?<!") != NULL)
        return false;
    for (size_t i = 0; i < LG_ARRAY_LEN(probes); i++) {
        if (!finds(regex, probes[i]))
            return false;
    }
    return finds(regex, pattern) && finds_long(regex);
}

int lg_pattern_new(const char *text, unsigned flags, struct lg_regex **out, struct lg_err *err) {
    struct lg_regex *regex;
    if (lg_regex_new(text, flags, &regex, err) < 0)
        return -1;
    if (finds_all(regex, text)) {
        lg_regex_free(regex);
        return lg_err_set(err, LG_ERR_READ, "pattern '%s' matches any text: nothing could fail",
                          text);
    }
    *out = regex;
    return 0;
}
