#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct lg_view lg_view_of(const char *text) {
    return (struct lg_view){text, text == NULL ? 0 : strlen(text)};
}

bool lg_view_eq(struct lg_view view, const char *text) {
    bool is_empty = view.length == 0;
    return strlen(text) == view.length && (is_empty || memcmp(view.text, text, view.length) == 0);
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct lg_view lg_view_trim(struct lg_view view) {
    while (view.length > 0 && is_space(view.text[0])) {
        view.text++;
        view.length--;
    }
    while (view.length > 0 && is_space(view.text[view.length - 1]))
        view.length--;
    return view;
}

void lg_str_init(struct lg_str *str) {
    *str = (struct lg_str){0};
}

void lg_str_dispose(struct lg_str *str) {
    if (str == NULL)
        return;
    free(str->text);
    lg_str_init(str);
}

void lg_str_clear(struct lg_str *str) {
    str->length = 0;
    if (str->text != NULL)
        str->text[0] = '\0';
}

static void reserve(struct lg_str *str, size_t length) {
    if (length + 1 <= str->capacity)
        return;
    size_t capacity = str->capacity == 0 ? 64 : str->capacity;
    while (capacity < length + 1)
        capacity *= 2;
    str->text = lg_xrealloc(str->text, capacity);
    str->capacity = capacity;
}

void lg_str_add_n(struct lg_str *str, const char *text, size_t length) {
    size_t room = LG_STR_MAX - str->length;
    size_t take = length < room ? length : room;
    reserve(str, str->length + take);
    if (take > 0)
        memcpy(str->text + str->length, text, take);
    str->length += take;
    str->text[str->length] = '\0';
}

void lg_str_add(struct lg_str *str, const char *text) {
    lg_str_add_n(str, text, strlen(text));
}

void lg_str_add_char(struct lg_str *str, char c) {
    if (str->length + 1 >= str->capacity || str->length >= LG_STR_MAX) {
        lg_str_add_n(str, &c, 1);
        return;
    }
    str->text[str->length++] = c;
    str->text[str->length] = '\0';
}

void lg_str_printf(struct lg_str *str, const char *format, ...) {
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0) {
        size_t room = LG_STR_MAX - str->length;
        size_t take = (size_t)length < room ? (size_t)length : room;
        reserve(str, str->length + take);
        vsnprintf(str->text + str->length, take + 1, format, again);
        str->length += take;
    }
    va_end(again);
}

void lg_str_add_word(struct lg_str *str, const char *text) {
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-:=,+@%";
    if (text[0] != '\0' && text[strspn(text, plain)] == '\0') {
        lg_str_add(str, text);
        return;
    }
    lg_str_add_char(str, '\'');
    for (; *text != '\0'; text++)
        lg_str_add_n(str, *text == '\'' ? "'\\''" : text, *text == '\'' ? 4 : 1);
    lg_str_add_char(str, '\'');
}

const char *lg_str_text(const struct lg_str *str) {
    return str->text == NULL ? "" : str->text;
}

bool lg_starts_with(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool lg_ends_with(const char *text, const char *suffix) {
    size_t length = strlen(text);
    size_t tail = strlen(suffix);
    return length >= tail && memcmp(text + length - tail, suffix, tail) == 0;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool lg_eq_nocase(const char *a, const char *b) {
    for (; *a != '\0' && lower(*a) == lower(*b); a++)
        b++;
    return *a == '\0' && *b == '\0';
}
