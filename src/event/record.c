#include "event/record.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "event/notes.h"

/* What a codec works on. */
struct spot {
    const struct lg_slot *slot;
    struct lg_arena *arena;
    const struct lg_value *map; /* reading: where the key stands */
    struct lg_err *err;         /* reading */
};

static int bad(const struct spot *spot, const char *wanted) {
    return lg_err_set(spot->err, LG_ERR_READ, "'%s' is not %s", spot->slot->key, wanted);
}

/* A whole number within bounds. */
static int read_int(const struct spot *spot, const struct lg_value *value, int64_t low,
                    int64_t high, int64_t *out) {
    if (value->kind != LG_VALUE_INT || value->as.integer < low || value->as.integer > high)
        return bad(spot, low < 0 ? "a whole number" : "a whole number of 0 or more");
    *out = value->as.integer;
    return 0;
}

static struct lg_value *write_text(const struct spot *spot, const void *field) {
    const char *text = *(const char *const *)field;
    return text == NULL ? NULL : lg_value_text(spot->arena, text);
}

static int read_text(const struct spot *spot, const struct lg_value *value, void *field) {
    if (value->kind != LG_VALUE_STRING)
        return bad(spot, "a text");
    *(const char **)field = lg_arena_strdup(spot->arena, value->as.string.text);
    return 0;
}

static struct lg_value *write_int(const struct spot *spot, const void *field) {
    return lg_value_int(spot->arena, *(const int *)field);
}

static int read_small(const struct spot *spot, const struct lg_value *value, void *field) {
    int64_t number = 0;
    if (read_int(spot, value, INT_MIN, INT_MAX, &number) != 0)
        return -1;
    *(int *)field = (int)number;
    return 0;
}

static struct lg_value *write_count(const struct spot *spot, const void *field) {
    size_t count = *(const size_t *)field;
    if (count == 0 && spot->slot->is_optional)
        return NULL;
    return lg_value_int(spot->arena, (int64_t)count);
}

static int read_count(const struct spot *spot, const struct lg_value *value, void *field) {
    int64_t number = 0;
    if (read_int(spot, value, 0, INT64_MAX, &number) != 0)
        return -1;
    *(size_t *)field = (size_t)number;
    return 0;
}

static struct lg_value *write_place(const struct spot *spot, const void *field) {
    unsigned place = *(const unsigned *)field;
    return place == 0 ? NULL : lg_value_int(spot->arena, place);
}

static int read_place(const struct spot *spot, const struct lg_value *value, void *field) {
    int64_t number = 0;
    if (read_int(spot, value, 0, UINT_MAX, &number) != 0)
        return -1;
    *(unsigned *)field = (unsigned)number;
    return 0;
}

static struct lg_value *write_span(const struct spot *spot, const void *field) {
    return lg_value_int(spot->arena, *(const int64_t *)field);
}

static int read_span(const struct spot *spot, const struct lg_value *value, void *field) {
    return read_int(spot, value, INT64_MIN, INT64_MAX, field);
}

static struct lg_value *write_seed(const struct spot *spot, const void *field) {
    char text[32];
    snprintf(text, sizeof text, "%llu", (unsigned long long)*(const uint64_t *)field);
    return lg_value_text(spot->arena, text);
}

static int read_seed(const struct spot *spot, const struct lg_value *value, void *field) {
    uint64_t seed = 0;
    if (value->kind != LG_VALUE_STRING || value->as.string.length == 0)
        return bad(spot, "a decimal text");
    for (size_t i = 0; i < value->as.string.length; i++) {
        char c = value->as.string.text[i];
        if (c < '0' || c > '9' || seed > (UINT64_MAX - (uint64_t)(c - '0')) / 10)
            return bad(spot, "a decimal text of 64 bits");
        seed = seed * 10 + (uint64_t)(c - '0');
    }
    *(uint64_t *)field = seed;
    return 0;
}

/* Enums are as wide as int with the compilers that build us; the copy keeps aliasing rules out. */
static struct lg_value *write_name(const struct spot *spot, const void *field) {
    int number = 0;
    memcpy(&number, field, sizeof number);
    if (number == 0 && spot->slot->is_optional)
        return NULL;
    assert(number >= 0 && number < spot->slot->names->count);
    return lg_value_text(spot->arena, spot->slot->names->name(number));
}

static int read_name(const struct spot *spot, const struct lg_value *value, void *field) {
    const struct lg_names *names = spot->slot->names;
    if (value->kind != LG_VALUE_STRING)
        return bad(spot, "a text");
    for (int i = 0; i < names->count; i++) {
        if (lg_view_eq(value->as.string, names->name(i))) {
            memcpy(field, &i, sizeof i);
            return 0;
        }
    }
    return lg_err_set(spot->err, LG_ERR_READ, "'%s' is unknown: '%s'", spot->slot->key,
                      value->as.string.text);
}

static struct lg_value *write_totals(const struct spot *spot, const void *field) {
    const size_t *totals = field;
    struct lg_value *map = lg_value_map(spot->arena);
    for (int i = 0; i < spot->slot->names->count; i++)
        lg_value_put(spot->arena, map, spot->slot->names->name(i),
                     lg_value_int(spot->arena, (int64_t)totals[i]));
    return map;
}

static int read_totals(const struct spot *spot, const struct lg_value *value, void *field) {
    size_t *totals = field;
    for (int i = 0; i < spot->slot->names->count; i++) {
        const struct lg_value *total = lg_value_get(value, spot->slot->names->name(i));
        if (total == NULL)
            return bad(spot, "a map of all outcomes");
        if (read_count(spot, total, &totals[i]) != 0)
            return -1;
    }
    return 0;
}

static struct lg_value *write_value(const struct spot *spot, const void *field) {
    const struct lg_value *value = *(const struct lg_value *const *)field;
    return value == NULL ? NULL : lg_value_copy(spot->arena, value);
}

static size_t *count_field(const struct spot *spot, void *field) {
    return (size_t *)(void *)((char *)field - spot->slot->offset + spot->slot->count_offset);
}

static size_t count_of(const struct spot *spot, const void *field) {
    const char *base = (const char *)field - spot->slot->offset;
    return *(const size_t *)(const void *)(base + spot->slot->count_offset);
}

static struct lg_value *write_texts(const struct spot *spot, const void *field) {
    const char *const *texts = *(const char *const *const *)field;
    struct lg_value *list = lg_value_list(spot->arena);
    for (size_t i = 0; i < count_of(spot, field); i++)
        lg_value_push(spot->arena, list, lg_value_text(spot->arena, texts[i]));
    return list;
}

static int read_texts(const struct spot *spot, const struct lg_value *value, void *field) {
    if (value->kind != LG_VALUE_LIST)
        return bad(spot, "a list");
    const char **texts = lg_arena_array(spot->arena, value->as.list.count, sizeof *texts);
    size_t count = 0;
    for (const struct lg_item *item = value->as.list.first; item != NULL; item = item->next) {
        if (read_text(spot, item->value, &texts[count++]) != 0)
            return -1;
    }
    *(const char *const **)field = texts;
    *count_field(spot, field) = count;
    return 0;
}

static struct lg_value *write_rows(const struct spot *spot, const void *field) {
    const char *rows = NULL;
    memcpy(&rows, field, sizeof rows);
    struct lg_value *list = lg_value_list(spot->arena);
    for (size_t i = 0; i < count_of(spot, field); i++) {
        struct lg_value *map = lg_value_map(spot->arena);
        lg_record_write(spot->slot->rows, rows + i * spot->slot->rows->size, map, spot->arena);
        lg_value_push(spot->arena, list, map);
    }
    return list;
}

static int read_rows(const struct spot *spot, const struct lg_value *value, void *field) {
    const struct lg_record *record = spot->slot->rows;
    if (value->kind != LG_VALUE_LIST)
        return bad(spot, "a list");
    char *rows = lg_arena_array(spot->arena, value->as.list.count, record->size);
    size_t count = 0;
    for (const struct lg_item *item = value->as.list.first; item != NULL; item = item->next) {
        if (lg_record_read(record, item->value, rows + count * record->size, spot->arena,
                           spot->err) != 0)
            return lg_err_wrap(spot->err, "'%s' %zu: ", spot->slot->key, count + 1);
        count++;
    }
    memcpy(field, &rows, sizeof rows);
    *count_field(spot, field) = count;
    return 0;
}

static char *beside(const struct spot *spot, const char *suffix) {
    return lg_arena_printf(spot->arena, "%s%s", spot->slot->key, suffix);
}

static int read_value(const struct spot *spot, const struct lg_value *value, void *field) {
    const struct lg_value *why = lg_value_get(spot->map, beside(spot, "_why"));
    const struct lg_value *notes = lg_value_get(spot->map, beside(spot, "_notes"));
    bool has_why = why != NULL && why->kind == LG_VALUE_STRING;
    *(const struct lg_value **)field =
        value->kind == LG_VALUE_NULL
            ? lg_value_null(spot->arena, has_why ? why->as.string.text : NULL)
            : lg_notes_apply(value, notes, spot->arena);
    return 0;
}

/* How each kind is written (NULL: nothing to write) and read. */
static const struct codec {
    struct lg_value *(*write)(const struct spot *spot, const void *field);
    int (*read)(const struct spot *spot, const struct lg_value *value, void *field);
} codecs[LG_SLOT__COUNT] = {
    [LG_SLOT_TEXT] = {write_text, read_text},    [LG_SLOT_INT] = {write_int, read_small},
    [LG_SLOT_COUNT] = {write_count, read_count}, [LG_SLOT_PLACE] = {write_place, read_place},
    [LG_SLOT_SPAN] = {write_span, read_span},    [LG_SLOT_SEED] = {write_seed, read_seed},
    [LG_SLOT_NAME] = {write_name, read_name},    [LG_SLOT_TOTALS] = {write_totals, read_totals},
    [LG_SLOT_VALUE] = {write_value, read_value}, [LG_SLOT_TEXTS] = {write_texts, read_texts},
    [LG_SLOT_ROWS] = {write_rows, read_rows},
};

static void write_notes(const struct spot *spot, const struct lg_value *value,
                        struct lg_value *map) {
    /* The reason of a null stands beside it, as "<key>_why". */
    struct lg_value *notes = value->kind == LG_VALUE_NULL ? NULL : lg_notes_of(value, spot->arena);
    if (notes != NULL)
        lg_value_put(spot->arena, map, beside(spot, "_notes"), notes);
}

void lg_record_write(const struct lg_record *record, const void *from, struct lg_value *map,
                     struct lg_arena *arena) {
    for (size_t i = 0; i < record->num_slots; i++) {
        struct spot spot = {.slot = &record->slots[i], .arena = arena};
        struct lg_value *value =
            codecs[spot.slot->kind].write(&spot, (const char *)from + spot.slot->offset);
        assert(value != NULL || spot.slot->is_optional);
        if (value == NULL)
            continue;
        lg_value_put(arena, map, spot.slot->key, value);
        if (spot.slot->kind == LG_SLOT_VALUE)
            write_notes(&spot, value, map);
    }
}

static int read_slot(const struct spot *spot, void *to) {
    const struct lg_value *value = lg_value_get(spot->map, spot->slot->key);
    void *field = (char *)to + spot->slot->offset;
    if (value == NULL && spot->slot->is_optional)
        return 0;
    if (value == NULL)
        return lg_err_set(spot->err, LG_ERR_READ, "'%s' is missing", spot->slot->key);
    return codecs[spot->slot->kind].read(spot, value, field);
}

int lg_record_read(const struct lg_record *record, const struct lg_value *map, void *to,
                   struct lg_arena *arena, struct lg_err *err) {
    if (map->kind != LG_VALUE_MAP)
        return lg_err_set(err, LG_ERR_READ, "not a map");
    for (size_t i = 0; i < record->num_slots; i++) {
        struct spot spot = {&record->slots[i], arena, map, err};
        if (read_slot(&spot, to) != 0)
            return -1;
    }
    return 0;
}
