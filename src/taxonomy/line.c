#include "taxonomy/line.h"

#include <string.h>

enum { ESCAPE = 0x1b, BELL = 0x07 };

static bool within(char c, int low, int high) {
    return (unsigned char)c >= low && (unsigned char)c <= high;
}

/* ESC [ parameters, intermediates, final byte. */
static size_t control_length(struct lg_view rest) {
    size_t at = 2;
    while (at < rest.length && within(rest.text[at], 0x20, 0x3f))
        at++;
    return at < rest.length && within(rest.text[at], 0x40, 0x7e) ? at + 1 : at;
}

/* ESC ] … until BEL or ESC \; one that does not end in its line is not taken for one. */
static size_t string_length(struct lg_view rest) {
    for (size_t at = 2; at < rest.length; at++) {
        if (rest.text[at] == BELL)
            return at + 1;
        if (rest.text[at] == ESCAPE)
            return at + 1 < rest.length && rest.text[at + 1] == '\\' ? at + 2 : 1;
    }
    return 1;
}

static size_t escape_length(struct lg_view rest) {
    if (rest.length < 2)
        return 1;
    if (rest.text[1] == '[')
        return control_length(rest);
    if (strchr("]PX^_", rest.text[1]) != NULL && rest.text[1] != '\0')
        return string_length(rest);
    size_t at = 1;
    while (at < rest.length && within(rest.text[at], 0x20, 0x2f))
        at++;
    return at < rest.length && within(rest.text[at], 0x30, 0x7e) ? at + 1 : at;
}

static bool starts(struct lg_view text, const char *mark, size_t length) {
    return text.length >= length && memcmp(text.text, mark, length) == 0;
}

static struct lg_view without_mark(struct lg_view text) {
    size_t length = 0;
    if (starts(text, "\xef\xbb\xbf", 3))
        length = 3;
    else if (starts(text, "\xff\xfe", 2) || starts(text, "\xfe\xff", 2))
        length = 2;
    return (struct lg_view){text.text + length, text.length - length};
}

static bool needs_cleaning(struct lg_view text) {
    return memchr(text.text, ESCAPE, text.length) != NULL ||
           memchr(text.text, '\0', text.length) != NULL ||
           memchr(text.text, '\r', text.length) != NULL;
}

static struct lg_view without_returns(struct lg_view text) {
    while (text.length > 0 && strchr("\r\n", text.text[text.length - 1]) != NULL &&
           text.text[text.length - 1] != '\0')
        text.length--;
    return text;
}

struct lg_view lg_line_clean(struct lg_view raw, bool first, struct lg_str *buffer) {
    struct lg_view rest = without_returns(first ? without_mark(raw) : raw);
    if (rest.length == 0 || !needs_cleaning(rest))
        return rest;
    lg_str_clear(buffer);
    while (rest.length > 0) {
        size_t length = 1;
        if (*rest.text == ESCAPE) {
            length = escape_length(rest);
        } else if (*rest.text == '\r') {
            lg_str_add_char(buffer, '\n');
        } else if (*rest.text != '\0') {
            while (length < rest.length && strchr("\x1b\r", rest.text[length]) == NULL)
                length++;
            lg_str_add_n(buffer, rest.text, length);
        }
        rest = (struct lg_view){rest.text + length, rest.length - length};
    }
    return without_returns((struct lg_view){lg_str_text(buffer), buffer->length});
}

bool lg_line_is_blank(struct lg_view line) {
    for (size_t i = 0; i < line.length; i++)
        if (line.text[i] == '\0' || strchr(" \t\r\n\v\f", line.text[i]) == NULL)
            return false;
    return true;
}

static bool continues(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t lg_line_characters(struct lg_view text) {
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += !continues(text.text[i]);
    return count;
}

struct lg_view lg_line_window(struct lg_view line, struct lg_view part, size_t max_bytes) {
    const char *start = part.text;
    const char *end = part.text + part.length;
    if (part.length > max_bytes)
        end = start + max_bytes;
    size_t before = (max_bytes - (size_t)(end - start)) / 2;
    while (start > line.text && before > 0 && start[-1] != '\n') {
        start--;
        before--;
    }
    const char *line_end = line.text + line.length;
    while (end < line_end && (size_t)(end - start) < max_bytes && *end != '\n')
        end++;
    while (start > line.text && start < end && continues(*start))
        start++;
    while (end < line_end && end > start && continues(*end))
        end--;
    return (struct lg_view){start, (size_t)(end - start)};
}
