#include "sim/fault.h"

#include <assert.h>
#include <string.h>

#include "base/number.h"
#include "conf/tree.h"
#include "sim/shapes.h"

static const char *const kind_names[LG_SIM_FAULT__COUNT] = {
    [LG_SIM_FAULT_LOSE_REQUEST] = "lose_request",
    [LG_SIM_FAULT_DUPLICATE_REQUEST] = "duplicate_request",
    [LG_SIM_FAULT_DELAY_REQUEST] = "delay_request",
    [LG_SIM_FAULT_REORDER_REQUEST] = "reorder_request",
    [LG_SIM_FAULT_LOSE_REPLY] = "lose_reply",
    [LG_SIM_FAULT_DUPLICATE_REPLY] = "duplicate_reply",
    [LG_SIM_FAULT_DELAY_REPLY] = "delay_reply",
    [LG_SIM_FAULT_REORDER_REPLY] = "reorder_reply",
    [LG_SIM_FAULT_FOREIGN_ADDRESS] = "foreign_address",
    [LG_SIM_FAULT_FOREIGN_INDEX] = "foreign_index",
    [LG_SIM_FAULT_FOREIGN_SOURCE] = "foreign_source",
    [LG_SIM_FAULT_STALL] = "stall",
    [LG_SIM_FAULT_RESTART] = "restart",
    [LG_SIM_FAULT_STALE_PRINT] = "stale_print",
    [LG_SIM_FAULT_MISSING_PRINT] = "missing_print",
    [LG_SIM_FAULT_TORN_PRINT] = "torn_print",
    [LG_SIM_FAULT_SHORT_PRINT] = "short_print",
    [LG_SIM_FAULT_SILENT_PRINT] = "silent_print",
    [LG_SIM_FAULT_DRY_PRINT] = "dry_print",
    [LG_SIM_FAULT_DEAF] = "deaf",
    [LG_SIM_FAULT_NORMALISED] = "normalised",
};

const char *lg_sim_fault_name(enum lg_sim_fault fault) {
    return (unsigned)fault < LG_SIM_FAULT__COUNT ? kind_names[fault] : "?";
}

/* The n-th number of splitmix64 (Steele, Lea, Flood 2014; constants of Vigna's splitmix64.c). */
static uint64_t draw(uint64_t seed, uint64_t n) {
    uint64_t z = seed + n * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 0 ≤ x < 1, of 53 bits, so that it is exact in a double. */
static double fraction(uint64_t bits) {
    return (double)(bits >> 11) * 0x1p-53;
}

bool lg_sim_fault_strikes(struct lg_sim_faults *faults, enum lg_sim_fault fault) {
    assert((unsigned)fault < LG_SIM_FAULT__COUNT);
    const struct lg_sim_fault_rule *rule = &faults->rules[fault];
    uint64_t occasion = ++faults->occasions[fault];
    if (occasion <= rule->after || (rule->at_most > 0 && faults->counts[fault] >= rule->at_most) ||
        fraction(draw(draw(faults->seed, (uint64_t)fault + 1), occasion)) >= rule->rate)
        return false;
    faults->counts[fault]++;
    return true;
}

int lg_sim_fault_ticks(const struct lg_sim_faults *faults, enum lg_sim_fault fault) {
    assert((unsigned)fault < LG_SIM_FAULT__COUNT);
    return faults->rules[fault].ticks > 0 ? faults->rules[fault].ticks : 1;
}

int lg_sim_faults_ticks(const struct lg_sim_faults *faults) {
    static const enum lg_sim_fault delays[] = {LG_SIM_FAULT_DELAY_REQUEST,
                                               LG_SIM_FAULT_DELAY_REPLY};
    static const enum lg_sim_fault others[] = {
        LG_SIM_FAULT_DUPLICATE_REQUEST, LG_SIM_FAULT_DUPLICATE_REPLY, LG_SIM_FAULT_REORDER_REQUEST,
        LG_SIM_FAULT_REORDER_REPLY};
    int ticks = 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(others); i++)
        ticks = faults->rules[others[i]].rate > 0 ? 1 : ticks;
    for (size_t i = 0; i < LG_ARRAY_LEN(delays); i++) {
        int delayed = lg_sim_fault_ticks(faults, delays[i]) + 1;
        if (faults->rules[delays[i]].rate > 0 && delayed > ticks)
            ticks = delayed;
    }
    return ticks;
}

struct rule_fields {
    double rate;
    int64_t after, at_most, ticks;
};

static const struct lg_field rule_field_items[] = {
    {"rate", LG_FIELD_NUMBER, offsetof(struct rule_fields, rate), LG_FIELD_MAIN, 0, 1, NULL, NULL,
     "1", "probability per occasion"},
    {"after", LG_FIELD_INT, offsetof(struct rule_fields, after), 0, 0, 1e9, NULL, NULL, "0",
     "occasions that pass unharmed first"},
    {"at_most", LG_FIELD_INT, offsetof(struct rule_fields, at_most), 0, 0, 1e9, NULL, NULL, "0",
     "how often it happens; 0: without end"},
    {"ticks", LG_FIELD_INT, offsetof(struct rule_fields, ticks), 0, 1, 1e6, NULL, NULL, "1",
     "length of a delay or a stall"},
};
static const struct lg_fields rule_fields = {"fault", rule_field_items,
                                             LG_ARRAY_LEN(rule_field_items)};

static const struct lg_field deaf_field_items[] = {
    {"names", LG_FIELD_TEXTS, 0, LG_FIELD_MAIN | LG_FIELD_REQUIRED, 0, 0, NULL, NULL, NULL,
     "TRACK/DEVICE/PARAMETER"},
};
static const struct lg_fields deaf_fields = {"fault", deaf_field_items,
                                             LG_ARRAY_LEN(deaf_field_items)};

static int read_rule(const struct lg_node *node, struct lg_arena *arena,
                     struct lg_sim_fault_rule *out, struct lg_err *err) {
    struct rule_fields fields = {0};
    if (lg_fields_read(&rule_fields, node, arena, &fields, err) != 0)
        return -1;
    *out = (struct lg_sim_fault_rule){.rate = fields.rate,
                                      .after = (uint64_t)fields.after,
                                      .at_most = (uint64_t)fields.at_most,
                                      .ticks = (int)fields.ticks};
    return 0;
}

static int add_names(const struct lg_node *node, struct lg_arena *arena, struct lg_texts *names,
                     struct lg_err *err) {
    struct lg_texts more = {0};
    if (lg_fields_read(&deaf_fields, node, arena, &more, err) != 0)
        return -1;
    const char **all = lg_arena_array(arena, names->count + more.count, sizeof *all);
    for (size_t i = 0; i < names->count; i++)
        all[i] = names->items[i];
    for (size_t i = 0; i < more.count; i++)
        all[names->count + i] = more.items[i];
    *names = (struct lg_texts){all, names->count + more.count};
    return 0;
}

static int read_seed(const struct lg_node *node, uint64_t *out, struct lg_err *err) {
    int64_t seed;
    char quote[LG_NODE_QUOTE_MAX];
    if (node->kind != LG_NODE_SCALAR ||
        !lg_number_read_int((struct lg_view){node->text, node->length}, &seed))
        return lg_node_err(node, err, "the seed must be a whole number, this is %s",
                           lg_node_quote(node, quote));
    *out = (uint64_t)seed;
    return 0;
}

static int read_entry(const struct lg_entry *entry, struct lg_arena *arena,
                      struct lg_sim_faults *faults, struct lg_err *err) {
    size_t fault = 0;
    if (strcmp(entry->key->text, "seed") == 0)
        return read_seed(entry->value, &faults->seed, err);
    while (strcmp(entry->key->text, kind_names[fault]) != 0)
        fault++;
    if (fault == LG_SIM_FAULT_DEAF)
        return add_names(entry->value, arena, &faults->deaf, err);
    if (fault == LG_SIM_FAULT_NORMALISED)
        return add_names(entry->value, arena, &faults->normalised, err);
    return read_rule(entry->value, arena, &faults->rules[fault], err);
}

int lg_sim_faults_read(const struct lg_node *node, struct lg_arena *arena,
                       struct lg_sim_faults *faults, struct lg_err *err) {
    const char *known[LG_SIM_FAULT__COUNT + 1];
    struct lg_sim_faults read = *faults;
    memcpy(known, kind_names, sizeof kind_names);
    known[LG_SIM_FAULT__COUNT] = "seed";
    if (lg_node_known_keys(node, "list of faults", known, LG_ARRAY_LEN(known), err) != 0)
        return -1;
    for (size_t i = 0; i < node->count; i++)
        if (read_entry(&node->entries[i], arena, &read, err) != 0)
            return -1;
    *faults = read;
    return 0;
}

int lg_sim_faults_add(const char *spec, struct lg_arena *arena, struct lg_sim_faults *faults,
                      struct lg_err *err) {
    struct lg_node *node = NULL;
    struct lg_err why = {0};
    const char *equals = strchr(spec, '=');
    size_t length = equals == NULL ? strlen(spec) : (size_t)(equals - spec);
    char *text =
        lg_arena_printf(arena, "%.*s: %s", (int)length, spec, equals == NULL ? "" : equals + 1);
    if (lg_conf_parse(text, strlen(text), "fault", arena, &node, &why) != 0 ||
        lg_sim_faults_read(node, arena, faults, &why) != 0)
        return lg_err_set(err, LG_ERR_USAGE, "fault '%s': %s", spec, why.text);
    return 0;
}

/* --- What the faults of a set look like --- */

static const struct lg_shape rule_shape = {
    .kind = LG_SHAPE_FIELDS, .name = "fault", .fields = &rule_fields};
static const struct lg_shape deaf_shape = {
    .kind = LG_SHAPE_FIELDS, .name = "deaf", .fields = &deaf_fields};

static struct lg_value *make_faults(struct lg_schema *schema) {
    struct lg_value *map = lg_schema_type(schema, "object");
    struct lg_value *properties = lg_value_map(schema->arena);
    for (size_t i = 0; i < LG_SIM_FAULT__COUNT; i++) {
        bool is_names = i == LG_SIM_FAULT_DEAF || i == LG_SIM_FAULT_NORMALISED;
        lg_value_put(schema->arena, properties, kind_names[i],
                     lg_schema_of(schema, is_names ? &deaf_shape : &rule_shape));
    }
    lg_value_put(schema->arena, properties, "seed", lg_schema_type(schema, "integer"));
    lg_value_put(schema->arena, map, "properties", properties);
    lg_value_put(schema->arena, map, "additionalProperties", lg_value_bool(schema->arena, false));
    return map;
}

const struct lg_shape lg_sim_faults_shape = {.kind = LG_SHAPE_MADE, .make = make_faults};
