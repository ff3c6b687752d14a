#include "base/json.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

enum { DEPTH_MAX = 64, COMPACT = -1 };

/* The well-formed sequences of the Unicode standard (table 3-7): bounds of the first two bytes;
 * later bytes are 80..BF. */
static const struct utf8_form {
    unsigned char first_low, first_high, second_low, second_high;
    size_t length;
} utf8_forms[] = {
    {0x00, 0x7f, 0x00, 0x00, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static bool has_form(const struct utf8_form *form, const unsigned char *bytes, size_t length) {
    if (length < form->length || bytes[0] < form->first_low || bytes[0] > form->first_high)
        return false;
    if (form->length > 1 && (bytes[1] < form->second_low || bytes[1] > form->second_high))
        return false;
    for (size_t i = 2; i < form->length; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return false;
    }
    return true;
}

/* Bytes of the character that begins here; 0: none does. */
static size_t character_length(const char *text, size_t length) {
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; i < LG_ARRAY_LEN(utf8_forms); i++) {
        if (has_form(&utf8_forms[i], bytes, length))
            return utf8_forms[i].length;
    }
    return 0;
}

static const char replacement[] = "\xef\xbf\xbd";

void lg_utf8_repair(const char *text, size_t length, struct lg_str *out) {
    size_t sound = 0; /* from there on all is well */
    for (size_t i = 0; i < length;) {
        size_t step = character_length(text + i, length - i);
        if (step == 0) {
            lg_str_add_n(out, text + sound, i - sound);
            lg_str_add(out, replacement);
            sound = i + 1;
        }
        i += step == 0 ? 1 : step;
    }
    if (sound < length)
        lg_str_add_n(out, text + sound, length - sound);
}

/* CI servers obey "##vso[" and its like wherever they stand in what a program prints. */
static bool begins_order(const char *text, size_t i) {
    return text[i] == '#' && i > 0 && text[i - 1] == '#';
}

/* How much of it stands for itself in a string. */
static size_t plain_length(const char *text, size_t length) {
    size_t i = 0;
    while (i < length && text[i] >= 0x20 && text[i] < 0x7f && text[i] != '"' && text[i] != '\\' &&
           !begins_order(text, i))
        i++;
    return i;
}

static void write_character(const char *text, size_t length, struct lg_str *out) {
    static const char named[] = "\"\\\n\r\t\b\f";
    static const char letters[] = "\"\\nrtbf";
    const char *found = *text == '\0' ? NULL : strchr(named, *text);
    /* U+2028 and U+2029 end a line in JavaScript, where reports may put this text. */
    bool is_line_end =
        length == 3 && memcmp(text, "\xe2\x80", 2) == 0 && (text[2] == '\xa8' || text[2] == '\xa9');
    if (found != NULL)
        lg_str_printf(out, "\\%c", letters[found - named]);
    else if ((unsigned char)*text < 0x20 || *text == 0x7f)
        lg_str_printf(out, "\\u%04x", (unsigned)(unsigned char)*text);
    else if (is_line_end)
        lg_str_add(out, text[2] == '\xa8' ? "\\u2028" : "\\u2029");
    else
        lg_str_add_n(out, text, length);
}

static void write_text(struct lg_view text, struct lg_str *out) {
    lg_str_add_char(out, '"');
    for (size_t i = 0; i < text.length;) {
        size_t plain = plain_length(text.text + i, text.length - i);
        size_t step = character_length(text.text + i + plain, text.length - i - plain);
        lg_str_add_n(out, text.text + i, plain);
        i += plain;
        if (plain > 0 && i < text.length && begins_order(text.text, i))
            lg_str_add(out, "\\u0023");
        else if (step > 0)
            write_character(text.text + i, step, out);
        else if (i < text.length)
            lg_str_add(out, replacement);
        i += step == 0 ? 1 : step;
    }
    lg_str_add_char(out, '"');
}

static void write_real(double real, struct lg_str *out) {
    char text[LG_NUMBER_MAX];
    lg_number_write(real, text);
    lg_str_printf(out, isfinite(real) ? "%s" : "\"%s\"", text);
}

static void break_line(int indent, struct lg_str *out) {
    if (indent != COMPACT)
        lg_str_printf(out, "\n%*s", indent * 2, "");
}

static int deeper(int indent) {
    return indent == COMPACT ? COMPACT : indent + 1;
}

static void write_value(const struct lg_value *value, int indent, struct lg_str *out);

static void write_list(const struct lg_value *list, int indent, struct lg_str *out) {
    lg_str_add_char(out, '[');
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        if (item != list->as.list.first)
            lg_str_add_char(out, ',');
        break_line(deeper(indent), out);
        write_value(item->value, deeper(indent), out);
    }
    if (list->as.list.count > 0)
        break_line(indent, out);
    lg_str_add_char(out, ']');
}

static void write_key(const char *key, int indent, struct lg_str *out) {
    break_line(indent, out);
    write_text(lg_view_of(key), out);
    lg_str_add(out, indent == COMPACT ? ":" : ": ");
}

/* The reason of a null goes beside it, unless the map has something of that name already. */
static void write_why(const struct lg_value *map, const struct lg_pair *pair, int indent,
                      struct lg_str *out) {
    if (pair->value->kind != LG_VALUE_NULL || pair->value->as.why == NULL)
        return;
    struct lg_str key = {0};
    lg_str_printf(&key, "%s_why", pair->key);
    if (lg_value_get(map, key.text) == NULL) {
        lg_str_add_char(out, ',');
        write_key(key.text, indent, out);
        write_text(lg_view_of(pair->value->as.why), out);
    }
    lg_str_dispose(&key);
}

static void write_map(const struct lg_value *map, int indent, struct lg_str *out) {
    lg_str_add_char(out, '{');
    for (const struct lg_pair *pair = map->as.map.first; pair != NULL; pair = pair->next) {
        if (pair != map->as.map.first)
            lg_str_add_char(out, ',');
        write_key(pair->key, deeper(indent), out);
        write_value(pair->value, deeper(indent), out);
        write_why(map, pair, deeper(indent), out);
    }
    if (map->as.map.count > 0)
        break_line(indent, out);
    lg_str_add_char(out, '}');
}

static void write_value(const struct lg_value *value, int indent, struct lg_str *out) {
    switch (value->kind) {
    case LG_VALUE_NULL:
    case LG_VALUE__COUNT:
        lg_str_add(out, "null");
        break;
    case LG_VALUE_BOOL:
        lg_str_add(out, value->as.boolean ? "true" : "false");
        break;
    case LG_VALUE_INT:
        lg_str_printf(out, "%lld", (long long)value->as.integer);
        break;
    case LG_VALUE_REAL:
        write_real(value->as.real, out);
        break;
    case LG_VALUE_STRING:
        write_text(value->as.string, out);
        break;
    case LG_VALUE_LIST:
        write_list(value, indent, out);
        break;
    case LG_VALUE_MAP:
        write_map(value, indent, out);
        break;
    }
}

void lg_json_write(const struct lg_value *value, struct lg_str *out) {
    write_value(value, COMPACT, out);
}

void lg_json_write_pretty(const struct lg_value *value, struct lg_str *out) {
    write_value(value, 0, out);
    lg_str_add_char(out, '\n');
}

/* NULL when the text is nested too deeply. */
static struct lg_value *from_jansson(json_t *json, int depth, struct lg_arena *arena);

static struct lg_value *list_from(json_t *json, int depth, struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < json_array_size(json); i++) {
        struct lg_value *item = from_jansson(json_array_get(json, i), depth + 1, arena);
        if (item == NULL)
            return NULL;
        lg_value_push(arena, list, item);
    }
    return list;
}

static struct lg_value *map_from(json_t *json, int depth, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    for (void *at = json_object_iter(json); at != NULL; at = json_object_iter_next(json, at)) {
        struct lg_value *item = from_jansson(json_object_iter_value(at), depth + 1, arena);
        if (item == NULL)
            return NULL;
        lg_value_put(arena, map, json_object_iter_key(at), item);
    }
    return map;
}

static struct lg_value *from_jansson(json_t *json, int depth, struct lg_arena *arena) {
    bool is_nested = json_is_array(json) || json_is_object(json);
    if (is_nested && depth > DEPTH_MAX)
        return NULL;
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return map_from(json, depth, arena);
    case JSON_ARRAY:
        return list_from(json, depth, arena);
    case JSON_STRING:
        return lg_value_text_n(arena, json_string_value(json), json_string_length(json));
    case JSON_INTEGER:
        return lg_value_int(arena, json_integer_value(json));
    case JSON_REAL:
        return lg_value_real(arena, json_real_value(json), NULL);
    case JSON_TRUE:
    case JSON_FALSE:
        return lg_value_bool(arena, json_is_true(json));
    case JSON_NULL:
        break;
    }
    return lg_value_null(arena, NULL);
}

int lg_json_read(const char *text, size_t length, const char *source, struct lg_arena *arena,
                 struct lg_value **out, struct lg_err *err) {
    json_error_t fault;
    size_t flags = JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY;
    json_t *json = json_loadb(length == 0 ? "" : text, length, flags, &fault);
    if (json == NULL) {
        unsigned line = fault.line > 0 ? (unsigned)fault.line : 0;
        unsigned column = fault.column > 0 ? (unsigned)fault.column : 0;
        return lg_err_at(err, LG_ERR_READ, source, line, column, "not JSON: %s", fault.text);
    }
    struct lg_value *value = from_jansson(json, 1, arena);
    json_decref(json);
    if (value == NULL)
        return lg_err_at(err, LG_ERR_READ, source, 0, 0, "nested deeper than %d", DEPTH_MAX);
    *out = value;
    return 0;
}
