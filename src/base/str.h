/* Text: a growing string and a borrowed view. */
#ifndef LG_BASE_STR_H
#define LG_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

/* A pointer and a length; the text need not end in NUL. */
struct lg_view {
    const char *text;
    size_t length;
};

struct lg_view lg_view_of(const char *text);
bool lg_view_eq(struct lg_view view, const char *text);
struct lg_view lg_view_trim(struct lg_view view);

/* A growing string, always NUL-terminated. Zeroed is a valid empty string (text may be NULL then).
 */
struct lg_str {
    char *text;
    size_t length;
    size_t capacity;
};

/* No string grows beyond this; what would is cut there. */
#define LG_STR_MAX ((size_t)64 * 1024 * 1024)

void lg_str_init(struct lg_str *str);
void lg_str_dispose(struct lg_str *str);
/* Empties the string and keeps its memory. */
void lg_str_clear(struct lg_str *str);
void lg_str_add(struct lg_str *str, const char *text);
void lg_str_add_n(struct lg_str *str, const char *text, size_t length);
void lg_str_add_char(struct lg_str *str, char c);
void lg_str_printf(struct lg_str *str, const char *format, ...) LG_PRINTF(2, 3);
/* Adds the text as one word of a shell: as it is, or in single quotes. */
void lg_str_add_word(struct lg_str *str, const char *text);
/* The text, "" for an empty string; borrowed. */
const char *lg_str_text(const struct lg_str *str);

bool lg_starts_with(const char *text, const char *prefix);
bool lg_ends_with(const char *text, const char *suffix);
/* ASCII case-insensitive comparison, the C locale's. */
bool lg_eq_nocase(const char *a, const char *b);

#endif
