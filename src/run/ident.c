#include "run/ident.h"

#include <string.h>

#include "base/suggest.h"
#include "step/scope.h"

static bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

static bool is_letter(char c) {
    return is_lower(c) || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool lg_ident_is_id(const char *text) {
    if (!is_lower(text[0]) && !is_digit(text[0]))
        return false;
    for (const char *c = text; *c != '\0'; c++) {
        if (!is_lower(*c) && !is_digit(*c) && *c != '_' && *c != '-')
            return false;
    }
    return true;
}

bool lg_ident_is_name(const char *text) {
    if (!is_letter(text[0]) && text[0] != '_')
        return false;
    for (const char *c = text; *c != '\0'; c++) {
        if (!is_letter(*c) && !is_digit(*c) && *c != '_' && *c != '-')
            return false;
    }
    return true;
}

/* A tree of a step, and whether its keys are paths into the scope. */
struct part {
    const struct lg_node *node;
    bool has_paths;
};

static bool begins_with_one_of(const char *path, const char *const *names, size_t count) {
    size_t length = strcspn(path, ".");
    for (size_t i = 0; i < count; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], path, length) == 0)
            return true;
    }
    return false;
}

static int unknown_path(const struct lg_node *key, const char *const *names, size_t count,
                        struct lg_err *err) {
    char first[128];
    size_t length = strcspn(key->text, ".");
    if (length >= sizeof first)
        length = sizeof first - 1;
    memcpy(first, key->text, length);
    first[length] = '\0';
    const char *near = lg_suggest(first, names, count);
    if (near == NULL)
        return lg_node_err(key, err, "unknown variable or capture '%s'", first);
    return lg_node_err(key, err, "unknown variable or capture '%s'; did you mean '%s'?", first,
                       near);
}

static int uses_only(const struct part *part, const char *const *names, size_t count,
                     struct lg_err *err) {
    if (part->has_paths) {
        for (size_t i = 0; i < part->node->count; i++) {
            const struct lg_node *key = part->node->entries[i].key;
            if (!begins_with_one_of(key->text, names, count))
                return unknown_path(key, names, count, err);
        }
    }
    return lg_scope_check(part->node, names, count, err);
}

/* Which of the names that aren't made yet is used: the one whose absence makes the part unsound. */
static const char *unmade(const struct lg_idents *names, const struct part *part,
                          struct lg_err *at) {
    const char **items = names->items;
    for (size_t i = names->made; i < names->count; i++) {
        const char *left_out = items[i];
        items[i] = items[names->count - 1];
        int status = uses_only(part, items, names->count - 1, at);
        items[i] = left_out;
        if (status != 0)
            return left_out;
    }
    return NULL;
}

enum { PARTS = 3 };

static void take_apart(const struct lg_plan_step *step, struct part out[static PARTS]) {
    out[0] = (struct part){step->when, true};
    out[1] = (struct part){step->params, false};
    out[2] = (struct part){step->expect, step->is_expect};
}

static bool is_sound(const struct lg_idents *names, const struct part *part) {
    return part->node == NULL || uses_only(part, names->items, names->made, NULL) == 0;
}

bool lg_ident_is_ready(const struct lg_idents *names, const struct lg_plan_step *step) {
    struct part parts[PARTS];
    bool is_ready = true;
    take_apart(step, parts);
    for (size_t i = 0; i < PARTS && is_ready; i++)
        is_ready = is_sound(names, &parts[i]);
    return is_ready;
}

const char *lg_ident_unmade(const struct lg_idents *names, const struct lg_plan_step *step,
                            struct lg_err *at) {
    struct part parts[PARTS];
    const char *name = NULL;
    take_apart(step, parts);
    for (size_t i = 0; i < PARTS && name == NULL; i++) {
        if (!is_sound(names, &parts[i]))
            name = unmade(names, &parts[i], at);
    }
    return name;
}

int lg_ident_check(const struct lg_idents *names, const struct lg_plan_step *step,
                   struct lg_err *err) {
    struct part parts[PARTS];
    struct lg_err at = {0};
    take_apart(step, parts);
    for (size_t i = 0; i < PARTS; i++) {
        if (is_sound(names, &parts[i]))
            continue;
        if (uses_only(&parts[i], names->items, names->count, err) != 0)
            return -1;
        const char *name = unmade(names, &parts[i], &at);
        return lg_err_at(err, LG_ERR_READ, at.source, at.line, at.column,
                         "'%s' is used before it is captured", name);
    }
    return 0;
}
