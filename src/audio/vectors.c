#include "audio/vectors.h"

#include <string.h>

#include "audio/vector_read.h"
#include "conf/field.h"
#include "conf/tree.h"

static const struct {
    const char *name;
    const char *unit;
} quantities[LG_QUANTITY__COUNT] = {
    [LG_QUANTITY_I] = {"I", "LUFS"},
    [LG_QUANTITY_M_MAX] = {"M_max", "LUFS"},
    [LG_QUANTITY_M_MIN] = {"M_min", "LUFS"},
    [LG_QUANTITY_S_MAX] = {"S_max", "LUFS"},
    [LG_QUANTITY_S_MIN] = {"S_min", "LUFS"},
    [LG_QUANTITY_LRA] = {"LRA", "LU"},
    [LG_QUANTITY_SAMPLE_PEAK] = {"SP", "dBFS"},
    [LG_QUANTITY_TRUE_PEAK] = {"TP", "dBTP"},
};

const char *lg_quantity_name(enum lg_quantity quantity) {
    return (unsigned)quantity < LG_QUANTITY__COUNT ? quantities[quantity].name : "?";
}

const char *lg_quantity_unit(enum lg_quantity quantity) {
    return (unsigned)quantity < LG_QUANTITY__COUNT ? quantities[quantity].unit : "?";
}

bool lg_quantity_find(const char *name, enum lg_quantity *out) {
    for (int i = 0; i < LG_QUANTITY__COUNT; i++) {
        if (strcmp(quantities[i].name, name) != 0)
            continue;
        *out = (enum lg_quantity)i;
        return true;
    }
    return false;
}

struct file_params {
    const char *schema;
    const struct lg_node *faults;
    const struct lg_node *sets;
    const struct lg_node *vectors;
};

struct fault_params {
    const char *breaks;
    const char *rule;
};

#define FIELD(owner, key, member, field_type, line)                                                \
    .name = (key), .type = (field_type), .offset = offsetof(struct owner, member), .help = (line)
#define NEEDED(owner, key, member, field_type, line)                                               \
    FIELD(owner, key, member, field_type, line), .flags = LG_FIELD_REQUIRED

static const char *const schemas[] = {"loudness-vectors/2"};
static const struct lg_field file_fields[] = {
    {NEEDED(file_params, "schema", schema, LG_FIELD_TEXT, "which format this is")},
    {NEEDED(file_params, "faults", faults, LG_FIELD_NODE, "rules that meters break")},
    {NEEDED(file_params, "sets", sets, LG_FIELD_NODE, "names of choices of vectors")},
    {NEEDED(file_params, "vectors", vectors, LG_FIELD_NODE, "the signals")},
};
static const struct lg_field fault_fields[] = {
    {NEEDED(fault_params, "breaks", breaks, LG_FIELD_TEXT, "what the meter most likely does")},
    {NEEDED(fault_params, "rule", rule, LG_FIELD_TEXT, "what the standard says, and where")},
};
#undef NEEDED
#undef FIELD

#define KIND(name, what)                                                                           \
    { what, name##_fields, LG_ARRAY_LEN(name##_fields) }
static const struct lg_fields file_kind = KIND(file, "vectors");
static const struct lg_fields fault_kind = KIND(fault, "fault");
#undef KIND

static int read_faults(struct lg_vector_loader *l, const struct lg_node *map) {
    if (lg_vector_need(map, LG_NODE_MAP, "faults", l->err) != 0)
        return -1;
    struct lg_meter_fault *faults = lg_arena_array(l->arena, map->count, sizeof *faults);
    for (size_t i = 0; i < map->count; i++) {
        struct fault_params params = {0};
        if (lg_fields_read(&fault_kind, map->entries[i].value, l->arena, &params, l->err) != 0)
            return -1;
        faults[i] = (struct lg_meter_fault){map->entries[i].key->text, params.breaks, params.rule};
    }
    l->out->faults = faults;
    l->out->num_faults = map->count;
    return 0;
}

static int read_vectors(struct lg_vector_loader *l, const struct lg_node *list) {
    if (lg_vector_need(list, LG_NODE_SEQ, "vectors", l->err) != 0)
        return -1;
    for (size_t i = 0; i < list->count; i++)
        if (lg_vector_read(l, list->items[i]) != 0)
            return -1;
    l->out->items = l->items;
    return 0;
}

/* Appends the signals that a name means: one, or a family's. */
static int add_named(const struct lg_vector_loader *l, const struct lg_node *name, size_t *indices,
                     size_t *count) {
    size_t before = *count;
    for (size_t i = 0; i < l->out->count; i++) {
        const char *id = l->items[i].id;
        size_t length = strlen(name->text);
        bool is_member = strncmp(id, name->text, length) == 0 && id[length] == '-' &&
                         strlen(id + length) == 3 && strspn(id + length + 1, "0123456789") == 2;
        if (strcmp(id, name->text) == 0 || is_member)
            indices[(*count)++] = i;
    }
    if (*count == before)
        return lg_node_err(name, l->err, "there is no vector '%s'", name->text);
    return 0;
}

static int read_sets(struct lg_vector_loader *l, const struct lg_node *map) {
    if (lg_vector_need(map, LG_NODE_MAP, "sets", l->err) != 0)
        return -1;
    struct lg_vector_set *sets = lg_arena_array(l->arena, map->count, sizeof *sets);
    for (size_t i = 0; i < map->count; i++) {
        const struct lg_node *names = map->entries[i].value;
        if (lg_vector_need(names, LG_NODE_SEQ, "a set", l->err) != 0)
            return -1;
        size_t *indices =
            lg_arena_array(l->arena, (names->count + 1) * l->out->count, sizeof *indices);
        size_t count = 0;
        for (size_t n = 0; n < names->count; n++) {
            if (names->items[n]->kind != LG_NODE_SCALAR)
                return lg_node_err(names->items[n], l->err, "the name of a vector is wanted");
            if (add_named(l, names->items[n], indices, &count) != 0)
                return -1;
        }
        sets[i] = (struct lg_vector_set){map->entries[i].key->text, indices, count};
    }
    l->out->sets = sets;
    l->out->num_sets = map->count;
    return 0;
}

static int check_schema(const struct lg_node *root, const char *schema, struct lg_err *err) {
    if (strcmp(schema, schemas[0]) == 0)
        return 0;
    return lg_node_err(lg_node_get(root, "schema"), err, "the format '%s' is not '%s'", schema,
                       schemas[0]);
}

int lg_vectors_read(const char *path, struct lg_arena *arena, struct lg_vectors *out,
                    struct lg_err *err) {
    struct lg_vectors vectors = {0};
    struct lg_vector_loader loader = {.arena = arena, .err = err, .out = &vectors};
    struct file_params params = {0};
    struct lg_node *root;
    if (lg_conf_read(path, arena, &root, err) != 0 ||
        lg_fields_read(&file_kind, root, arena, &params, err) != 0 ||
        check_schema(root, params.schema, err) != 0 || read_faults(&loader, params.faults) != 0 ||
        read_vectors(&loader, params.vectors) != 0 || read_sets(&loader, params.sets) != 0)
        return -1;
    *out = vectors;
    return 0;
}

const struct lg_vector_set *lg_vectors_set(const struct lg_vectors *vectors, const char *name) {
    for (size_t i = 0; i < vectors->num_sets; i++)
        if (strcmp(vectors->sets[i].name, name) == 0)
            return &vectors->sets[i];
    return NULL;
}
