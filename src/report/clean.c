#include "report/clean.h"

#include <stdint.h>
#include <string.h>

#include "base/json.h"

enum {
    BYTES_PER_CHAR = 16,    /* read at most for each character wanted, escape sequences included */
    STRING_BYTES_MAX = 4096 /* of an escape sequence that carries a text */
};

static const char replacement[] = "\xef\xbf\xbd";
static const char line_cut[] = "\xe2\x80\xa6";
static const char text_cut[] = "\n\xe2\x80\xa6 (the rest was cut)";
static const char attachment[] = "[[ATTACHMENT";

/* What GitHub's runner skips before the `::` of an order; tab and ASCII's own blanks beside. */
static const struct {
    uint32_t low, high;
} blanks[] = {{' ', ' '},       {'\t', '\t'},     {0xa0, 0xa0},
              {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029},
              {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}};

/* How far a line has come towards an order. */
enum opening { AT_START, AFTER_COLON, BEYOND };

/* What is shown as U+FFFD, besides C0. */
static const struct {
    uint32_t low, high;
} unfit[] = {
    {0x7f, 0x9f},     /* DEL, C1 */
    {0x202a, 0x202e}, /* embeddings and overrides of direction */
    {0x2066, 0x2069}, /* isolates */
    {0xfffe, 0xffff},
};

struct pen {
    struct lg_str *out;
    bool one_line;
    size_t chars, max_chars;
    size_t cut_chars; /* of the mark */
    size_t cut_at;    /* where the mark goes when there is more than fits */
    bool is_full;
    enum opening opening;
};

/* Characters, not bytes, of well-formed UTF-8. */
static size_t count_chars(const char *text) {
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void put(struct pen *pen, const char *bytes, size_t length) {
    if (pen->chars == pen->max_chars) {
        pen->is_full = true;
        return;
    }
    lg_str_add_n(pen->out, bytes, length);
    pen->chars++;
    if (pen->chars + pen->cut_chars <= pen->max_chars)
        pen->cut_at = pen->out->length;
}

/* Length and code point of the character at the start of well-formed UTF-8. */
static size_t decode(const char *text, uint32_t *code_out) {
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
    uint32_t code = length == 1 ? bytes[0] : bytes[0] & (0xffU >> (length + 1));
    for (size_t i = 1; i < length; i++)
        code = code << 6 | (bytes[i] & 0x3fU);
    *code_out = code;
    return length;
}

static bool is_within(char c, int low, int high) {
    return (unsigned char)c >= low && (unsigned char)c <= high;
}

/* The three forms of ECMA-48: each gives the bytes of the sequence that begins at `at`, 0 when none
 * does. C1 controls stand for ESC and a letter; here they are two bytes of UTF-8. */
static size_t control_sequence(struct lg_view at) {
    bool is_csi =
        at.length > 2 && (memcmp(at.text, "\x1b[", 2) == 0 || memcmp(at.text, "\xc2\x9b", 2) == 0);
    size_t i = 2;
    if (!is_csi)
        return 0;
    while (i < at.length && is_within(at.text[i], 0x30, 0x3f))
        i++;
    while (i < at.length && is_within(at.text[i], 0x20, 0x2f))
        i++;
    return i < at.length && is_within(at.text[i], 0x40, 0x7e) ? i + 1 : 0;
}

static bool begins_string(struct lg_view at) {
    if (at.length < 2 || at.text[1] == '\0')
        return false;
    return (at.text[0] == '\x1b' && strchr("]PX^_", at.text[1]) != NULL) ||
           (at.text[0] == '\xc2' && strchr("\x9d\x90\x98\x9e\x9f", at.text[1]) != NULL);
}

/* Titles, links and the like: a text up to BEL or the string terminator, within a line. What was
 * searched in vain (up to *searched, from the start of the text) is not searched again: unfinished
 * sequences in their thousands would take hours. */
static size_t control_string(struct lg_view text, size_t start, size_t *searched) {
    if (!begins_string((struct lg_view){text.text + start, text.length - start}))
        return 0;
    size_t left = text.length - start;
    size_t end = start + (left < STRING_BYTES_MAX ? left : STRING_BYTES_MAX);
    size_t i = *searched > start + 2 ? *searched : start + 2;
    for (; i < end && text.text[i] != '\n'; i++) {
        if (text.text[i] == '\a')
            return i + 1 - start;
        if (i + 1 == end)
            break;
        if (memcmp(text.text + i, "\x1b\\", 2) == 0 || memcmp(text.text + i, "\xc2\x9c", 2) == 0)
            return i + 2 - start;
    }
    *searched = i;
    return 0;
}

static size_t short_escape(struct lg_view at) {
    size_t i = 1;
    if (at.text[0] != '\x1b')
        return 0;
    while (i < at.length && is_within(at.text[i], 0x20, 0x2f))
        i++;
    return i < at.length && is_within(at.text[i], 0x30, 0x7e) ? i + 1 : 0;
}

static size_t escape_length(struct lg_view text, size_t start, size_t *searched) {
    struct lg_view at = {text.text + start, text.length - start};
    if (at.text[0] != '\x1b' && at.text[0] != '\xc2')
        return 0;
    size_t length = control_sequence(at);
    if (length == 0)
        length = control_string(text, start, searched);
    return length != 0 ? length : short_escape(at);
}

static bool is_unfit(uint32_t code) {
    if (code < 0x20)
        return code != '\t' && code != '\n' && code != '\r';
    for (size_t i = 0; i < LG_ARRAY_LEN(unfit); i++) {
        if (code >= unfit[i].low && code <= unfit[i].high)
            return true;
    }
    return false;
}

static bool ends_line(uint32_t code) {
    return code == '\t' || code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029;
}

/* True when the character `|` would make what stands before it an order to attach a file. */
static bool completes_attachment(const struct pen *pen) {
    size_t length = sizeof attachment - 1;
    const struct lg_str *out = pen->out;
    return out->length >= length && lg_eq_nocase(out->text + out->length - length, attachment);
}

/* True when `[` would make of what stands before it "##[" or "##vso[", which CI servers obey
 * wherever it stands in a line. */
static bool completes_logging_command(const struct pen *pen) {
    enum { WORD_MAX = 32 };
    const struct lg_str *out = pen->out;
    size_t at = out->length;
    while (at > 0 && out->length - at < WORD_MAX &&
           (is_within(out->text[at - 1], 'a', 'z') || is_within(out->text[at - 1], 'A', 'Z')))
        at--;
    return at >= 2 && out->text[at - 1] == '#' && out->text[at - 2] == '#';
}

static bool is_blank(uint32_t code) {
    for (size_t i = 0; i < LG_ARRAY_LEN(blanks); i++) {
        if (code >= blanks[i].low && code <= blanks[i].high)
            return true;
    }
    return false;
}

static enum opening next_opening(enum opening opening, uint32_t code) {
    if (code == '\n' || code == '\r')
        return AT_START;
    if (opening == AT_START && is_blank(code))
        return AT_START;
    return opening == AT_START && code == ':' ? AFTER_COLON : BEYOND;
}

/* True when this character would complete an order to a CI server. */
static bool completes_order(const struct pen *pen, uint32_t code) {
    return (code == '|' && completes_attachment(pen)) ||
           (code == '[' && completes_logging_command(pen)) ||
           (code == ':' && pen->opening == AFTER_COLON);
}

static size_t put_character(struct pen *pen, const char *at) {
    uint32_t code = 0;
    size_t length = decode(at, &code);
    bool is_space = pen->one_line && ends_line(code);
    if (completes_order(pen, code))
        put(pen, " ", 1);
    pen->opening = next_opening(pen->opening, is_space ? ' ' : code);
    if (is_unfit(code))
        put(pen, replacement, sizeof replacement - 1);
    else
        put(pen, is_space ? " " : at, is_space ? 1 : length);
    return length;
}

/* As put_character, for printable ASCII in a row, as far as none of it can complete an order.
 * Returns how much of it that was. */
static size_t put_plain(struct pen *pen, struct lg_view at) {
    if (pen->opening != BEYOND)
        return 0;
    size_t room = pen->max_chars - pen->chars;
    size_t most = at.length < room ? at.length : room;
    size_t count = 0;
    while (count < most && is_within(at.text[count], 0x20, 0x7e) && at.text[count] != '|' &&
           at.text[count] != '[')
        count++;
    lg_str_add_n(pen->out, at.text, count);
    size_t before_mark = pen->max_chars < pen->cut_chars ? 0 : pen->max_chars - pen->cut_chars;
    if (count > 0 && pen->chars < before_mark) {
        size_t behind = before_mark - pen->chars;
        pen->cut_at = pen->out->length - (count > behind ? count - behind : 0);
    }
    pen->chars += count;
    return count;
}

static void cut(struct pen *pen, const char *mark) {
    pen->out->length = pen->cut_at;
    lg_str_add(pen->out, mark);
}

static void clean(struct lg_view text, size_t max_chars, bool one_line, struct lg_str *out) {
    const char *mark = one_line ? line_cut : text_cut;
    struct pen pen = {.out = out,
                      .one_line = one_line,
                      .max_chars = max_chars,
                      .cut_chars = count_chars(mark),
                      .cut_at = out->length};
    struct lg_str sound = {0};
    size_t wanted = max_chars * BYTES_PER_CHAR;
    lg_utf8_repair(text.text, text.length < wanted ? text.length : wanted, &sound);
    size_t searched = 0;
    for (size_t i = 0; i < sound.length && !pen.is_full;) {
        i += put_plain(&pen, (struct lg_view){sound.text + i, sound.length - i});
        if (i == sound.length)
            break;
        size_t skip = escape_length((struct lg_view){sound.text, sound.length}, i, &searched);
        i += skip != 0 ? skip : put_character(&pen, sound.text + i);
    }
    if (pen.is_full || text.length > wanted)
        cut(&pen, mark);
    lg_str_dispose(&sound);
}

void lg_clean_text(struct lg_view text, size_t max_chars, struct lg_str *out) {
    clean(text, max_chars, false, out);
}

void lg_clean_line(struct lg_view text, size_t max_chars, struct lg_str *out) {
    clean(text, max_chars, true, out);
}
