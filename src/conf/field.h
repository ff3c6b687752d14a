/* Field tables: a kind's parameters as data. One table parses, validates, fills a struct,
 * documents. */
#ifndef LG_CONF_FIELD_H
#define LG_CONF_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "conf/node.h"

enum lg_field_type {
    LG_FIELD_TEXT,     /* const char * */
    LG_FIELD_BOOL,     /* bool */
    LG_FIELD_INT,      /* int64_t, within min..max */
    LG_FIELD_NUMBER,   /* double, within min..max; a unit must fit `unit` and is converted to it */
    LG_FIELD_DURATION, /* int64_t, nanoseconds; a bare number is refused; within min..max seconds */
    LG_FIELD_ENUM,     /* int: index into `choices` */
    LG_FIELD_TEXTS,    /* struct lg_texts: a list of texts, or one text */
    LG_FIELD_NUMBERS,  /* struct lg_numbers: a list of numbers, or one */
    LG_FIELD_NODE,     /* const struct lg_node *: as it is */
    LG_FIELD__COUNT
};

struct lg_texts {
    const char **items;
    size_t count;
};

struct lg_numbers {
    double *items;
    size_t count;
};

enum {
    LG_FIELD_REQUIRED = 1,
    LG_FIELD_MAIN = 2, /* `- verb: x` is short for `- verb: {main: x}` */
    LG_FIELD_SOME = 4  /* a list that must not be empty */
};

struct lg_field {
    const char *name;
    enum lg_field_type type;
    size_t offset; /* in the kind's struct */
    unsigned flags;
    double min, max;            /* both 0: no bounds; HUGE_VAL, -HUGE_VAL: none on that side */
    const char *unit;           /* of a number; NULL: bare numbers and % only */
    const char *const *choices; /* of an enum, NULL-terminated */
    const char *fallback;       /* default: a scalar's text, YAML for lists and nodes; NULL: zero */
    const char *help;           /* one line */
};

struct lg_fields {
    const char *what; /* the kind, for messages: "ping", "gate" */
    const struct lg_field *items;
    size_t count;
};

/* Fills `out` (zeroed by the caller, of the kind's size) from a map, a null node (all defaults) or,
 * where a main field exists, anything else. Unknown keys, missing required ones, wrong types and
 * ranges are LG_ERR_READ with place; unknown keys come with a suggestion. `node` may be NULL. On
 * failure some fields of `out` may be filled. */
int lg_fields_read(const struct lg_fields *fields, const struct lg_node *node,
                   struct lg_arena *arena, void *out, struct lg_err *err) LG_MUST_CHECK;
/* As lg_fields_read, but a scalar that holds `${` anywhere below a field is left for the run: its
 * field is not read, only its name is checked, and it stays zero in `out`. For loading; the run
 * substitutes and calls lg_fields_read. */
int lg_fields_check(const struct lg_fields *fields, const struct lg_node *node,
                    struct lg_arena *arena, void *out, struct lg_err *err) LG_MUST_CHECK;
/* Where a kind's main field stands in the node that gives it, the node itself where there is none.
 */
const struct lg_node *lg_fields_place(const struct lg_fields *fields, const struct lg_node *node);

#endif
