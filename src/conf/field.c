#include "conf/field.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "conf/tree.h"
#include "conf/unit.h"

/* One field being read. */
struct reading {
    const struct lg_field *field;
    struct lg_arena *arena;
    struct lg_err *err;
};

typedef int reader(const struct reading *r, const struct lg_node *node, void *slot);

enum { WANT_MAX = 64 };

/* What a number of the field measures, for messages: "a level in dB". */
static const char *measure(const struct lg_field *field, char out[static WANT_MAX]) {
    static const char *const measures[LG_DIM__COUNT] = {
        [LG_DIM_NONE] = "a number",         [LG_DIM_TIME] = "a time",
        [LG_DIM_FREQUENCY] = "a frequency", [LG_DIM_FRACTION] = "a fraction",
        [LG_DIM_LOUDNESS] = "a level",      [LG_DIM_RELATIVE] = "a level",
        [LG_DIM_PEAK] = "a level",          [LG_DIM_TRUE_PEAK] = "a level",
    };
    if (field->unit == NULL)
        return "a number without a unit";
    snprintf(out, WANT_MAX, "%s in %s", measures[lg_unit_dimension(field->unit)], field->unit);
    return out;
}

/* What a field takes, for messages. */
static const char *want(const struct lg_field *field, char out[static WANT_MAX]) {
    static const char *const types[LG_FIELD__COUNT] = {
        [LG_FIELD_TEXT] = "text",
        [LG_FIELD_BOOL] = "true or false",
        [LG_FIELD_INT] = "a whole number",
        [LG_FIELD_NUMBER] = "a number",
        [LG_FIELD_DURATION] = "a duration",
        [LG_FIELD_ENUM] = "a word",
        [LG_FIELD_TEXTS] = "text or a list of texts",
        [LG_FIELD_NUMBERS] = "a number or a list of numbers",
        [LG_FIELD_NODE] = "a value",
    };
    if (field->type == LG_FIELD_NUMBER && field->unit != NULL)
        return measure(field, out);
    return types[field->type];
}

static int unwanted(const struct reading *r, const struct lg_node *node) {
    char wanted[WANT_MAX];
    char shown[LG_NODE_QUOTE_MAX];
    return lg_node_err(node, r->err, "%s is wanted, not %s", want(r->field, wanted),
                       lg_node_quote(node, shown));
}

static struct lg_value value_of(const struct lg_node *node) {
    if (node->kind != LG_NODE_SCALAR)
        return (struct lg_value){.kind = LG_VALUE_NULL};
    return lg_node_scalar(node);
}

struct range {
    double low, high;
    const char *unit;
};

static struct range range_of(const struct lg_field *field, const char *unit) {
    if (field->min == 0.0 && field->max == 0.0)
        return (struct range){-HUGE_VAL, HUGE_VAL, unit};
    return (struct range){field->min, field->max, unit};
}

static int check_range(const struct reading *r, const struct lg_node *node, double number,
                       struct range range) {
    char shown[LG_NODE_QUOTE_MAX];
    char low[LG_NUMBER_MAX];
    char high[LG_NUMBER_MAX];
    const char *space = range.unit == NULL ? "" : " ";
    const char *unit = range.unit == NULL ? "" : range.unit;
    if (number >= range.low && number <= range.high)
        return 0;
    lg_number_write(range.low, low);
    lg_number_write(range.high, high);
    lg_node_quote(node, shown);
    if (isinf(range.high))
        return lg_node_err(node, r->err, "%s is out of range: at least %s%s%s", shown, low, space,
                           unit);
    if (isinf(range.low))
        return lg_node_err(node, r->err, "%s is out of range: at most %s%s%s", shown, high, space,
                           unit);
    return lg_node_err(node, r->err, "%s is out of range: %s to %s%s%s", shown, low, high, space,
                       unit);
}

static int read_text(const struct reading *r, const struct lg_node *node, void *slot) {
    if (node->kind != LG_NODE_SCALAR || lg_node_is_null(node))
        return unwanted(r, node);
    *(const char **)slot = node->text;
    return 0;
}

static int read_bool(const struct reading *r, const struct lg_node *node, void *slot) {
    struct lg_value value = value_of(node);
    if (value.kind != LG_VALUE_BOOL)
        return unwanted(r, node);
    *(bool *)slot = value.as.boolean;
    return 0;
}

/* Brings a quantity to the field's unit; where it has none, a percentage is a fraction of 1. */
static int to_unit(const struct reading *r, const struct lg_node *node, const char *from,
                   double *number) {
    const char *unit = r->field->unit;
    bool is_fraction = unit == NULL && lg_unit_dimension(from) == LG_DIM_FRACTION;
    bool fits = from == NULL || is_fraction || (unit != NULL && lg_unit_fits(unit, from));
    char shown[LG_NODE_QUOTE_MAX];
    char wanted[WANT_MAX];
    if (!fits)
        return lg_node_err(node, r->err, "%s does not fit here: %s is wanted",
                           lg_node_quote(node, shown), measure(r->field, wanted));
    if (is_fraction)
        *number /= 100;
    else if (from != NULL)
        *number = lg_unit_convert(*number, from, unit);
    return 0;
}

static int read_number(const struct reading *r, const struct lg_node *node, void *slot) {
    struct lg_value value = value_of(node);
    double number = lg_value_number(&value);
    char shown[LG_NODE_QUOTE_MAX];
    if (!lg_value_is_number(&value))
        return unwanted(r, node);
    if (!isfinite(number))
        return lg_node_err(node, r->err, "%s is not finite", lg_node_quote(node, shown));
    if (to_unit(r, node, value.unit, &number) != 0)
        return -1;
    if (check_range(r, node, number, range_of(r->field, r->field->unit)) != 0)
        return -1;
    *(double *)slot = number;
    return 0;
}

/* An integer is taken as it is; a real (48 kHz, 1e3) where it is one without loss. */
static int read_int(const struct reading *r, const struct lg_node *node, void *slot) {
    const double exact = 9007199254740992.0; /* 2^53 */
    struct lg_value value = value_of(node);
    double number;
    if (read_number(r, node, &number) != 0)
        return -1;
    if (value.kind != LG_VALUE_INT && (number != floor(number) || fabs(number) > exact))
        return unwanted(r, node);
    *(int64_t *)slot = value.kind == LG_VALUE_INT ? value.as.integer : (int64_t)number;
    return 0;
}

static int read_duration(const struct reading *r, const struct lg_node *node, void *slot) {
    struct lg_value value = value_of(node);
    char shown[LG_NODE_QUOTE_MAX];
    if (!lg_value_is_number(&value) || lg_unit_dimension(value.unit) != LG_DIM_TIME)
        return lg_node_err(node, r->err, "%s is no duration; write it with a unit: 500ms, 2s, 10m",
                           lg_node_quote(node, shown));
    struct range range = range_of(r->field, "s");
    range.low = fmax(range.low, 0);
    if (check_range(r, node, lg_unit_convert(value.as.real, value.unit, "s"), range) != 0)
        return -1;
    double ns = lg_unit_convert(value.as.real * (double)LG_NS_PER_S, value.unit, "s");
    if (ns >= (double)INT64_MAX)
        return lg_node_err(node, r->err, "%s is longer than 292 years", lg_node_quote(node, shown));
    *(int64_t *)slot = (int64_t)llround(ns);
    return 0;
}

static size_t choice_count(const struct lg_field *field) {
    size_t count = 0;
    while (field->choices[count] != NULL)
        count++;
    return count;
}

static int no_choice(const struct reading *r, const struct lg_node *node) {
    size_t count = choice_count(r->field);
    char shown[LG_NODE_QUOTE_MAX];
    char hint[LG_NODE_QUOTE_MAX];
    struct lg_str list = {0};
    for (size_t i = 0; i < count; i++)
        lg_str_printf(&list, "%s%s", i == 0 ? "" : ", ", r->field->choices[i]);
    int result =
        lg_node_err(node, r->err, "%s is none of: %s%s", lg_node_quote(node, shown),
                    lg_str_text(&list), lg_node_hint(node, r->field->choices, count, hint));
    lg_str_dispose(&list);
    return result;
}

static int read_enum(const struct reading *r, const struct lg_node *node, void *slot) {
    size_t count = choice_count(r->field);
    for (size_t i = 0; i < count && node->kind == LG_NODE_SCALAR; i++) {
        if (strcmp(r->field->choices[i], node->text) == 0) {
            *(int *)slot = (int)i;
            return 0;
        }
    }
    return no_choice(r, node);
}

/* Reads each item of a list, or the one value that stands for a list of one, into an array. */
static int read_items(const struct reading *r, const struct lg_node *node, reader *read,
                      size_t size, void **items_out, size_t *count_out) {
    const struct lg_node *const *nodes = &node;
    size_t count = 1;
    if (node->kind == LG_NODE_SEQ) {
        nodes = (const struct lg_node *const *)node->items;
        count = node->count;
    }
    if (count == 0 && (r->field->flags & LG_FIELD_SOME) != 0)
        return lg_node_err(node, r->err, "%s is empty", r->field->name);
    unsigned char *items = lg_arena_array(r->arena, count, size);
    for (size_t i = 0; i < count; i++) {
        if (nodes[i]->kind != LG_NODE_SCALAR)
            return unwanted(r, nodes[i]);
        if (read(r, nodes[i], items + i * size) != 0)
            return -1;
    }
    *items_out = items;
    *count_out = count;
    return 0;
}

static int read_texts(const struct reading *r, const struct lg_node *node, void *slot) {
    struct lg_texts *texts = slot;
    void *items = NULL;
    if (read_items(r, node, read_text, sizeof *texts->items, &items, &texts->count) != 0)
        return -1;
    texts->items = items;
    return 0;
}

static int read_numbers(const struct reading *r, const struct lg_node *node, void *slot) {
    struct lg_numbers *numbers = slot;
    void *items = NULL;
    if (read_items(r, node, read_number, sizeof *numbers->items, &items, &numbers->count) != 0)
        return -1;
    numbers->items = items;
    return 0;
}

static int read_node(const struct reading *r, const struct lg_node *node, void *slot) {
    LG_UNUSED(r);
    *(const struct lg_node **)slot = node;
    return 0;
}

static reader *const readers[LG_FIELD__COUNT] = {
    [LG_FIELD_TEXT] = read_text,         [LG_FIELD_BOOL] = read_bool,
    [LG_FIELD_INT] = read_int,           [LG_FIELD_NUMBER] = read_number,
    [LG_FIELD_DURATION] = read_duration, [LG_FIELD_ENUM] = read_enum,
    [LG_FIELD_TEXTS] = read_texts,       [LG_FIELD_NUMBERS] = read_numbers,
    [LG_FIELD_NODE] = read_node,
};

static bool is_yaml(enum lg_field_type type) {
    return type == LG_FIELD_TEXTS || type == LG_FIELD_NUMBERS || type == LG_FIELD_NODE;
}

/* A default that can't be read is a fault of the table, not of the user's file. */
static int read_fallback(const struct reading *r, void *slot) {
    const char *text = r->field->fallback;
    struct lg_err inner = {0};
    struct reading quiet = {r->field, r->arena, &inner};
    struct lg_node *node = lg_arena_alloc(r->arena, sizeof *node);
    *node = (struct lg_node){.kind = LG_NODE_SCALAR,
                             .source = "default",
                             .line = 1,
                             .column = 1,
                             .text = text,
                             .length = strlen(text)};
    int result = 0;
    if (is_yaml(r->field->type))
        result = lg_conf_parse(text, strlen(text), "default", r->arena, &node, &inner);
    if (result == 0)
        result = readers[r->field->type](&quiet, node, slot);
    if (result != 0)
        return lg_err_set(r->err, LG_ERR_INTERNAL, "the default of '%s': %s", r->field->name,
                          inner.text);
    return 0;
}

/* Does text that the run will substitute stand anywhere below the node? */
static bool is_deferred(const struct lg_node *node) {
    bool found = node->kind == LG_NODE_SCALAR && strstr(node->text, "${") != NULL;
    for (size_t i = 0; i < node->count && !found; i++)
        found = is_deferred(node->kind == LG_NODE_SEQ ? node->items[i] : node->entries[i].value);
    return found;
}

static const struct lg_field *main_field(const struct lg_fields *fields) {
    for (size_t i = 0; i < fields->count; i++) {
        if ((fields->items[i].flags & LG_FIELD_MAIN) != 0)
            return &fields->items[i];
    }
    return NULL;
}

static int check_shape(const struct lg_fields *fields, const struct lg_node *node,
                       struct lg_arena *arena, struct lg_err *err) {
    if (node == NULL || (node->kind != LG_NODE_MAP && main_field(fields) != NULL))
        return 0;
    const char **names = lg_arena_array(arena, fields->count, sizeof *names);
    for (size_t i = 0; i < fields->count; i++)
        names[i] = fields->items[i].name;
    return lg_node_known_keys(node, fields->what, names, fields->count, err);
}

static int missing(const struct lg_fields *fields, const struct lg_field *field,
                   const struct lg_node *node, struct lg_err *err) {
    if (node == NULL)
        return lg_err_set(err, LG_ERR_READ, "%s: the key '%s' is missing", fields->what,
                          field->name);
    return lg_node_err(node, err, "%s: the key '%s' is missing", fields->what, field->name);
}

/* The node that gives a field its value: that of its key, or the whole where it is the main one. */
static const struct lg_node *find_node(const struct lg_fields *fields, const struct lg_field *field,
                                       const struct lg_node *node) {
    if (node == NULL || node->kind == LG_NODE_MAP)
        return lg_node_get(node, field->name);
    return field == main_field(fields) ? node : NULL;
}

static int read_all(const struct lg_fields *fields, const struct lg_node *node, bool at_load,
                    struct reading r, void *out) {
    const struct lg_node *given = node != NULL && lg_node_is_null(node) ? NULL : node;
    if (check_shape(fields, given, r.arena, r.err) != 0)
        return -1;
    for (size_t i = 0; i < fields->count; i++) {
        const struct lg_field *field = &fields->items[i];
        const struct lg_node *value = find_node(fields, field, given);
        void *slot = (unsigned char *)out + field->offset;
        r.field = field;
        if (value == NULL && (field->flags & LG_FIELD_REQUIRED) != 0)
            return missing(fields, field, node, r.err);
        if (value == NULL && field->fallback != NULL && read_fallback(&r, slot) != 0)
            return -1;
        if (value == NULL || (at_load && is_deferred(value)))
            continue;
        if (readers[field->type](&r, value, slot) != 0)
            return -1;
    }
    return 0;
}

int lg_fields_read(const struct lg_fields *fields, const struct lg_node *node,
                   struct lg_arena *arena, void *out, struct lg_err *err) {
    return read_all(fields, node, false, (struct reading){.arena = arena, .err = err}, out);
}

int lg_fields_check(const struct lg_fields *fields, const struct lg_node *node,
                    struct lg_arena *arena, void *out, struct lg_err *err) {
    return read_all(fields, node, true, (struct reading){.arena = arena, .err = err}, out);
}

const struct lg_node *lg_fields_place(const struct lg_fields *fields, const struct lg_node *node) {
    const struct lg_field *field = main_field(fields);
    const struct lg_node *place = field == NULL ? NULL : find_node(fields, field, node);
    return place == NULL ? node : place;
}
