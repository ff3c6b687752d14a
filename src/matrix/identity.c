#include "matrix/identity.h"

#include <string.h>

#include "base/number.h"

/* As it is written: a value of conf would lose its unit in JSON. */
static struct lg_value *text_of(const struct lg_node *node, struct lg_arena *arena) {
    if (node->kind == LG_NODE_SCALAR)
        return lg_value_text(arena, node->text);
    struct lg_value *value = node->kind == LG_NODE_SEQ ? lg_value_list(arena) : lg_value_map(arena);
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == LG_NODE_SEQ)
            lg_value_push(arena, value, text_of(node->items[i], arena));
        else
            lg_value_put(arena, value, node->entries[i].key->text,
                         text_of(node->entries[i].value, arena));
    }
    return value;
}

struct lg_value *lg_identity_value(const struct lg_matrix *matrix, struct lg_arena *arena) {
    static const char *const words[] = {"name", "tags"};
    struct lg_value *value = lg_value_map(arena);
    for (size_t i = 0; i < matrix->place->count; i++) {
        const struct lg_entry *entry = &matrix->place->entries[i];
        if (strcmp(entry->key->text, words[0]) != 0 && strcmp(entry->key->text, words[1]) != 0)
            lg_value_put(arena, value, entry->key->text, text_of(entry->value, arena));
    }
    if (matrix->is_picked) {
        struct lg_value *ids = lg_value_list(arena);
        for (size_t i = 0; i < matrix->num_extras; i++)
            lg_value_push(arena, ids, lg_value_text(arena, matrix->extras[i].id));
        lg_value_put(arena, value, "points alone", ids);
    }
    lg_value_put(arena, value, "seed", lg_value_int(arena, (int64_t)matrix->plan.seed));
    return value;
}

static void add_value(const struct lg_value *value, struct lg_str *out) {
    if (value == NULL)
        lg_str_add(out, "not there");
    else if (value->kind == LG_VALUE_STRING)
        lg_str_add(out, value->as.string.text);
    else
        lg_value_print(value, out);
}

static bool differ(const char *path, const struct lg_value *was, const struct lg_value *is,
                   struct lg_str *out) {
    lg_str_printf(out, "%s: was ", path);
    add_value(was, out);
    lg_str_add(out, ", is ");
    add_value(is, out);
    return false;
}

static bool agrees(struct lg_str *path, const struct lg_value *was, const struct lg_value *is,
                   struct lg_str *out);

static bool part_agrees(struct lg_str *path, const char *key, const struct lg_value *was,
                        const struct lg_value *is, struct lg_str *out) {
    size_t length = path->length;
    lg_str_printf(path, "%s%s", length == 0 ? "" : ".", key);
    bool same = agrees(path, was, is, out);
    path->length = length;
    path->text[length] = '\0';
    return same;
}

static bool maps_agree(struct lg_str *path, const struct lg_value *was, const struct lg_value *is,
                       struct lg_str *out) {
    for (const struct lg_pair *at = was->as.map.first; at != NULL; at = at->next) {
        if (!part_agrees(path, at->key, at->value, lg_value_get(is, at->key), out))
            return false;
    }
    for (const struct lg_pair *at = is->as.map.first; at != NULL; at = at->next) {
        if (lg_value_get(was, at->key) == NULL)
            return part_agrees(path, at->key, NULL, at->value, out);
    }
    return true;
}

static bool lists_agree(struct lg_str *path, const struct lg_value *was, const struct lg_value *is,
                        struct lg_str *out) {
    const struct lg_item *a = was->as.list.first;
    const struct lg_item *b = is->as.list.first;
    for (size_t i = 0; a != NULL || b != NULL; i++) {
        char index[LG_NUMBER_MAX];
        lg_number_write((double)i, index);
        if (!part_agrees(path, index, a == NULL ? NULL : a->value, b == NULL ? NULL : b->value,
                         out))
            return false;
        a = a == NULL ? NULL : a->next;
        b = b == NULL ? NULL : b->next;
    }
    return true;
}

static bool agrees(struct lg_str *path, const struct lg_value *was, const struct lg_value *is,
                   struct lg_str *out) {
    if (was == NULL || is == NULL || was->kind != is->kind)
        return differ(lg_str_text(path), was, is, out);
    if (was->kind == LG_VALUE_MAP)
        return maps_agree(path, was, is, out);
    if (was->kind == LG_VALUE_LIST)
        return lists_agree(path, was, is, out);
    return lg_value_eq(was, is) || differ(lg_str_text(path), was, is, out);
}

bool lg_identity_agrees(const struct lg_value *was, const struct lg_value *is, struct lg_str *out) {
    struct lg_str path = {0};
    lg_str_add(&path, "");
    bool same = agrees(&path, was, is, out);
    lg_str_dispose(&path);
    return same;
}
