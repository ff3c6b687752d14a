#include "live/name.h"

#include <string.h>

#include "base/number.h"
#include "base/suggest.h"
#include "conf/unit.h"

/* Names in a message, together. */
enum { LISTED_MAX = 600 };

const char *lg_name_unit(const char *name) {
    return lg_unit_of_name(name, NULL);
}

/* Letters in lower case, digits, and every byte beyond ASCII; 0 for what does not count. */
static char folded(char c) {
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    bool counts = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
    return counts ? c : '\0';
}

/* The next character that counts from *at on; 0 at the end. */
static char next_folded(const char *text, size_t length, size_t *at) {
    while (*at < length) {
        char c = folded(text[(*at)++]);
        if (c != '\0')
            return c;
    }
    return '\0';
}

static bool eq_folded(const char *a, size_t a_length, const char *b) {
    size_t i = 0;
    size_t j = 0;
    size_t b_length = strlen(b);
    char c = next_folded(a, a_length, &i);
    if (c == '\0')
        return false; /* nothing that counts is no name */
    for (; c != '\0'; c = next_folded(a, a_length, &i)) {
        if (next_folded(b, b_length, &j) != c)
            return false;
    }
    return next_folded(b, b_length, &j) == '\0';
}

bool lg_name_eq(const char *a, const char *b) {
    return eq_folded(a, strlen(a), b);
}

static bool eq_bytes(const char *wanted, const char *name) {
    return strcmp(wanted, name) == 0;
}

static bool eq_without_unit(const char *wanted, const char *name) {
    size_t length;
    return lg_unit_of_name(wanted, &length) != NULL && eq_folded(wanted, length, name);
}

/* From strict to lenient. */
static bool (*const tiers[])(const char *wanted, const char *name) = {eq_bytes, lg_eq_nocase,
                                                                      lg_name_eq, eq_without_unit};

/* How many names fit at the strictest tier at which any does; the first of them. */
static size_t find(const struct lg_name_list *list, const char *wanted, size_t *first_out) {
    for (size_t tier = 0; tier < LG_ARRAY_LEN(tiers); tier++) {
        size_t hits = 0;
        for (size_t i = list->count; i-- > 0;) {
            if (!tiers[tier](wanted, list->names[i]))
                continue;
            *first_out = i;
            hits++;
        }
        if (hits > 0)
            return hits;
    }
    int64_t number;
    if (wanted[0] != '#' || !lg_number_read_int(lg_view_of(wanted + 1), &number) || number < 0 ||
        (uint64_t)number >= list->count)
        return 0;
    *first_out = (size_t)number;
    return 1;
}

bool lg_name_is_one(const struct lg_name_list *list, const char *wanted, size_t *out) {
    size_t first = 0;
    if (find(list, wanted, &first) != 1)
        return false;
    *out = first;
    return true;
}

bool lg_name_is_any(const struct lg_name_list *list, const char *wanted) {
    size_t first = 0;
    return find(list, wanted, &first) > 0;
}

static void add_names(const struct lg_name_list *list, struct lg_str *out) {
    size_t start = out->length;
    for (size_t i = 0; i < list->count; i++) {
        if (out->length - start > LISTED_MAX) {
            lg_str_printf(out, ", … (%zu in all)", list->count);
            return;
        }
        lg_str_printf(out, "%s#%zu %s", i == 0 ? "" : ", ", i, list->names[i]);
    }
}

int lg_name_find(const struct lg_name_list *list, const char *wanted, size_t *out,
                 struct lg_err *err) {
    size_t hits = find(list, wanted, out);
    if (hits == 1)
        return 0;
    struct lg_str text = {0};
    lg_str_printf(&text, hits == 0 ? "no %s '%s'" : "several %ss '%s'", list->what, wanted);
    if (list->where != NULL)
        lg_str_printf(&text, " on %s", list->where);
    const char *near = hits == 0 ? lg_suggest(wanted, list->names, list->count) : NULL;
    if (near != NULL)
        lg_str_printf(&text, "; did you mean '%s'?", near);
    lg_str_add(&text, list->count == 0 ? "; there is none" : "; there are ");
    add_names(list, &text);
    lg_err_set(err, LG_ERR_READ, "%s", lg_str_text(&text));
    lg_str_dispose(&text);
    return -1;
}
