#include "run/steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "run/ident.h"
#include "run/looks.h"
#include "step/expect.h"

/* `expect` is a modifier beside another verb, and the verb itself where it stands alone; that verb
 * has nothing to run. */
static const char expect_name[] = "expect";

struct modifiers {
    const char *id;
    const char *as;
    const struct lg_node *expect;
    int64_t timeout_ns;
    const struct lg_node *when;
};

static const struct lg_field modifier_items[] = {
    {.name = "id",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct modifiers, id),
     .help = "a name of its own, stable in reports"},
    {.name = "as",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct modifiers, as),
     .help = "captures the result under this name"},
    {.name = expect_name,
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct modifiers, expect),
     .help = "what the result must be"},
    {.name = "timeout",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct modifiers, timeout_ns),
     .min = LG_STEP_TIMEOUT_MIN_S,
     .max = LG_STEP_TIMEOUT_MAX_S,
     .help = "the most the step may take"},
    {.name = "when",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct modifiers, when),
     .help = "an expectation about what was captured; not held: the step is skipped"},
};

static const struct lg_fields modifier_fields = {
    .what = "step", .items = modifier_items, .count = LG_ARRAY_LEN(modifier_items)};

int64_t lg_steps_ms(int64_t ns) {
    return (ns + LG_NS_PER_MS - 1) / LG_NS_PER_MS;
}

static bool is_modifier(const char *key) {
    for (size_t i = 0; i < modifier_fields.count; i++) {
        if (strcmp(modifier_items[i].name, key) == 0)
            return true;
    }
    return false;
}

static const struct lg_verb *find_verb(const struct lg_verb *const *verbs, const char *name) {
    while (*verbs != NULL && strcmp((*verbs)->name, name) != 0)
        verbs++;
    return *verbs;
}

static int unknown_key(const struct lg_node *key, const struct lg_verb *const *verbs,
                       struct lg_err *err) {
    const char *known[64];
    size_t count = 0;
    for (size_t i = 0; i < modifier_fields.count; i++)
        known[count++] = modifier_items[i].name;
    for (; *verbs != NULL && count < LG_ARRAY_LEN(known); verbs++)
        known[count++] = (*verbs)->name;
    const char *near = lg_suggest(key->text, known, count);
    if (near == NULL)
        return lg_node_err(key, err, "unknown verb or modifier '%s'", key->text);
    return lg_node_err(key, err, "unknown verb or modifier '%s'; did you mean '%s'?", key->text,
                       near);
}

/* A step's map, taken apart: the entry of its verb, and a map of the modifiers alone. */
struct split {
    const struct lg_verb *verb;
    const struct lg_entry *entry;
    struct lg_node modifiers;
};

static int take_verb(struct split *split, const struct lg_entry *entry,
                     const struct lg_verb *const *verbs, struct lg_err *err) {
    const struct lg_verb *verb = find_verb(verbs, entry->key->text);
    if (verb == NULL)
        return unknown_key(entry->key, verbs, err);
    if (split->verb != NULL)
        return lg_node_err(entry->key, err,
                           "a step has one verb: '%s' stands here already at line %u",
                           split->verb->name, split->entry->key->line);
    split->verb = verb;
    split->entry = entry;
    return 0;
}

static int split_step(const struct lg_node *node, const struct lg_verb *const *verbs,
                      struct lg_arena *arena, struct split *out, struct lg_err *err) {
    if (node->kind != LG_NODE_MAP)
        return lg_node_err(node, err, "a step is a map with one verb, not %s (`- scan:`)",
                           lg_node_kind_name(node));
    *out = (struct split){.modifiers = *node};
    out->modifiers.entries = lg_arena_array(arena, node->count, sizeof *node->entries);
    out->modifiers.count = 0;
    const struct lg_entry *expect = NULL;
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_entry *entry = &node->entries[i];
        if (!is_modifier(entry->key->text)) {
            if (take_verb(out, entry, verbs, err) != 0)
                return -1;
            continue;
        }
        if (strcmp(entry->key->text, expect_name) == 0)
            expect = entry;
        out->modifiers.entries[out->modifiers.count++] = *entry;
    }
    if (out->verb == NULL && expect != NULL)
        return take_verb(out, expect, verbs, err);
    if (out->verb == NULL)
        return lg_node_err(node, err, "a step without a verb");
    return 0;
}

static int check_expect(const struct lg_node *node, const char *what, struct lg_err *err) {
    return node == NULL ? 0 : lg_expect_check(node, what, err);
}

static int check_words(const struct lg_plan_step *step, struct lg_err *err) {
    if (step->id != NULL && !lg_ident_is_id(step->id))
        return lg_node_err(lg_node_get(step->place, "id"), err,
                           "'%s' can't be a step's id: " LG_IDENT_ID_RULE, step->id);
    if (step->as != NULL && !lg_ident_is_name(step->as))
        return lg_node_err(lg_node_get(step->place, "as"), err,
                           "'%s' can't be a capture: " LG_IDENT_RULE, step->as);
    if (step->as != NULL && step->is_expect)
        return lg_node_err(lg_node_get(step->place, "as"), err,
                           "expect has no result that could be captured");
    return 0;
}

/* Checks the parameters, and lets the step take as long as they say. */
static int check_params(struct lg_plan_step *step, bool has_timeout, struct lg_arena *arena,
                        struct lg_err *err) {
    const struct lg_verb *verb = step->verb;
    void *params = lg_arena_alloc(arena, verb->params_size);
    if (lg_fields_check(&verb->fields, step->params, arena, params, err) != 0)
        return -1;
    int64_t takes_ms =
        verb->takes_ns == NULL || has_timeout ? 0 : lg_steps_ms(verb->takes_ns(params));
    if (takes_ms > step->timeout_ms)
        step->timeout_ms = takes_ms;
    if (verb->check == NULL || verb->check(params, err) == 0)
        return 0;
    const struct lg_node *place = lg_fields_place(&verb->fields, step->params);
    return lg_err_place(err, place->source, place->line, place->column);
}

static int read_step(const struct lg_node *node, const struct lg_verb *const *verbs,
                     struct lg_arena *arena, struct lg_plan_step *out, struct lg_err *err) {
    struct split split;
    struct modifiers modifiers = {0};
    if (split_step(node, verbs, arena, &split, err) != 0 ||
        lg_fields_read(&modifier_fields, &split.modifiers, arena, &modifiers, err) != 0)
        return -1;
    bool is_expect = split.verb->run == NULL;
    *out = (struct lg_plan_step){.id = modifiers.id,
                                 .verb = split.verb,
                                 .place = node,
                                 .params = is_expect ? NULL : split.entry->value,
                                 .expect = modifiers.expect,
                                 .when = modifiers.when,
                                 .as = modifiers.as,
                                 .timeout_ms = modifiers.timeout_ns == 0
                                                   ? split.verb->timeout_ms
                                                   : lg_steps_ms(modifiers.timeout_ns),
                                 .is_expect = is_expect};
    if (check_words(out, err) != 0 || check_expect(out->when, "when", err) != 0 ||
        check_expect(out->expect, expect_name, err) != 0 ||
        (is_expect && lg_expect_check_apart(out->expect, err) != 0))
        return -1;
    return is_expect ? 0 : check_params(out, modifiers.timeout_ns != 0, arena, err);
}

static int read_list(const struct lg_node *list, const struct lg_verb *const *verbs,
                     struct lg_arena *arena, struct lg_plan_step *out, struct lg_err *err) {
    for (size_t i = 0; i < list->count; i++) {
        if (read_step(list->items[i], verbs, arena, &out[i], err) != 0)
            return -1;
    }
    return 0;
}

/* A word of the gate that must be there only once, and where it stands. */
struct word {
    const char *text;
    const struct lg_node *place;
};

static int by_text_then_place(const void *a, const void *b) {
    const struct word *left = a;
    const struct word *right = b;
    int order = strcmp(left->text, right->text);
    if (order != 0)
        return order;
    if (left->place->line != right->place->line)
        return left->place->line < right->place->line ? -1 : 1;
    return left->place->column < right->place->column ? -1
                                                      : left->place->column > right->place->column;
}

/* Sorts the words; of those that stand twice the earliest in the file is refused. */
static int check_unique(struct word *words, size_t count, const char *what, struct lg_err *err) {
    const struct word *again = NULL;
    qsort(words, count, sizeof *words, by_text_then_place);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(words[i - 1].text, words[i].text) == 0 &&
            (again == NULL || words[i].place->line < again->place->line))
            again = &words[i];
    }
    if (again == NULL)
        return 0;
    return lg_node_err(again->place, err, "duplicate %s '%s'; the first stands at line %u", what,
                       again->text, again[-1].place->line);
}

static int find_word(const void *key, const void *item) {
    return strcmp(key, ((const struct word *)item)->text);
}

/* Checks the ids that were given, then gives the others theirs: scan, scan-2, … */
static int give_ids(struct lg_plan_gate *gate, struct lg_arena *arena, struct lg_err *err) {
    size_t total = gate->num_steps + gate->num_teardown;
    struct word *given = lg_arena_array(arena, total, sizeof *given);
    size_t count = 0;
    for (size_t i = 0; i < total; i++) {
        struct lg_plan_step *step = &gate->steps[i];
        if (step->id != NULL)
            given[count++] = (struct word){step->id, lg_node_get(step->place, "id")};
    }
    if (check_unique(given, count, "step id", err) != 0)
        return -1;
    struct tally {
        const struct lg_verb *verb;
        size_t used;
    } *tallies = lg_arena_array(arena, total, sizeof *tallies);
    for (size_t i = 0; i < total; i++) {
        struct lg_plan_step *step = &gate->steps[i];
        if (step->id != NULL)
            continue;
        struct tally *tally = tallies;
        while (tally->verb != NULL && tally->verb != step->verb)
            tally++;
        tally->verb = step->verb;
        do {
            tally->used++;
            step->id = tally->used == 1
                           ? step->verb->name
                           : lg_arena_printf(arena, "%s-%zu", step->verb->name, tally->used);
        } while (bsearch(step->id, given, count, sizeof *given, find_word) != NULL);
    }
    return 0;
}

/* The gate's variables, then its captures in the order of the steps that make them. */
static int collect_names(const struct lg_plan_gate *gate, struct lg_arena *arena,
                         struct lg_idents *out, struct lg_err *err) {
    size_t total = gate->num_steps + gate->num_teardown;
    size_t num_vars = gate->vars->as.map.count;
    struct word *words = lg_arena_array(arena, num_vars + total, sizeof *words);
    *out = (struct lg_idents){.items = lg_arena_array(arena, num_vars + total, sizeof *out->items),
                              .made = num_vars};
    const struct lg_node *vars = lg_node_get(gate->place, "vars");
    for (size_t i = 0; i < num_vars; i++)
        words[out->count++] = (struct word){vars->entries[i].key->text, vars->entries[i].key};
    for (size_t i = 0; i < total; i++) {
        const struct lg_plan_step *step = &gate->steps[i];
        if (step->as != NULL)
            words[out->count++] = (struct word){step->as, lg_node_get(step->place, "as")};
    }
    for (size_t i = 0; i < out->count; i++)
        out->items[i] = words[i].text;
    return check_unique(words, out->count, "name", err);
}

static int check_names(const struct lg_plan_gate *gate, struct lg_arena *arena,
                       struct lg_err *err) {
    struct lg_idents names;
    if (collect_names(gate, arena, &names, err) != 0)
        return -1;
    for (size_t i = 0; i < gate->num_steps + gate->num_teardown; i++) {
        if (lg_ident_check(&names, &gate->steps[i], err) != 0)
            return -1;
        names.made += gate->steps[i].as != NULL;
    }
    return 0;
}

static int check_list(const struct lg_node *list, const char *what, struct lg_err *err) {
    if (list->kind != LG_NODE_SEQ && !lg_node_is_null(list))
        return lg_node_err(list, err, "%s must be a list, not %s", what, lg_node_kind_name(list));
    if (list->count == 0)
        return lg_node_err(list, err, "%s is empty", what);
    return 0;
}

int lg_steps_read(const struct lg_steps_lists *lists, const struct lg_verb *const *verbs,
                  struct lg_arena *arena, struct lg_plan_gate *gate, struct lg_err *err) {
    if (check_list(lists->steps, "steps", err) != 0)
        return -1;
    if (lists->teardown != NULL && check_list(lists->teardown, "teardown", err) != 0)
        return -1;
    gate->num_steps = lists->steps->count;
    gate->num_teardown = lists->teardown == NULL ? 0 : lists->teardown->count;
    gate->steps = lg_arena_array(arena, gate->num_steps + gate->num_teardown, sizeof *gate->steps);
    gate->teardown = gate->steps + gate->num_steps;
    if (read_list(lists->steps, verbs, arena, gate->steps, err) != 0)
        return -1;
    if (lists->teardown != NULL &&
        read_list(lists->teardown, verbs, arena, gate->teardown, err) != 0)
        return -1;
    if (give_ids(gate, arena, err) != 0)
        return -1;
    return check_names(gate, arena, err) != 0 ? -1 : lg_looks_check(gate, err);
}

/* --- What a step looks like --- */

static const struct lg_below modifier_below[] = {
    {expect_name, &lg_expect_shape}, {"when", &lg_expect_shape}, {NULL, NULL}};

/* Strict readers (ajv's strictRequired) want to see beside it what is required. */
static struct lg_value *require(struct lg_schema *schema, const char *key) {
    struct lg_value *list = lg_value_list(schema->arena);
    struct lg_value *properties = lg_value_map(schema->arena);
    lg_value_push(schema->arena, list, lg_value_text(schema->arena, key));
    lg_value_put(schema->arena, properties, key, lg_value_bool(schema->arena, true));
    struct lg_value *map = lg_schema_map(schema, "required", list);
    lg_value_put(schema->arena, map, "properties", properties);
    return map;
}

/* One verb, or `expect` and none. */
static struct lg_value *one_verb(struct lg_schema *schema) {
    struct lg_value *each = lg_value_list(schema->arena);
    struct lg_value *verbs = lg_value_list(schema->arena);
    for (const struct lg_verb *const *verb = lg_verbs; *verb != NULL; verb++) {
        if ((*verb)->run == NULL)
            continue;
        lg_value_push(schema->arena, each, require(schema, (*verb)->name));
        lg_value_push(schema->arena, verbs, require(schema, (*verb)->name));
    }
    struct lg_value *alone = require(schema, expect_name);
    lg_value_put(schema->arena, alone, "not", lg_schema_map(schema, "anyOf", verbs));
    lg_value_push(schema->arena, each, alone);
    return each;
}

static struct lg_value *make_step(struct lg_schema *schema) {
    bool may_defer = schema->may_defer;
    struct lg_value *map = lg_schema_fields(schema, &modifier_fields, modifier_below);
    /* Without anything required that is either a map or null, which no step is. */
    map = lg_value_at(lg_value_get(map, "anyOf"), 0);
    struct lg_value *properties = lg_value_get(map, "properties");
    schema->may_defer = true;
    for (const struct lg_verb *const *verb = lg_verbs; *verb != NULL; verb++) {
        if ((*verb)->run == NULL)
            continue;
        struct lg_value *params = lg_schema_fields(schema, &(*verb)->fields, NULL);
        lg_value_put(schema->arena, params, "description",
                     lg_value_text(schema->arena, (*verb)->help));
        lg_value_put(schema->arena, properties, (*verb)->name, params);
    }
    schema->may_defer = may_defer;
    lg_value_put(schema->arena, map, "oneOf", one_verb(schema));
    return map;
}

static const struct lg_shape step_shape = {
    .kind = LG_SHAPE_MADE, .name = "step", .make = make_step};
const struct lg_shape lg_steps_shape = {.kind = LG_SHAPE_LIST, .of = &step_shape, .least = 1};
