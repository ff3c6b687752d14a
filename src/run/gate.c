#include "run/gate.h"

#include "base/fs.h"
#include "base/sha256.h"
#include "run/ident.h"
#include "run/steps.h"
#include "step/scope.h"

/* As large as conf reads. */
enum { MAX_FILE_BYTES = 64 * 1024 * 1024 };

struct gate_keys {
    const char *gate;
    const char *name;
    struct lg_texts tags;
    struct lg_texts needs;
    const struct lg_node *vars;
    const struct lg_node *before;
    bool allow_louder;
    int64_t timeout_ns;
    const struct lg_node *steps;
    const struct lg_node *teardown;
};

static const struct lg_field gate_items[] = {
    {.name = "gate",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct gate_keys, gate),
     .flags = LG_FIELD_REQUIRED,
     .help = "the gate's id: a-z 0-9 _ -"},
    {.name = "name",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct gate_keys, name),
     .help = "what it is, for people"},
    {.name = "tags",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct gate_keys, tags),
     .help = "words that --tag selects by"},
    {.name = "needs",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct gate_keys, needs),
     .help = "gates that must have passed before"},
    {.name = "vars",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct gate_keys, vars),
     .help = "variables and their defaults; --var replaces them"},
    {.name = "before",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct gate_keys, before),
     .help = "starts Live where it does not answer: {start: [PROGRAM, ARGUMENT, …], ping: {wait: "
             "180s}}"},
    {.name = "allow_louder",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct gate_keys, allow_louder),
     .fallback = "false",
     .help =
         "let what raises the level (gain, drive, makeup, output, volume, ceiling) go above what "
         "was found"},
    {.name = "timeout",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct gate_keys, timeout_ns),
     .min = LG_STEP_TIMEOUT_MIN_S,
     .max = LG_STEP_TIMEOUT_MAX_S,
     .help = "the most that all steps may take together"},
    {.name = "steps",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct gate_keys, steps),
     .flags = LG_FIELD_REQUIRED,
     .help = "what is done, in order"},
    {.name = "teardown",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct gate_keys, teardown),
     .help = "steps that always run at the end"},
};

static const struct lg_fields gate_fields = {
    .what = "gate", .items = gate_items, .count = LG_ARRAY_LEN(gate_items)};

static int read_text(const struct lg_gate_where *where, struct lg_arena *arena,
                     struct lg_node **root_out, const char **sha256_out, struct lg_err *err) {
    struct lg_str text = {0};
    int status = lg_fs_read(where->path, MAX_FILE_BYTES, &text, err);
    if (status != 0)
        goto out;
    char *hex = lg_arena_alloc(arena, LG_SHA256_HEX);
    lg_sha256_of(lg_str_text(&text), text.length, hex);
    *sha256_out = hex;
    status = lg_conf_parse(lg_str_text(&text), text.length, where->shown, arena, root_out, err);
out:
    lg_str_dispose(&text);
    return status;
}

static int read_vars(const struct lg_node *node, struct lg_arena *arena, struct lg_value **out,
                     struct lg_err *err) {
    if (node == NULL || lg_node_is_null(node)) {
        *out = lg_value_map(arena);
        return 0;
    }
    if (node->kind != LG_NODE_MAP)
        return lg_node_err(node, err, "vars must be a map, not %s", lg_node_kind_name(node));
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_node *key = node->entries[i].key;
        if (!lg_ident_is_name(key->text))
            return lg_node_err(key, err, "'%s' can't be a variable: " LG_IDENT_RULE, key->text);
    }
    if (lg_scope_check(node, NULL, 0, err) != 0)
        return -1;
    *out = lg_node_value(node, arena);
    return 0;
}

static int check_needs(const struct lg_gate_doc *doc, struct lg_err *err) {
    for (size_t i = 0; i < doc->needs.count; i++) {
        if (!lg_ident_is_id(doc->needs.items[i]))
            return lg_node_err(lg_gate_need_node(doc, i), err,
                               "'%s' can't be a gate's id: " LG_IDENT_ID_RULE, doc->needs.items[i]);
    }
    return 0;
}

static bool has_expect(const struct lg_plan_gate *gate) {
    for (size_t i = 0; i < gate->num_steps; i++) {
        const struct lg_plan_step *step = &gate->steps[i];
        if (step->expect != NULL || (step->verb->flags & LG_VERB_JUDGES) != 0)
            return true;
    }
    return false;
}

static int fill(const struct gate_keys *keys, const struct lg_verb *const *verbs,
                struct lg_arena *arena, struct lg_gate_doc *doc, struct lg_err *err) {
    struct lg_plan_gate *gate = &doc->gate;
    if (!lg_ident_is_id(keys->gate))
        return lg_node_err(lg_node_get(gate->place, "gate"), err,
                           "'%s' can't be a gate's id: " LG_IDENT_ID_RULE, keys->gate);
    gate->id = keys->gate;
    gate->name = keys->name;
    gate->tags = keys->tags.items;
    gate->num_tags = keys->tags.count;
    gate->allow_louder = keys->allow_louder;
    gate->timeout_ms = lg_steps_ms(keys->timeout_ns);
    doc->needs = keys->needs;
    doc->needs_node = lg_node_get(gate->place, "needs");
    if (lg_before_read(keys->before, arena, &gate->before, err) != 0)
        return -1;
    if (check_needs(doc, err) != 0 || read_vars(keys->vars, arena, &gate->vars, err) != 0)
        return -1;
    struct lg_steps_lists lists = {.steps = keys->steps, .teardown = keys->teardown};
    if (lg_steps_read(&lists, verbs, arena, gate, err) != 0)
        return -1;
    if (!has_expect(gate))
        return lg_node_err(lg_node_get(gate->place, "steps"), err,
                           "no step of gate '%s' has an expect: nothing would be judged", gate->id);
    return 0;
}

int lg_gate_read(const struct lg_gate_where *where, const struct lg_verb *const *verbs,
                 struct lg_arena *arena, struct lg_gate_doc **out, struct lg_err *err) {
    struct lg_node *root = NULL;
    struct lg_gate_doc *doc = lg_arena_alloc(arena, sizeof *doc);
    if (read_text(where, arena, &root, &doc->gate.sha256, err) != 0)
        return -1;
    doc->gate.source = where->shown;
    doc->gate.place = root;
    doc->real_path = where->real_path;
    if (root->kind != LG_NODE_MAP)
        return lg_node_err(root, err, "a gate file holds a map, not %s", lg_node_kind_name(root));
    if (lg_matrix_is(root))
        return lg_node_err(root, err,
                           "this is a matrix, no gate: run it by its own name, and keep it in a "
                           "folder of its own, as gates/matrices/");
    struct gate_keys keys = {0};
    if (lg_fields_read(&gate_fields, root, arena, &keys, err) != 0 ||
        fill(&keys, verbs, arena, doc, err) != 0)
        return -1;
    *out = doc;
    return 0;
}

const struct lg_node *lg_gate_need_node(const struct lg_gate_doc *doc, size_t index) {
    const struct lg_node *node = doc->needs_node;
    return node->kind == LG_NODE_SEQ && index < node->count ? node->items[index] : node;
}

static const struct lg_shape any_shape = {.kind = LG_SHAPE_ANY};
static const struct lg_shape vars_shape = {.kind = LG_SHAPE_MAP, .of = &any_shape};
static const struct lg_below gate_below[] = {{"vars", &vars_shape},
                                             {"before", &lg_before_shape},
                                             {"steps", &lg_steps_shape},
                                             {"teardown", &lg_steps_shape},
                                             {NULL, NULL}};
const struct lg_shape lg_gate_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &gate_fields, .below = gate_below};
