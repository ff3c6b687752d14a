#include "step/expect.h"

#include <string.h>

#include "base/suggest.h"
#include "step/compare.h"
#include "step/operator.h"
#include "step/wording.h"

/* Does text that the run will substitute stand anywhere in the node? */
static bool is_deferred(const struct lg_node *node) {
    if (node->kind == LG_NODE_SCALAR)
        return strstr(node->text, "${") != NULL;
    for (size_t i = 0; i < node->count; i++)
        if (is_deferred(node->kind == LG_NODE_SEQ ? node->items[i] : node->entries[i].value))
            return true;
    return false;
}

static int check_path(const struct lg_node *key, struct lg_err *err) {
    const char *path = key->text;
    if (strstr(path, "${") != NULL)
        return lg_node_err(key, err, "a path can't hold a variable: '%s'", path);
    if (path[0] == '\0' || path[0] == '.' || strstr(path, "..") != NULL || lg_ends_with(path, "."))
        return lg_node_err(key, err, "'%s' is no path: names and indices with a dot between", path);
    return 0;
}

/* `x: ${x}` holds whatever x is. */
static bool names_itself(const struct lg_node *node, const char *path) {
    if (node->kind == LG_NODE_SCALAR) {
        size_t length = strlen(path);
        return strncmp(node->text, "${", 2) == 0 && strncmp(node->text + 2, path, length) == 0 &&
               strcmp(node->text + 2 + length, "}") == 0;
    }
    for (size_t i = 0; i < node->count; i++)
        if (names_itself(node->kind == LG_NODE_SEQ ? node->items[i] : node->entries[i].value, path))
            return true;
    return false;
}

static int check_operators(const struct lg_node *map, struct lg_err *err) {
    if (map->count == 0)
        return lg_node_err(map, err, "an expectation without an operator");
    for (size_t i = 0; i < map->count; i++) {
        const struct lg_entry *entry = &map->entries[i];
        const struct lg_operator *op = lg_operator_find(entry->key->text);
        if (op == NULL)
            return lg_operator_unknown(entry->key, err);
        if (!is_deferred(entry->value) && lg_operator_check(op, entry->value, err) < 0)
            return -1;
    }
    return 0;
}

int lg_expect_check(const struct lg_node *node, const char *what, struct lg_err *err) {
    if (node->kind != LG_NODE_MAP && !lg_node_is_null(node))
        return lg_node_err(node, err, "%s is a map of paths to operators, not %s", what,
                           lg_node_kind_name(node));
    if (node->count == 0)
        return lg_node_err(node, err, "%s is empty", what);
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_entry *entry = &node->entries[i];
        bool is_literal = entry->value->kind != LG_NODE_MAP;
        if (check_path(entry->key, err) < 0)
            return -1;
        if (!is_literal && check_operators(entry->value, err) < 0)
            return -1;
        if (is_literal && !is_deferred(entry->value) &&
            lg_operator_check(lg_operator_find("eq"), entry->value, err) < 0)
            return -1;
    }
    return 0;
}

int lg_expect_check_apart(const struct lg_node *node, struct lg_err *err) {
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_entry *entry = &node->entries[i];
        if (names_itself(entry->value, entry->key->text))
            return lg_node_err(entry->value, err, "'%s' is compared with itself", entry->key->text);
    }
    return 0;
}

/* Why a path leads nowhere: the part that is not there, and the key that may be meant. */
static const char *explain_missing(const struct lg_value *subject, const char *path,
                                   struct lg_arena *arena) {
    const struct lg_value *here = subject;
    const char *part = path;
    for (;;) {
        size_t length = strcspn(part, ".");
        const struct lg_value *next = lg_value_path(here, lg_arena_strndup(arena, part, length));
        if (next == NULL || part[length] == '\0')
            break;
        here = next;
        part += length + 1;
    }
    const char *name = lg_arena_strndup(arena, part, strcspn(part, "."));
    if (here == NULL || here->kind != LG_VALUE_MAP)
        return lg_arena_printf(arena, "there is no '%s' in %s", name, lg_compare_kind_words(here));
    const char **keys = lg_arena_array(arena, here->as.map.count, sizeof *keys);
    size_t count = 0;
    for (const struct lg_pair *pair = here->as.map.first; pair != NULL; pair = pair->next)
        keys[count++] = pair->key;
    const char *near = lg_suggest(name, keys, count);
    if (near == NULL)
        return lg_arena_printf(arena, "there is no '%s'", name);
    return lg_arena_printf(arena, "there is no '%s', did you mean '%s'?", name, near);
}

/* The operators of one path: those of its map, or eq for a literal. */
struct judging_path {
    const char *path;
    const struct lg_value *subject;
    struct lg_arena *arena;
    struct lg_check *checks; /* room for all */
    size_t count;
};

static int judge_one(struct judging_path *j, const struct lg_operator *op,
                     const struct lg_node *operand, struct lg_err *err) {
    struct lg_judging judging = {.got = lg_value_path(j->subject, j->path), .arena = j->arena};
    enum lg_verdict verdict;
    if (lg_operator_judge(op, operand, &judging, &verdict, err) < 0)
        return -1;
    if (judging.got == NULL && verdict == LG_NOT_JUDGED)
        judging.why = explain_missing(j->subject, j->path, j->arena);
    j->checks[j->count++] = (struct lg_check){
        .subject = j->path,
        .op = op->name,
        .wanted = judging.wanted,
        .got = judging.got,
        .tol = judging.tol,
        .verdict = verdict,
        .text = lg_wording_check(j->path, op, &judging, verdict),
    };
    return 0;
}

static int judge_path(struct judging_path *j, const struct lg_node *node, struct lg_err *err) {
    if (node->kind != LG_NODE_MAP)
        return judge_one(j, lg_operator_find("eq"), node, err);
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_entry *entry = &node->entries[i];
        const struct lg_operator *op = lg_operator_find(entry->key->text);
        if (op == NULL)
            return lg_operator_unknown(entry->key, err);
        if (judge_one(j, op, entry->value, err) < 0)
            return -1;
    }
    return 0;
}

static size_t count_operators(const struct lg_node *node) {
    size_t count = 0;
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_node *value = node->entries[i].value;
        count += value->kind == LG_NODE_MAP ? value->count : 1;
    }
    return count;
}

int lg_expect_judge(const struct lg_node *node, const struct lg_value *subject,
                    struct lg_arena *arena, struct lg_check **checks_out, size_t *count_out,
                    struct lg_err *err) {
    struct judging_path j = {
        .subject = subject,
        .arena = arena,
        .checks = lg_arena_array(arena, count_operators(node), sizeof *j.checks),
    };
    for (size_t i = 0; i < node->count; i++) {
        j.path = node->entries[i].key->text;
        if (judge_path(&j, node->entries[i].value, err) < 0)
            return -1;
    }
    *checks_out = j.checks;
    *count_out = j.count;
    return 0;
}

/* --- What an expectation looks like --- */

static struct lg_value *make_near(struct lg_schema *schema) {
    static const char *const keys[] = {"value", "tol"};
    struct lg_value *map = lg_schema_type(schema, "object");
    struct lg_value *properties = lg_value_map(schema->arena);
    struct lg_value *required = lg_value_list(schema->arena);
    for (size_t i = 0; i < LG_ARRAY_LEN(keys); i++) {
        lg_value_put(schema->arena, properties, keys[i], lg_value_map(schema->arena));
        lg_value_push(schema->arena, required, lg_value_text(schema->arena, keys[i]));
    }
    lg_value_put(schema->arena, map, "properties", properties);
    lg_value_put(schema->arena, map, "required", required);
    lg_value_put(schema->arena, map, "additionalProperties", lg_value_bool(schema->arena, false));
    return map;
}

static const struct lg_shape near_shape = {.kind = LG_SHAPE_MADE, .make = make_near};

static struct lg_value *operand_schema(struct lg_schema *schema, const struct lg_operator *op) {
    const unsigned number = 1u << LG_VALUE_REAL;
    struct lg_value *deferred = lg_schema_type(schema, "string");
    struct lg_value *list = lg_schema_type(schema, "array");
    if (strcmp(op->name, "near") == 0)
        return lg_schema_of(schema, &near_shape);
    lg_value_put(schema->arena, deferred, "pattern", lg_value_text(schema->arena, "\\$\\{"));
    lg_value_put(schema->arena, list, "minItems", lg_value_int(schema->arena, 1));
    if (op->kinds == 1u << LG_VALUE_BOOL)
        return lg_schema_either(schema, lg_schema_type(schema, "boolean"), deferred);
    if (op->kinds == 1u << LG_VALUE_LIST)
        return lg_schema_either(schema, list, deferred);
    if (op->kinds == 1u << LG_VALUE_STRING)
        return lg_schema_type(schema, "string");
    if ((op->kinds & ~number) == 1u << LG_VALUE_INT)
        return lg_schema_either(schema, lg_schema_quantity(schema, NULL), deferred);
    return lg_value_map(schema->arena);
}

static struct lg_value *make_operators(struct lg_schema *schema) {
    size_t count;
    const struct lg_operator *operators = lg_operators(&count);
    struct lg_value *map = lg_schema_type(schema, "object");
    struct lg_value *properties = lg_value_map(schema->arena);
    for (size_t i = 0; i < count; i++) {
        struct lg_value *operand = operand_schema(schema, &operators[i]);
        lg_value_put(schema->arena, operand, "description",
                     lg_value_text(schema->arena, operators[i].help));
        lg_value_put(schema->arena, properties, operators[i].name, operand);
    }
    lg_value_put(schema->arena, map, "properties", properties);
    lg_value_put(schema->arena, map, "additionalProperties", lg_value_bool(schema->arena, false));
    lg_value_put(schema->arena, map, "minProperties", lg_value_int(schema->arena, 1));
    return map;
}

/* A literal is short for eq. */
static struct lg_value *make_literal(struct lg_schema *schema) {
    static const char *const types[] = {"string", "number", "boolean", "array"};
    struct lg_value *list = lg_value_list(schema->arena);
    for (size_t i = 0; i < LG_ARRAY_LEN(types); i++)
        lg_value_push(schema->arena, list, lg_value_text(schema->arena, types[i]));
    return lg_schema_map(schema, "type", list);
}

static const struct lg_shape operators_shape = {
    .kind = LG_SHAPE_MADE, .name = "operators", .make = make_operators};
static const struct lg_shape literal_shape = {.kind = LG_SHAPE_MADE, .make = make_literal};
static const struct lg_shape *const judged[] = {&literal_shape, &operators_shape, NULL};
static const struct lg_shape judged_shape = {.kind = LG_SHAPE_EITHER, .either = judged};

const struct lg_shape lg_expect_shape = {.kind = LG_SHAPE_MAP,
                                         .name = "expectation",
                                         .help = "paths to what stands there: a literal, or "
                                                 "operators",
                                         .of = &judged_shape,
                                         .least = 1};
