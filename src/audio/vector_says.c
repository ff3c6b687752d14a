#include <math.h>
#include <string.h>

#include "audio/vector_parts.h"
#include "audio/vector_read.h"

static int find_fault(const struct lg_vector_loader *l, const struct lg_node *name, size_t *out) {
    const struct lg_vectors *vectors = l->out;
    const char **names = lg_arena_array(l->arena, vectors->num_faults + 1, sizeof *names);
    char hint[LG_NODE_QUOTE_MAX];
    for (size_t i = 0; i < vectors->num_faults; i++) {
        names[i] = vectors->faults[i].id;
        if (strcmp(name->text, names[i]) != 0)
            continue;
        *out = i;
        return 0;
    }
    return lg_node_err(name, l->err, "there is no fault '%s'%s", name->text,
                       lg_node_hint(name, names, vectors->num_faults, hint));
}

static int find_quantity(const struct lg_node *name, enum lg_quantity *out, struct lg_err *err) {
    const char *names[LG_QUANTITY__COUNT];
    char hint[LG_NODE_QUOTE_MAX];
    if (lg_quantity_find(name->text, out))
        return 0;
    for (int i = 0; i < LG_QUANTITY__COUNT; i++)
        names[i] = lg_quantity_name((enum lg_quantity)i);
    return lg_node_err(name, err, "there is no quantity '%s'%s", name->text,
                       lg_node_hint(name, names, LG_QUANTITY__COUNT, hint));
}

/* The tolerance of a quantity: t for both sides, or [-minus, plus]. */
static int read_tolerance(const struct lg_node *tols, const char *name,
                          struct lg_vector_check *check, struct lg_err *err) {
    const struct lg_node *tol = lg_node_get(tols, name);
    double low = -0.1;
    double high = 0.1;
    if (tol != NULL && tol->kind == LG_NODE_SEQ && tol->count == 2) {
        if (lg_vector_number(tol->items[0], 0, &low, err) != 0 ||
            lg_vector_number(tol->items[1], 0, &high, err) != 0)
            return -1;
    } else if (tol != NULL) {
        if (lg_vector_number(tol, 0, &high, err) != 0)
            return -1;
        low = -high;
    }
    if (!(low < 0.0 && high > 0.0 && isfinite(low) && isfinite(high)))
        return lg_node_err(tol, err, "a tolerance has two sides, both greater than 0");
    check->minus = -low;
    check->plus = high;
    return 0;
}

static bool find_want(const struct lg_node *node, enum lg_want *out) {
    static const struct {
        const char *word;
        enum lg_want want;
    } words[] = {
        {"-inf", LG_WANT_NOTHING},
        {"undefined", LG_WANT_UNDEFINED},
        {"error", LG_WANT_REFUSAL},
        {"error_or_-inf", LG_WANT_REFUSAL_OR_NOTHING},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(words) && node->kind == LG_NODE_SCALAR; i++) {
        if (strcmp(node->text, words[i].word) != 0)
            continue;
        *out = words[i].want;
        return true;
    }
    return false;
}

static int read_checks(struct lg_vector_loader *l, const struct lg_vector_says *says, int64_t index,
                       struct lg_vector *vector) {
    const struct lg_node *expect = says->expect;
    if (lg_vector_need(expect, LG_NODE_MAP, "expect", l->err) != 0)
        return -1;
    if (expect->count == 0)
        return lg_node_err(expect, l->err, "expect is empty: such a vector can't fail");
    struct lg_vector_check *checks = lg_arena_array(l->arena, expect->count, sizeof *checks);
    for (size_t i = 0; i < expect->count; i++) {
        const struct lg_entry *entry = &expect->entries[i];
        struct lg_vector_check *check = &checks[i];
        if (find_quantity(entry->key, &check->quantity, l->err) != 0 ||
            read_tolerance(says->tol, entry->key->text, check, l->err) != 0)
            return -1;
        if (!find_want(entry->value, &check->want) &&
            lg_vector_number(entry->value, index, &check->value, l->err) != 0)
            return -1;
    }
    vector->checks = checks;
    vector->num_checks = expect->count;
    return 0;
}

static int read_exact(struct lg_vector_loader *l, const struct lg_node *exact,
                      struct lg_vector *vector) {
    for (int i = 0; i < LG_QUANTITY__COUNT; i++)
        vector->exact[i] = NAN;
    if (exact == NULL)
        return 0;
    if (lg_vector_need(exact, LG_NODE_MAP, "exact", l->err) != 0)
        return -1;
    for (size_t i = 0; i < exact->count; i++) {
        enum lg_quantity quantity;
        if (find_quantity(exact->entries[i].key, &quantity, l->err) != 0 ||
            lg_vector_number(exact->entries[i].value, 0, &vector->exact[quantity], l->err) != 0)
            return -1;
    }
    return 0;
}

/* A number, {at_most: number}, {at0, step}, or in a family a list of one number an index. */
static int read_wrong_value(const struct lg_node *node, const struct lg_vector_member *member,
                            struct lg_wrong *out, struct lg_err *err) {
    const struct lg_node *bound = lg_node_get(node, "at_most");
    out->or_less = bound != NULL && node->count == 1;
    if (out->or_less)
        return lg_vector_number(bound, 0, &out->value, err);
    if (node->kind != LG_NODE_SEQ)
        return lg_vector_number(node, member->index, &out->value, err);
    if (member->nth >= node->count)
        return lg_node_err(node, err, "%zu values do not reach signal %zu", node->count,
                           member->nth + 1);
    return lg_vector_number(node->items[member->nth], 0, &out->value, err);
}

/* wrong: {fault: {quantity: reading}} */
static int read_wrongs(struct lg_vector_loader *l, const struct lg_node *wrong,
                       const struct lg_vector_member *member, struct lg_vector *vector) {
    if (wrong == NULL)
        return 0;
    if (lg_vector_need(wrong, LG_NODE_MAP, "wrong", l->err) != 0)
        return -1;
    struct lg_wrong *wrongs =
        lg_arena_array(l->arena, wrong->count * LG_QUANTITY__COUNT + 1, sizeof *wrongs);
    size_t count = 0;
    for (size_t i = 0; i < wrong->count; i++) {
        const struct lg_node *readings = wrong->entries[i].value;
        size_t fault = 0;
        if (find_fault(l, wrong->entries[i].key, &fault) != 0 ||
            lg_vector_need(readings, LG_NODE_MAP, "a wrong reading", l->err) != 0)
            return -1;
        for (size_t r = 0; r < readings->count; r++) {
            struct lg_wrong *at = &wrongs[count++];
            at->fault = fault;
            if (find_quantity(readings->entries[r].key, &at->quantity, l->err) != 0 ||
                read_wrong_value(readings->entries[r].value, member, at, l->err) != 0)
                return -1;
        }
    }
    vector->wrongs = wrongs;
    vector->num_wrongs = count;
    return 0;
}

int lg_vector_read_says(struct lg_vector_loader *l, const struct lg_vector_says *says,
                        const struct lg_vector_member *member, struct lg_vector *vector) {
    if (read_checks(l, says, member->index, vector) != 0 || read_exact(l, says->exact, vector) != 0)
        return -1;
    return read_wrongs(l, says->wrong, member, vector);
}
