/* A node of a tree read from YAML (conf/tree.h): it knows its place, so that errors can name it. */
#ifndef LG_CONF_NODE_H
#define LG_CONF_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/value.h"

enum lg_node_kind { LG_NODE_SCALAR, LG_NODE_SEQ, LG_NODE_MAP };

struct lg_node;

struct lg_entry {
    const struct lg_node *key; /* always a scalar */
    struct lg_node *value;
};

struct lg_node {
    enum lg_node_kind kind;
    const char *source;    /* path as the user named it */
    unsigned line, column; /* from 1; columns count characters, not bytes */
    bool quoted;           /* a scalar in quotes or a block (|, >): always text */
    const char *text;      /* scalar, NUL-terminated; it never holds a NUL */
    size_t length;
    struct lg_node **items;   /* seq */
    struct lg_entry *entries; /* map, in file order */
    size_t count;             /* of items or entries */
};

/* The value of a key, NULL when the map has none (or the node is no map). */
struct lg_node *lg_node_get(const struct lg_node *map, const char *key);
/* A plain scalar that is empty, ~ or null. */
bool lg_node_is_null(const struct lg_node *node);
/* "a list", "a map", "text", … for messages. */
const char *lg_node_kind_name(const struct lg_node *node);
/* Enough for what lg_node_quote writes. */
enum { LG_NODE_QUOTE_MAX = 256 };
/* A scalar's text in quotes for a message, long text cut with "…"; else its kind's name. Returns
 * `out`. */
const char *lg_node_quote(const struct lg_node *node, char out[static LG_NODE_QUOTE_MAX]);
/* "; did you mean 'x'?" for the candidate nearest to a scalar's text, "" where none is near.
 * Returns `out`. */
const char *lg_node_hint(const struct lg_node *word, const char *const *candidates, size_t count,
                         char out[static LG_NODE_QUOTE_MAX]);
/* LG_ERR_READ at the node's place; returns -1. */
int lg_node_err(const struct lg_node *node, struct lg_err *err, const char *format, ...)
    LG_PRINTF(3, 4);
/* Refuses a node that is no map, and a key that is not among `known`, at its place, with a
 * suggestion. `what` names the kind
 * ("gate"). */
int lg_node_known_keys(const struct lg_node *map, const char *what, const char *const *known,
                       size_t count, struct lg_err *err) LG_MUST_CHECK;

/* The value of a scalar, by the rules of lg_node_value; its text and unit are borrowed. */
struct lg_value lg_node_scalar(const struct lg_node *node);
/* The whole tree as a value by YAML's core schema: quoted scalars are text, plain ones null,
 * true/false, integers, reals (.inf, -.inf, .nan too) or text. A plain `-14 LUFS` becomes a REAL
 * with its unit (conf/unit.h). A whole number beyond 64 bits stays text, as a REAL would be another
 * number. */
struct lg_value *lg_node_value(const struct lg_node *node, struct lg_arena *arena);

#endif
