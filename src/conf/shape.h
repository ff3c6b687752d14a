/* Shapes: what a kind of file holds as a whole, put together from the field tables that its loader
 * reads by. The JSON Schema comes from them. */
#ifndef LG_CONF_SHAPE_H
#define LG_CONF_SHAPE_H

#include "conf/field.h"

enum lg_shape_kind {
    LG_SHAPE_ANY,
    LG_SHAPE_FIELDS, /* a map by a field table; where it has a main field, that one's value too */
    LG_SHAPE_FIELD,  /* a value that such a field takes */
    LG_SHAPE_LIST,   /* of `of`, at least `least` */
    LG_SHAPE_MAP,    /* of any keys to `of`, at least `least` */
    LG_SHAPE_EITHER, /* one of `either` */
    LG_SHAPE_MADE    /* what `make` gives */
};

struct lg_shape;
struct lg_schema;

/* What stands below a key of a field table: of a LG_FIELD_NODE, or where the loader narrows a
 * scalar. */
struct lg_below {
    const char *key;
    const struct lg_shape *shape;
};

struct lg_shape {
    enum lg_shape_kind kind;
    const char *name; /* a shape with a name may be used again, and within itself; NULL: none */
    const char *help; /* NULL: the field's */
    const struct lg_fields *fields;
    const struct lg_below *below; /* ended by a NULL key; NULL: none */
    const struct lg_field *field;
    const struct lg_shape *of;
    const struct lg_shape *const *either; /* NULL-terminated */
    size_t least;
    struct lg_value *(*make)(struct lg_schema *schema);
};

/* A schema being made. */
struct lg_schema {
    struct lg_arena *arena;
    struct lg_value *defs; /* of shapes with a name */
    bool may_defer;        /* any scalar may be text that holds `${` */
};

/* The JSON Schema (draft 2020-12, as draft-07 readers know it too) of a file: of what YAML's core
 * schema makes of it. A file that its loader takes is valid; what a loader checks beyond shape,
 * such as names that must exist, the schema does not know. */
struct lg_value *lg_schema_file(const struct lg_shape *shape, const char *title,
                                struct lg_arena *arena);

/* For `make`. */
struct lg_value *lg_schema_of(struct lg_schema *schema, const struct lg_shape *shape);
struct lg_value *lg_schema_fields(struct lg_schema *schema, const struct lg_fields *fields,
                                  const struct lg_below *below);
/* {key: item} */
struct lg_value *lg_schema_map(struct lg_schema *schema, const char *key, struct lg_value *item);
/* {"type": name} */
struct lg_value *lg_schema_type(struct lg_schema *schema, const char *name);
/* {"anyOf": [a, b]}, or `a` itself with one alternative more where it is such a map; b NULL: a. */
struct lg_value *lg_schema_either(struct lg_schema *schema, struct lg_value *a, struct lg_value *b);
/* A number with or without a unit that fits `unit`; NULL: with any unit. */
struct lg_value *lg_schema_quantity(struct lg_schema *schema, const char *unit);

#endif
