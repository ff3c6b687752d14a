#include "base/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/number.h"

enum {
    PRINT_DECIMALS = 4,
    PRINT_TEXT_MAX = 120, /* bytes of one text */
    PRINT_LINE_MAX = 400  /* bytes after which no further item is begun */
};

static const char *const kind_names[LG_VALUE__COUNT] = {
    [LG_VALUE_NULL] = "null", [LG_VALUE_BOOL] = "bool",     [LG_VALUE_INT] = "int",
    [LG_VALUE_REAL] = "real", [LG_VALUE_STRING] = "string", [LG_VALUE_LIST] = "list",
    [LG_VALUE_MAP] = "map",
};

const char *lg_value_kind_name(enum lg_value_kind kind) {
    return (unsigned)kind < LG_VALUE__COUNT ? kind_names[kind] : "unknown";
}

static struct lg_value *make(struct lg_arena *arena, enum lg_value_kind kind) {
    struct lg_value *value = lg_arena_alloc(arena, sizeof *value);
    value->kind = kind;
    return value;
}

struct lg_value *lg_value_null(struct lg_arena *arena, const char *why) {
    struct lg_value *value = make(arena, LG_VALUE_NULL);
    value->as.why = lg_arena_strdup(arena, why);
    return value;
}

struct lg_value *lg_value_bool(struct lg_arena *arena, bool boolean) {
    struct lg_value *value = make(arena, LG_VALUE_BOOL);
    value->as.boolean = boolean;
    return value;
}

struct lg_value *lg_value_int(struct lg_arena *arena, int64_t integer) {
    struct lg_value *value = make(arena, LG_VALUE_INT);
    value->as.integer = integer;
    return value;
}

struct lg_value *lg_value_real(struct lg_arena *arena, double real, const char *unit) {
    struct lg_value *value = make(arena, LG_VALUE_REAL);
    value->as.real = real;
    value->unit = lg_arena_strdup(arena, unit);
    return value;
}

struct lg_value *lg_value_text(struct lg_arena *arena, const char *text) {
    return lg_value_text_n(arena, text, strlen(text));
}

struct lg_value *lg_value_text_n(struct lg_arena *arena, const char *text, size_t length) {
    struct lg_value *value = make(arena, LG_VALUE_STRING);
    value->as.string.text = lg_arena_strndup(arena, length == 0 ? "" : text, length);
    value->as.string.length = length;
    return value;
}

struct lg_value *lg_value_list(struct lg_arena *arena) {
    return make(arena, LG_VALUE_LIST);
}

struct lg_value *lg_value_map(struct lg_arena *arena) {
    return make(arena, LG_VALUE_MAP);
}

void lg_value_push(struct lg_arena *arena, struct lg_value *list, struct lg_value *item) {
    struct lg_item *link = lg_arena_alloc(arena, sizeof *link);
    link->value = item;
    if (list->as.list.last == NULL)
        list->as.list.first = link;
    else
        list->as.list.last->next = link;
    list->as.list.last = link;
    list->as.list.count++;
}

static struct lg_pair *find_pair(const struct lg_value *map, struct lg_view key) {
    struct lg_pair *pair = map->as.map.first;
    while (pair != NULL && !lg_view_eq(key, pair->key))
        pair = pair->next;
    return pair;
}

static void append_pair(struct lg_arena *arena, struct lg_value *map, const char *key,
                        struct lg_value *item) {
    struct lg_pair *pair = lg_arena_alloc(arena, sizeof *pair);
    pair->key = lg_arena_strdup(arena, key);
    pair->value = item;
    if (map->as.map.last == NULL)
        map->as.map.first = pair;
    else
        map->as.map.last->next = pair;
    map->as.map.last = pair;
    map->as.map.count++;
}

void lg_value_put(struct lg_arena *arena, struct lg_value *map, const char *key,
                  struct lg_value *item) {
    struct lg_pair *pair = find_pair(map, lg_view_of(key));
    if (pair != NULL)
        pair->value = item;
    else
        append_pair(arena, map, key, item);
}

static void copy_items(struct lg_arena *arena, struct lg_value *copy, const struct lg_value *list) {
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next)
        lg_value_push(arena, copy, lg_value_copy(arena, item->value));
}

static void copy_pairs(struct lg_arena *arena, struct lg_value *copy, const struct lg_value *map) {
    for (const struct lg_pair *pair = map->as.map.first; pair != NULL; pair = pair->next)
        append_pair(arena, copy, pair->key, lg_value_copy(arena, pair->value));
}

struct lg_value *lg_value_copy(struct lg_arena *arena, const struct lg_value *value) {
    struct lg_value *copy = make(arena, value->kind);
    copy->unit = lg_arena_strdup(arena, value->unit);
    switch (value->kind) {
    case LG_VALUE_NULL:
        copy->as.why = lg_arena_strdup(arena, value->as.why);
        break;
    case LG_VALUE_STRING:
        copy->as.string.text =
            lg_arena_strndup(arena, value->as.string.text, value->as.string.length);
        copy->as.string.length = value->as.string.length;
        break;
    case LG_VALUE_LIST:
        copy_items(arena, copy, value);
        break;
    case LG_VALUE_MAP:
        copy_pairs(arena, copy, value);
        break;
    case LG_VALUE_BOOL:
    case LG_VALUE_INT:
    case LG_VALUE_REAL:
    case LG_VALUE__COUNT:
        copy->as = value->as;
        break;
    }
    return copy;
}

static struct lg_value *get_view(const struct lg_value *map, struct lg_view key) {
    if (map == NULL || map->kind != LG_VALUE_MAP)
        return NULL;
    const struct lg_pair *pair = find_pair(map, key);
    return pair == NULL ? NULL : pair->value;
}

struct lg_value *lg_value_get(const struct lg_value *map, const char *key) {
    return get_view(map, lg_view_of(key));
}

struct lg_value *lg_value_at(const struct lg_value *list, size_t index) {
    if (list == NULL || list->kind != LG_VALUE_LIST || index >= list->as.list.count)
        return NULL;
    const struct lg_item *item = list->as.list.first;
    for (; index > 0; index--)
        item = item->next;
    return item->value;
}

static struct lg_value *step_into(const struct lg_value *value, struct lg_view part) {
    if (value->kind == LG_VALUE_MAP)
        return get_view(value, part);
    int64_t index = 0;
    if (!lg_number_read_int(part, &index) || index < 0)
        return NULL;
    return lg_value_at(value, (size_t)index);
}

struct lg_value *lg_value_path(const struct lg_value *value, const char *path) {
    const struct lg_value *here = value;
    while (here != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");
        here = step_into(here, (struct lg_view){path, length});
        path += length;
        if (*path == '.' && *++path == '\0')
            return NULL;
    }
    return (struct lg_value *)here;
}

bool lg_value_is_number(const struct lg_value *value) {
    return value != NULL && (value->kind == LG_VALUE_INT || value->kind == LG_VALUE_REAL);
}

double lg_value_number(const struct lg_value *value) {
    if (!lg_value_is_number(value))
        return (double)NAN;
    return value->kind == LG_VALUE_INT ? (double)value->as.integer : value->as.real;
}

/* Exact also where a double can't tell neighbouring integers apart. */
static bool int_eq_real(int64_t integer, double real) {
    const double bound = 9223372036854775808.0; /* 2^63 */
    return real >= -bound && real < bound && (int64_t)real == integer && trunc(real) == real;
}

static bool number_eq(const struct lg_value *a, const struct lg_value *b) {
    if (a->kind == LG_VALUE_INT && b->kind == LG_VALUE_INT)
        return a->as.integer == b->as.integer;
    if (a->kind == LG_VALUE_REAL && b->kind == LG_VALUE_REAL)
        return a->as.real == b->as.real;
    return a->kind == LG_VALUE_INT ? int_eq_real(a->as.integer, b->as.real)
                                   : int_eq_real(b->as.integer, a->as.real);
}

static bool list_eq(const struct lg_value *a, const struct lg_value *b) {
    const struct lg_item *x = a->as.list.first;
    const struct lg_item *y = b->as.list.first;
    for (; x != NULL && y != NULL && lg_value_eq(x->value, y->value); x = x->next)
        y = y->next;
    return x == NULL && y == NULL;
}

static bool map_eq(const struct lg_value *a, const struct lg_value *b) {
    if (a->as.map.count != b->as.map.count)
        return false;
    for (const struct lg_pair *pair = a->as.map.first; pair != NULL; pair = pair->next) {
        const struct lg_value *other = lg_value_get(b, pair->key);
        if (other == NULL || !lg_value_eq(pair->value, other))
            return false;
    }
    return true;
}

bool lg_value_eq(const struct lg_value *a, const struct lg_value *b) {
    if (lg_value_is_number(a) && lg_value_is_number(b))
        return number_eq(a, b);
    if (a == NULL || b == NULL || a->kind != b->kind)
        return a == b;
    switch (a->kind) {
    case LG_VALUE_BOOL:
        return a->as.boolean == b->as.boolean;
    case LG_VALUE_STRING:
        return a->as.string.length == b->as.string.length &&
               memcmp(a->as.string.text, b->as.string.text, a->as.string.length) == 0;
    case LG_VALUE_LIST:
        return list_eq(a, b);
    case LG_VALUE_MAP:
        return map_eq(a, b);
    case LG_VALUE_NULL:
    case LG_VALUE_INT:
    case LG_VALUE_REAL:
    case LG_VALUE__COUNT:
        break;
    }
    return true;
}

static void print_real(double real, struct lg_str *out) {
    char text[LG_NUMBER_MAX];
    lg_number_fixed(real, PRINT_DECIMALS, text);
    bool is_lost = real != 0.0 && strspn(text, "0.") == strlen(text);
    if (is_lost)
        lg_number_write(real, text);
    if (!is_lost && strchr(text, '.') != NULL && strchr(text, 'e') == NULL) {
        size_t length = strlen(text);
        while (text[length - 1] == '0')
            length--;
        text[text[length - 1] == '.' ? length - 1 : length] = '\0';
    }
    lg_str_add(out, text);
}

static void print_char(char c, struct lg_str *out) {
    static const char named[] = "\n\t\r\"\\";
    static const char letters[] = "ntr\"\\";
    const char *found = c == '\0' ? NULL : strchr(named, c);
    if (found != NULL)
        lg_str_printf(out, "\\%c", letters[found - named]);
    else if ((unsigned char)c < 0x20 || c == 0x7f)
        lg_str_printf(out, "\\x%02x", (unsigned)(unsigned char)c);
    else
        lg_str_add_char(out, c);
}

/* Repaired before it is cut: so it reads the same once it went through JSON, which repairs too.
 * What is read beyond the bound holds the character that the end of the reading may tear. */
static void print_text(struct lg_view text, struct lg_str *out) {
    enum { READ_MAX = PRINT_TEXT_MAX + 4 };
    struct lg_str clean = {0};
    lg_utf8_repair(text.text, text.length < READ_MAX ? text.length : READ_MAX, &clean);
    bool is_cut = clean.length > PRINT_TEXT_MAX;
    size_t length = is_cut ? PRINT_TEXT_MAX : clean.length;
    while (is_cut && length > 0 && ((unsigned char)clean.text[length] & 0xc0) == 0x80)
        length--;
    lg_str_add_char(out, '"');
    for (size_t i = 0; i < length; i++)
        print_char(clean.text[i], out);
    lg_str_add(out, is_cut ? "…\"" : "\"");
    lg_str_dispose(&clean);
}

static void print_value(const struct lg_value *value, size_t end, struct lg_str *out);

/* The comma before an item, or the sign that the rest was left out. */
static bool begin_item(bool is_first, size_t end, struct lg_str *out) {
    if (!is_first)
        lg_str_add(out, ", ");
    if (out->length <= end)
        return true;
    lg_str_add(out, "…");
    return false;
}

static void print_list(const struct lg_value *list, size_t end, struct lg_str *out) {
    lg_str_add_char(out, '[');
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        if (!begin_item(item == list->as.list.first, end, out))
            break;
        print_value(item->value, end, out);
    }
    lg_str_add_char(out, ']');
}

static void print_map(const struct lg_value *map, size_t end, struct lg_str *out) {
    lg_str_add_char(out, '{');
    for (const struct lg_pair *pair = map->as.map.first; pair != NULL; pair = pair->next) {
        if (!begin_item(pair == map->as.map.first, end, out))
            break;
        lg_str_printf(out, "%s: ", pair->key);
        print_value(pair->value, end, out);
    }
    lg_str_add_char(out, '}');
}

static void print_value(const struct lg_value *value, size_t end, struct lg_str *out) {
    switch (value->kind) {
    case LG_VALUE_NULL:
    case LG_VALUE__COUNT:
        lg_str_add(out, "null");
        if (value->as.why != NULL)
            lg_str_printf(out, " (%s)", value->as.why);
        break;
    case LG_VALUE_BOOL:
        lg_str_add(out, value->as.boolean ? "true" : "false");
        break;
    case LG_VALUE_INT:
        lg_str_printf(out, "%lld", (long long)value->as.integer);
        break;
    case LG_VALUE_REAL:
        print_real(value->as.real, out);
        break;
    case LG_VALUE_STRING:
        print_text(value->as.string, out);
        break;
    case LG_VALUE_LIST:
        print_list(value, end, out);
        break;
    case LG_VALUE_MAP:
        print_map(value, end, out);
        break;
    }
    if (value->unit != NULL)
        lg_str_printf(out, " %s", value->unit);
}

void lg_value_print(const struct lg_value *value, struct lg_str *out) {
    if (value == NULL)
        lg_str_add(out, "nothing");
    else
        print_value(value, out->length + PRINT_LINE_MAX, out);
}
