#include "taxonomy/mask.h"

#include <string.h>

#include "base/sha256.h"

enum { MAX_BYTES = 4096, MIN_HEX = 8, UUID_LENGTH = 36 };

/* Own tests of characters: those of <ctype.h> depend on a locale. */
static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* What a path may hold without quotes around it. */
static bool is_path_char(char c) {
    return is_word(c) || (c != '\0' && strchr("/\\.-+~@%", c) != NULL);
}

static size_t count_while(struct lg_view rest, bool (*is)(char c)) {
    size_t count = 0;
    while (count < rest.length && is(rest.text[count]))
        count++;
    return count;
}

static bool is_address(struct lg_view word) {
    static const char head[] = "/live/";
    return word.length >= sizeof head - 1 && memcmp(word.text, head, sizeof head - 1) == 0;
}

/* A path of a length that `rest` begins with; 0: none. A slash between two words, as in and/or,
 * makes none; a name with a dot after the slash, or a slash at the start, does. */
static size_t path_length(struct lg_view rest) {
    size_t drive = rest.length > 2 && rest.text[1] == ':' && rest.text[2] == '\\' ? 2 : 0;
    size_t length =
        drive + count_while((struct lg_view){rest.text + drive, rest.length - drive}, is_path_char);
    while (length > 0 && rest.text[length - 1] == '.')
        length--;
    size_t slashes = 0;
    bool dot_after = false;
    for (size_t i = 0; i < length; i++) {
        slashes += rest.text[i] == '/' || rest.text[i] == '\\';
        dot_after = dot_after || (slashes > 0 && rest.text[i] == '.');
    }
    bool rooted = length > 1 && (drive > 0 || strchr("/~.", rest.text[0]) != NULL);
    if (slashes == 0 || is_address((struct lg_view){rest.text, length}))
        return 0;
    return rooted || dot_after || slashes > 1 || rest.text[length - 1] == '/' ? length : 0;
}

static bool is_uuid(struct lg_view rest) {
    if (rest.length < UUID_LENGTH)
        return false;
    for (size_t i = 0; i < UUID_LENGTH; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? rest.text[i] != '-' : !is_hex(rest.text[i]))
            return false;
    }
    return rest.length == UUID_LENGTH || !is_word(rest.text[UUID_LENGTH]);
}

/* Text in quotes that holds a slash or a backslash is a path, spaces and all; 0: none here. */
static size_t quoted_length(struct lg_view rest) {
    if (*rest.text != '\'' && *rest.text != '"')
        return 0;
    const char *inner = rest.text + 1;
    const char *end = memchr(inner, *rest.text, rest.length - 1);
    if (end == NULL)
        return 0;
    struct lg_view path = {inner, (size_t)(end - inner)};
    bool is_path = (memchr(path.text, '/', path.length) != NULL ||
                    memchr(path.text, '\\', path.length) != NULL) &&
                   memchr(path.text, '\n', path.length) == NULL && !is_address(path);
    return is_path ? path.length + 2 : 0;
}

/* A run of hex digits that is no word: 0x…, or at least eight with a digit among them. */
static size_t hex_length(struct lg_view rest) {
    if (is_uuid(rest))
        return UUID_LENGTH;
    size_t head = rest.length > 2 && rest.text[0] == '0' &&
                          (rest.text[1] == 'x' || rest.text[1] == 'X') && is_hex(rest.text[2])
                      ? 2
                      : 0;
    struct lg_view digits = {rest.text + head, rest.length - head};
    size_t length = count_while(digits, is_hex);
    bool has_digit = false;
    bool has_letter = false;
    for (size_t i = 0; i < length; i++) {
        has_digit = has_digit || is_digit(digits.text[i]);
        has_letter = has_letter || !is_digit(digits.text[i]);
    }
    if (length < digits.length && is_word(digits.text[length]))
        return 0;
    return head > 0 || (length >= MIN_HEX && has_digit && has_letter) ? head + length : 0;
}

/* Digits, and what joins them to one number, date or time: 1.5e-3, 12:03:41.250, 2026-02-22. */
static size_t number_length(struct lg_view rest) {
    size_t length = count_while(rest, is_digit);
    while (length > 0 && length + 1 < rest.length && strchr(".:,-", rest.text[length]) != NULL &&
           is_digit(rest.text[length + 1])) {
        length++;
        length += count_while((struct lg_view){rest.text + length, rest.length - length}, is_digit);
    }
    return length;
}

/* What is masked at the start of `rest`; `at_word` where a word may begin. Returns its length. */
static size_t take_masked(struct lg_view rest, bool at_word, const char **mask) {
    *mask = "<path>";
    size_t length = quoted_length(rest);
    if (length == 0 && at_word)
        length = path_length(rest);
    if (length == 0 && at_word) {
        *mask = "<hex>";
        length = hex_length(rest);
    }
    if (length == 0) {
        *mask = "<n>";
        length = number_length(rest);
    }
    return length;
}

static struct lg_view advance(struct lg_view rest, size_t length) {
    return (struct lg_view){rest.text + length, rest.length - length};
}

void lg_mask(struct lg_view text, struct lg_str *out) {
    lg_str_clear(out);
    struct lg_view rest = text;
    if (rest.length > MAX_BYTES)
        rest.length = MAX_BYTES;
    bool at_word = true;
    while (rest.length > 0 && (*rest.text != '\n' || out->length == 0)) {
        size_t spaces = count_while(rest, is_space);
        const char *mask = NULL;
        size_t length = spaces > 0 ? 0 : take_masked(rest, at_word, &mask);
        if (spaces > 0 || *rest.text == '\n') {
            if (out->length > 0)
                lg_str_add_char(out, ' ');
            length = spaces > 0 ? spaces : 1;
        } else if (length > 0) {
            lg_str_add(out, mask);
        } else {
            lg_str_add_char(out, *rest.text);
            length = 1;
        }
        at_word = !is_path_char(rest.text[length - 1]);
        rest = advance(rest, length);
    }
    while (out->length > 0 && out->text[out->length - 1] == ' ')
        out->text[--out->length] = '\0';
}

void lg_mask_fingerprint(const struct lg_str *masked, char hex_out[static LG_MASK_HEX]) {
    char hex[LG_SHA256_HEX];
    lg_sha256_of(lg_str_text(masked), masked->length, hex);
    memcpy(hex_out, hex, LG_MASK_HEX - 1);
    hex_out[LG_MASK_HEX - 1] = '\0';
}
