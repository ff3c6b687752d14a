#include <math.h>
#include <string.h>

#include "conf/shape.h"
#include "conf/unit.h"

#define NUMBER_PATTERN "^[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?"

static struct lg_value *text(struct lg_schema *schema, const char *words) {
    return lg_value_text(schema->arena, words);
}

static void put(struct lg_schema *schema, struct lg_value *map, const char *key,
                struct lg_value *item) {
    lg_value_put(schema->arena, map, key, item);
}

struct lg_value *lg_schema_map(struct lg_schema *schema, const char *key, struct lg_value *item) {
    struct lg_value *map = lg_value_map(schema->arena);
    put(schema, map, key, item);
    return map;
}

struct lg_value *lg_schema_type(struct lg_schema *schema, const char *name) {
    return lg_schema_map(schema, "type", text(schema, name));
}

struct lg_value *lg_schema_either(struct lg_schema *schema, struct lg_value *a,
                                  struct lg_value *b) {
    struct lg_value *list = lg_value_get(a, "anyOf");
    if (b == NULL)
        return a;
    if (list == NULL || a->as.map.count > 1) {
        list = lg_value_list(schema->arena);
        lg_value_push(schema->arena, list, a);
        a = lg_schema_map(schema, "anyOf", list);
    }
    lg_value_push(schema->arena, list, b);
    return a;
}

/* A plain scalar of any kind is text where text is wanted. */
static struct lg_value *any_text(struct lg_schema *schema) {
    struct lg_value *types = lg_value_list(schema->arena);
    lg_value_push(schema->arena, types, text(schema, "string"));
    lg_value_push(schema->arena, types, text(schema, "number"));
    lg_value_push(schema->arena, types, text(schema, "boolean"));
    return lg_schema_map(schema, "type", types);
}

static struct lg_value *pattern(struct lg_schema *schema, const char *regex) {
    struct lg_value *map = lg_schema_type(schema, "string");
    put(schema, map, "pattern", text(schema, regex));
    return map;
}

/* "number unit" with any unit that fits; NULL where none is taken. */
static struct lg_value *with_unit(struct lg_schema *schema, const char *unit, bool any) {
    struct lg_str regex = {0};
    size_t count = 0;
    const char *name;
    /* A level that Live shows may be "-inf dB". */
    lg_str_add(&regex, any ? "^[-+]?(inf|([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?) *("
                           : NUMBER_PATTERN " *(");
    for (size_t i = 0; (name = lg_unit_name(i)) != NULL; i++) {
        bool is_fraction = unit == NULL && lg_unit_dimension(name) == LG_DIM_FRACTION;
        if (any || is_fraction || (unit != NULL && lg_unit_fits(unit, name)))
            lg_str_printf(&regex, "%s%s", count++ == 0 ? "" : "|", name);
    }
    lg_str_add(&regex, ")$");
    struct lg_value *map = count == 0 ? NULL : pattern(schema, lg_str_text(&regex));
    lg_str_dispose(&regex);
    return map;
}

struct lg_value *lg_schema_quantity(struct lg_schema *schema, const char *unit) {
    return lg_schema_either(schema, lg_schema_type(schema, "number"),
                            with_unit(schema, unit, unit == NULL));
}

static struct lg_value *number(struct lg_schema *schema, const struct lg_field *field,
                               const char *type) {
    struct lg_value *map = lg_schema_type(schema, type);
    bool is_bounded = field->min != 0.0 || field->max != 0.0;
    if (is_bounded && isfinite(field->min))
        put(schema, map, "minimum", lg_value_real(schema->arena, field->min, NULL));
    if (is_bounded && isfinite(field->max))
        put(schema, map, "maximum", lg_value_real(schema->arena, field->max, NULL));
    return lg_schema_either(schema, map, with_unit(schema, field->unit, false));
}

static struct lg_value *choices(struct lg_schema *schema, const struct lg_field *field) {
    struct lg_value *list = lg_value_list(schema->arena);
    for (size_t i = 0; field->choices[i] != NULL; i++)
        lg_value_push(schema->arena, list, text(schema, field->choices[i]));
    return lg_schema_map(schema, "enum", list);
}

/* Text that the run fills in may stand for any scalar. */
static struct lg_value *or_deferred(struct lg_schema *schema, struct lg_value *map) {
    return lg_schema_either(schema, map, schema->may_defer ? pattern(schema, "\\$\\{") : NULL);
}

static struct lg_value *or_list(struct lg_schema *schema, const struct lg_field *field,
                                struct lg_value *item) {
    struct lg_value *list = lg_schema_type(schema, "array");
    put(schema, list, "items", lg_value_copy(schema->arena, item));
    if ((field->flags & LG_FIELD_SOME) != 0)
        put(schema, list, "minItems", lg_value_int(schema->arena, 1));
    return lg_schema_either(schema, item, list);
}

static struct lg_value *field_value(struct lg_schema *schema, const struct lg_field *field) {
    switch (field->type) {
    case LG_FIELD_TEXT:
        return any_text(schema);
    case LG_FIELD_BOOL:
        return or_deferred(schema, lg_schema_type(schema, "boolean"));
    case LG_FIELD_INT:
        return or_deferred(schema, number(schema, field, "integer"));
    case LG_FIELD_NUMBER:
        return or_deferred(schema, number(schema, field, "number"));
    case LG_FIELD_DURATION:
        return or_deferred(schema, with_unit(schema, "s", false));
    case LG_FIELD_ENUM:
        return or_deferred(schema, choices(schema, field));
    case LG_FIELD_TEXTS:
        return or_list(schema, field, any_text(schema));
    case LG_FIELD_NUMBERS:
        return or_list(schema, field, or_deferred(schema, number(schema, field, "number")));
    case LG_FIELD_NODE:
    case LG_FIELD__COUNT:
        break;
    }
    return lg_value_map(schema->arena);
}

static const struct lg_shape *find_below(const struct lg_below *below, const char *key) {
    for (; below != NULL && below->key != NULL; below++) {
        if (strcmp(below->key, key) == 0)
            return below->shape;
    }
    return NULL;
}

/* As an editor would write it: true, 8; a number with a unit as text. */
static struct lg_value *fallback(struct lg_schema *schema, const char *words) {
    const struct lg_node node = {
        .kind = LG_NODE_SCALAR, .source = "default", .text = words, .length = strlen(words)};
    struct lg_value value = lg_node_scalar(&node);
    return value.unit == NULL ? lg_value_copy(schema->arena, &value) : text(schema, words);
}

/* A key that may be left out may also be there without a value, where a whole node is read. */
static struct lg_value *property(struct lg_schema *schema, const struct lg_field *field,
                                 const struct lg_shape *shape) {
    bool may_be_null = field->type == LG_FIELD_NODE && (field->flags & LG_FIELD_REQUIRED) == 0;
    struct lg_value *map = shape == NULL ? field_value(schema, field) : lg_schema_of(schema, shape);
    if (shape != NULL && may_be_null)
        map = lg_schema_either(schema, map, lg_schema_type(schema, "null"));
    /* Draft-07 readers leave out what stands beside a reference. */
    if (lg_value_get(map, "$ref") != NULL) {
        struct lg_value *list = lg_value_list(schema->arena);
        lg_value_push(schema->arena, list, map);
        map = lg_schema_map(schema, "allOf", list);
    }
    if (field->help != NULL && field->help[0] != '\0')
        put(schema, map, "description", text(schema, field->help));
    if (field->fallback != NULL && field->type < LG_FIELD_TEXTS)
        put(schema, map, "default", fallback(schema, field->fallback));
    return map;
}

struct lg_value *lg_schema_fields(struct lg_schema *schema, const struct lg_fields *fields,
                                  const struct lg_below *below) {
    struct lg_value *map = lg_schema_type(schema, "object");
    struct lg_value *properties = lg_value_map(schema->arena);
    struct lg_value *required = lg_value_list(schema->arena);
    struct lg_value *main_value = NULL;
    for (size_t i = 0; i < fields->count; i++) {
        const struct lg_field *field = &fields->items[i];
        const struct lg_shape *shape = find_below(below, field->name);
        put(schema, properties, field->name, property(schema, field, shape));
        if ((field->flags & LG_FIELD_MAIN) != 0)
            main_value = shape == NULL ? field_value(schema, field) : lg_schema_of(schema, shape);
        if ((field->flags & LG_FIELD_REQUIRED) != 0)
            lg_value_push(schema->arena, required, text(schema, field->name));
    }
    put(schema, map, "properties", properties);
    put(schema, map, "additionalProperties", lg_value_bool(schema->arena, false));
    if (required->as.list.count > 0)
        put(schema, map, "required", required);
    map = lg_schema_either(schema, map, main_value);
    if (required->as.list.count == 0)
        map = lg_schema_either(schema, map, lg_schema_type(schema, "null"));
    return map;
}

static struct lg_value *either(struct lg_schema *schema, const struct lg_shape *const *shapes) {
    struct lg_value *list = lg_value_list(schema->arena);
    for (; *shapes != NULL; shapes++)
        lg_value_push(schema->arena, list, lg_schema_of(schema, *shapes));
    return lg_schema_map(schema, "anyOf", list);
}

static struct lg_value *many(struct lg_schema *schema, const struct lg_shape *shape) {
    bool is_list = shape->kind == LG_SHAPE_LIST;
    struct lg_value *map = lg_schema_type(schema, is_list ? "array" : "object");
    put(schema, map, is_list ? "items" : "additionalProperties", lg_schema_of(schema, shape->of));
    if (shape->least > 0)
        put(schema, map, is_list ? "minItems" : "minProperties",
            lg_value_int(schema->arena, (int64_t)shape->least));
    return map;
}

static struct lg_value *by_kind(struct lg_schema *schema, const struct lg_shape *shape) {
    switch (shape->kind) {
    case LG_SHAPE_ANY:
        return lg_value_map(schema->arena);
    case LG_SHAPE_FIELDS:
        return lg_schema_fields(schema, shape->fields, shape->below);
    case LG_SHAPE_FIELD:
        return field_value(schema, shape->field);
    case LG_SHAPE_LIST:
    case LG_SHAPE_MAP:
        return many(schema, shape);
    case LG_SHAPE_EITHER:
        return either(schema, shape->either);
    case LG_SHAPE_MADE:
        return shape->make(schema);
    }
    return lg_value_map(schema->arena);
}

static struct lg_value *describe(struct lg_schema *schema, const struct lg_shape *shape) {
    struct lg_value *map = by_kind(schema, shape);
    if (shape->help != NULL)
        put(schema, map, "description", text(schema, shape->help));
    return map;
}

struct lg_value *lg_schema_of(struct lg_schema *schema, const struct lg_shape *shape) {
    if (shape->name == NULL)
        return describe(schema, shape);
    if (lg_value_get(schema->defs, shape->name) == NULL) {
        /* Known before it is described: it may hold itself. */
        put(schema, schema->defs, shape->name, lg_value_map(schema->arena));
        put(schema, schema->defs, shape->name, describe(schema, shape));
    }
    return lg_schema_map(schema, "$ref",
                         text(schema, lg_arena_printf(schema->arena, "#/$defs/%s", shape->name)));
}

struct lg_value *lg_schema_file(const struct lg_shape *shape, const char *title,
                                struct lg_arena *arena) {
    struct lg_schema schema = {.arena = arena, .defs = lg_value_map(arena)};
    struct lg_value *file = lg_value_map(arena);
    put(&schema, file, "$schema", text(&schema, "https://json-schema.org/draft/2020-12/schema"));
    put(&schema, file, "title", text(&schema, title));
    const struct lg_value *body = lg_schema_of(&schema, shape);
    for (const struct lg_pair *pair = body->as.map.first; pair != NULL; pair = pair->next)
        put(&schema, file, pair->key, pair->value);
    if (schema.defs->as.map.count > 0)
        put(&schema, file, "$defs", schema.defs);
    return file;
}
