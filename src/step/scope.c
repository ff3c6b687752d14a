#include "step/scope.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/suggest.h"
#include "conf/unit.h"

/* A piece of text: what stands before a reference, and the reference's path; or the rest, when
 * there is none (path NULL). `$${` is the text `${` and no reference. */
struct piece {
    struct lg_view before;
    bool is_escape; /* `before` is followed by the text `${` */
    const char *path;
    size_t path_length;
    const char *next;
};

/* Takes the next piece off; -1 for a reference that does not end or names nothing. */
static int next_piece(const struct lg_node *node, const char *at, struct piece *out,
                      struct lg_err *err) {
    const char *found = strstr(at, "${");
    *out = (struct piece){.before = {at, strlen(at)}, .next = at + strlen(at)};
    if (found == NULL)
        return 0;
    out->before.length = (size_t)(found - at);
    if (found > at && found[-1] == '$') {
        out->before.length--;
        out->is_escape = true;
        out->next = found + 2;
        return 0;
    }
    const char *end = strchr(found, '}');
    if (end == NULL)
        return lg_node_err(node, err, "'${' without '}'; for the text itself write '$${'");
    if (end == found + 2)
        return lg_node_err(node, err, "'${}' names nothing");
    out->path = found + 2;
    out->path_length = (size_t)(end - out->path);
    out->next = end + 1;
    return 0;
}

static int unknown_name(const struct lg_node *node, struct lg_view name, const char *const *names,
                        size_t count, struct lg_err *err) {
    char text[128];
    size_t length = name.length < sizeof text - 1 ? name.length : sizeof text - 1;
    memcpy(text, name.text, length);
    text[length] = '\0';
    const char *near = lg_suggest(text, names, count);
    if (near == NULL)
        return lg_node_err(node, err, "unknown name '%s' in '${…}'", text);
    return lg_node_err(node, err, "unknown name '%s' in '${…}'; did you mean '%s'?", text, near);
}

static int check_name(const struct lg_node *node, const struct piece *piece,
                      const char *const *names, size_t count, struct lg_err *err) {
    struct lg_view name = {piece->path, 0};
    while (name.length < piece->path_length && piece->path[name.length] != '.')
        name.length++;
    for (size_t i = 0; i < count; i++)
        if (lg_view_eq(name, names[i]))
            return 0;
    return unknown_name(node, name, names, count, err);
}

static int check_scalar(const struct lg_node *node, const char *const *names, size_t count,
                        struct lg_err *err) {
    for (const char *at = node->text; *at != '\0';) {
        struct piece piece;
        if (next_piece(node, at, &piece, err) < 0)
            return -1;
        if (piece.path != NULL && check_name(node, &piece, names, count, err) < 0)
            return -1;
        at = piece.next;
    }
    return 0;
}

int lg_scope_check(const struct lg_node *node, const char *const *names, size_t count,
                   struct lg_err *err) {
    if (node->kind == LG_NODE_SCALAR)
        return check_scalar(node, names, count, err);
    for (size_t i = 0; i < node->count; i++) {
        bool is_map = node->kind == LG_NODE_MAP;
        if (is_map && strstr(node->entries[i].key->text, "${") != NULL)
            return lg_node_err(node->entries[i].key, err, "a key can't hold a variable: '%s'",
                               node->entries[i].key->text);
        if (lg_scope_check(is_map ? node->entries[i].value : node->items[i], names, count, err) < 0)
            return -1;
    }
    return 0;
}

static struct lg_node *new_node(const struct lg_node *place, enum lg_node_kind kind,
                                struct lg_arena *arena) {
    struct lg_node *node = lg_arena_alloc(arena, sizeof *node);
    *node = (struct lg_node){
        .kind = kind, .source = place->source, .line = place->line, .column = place->column};
    return node;
}

static struct lg_node *scalar_node(const struct lg_node *place, const char *text, bool quoted,
                                   struct lg_arena *arena) {
    struct lg_node *node = new_node(place, LG_NODE_SCALAR, arena);
    node->quoted = quoted;
    node->text = lg_arena_strdup(arena, text);
    node->length = strlen(text);
    return node;
}

/* A real as a file would spell it, so that reading it gives the same number and unit: 2.0, not 2,
 * which would be a whole number. A unit that no file can spell is left out. */
static struct lg_node *real_node(const struct lg_node *place, const struct lg_value *value,
                                 struct lg_arena *arena) {
    char digits[LG_NUMBER_MAX];
    double real = value->as.real;
    lg_number_write(real, digits);
    if (lg_unit_dimension(value->unit) != LG_DIM_NONE && !isnan(real))
        return scalar_node(place, lg_arena_printf(arena, "%s %s", digits, value->unit), false,
                           arena);
    if (isnan(real))
        return scalar_node(place, ".nan", false, arena);
    if (isinf(real))
        return scalar_node(place, real < 0 ? "-.inf" : ".inf", false, arena);
    bool is_whole = strpbrk(digits, ".e") == NULL;
    return scalar_node(place, lg_arena_printf(arena, "%s%s", digits, is_whole ? ".0" : ""), false,
                       arena);
}

static struct lg_node *value_node(const struct lg_node *place, const struct lg_value *value,
                                  struct lg_arena *arena);

static struct lg_node *list_node(const struct lg_node *place, const struct lg_value *list,
                                 struct lg_arena *arena) {
    struct lg_node *node = new_node(place, LG_NODE_SEQ, arena);
    node->items = lg_arena_array(arena, list->as.list.count, sizeof *node->items);
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next)
        node->items[node->count++] = value_node(place, item->value, arena);
    return node;
}

static struct lg_node *map_node(const struct lg_node *place, const struct lg_value *map,
                                struct lg_arena *arena) {
    struct lg_node *node = new_node(place, LG_NODE_MAP, arena);
    node->entries = lg_arena_array(arena, map->as.map.count, sizeof *node->entries);
    for (const struct lg_pair *pair = map->as.map.first; pair != NULL; pair = pair->next) {
        struct lg_entry *entry = &node->entries[node->count++];
        entry->key = scalar_node(place, pair->key, true, arena);
        entry->value = value_node(place, pair->value, arena);
    }
    return node;
}

static struct lg_node *value_node(const struct lg_node *place, const struct lg_value *value,
                                  struct lg_arena *arena) {
    switch (value->kind) {
    case LG_VALUE_BOOL:
        return scalar_node(place, value->as.boolean ? "true" : "false", false, arena);
    case LG_VALUE_INT:
        return scalar_node(place, lg_arena_printf(arena, "%lld", (long long)value->as.integer),
                           false, arena);
    case LG_VALUE_REAL:
        return real_node(place, value, arena);
    case LG_VALUE_STRING:
        return scalar_node(place, value->as.string.text, true, arena);
    case LG_VALUE_LIST:
        return list_node(place, value, arena);
    case LG_VALUE_MAP:
        return map_node(place, value, arena);
    case LG_VALUE_NULL:
    case LG_VALUE__COUNT:
        break;
    }
    return scalar_node(place, "null", false, arena);
}

static int look_up(const struct lg_node *node, const struct piece *piece,
                   const struct lg_value *scope, struct lg_arena *arena,
                   const struct lg_value **out, struct lg_err *err) {
    const char *path = lg_arena_strndup(arena, piece->path, piece->path_length);
    const struct lg_value *value = lg_value_path(scope, path);
    if (value == NULL)
        return lg_node_err(node, err, "there is no value for '${%s}'", path);
    *out = value;
    return 0;
}

/* A value in the middle of text: as a file would spell it. */
static int add_inline(const struct lg_node *node, const struct piece *piece,
                      const struct lg_value *value, struct lg_arena *arena, struct lg_str *text,
                      struct lg_err *err) {
    if (value->kind == LG_VALUE_NULL || value->kind == LG_VALUE_LIST || value->kind == LG_VALUE_MAP)
        return lg_node_err(node, err, "'${%.*s}' is %s, which can't stand within text",
                           (int)piece->path_length, piece->path, lg_value_kind_name(value->kind));
    lg_str_add(text, value_node(node, value, arena)->text);
    return 0;
}

static int resolve_text(const struct lg_node *node, const struct lg_value *scope,
                        struct lg_arena *arena, struct lg_str *text, struct lg_err *err) {
    for (const char *at = node->text; *at != '\0';) {
        struct piece piece;
        const struct lg_value *value = NULL;
        if (next_piece(node, at, &piece, err) < 0)
            return -1;
        lg_str_add_n(text, piece.before.text, piece.before.length);
        if (piece.is_escape)
            lg_str_add(text, "${");
        if (piece.path != NULL && (look_up(node, &piece, scope, arena, &value, err) < 0 ||
                                   add_inline(node, &piece, value, arena, text, err) < 0))
            return -1;
        at = piece.next;
    }
    return 0;
}

static int resolve_scalar(const struct lg_node *node, const struct lg_value *scope,
                          struct lg_arena *arena, struct lg_node **out, struct lg_err *err) {
    struct piece piece;
    const struct lg_value *value = NULL;
    if (next_piece(node, node->text, &piece, err) < 0)
        return -1;
    if (piece.path != NULL && piece.before.length == 0 && *piece.next == '\0') {
        if (look_up(node, &piece, scope, arena, &value, err) < 0)
            return -1;
        *out = value_node(node, value, arena);
        return 0;
    }
    struct lg_str text = {0};
    int status = resolve_text(node, scope, arena, &text, err);
    if (status == 0)
        *out = scalar_node(node, lg_str_text(&text), node->quoted, arena);
    lg_str_dispose(&text);
    return status;
}

static int resolve_map(const struct lg_node *node, const struct lg_value *scope,
                       struct lg_arena *arena, struct lg_node *copy, struct lg_err *err) {
    copy->entries = lg_arena_array(arena, node->count, sizeof *copy->entries);
    for (size_t i = 0; i < node->count; i++) {
        copy->entries[i].key = node->entries[i].key;
        if (lg_scope_resolve(node->entries[i].value, scope, arena, &copy->entries[i].value, err) <
            0)
            return -1;
    }
    return 0;
}

static int resolve_list(const struct lg_node *node, const struct lg_value *scope,
                        struct lg_arena *arena, struct lg_node *copy, struct lg_err *err) {
    copy->items = lg_arena_array(arena, node->count, sizeof(struct lg_node *));
    for (size_t i = 0; i < node->count; i++)
        if (lg_scope_resolve(node->items[i], scope, arena, &copy->items[i], err) < 0)
            return -1;
    return 0;
}

int lg_scope_resolve(const struct lg_node *node, const struct lg_value *scope,
                     struct lg_arena *arena, struct lg_node **out, struct lg_err *err) {
    if (node->kind == LG_NODE_SCALAR)
        return resolve_scalar(node, scope, arena, out, err);
    struct lg_node *copy = new_node(node, node->kind, arena);
    copy->count = node->count;
    int status = node->kind == LG_NODE_MAP ? resolve_map(node, scope, arena, copy, err)
                                           : resolve_list(node, scope, arena, copy, err);
    if (status == 0)
        *out = copy;
    return status;
}
