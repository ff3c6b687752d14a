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
