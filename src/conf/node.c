#include "conf/node.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/suggest.h"
#include "conf/unit.h"

/* Plain scalars with a meaning of their own, YAML 1.2, 10.3.2. */
struct word {
    const char *text;
    struct lg_value value;
};

#define WORD_NULL                                                                                  \
    { .kind = LG_VALUE_NULL }
#define WORD_BOOL(is)                                                                              \
    { .kind = LG_VALUE_BOOL, .as.boolean = (is) }
#define WORD_REAL(number)                                                                          \
    { .kind = LG_VALUE_REAL, .as.real = (number) }

static const struct word words[] = {
    {"", WORD_NULL},
    {"~", WORD_NULL},
    {"null", WORD_NULL},
    {"Null", WORD_NULL},
    {"NULL", WORD_NULL},
    {"true", WORD_BOOL(true)},
    {"True", WORD_BOOL(true)},
    {"TRUE", WORD_BOOL(true)},
    {"false", WORD_BOOL(false)},
    {"False", WORD_BOOL(false)},
    {"FALSE", WORD_BOOL(false)},
    {".inf", WORD_REAL(HUGE_VAL)},
    {".Inf", WORD_REAL(HUGE_VAL)},
    {".INF", WORD_REAL(HUGE_VAL)},
    {"+.inf", WORD_REAL(HUGE_VAL)},
    {"+.Inf", WORD_REAL(HUGE_VAL)},
    {"+.INF", WORD_REAL(HUGE_VAL)},
    {"-.inf", WORD_REAL(-HUGE_VAL)},
    {"-.Inf", WORD_REAL(-HUGE_VAL)},
    {"-.INF", WORD_REAL(-HUGE_VAL)},
    {".nan", WORD_REAL(NAN)},
    {".NaN", WORD_REAL(NAN)},
    {".NAN", WORD_REAL(NAN)},
};

static const struct lg_value *find_word(const char *text) {
    for (size_t i = 0; i < LG_ARRAY_LEN(words); i++) {
        if (strcmp(words[i].text, text) == 0)
            return &words[i].value;
    }
    return NULL;
}

static bool is_whole_number(const char *text) {
    const char *digits = text + (text[0] == '-' || text[0] == '+');
    return digits[0] != '\0' && digits[strspn(digits, "0123456789")] == '\0';
}

struct lg_value lg_node_scalar(const struct lg_node *node) {
    struct lg_view text = {node->text, node->length};
    struct lg_value value = {.kind = LG_VALUE_STRING, .as.string = text};
    struct lg_quantity quantity;
    int64_t whole;
    if (node->quoted)
        return value;
    const struct lg_value *word = find_word(node->text);
    if (word != NULL)
        return *word;
    if (lg_number_read_int(text, &whole))
        return (struct lg_value){.kind = LG_VALUE_INT, .as.integer = whole};
    if (!is_whole_number(node->text) && lg_quantity_read(text, &quantity))
        return (struct lg_value){
            .kind = LG_VALUE_REAL, .unit = quantity.unit, .as.real = quantity.number};
    return value;
}

struct lg_node *lg_node_get(const struct lg_node *map, const char *key) {
    if (map == NULL || map->kind != LG_NODE_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->entries[i].key->text, key) == 0)
            return map->entries[i].value;
    }
    return NULL;
}

bool lg_node_is_null(const struct lg_node *node) {
    return node->kind == LG_NODE_SCALAR && lg_node_scalar(node).kind == LG_VALUE_NULL;
}

const char *lg_node_kind_name(const struct lg_node *node) {
    static const char *const scalars[LG_VALUE__COUNT] = {
        [LG_VALUE_NULL] = "nothing", [LG_VALUE_BOOL] = "true or false",
        [LG_VALUE_INT] = "a number", [LG_VALUE_REAL] = "a number",
        [LG_VALUE_STRING] = "text",  [LG_VALUE_LIST] = "a list",
        [LG_VALUE_MAP] = "a map",
    };
    if (node == NULL)
        return scalars[LG_VALUE_NULL];
    if (node->kind == LG_NODE_SEQ)
        return scalars[LG_VALUE_LIST];
    return node->kind == LG_NODE_MAP ? scalars[LG_VALUE_MAP] : scalars[lg_node_scalar(node).kind];
}

/* At most `limit` bytes of text, never a part of a character. */
static int cut(const char *text, size_t length, size_t limit) {
    if (length <= limit)
        return (int)length;
    while (limit > 0 && ((unsigned char)text[limit] & 0xC0) == 0x80)
        limit--;
    return (int)limit;
}

const char *lg_node_quote(const struct lg_node *node, char out[static LG_NODE_QUOTE_MAX]) {
    const size_t limit = 100;
    if (node == NULL || node->kind != LG_NODE_SCALAR || (node->length == 0 && !node->quoted))
        snprintf(out, LG_NODE_QUOTE_MAX, "%s", lg_node_kind_name(node));
    else
        snprintf(out, LG_NODE_QUOTE_MAX, "'%.*s%s'", cut(node->text, node->length, limit),
                 node->text, node->length > limit ? "…" : "");
    return out;
}

const char *lg_node_hint(const struct lg_node *word, const char *const *candidates, size_t count,
                         char out[static LG_NODE_QUOTE_MAX]) {
    const char *near =
        word->kind == LG_NODE_SCALAR ? lg_suggest(word->text, candidates, count) : NULL;
    out[0] = '\0';
    if (near != NULL)
        snprintf(out, LG_NODE_QUOTE_MAX, "; did you mean '%s'?", near);
    return out;
}

int lg_node_err(const struct lg_node *node, struct lg_err *err, const char *format, ...) {
    char text[sizeof err->text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return lg_err_at(err, LG_ERR_READ, node->source, node->line, node->column, "%s", text);
}

static const char *article(const char *noun) {
    return strchr("aeiou", noun[0]) != NULL ? "an" : "a";
}

static bool is_among(const char *word, const char *const *known, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(known[i], word) == 0)
            return true;
    }
    return false;
}

int lg_node_known_keys(const struct lg_node *map, const char *what, const char *const *known,
                       size_t count, struct lg_err *err) {
    if (map->kind != LG_NODE_MAP)
        return lg_node_err(map, err, "%s %s is a map of keys, not %s", article(what), what,
                           lg_node_kind_name(map));
    for (size_t i = 0; i < map->count; i++) {
        const struct lg_node *key = map->entries[i].key;
        if (is_among(key->text, known, count))
            continue;
        char shown[LG_NODE_QUOTE_MAX];
        char hint[LG_NODE_QUOTE_MAX];
        return lg_node_err(key, err, "unknown key %s in %s %s%s", lg_node_quote(key, shown),
                           article(what), what, lg_node_hint(key, known, count, hint));
    }
    return 0;
}

static struct lg_value *list_value(const struct lg_node *node, struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < node->count; i++)
        lg_value_push(arena, list, lg_node_value(node->items[i], arena));
    return list;
}

/* Appends by hand: the keys are known to differ, and lg_value_put would compare each with all. */
static struct lg_value *map_value(const struct lg_node *node, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    struct lg_pair **end = &map->as.map.first;
    for (size_t i = 0; i < node->count; i++) {
        struct lg_pair *pair = lg_arena_alloc(arena, sizeof *pair);
        pair->key = lg_arena_strdup(arena, node->entries[i].key->text);
        pair->value = lg_node_value(node->entries[i].value, arena);
        *end = pair;
        end = &pair->next;
        map->as.map.last = pair;
    }
    map->as.map.count = node->count;
    return map;
}

struct lg_value *lg_node_value(const struct lg_node *node, struct lg_arena *arena) {
    if (node->kind == LG_NODE_SEQ)
        return list_value(node, arena);
    if (node->kind == LG_NODE_MAP)
        return map_value(node, arena);
    struct lg_value value = lg_node_scalar(node);
    return lg_value_copy(arena, &value);
}
