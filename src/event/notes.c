#include "event/notes.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* Where a walk over a value stands; `pointer` grows and shrinks with it. */
struct walk {
    struct lg_arena *arena;
    struct lg_str pointer;
    struct lg_value *found;       /* of lg_notes_of */
    const struct lg_value *notes; /* of lg_notes_apply */
};

/* Each gives the length to leave() with. */
static size_t enter_key(struct walk *walk, const char *key) {
    size_t length = walk->pointer.length;
    lg_str_add_char(&walk->pointer, '/');
    for (const char *c = key; *c != '\0'; c++) {
        if (*c == '~')
            lg_str_add(&walk->pointer, "~0");
        else if (*c == '/')
            lg_str_add(&walk->pointer, "~1");
        else
            lg_str_add_char(&walk->pointer, *c);
    }
    return length;
}

static size_t enter_index(struct walk *walk, size_t index) {
    size_t length = walk->pointer.length;
    lg_str_printf(&walk->pointer, "/%zu", index);
    return length;
}

static void leave(struct walk *walk, size_t length) {
    walk->pointer.length = length;
    walk->pointer.text[length] = '\0';
}

/* The text at a key when it is a string, else NULL. */
static const char *text_at(const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    return value != NULL && value->kind == LG_VALUE_STRING ? value->as.string.text : NULL;
}

static const char *none_if_empty(const char *text) {
    return text[0] == '\0' ? NULL : text;
}

static void note(struct walk *walk, const char *text) {
    if (walk->found == NULL)
        walk->found = lg_value_map(walk->arena);
    lg_value_put(walk->arena, walk->found, lg_str_text(&walk->pointer),
                 lg_value_text(walk->arena, text == NULL ? "" : text));
}

static void note_scalar(struct walk *walk, const struct lg_value *value) {
    bool is_plain = !lg_value_is_number(value) || isfinite(lg_value_number(value));
    if (value->unit != NULL || !is_plain)
        note(walk, value->unit);
    else if (value->kind == LG_VALUE_NULL && value->as.why != NULL)
        note(walk, value->as.why);
}

static void collect(struct walk *walk, const struct lg_value *value);

static void collect_list(struct walk *walk, const struct lg_value *list) {
    size_t index = 0;
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        size_t length = enter_index(walk, index++);
        collect(walk, item->value);
        leave(walk, length);
    }
}

static void collect_map(struct walk *walk, const struct lg_value *map) {
    for (const struct lg_pair *pair = map->as.map.first; pair != NULL; pair = pair->next) {
        size_t length = enter_key(walk, pair->key);
        bool is_null = pair->value->kind == LG_VALUE_NULL;
        if (!is_null)
            collect(walk, pair->value);
        else if (lg_value_get(map, lg_arena_printf(walk->arena, "%s_why", pair->key)) != NULL)
            note(walk, pair->value->as.why);
        leave(walk, length);
    }
}

static void collect(struct walk *walk, const struct lg_value *value) {
    if (value->kind == LG_VALUE_LIST)
        collect_list(walk, value);
    else if (value->kind == LG_VALUE_MAP)
        collect_map(walk, value);
    else
        note_scalar(walk, value);
}

struct lg_value *lg_notes_of(const struct lg_value *value, struct lg_arena *arena) {
    struct walk walk = {.arena = arena};
    collect(&walk, value);
    lg_str_dispose(&walk.pointer);
    return walk.found;
}

static struct lg_value *apply_scalar(const struct walk *walk, const struct lg_value *value) {
    const char *text = text_at(walk->notes, lg_str_text(&walk->pointer));
    struct lg_value *copy = lg_value_copy(walk->arena, value);
    double number = 0.0;
    if (text == NULL)
        return copy;
    if (value->kind == LG_VALUE_NULL)
        return lg_value_null(walk->arena, none_if_empty(text));
    if (lg_value_is_number(value))
        copy->unit = lg_arena_strdup(walk->arena, none_if_empty(text));
    else if (value->kind == LG_VALUE_STRING && lg_number_read(value->as.string, &number) &&
             !isfinite(number))
        return lg_value_real(walk->arena, number, none_if_empty(text));
    return copy;
}

/* The reason that lg_json_write put beside the null of that key; NULL when there is none, or when a
 * note says that what stands there is no reason. */
static const char *why_beside(struct walk *walk, const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    if (value == NULL || value->kind != LG_VALUE_NULL)
        return NULL;
    size_t length = enter_key(walk, key);
    bool is_noted = text_at(walk->notes, lg_str_text(&walk->pointer)) != NULL;
    leave(walk, length);
    return is_noted ? NULL : text_at(map, lg_arena_printf(walk->arena, "%s_why", key));
}

static bool is_why(struct walk *walk, const struct lg_value *map, const char *key) {
    if (!lg_ends_with(key, "_why"))
        return false;
    char *owner = lg_arena_strndup(walk->arena, key, strlen(key) - strlen("_why"));
    return why_beside(walk, map, owner) != NULL;
}

static struct lg_value *apply(struct walk *walk, const struct lg_value *value);

static struct lg_value *apply_list(struct walk *walk, const struct lg_value *value) {
    struct lg_value *list = lg_value_list(walk->arena);
    size_t index = 0;
    for (const struct lg_item *item = value->as.list.first; item != NULL; item = item->next) {
        size_t length = enter_index(walk, index++);
        lg_value_push(walk->arena, list, apply(walk, item->value));
        leave(walk, length);
    }
    return list;
}

static struct lg_value *apply_map(struct walk *walk, const struct lg_value *value) {
    struct lg_value *map = lg_value_map(walk->arena);
    for (const struct lg_pair *pair = value->as.map.first; pair != NULL; pair = pair->next) {
        if (is_why(walk, value, pair->key))
            continue;
        const char *why = why_beside(walk, value, pair->key);
        size_t length = enter_key(walk, pair->key);
        lg_value_put(walk->arena, map, pair->key,
                     why != NULL ? lg_value_null(walk->arena, why) : apply(walk, pair->value));
        leave(walk, length);
    }
    return map;
}

static struct lg_value *apply(struct walk *walk, const struct lg_value *value) {
    if (value->kind == LG_VALUE_LIST)
        return apply_list(walk, value);
    if (value->kind == LG_VALUE_MAP)
        return apply_map(walk, value);
    return apply_scalar(walk, value);
}

struct lg_value *lg_notes_apply(const struct lg_value *value, const struct lg_value *notes,
                                struct lg_arena *arena) {
    struct walk walk = {.arena = arena, .notes = notes};
    struct lg_value *copy = apply(&walk, value);
    lg_str_dispose(&walk.pointer);
    return copy;
}
