#include "matrix/sections.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "matrix/matrix.h"
#include "matrix/strategy.h"

enum { MAX_S = 86400 };

static const struct lg_field preflight_items[] = {
    {.name = "active",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct lg_matrix_preflight, active),
     .help = "devices that are on; all of `devices` unless told"},
    {.name = "last",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct lg_matrix_preflight, last),
     .help = "the device that is the last of the track"},
    {.name = "master_fader",
     .type = LG_FIELD_NUMBER,
     .offset = offsetof(struct lg_matrix_preflight, master_fader_db),
     .min = -HUGE_VAL,
     .max = 6.0,
     .unit = "dB",
     .fallback = "0 dB",
     .help = "where the fader behind the chain stands"},
    {.name = "order",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct lg_matrix_preflight, order),
     .help = "devices that stand in this order"},
};

static const struct lg_fields preflight_fields = {
    .what = "preflight", .items = preflight_items, .count = LG_ARRAY_LEN(preflight_items)};

static const char *const keeps[] = {"all", "best", "failed", "none", NULL};

static const struct lg_field stable_items[] = {
    {.name = "checks",
     .type = LG_FIELD_INT,
     .offset = offsetof(struct lg_matrix_export, stable_checks),
     .min = 1,
     .max = 1000,
     .fallback = "3",
     .help = "so many times in a row size and time are the same"},
    {.name = "every",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct lg_matrix_export, stable_every_ns),
     .min = 0.001,
     .max = 3600,
     .fallback = "500ms",
     .help = "the time between"},
};

static const struct lg_fields stable_fields = {
    .what = "stable", .items = stable_items, .count = LG_ARRAY_LEN(stable_items)};

struct export_keys {
    struct lg_matrix_export export;
    const struct lg_node *stable;
};

static const struct lg_field export_items[] = {
    {.name = "file",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct export_keys, export.file),
     .help = "where a render is copied to: {id} and {matrix} are filled in"},
    {.name = "keep",
     .type = LG_FIELD_ENUM,
     .offset = offsetof(struct export_keys, export.keep),
     .choices = keeps,
     .fallback = "best",
     .help = "which renders stay: all best failed none"},
    {.name = "keep_runs",
     .type = LG_FIELD_INT,
     .offset = offsetof(struct export_keys, export.keep_runs),
     .min = 0,
     .max = 100000,
     .help = "renders of so many runs stay; 0: of all"},
    {.name = "length",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct export_keys, export.length_ns),
     .min = 0.001,
     .max = MAX_S,
     .help = "how long a render is: another length is a failed point"},
    {.name = "mode",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct export_keys, export.mode),
     .help = "how a render is made; the project's way unless told"},
    {.name = "overwrite",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct export_keys, export.overwrite),
     .fallback = "false",
     .help = "let `file` replace what is there"},
    {.name = "stable",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct export_keys, stable),
     .help = "when a file counts as complete: {checks: 3, every: 500ms}"},
    {.name = "timeout",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct export_keys, export.timeout_ns),
     .min = 0.001,
     .max = MAX_S,
     .fallback = "600s",
     .help = "the most that a render may take"},
    {.name = "with",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct export_keys, export.with),
     .help = "the mode's own parameters"},
};

static const struct lg_fields export_fields = {
    .what = "export", .items = export_items, .count = LG_ARRAY_LEN(export_items)};

static const struct lg_field improvement_items[] = {
    {.name = "lu",
     .type = LG_FIELD_NUMBER,
     .offset = offsetof(struct lg_matrix_stop, lu),
     .max = 100,
     .min = 0.001,
     .unit = "LU",
     .fallback = "0.2 LU",
     .help = "the miss has to shrink by as much"},
    {.name = "runs",
     .type = LG_FIELD_INT,
     .offset = offsetof(struct lg_matrix_stop, runs),
     .min = 1,
     .max = LG_MATRIX_POINTS_MAX,
     .fallback = "2",
     .help = "over so many points"},
};

static const struct lg_fields improvement_fields = {
    .what = "no_improvement", .items = improvement_items, .count = LG_ARRAY_LEN(improvement_items)};

struct plan_keys {
    const char *kind;
    int64_t seed;
    int64_t count;
    const struct lg_node *start, *phases;
};

static const struct lg_field plan_items[] = {
    {.name = "kind",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct plan_keys, kind),
     .flags = LG_FIELD_MAIN | LG_FIELD_REQUIRED,
     .help = "bisect coordinate grid list optimize random sobol zip"},
    {.name = "count",
     .type = LG_FIELD_INT,
     .offset = offsetof(struct plan_keys, count),
     .min = 1,
     .max = LG_MATRIX_POINTS_MAX,
     .help = "points of random and sobol; the most that a search renders"},
    {.name = "phases",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct plan_keys, phases),
     .help = "of coordinate, in order: {compression: [glue.threshold], limiting: [limiter.gain]}"},
    {.name = "seed",
     .type = LG_FIELD_INT,
     .offset = offsetof(struct plan_keys, seed),
     .min = 0,
     .max = 9007199254740992.0,
     .fallback = "1",
     .help = "of what is drawn by chance; --seed replaces it"},
    {.name = "start",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct plan_keys, start),
     .help = "where a search begins: a value for each axis; the first ones unless told"},
};

static const struct lg_fields plan_fields = {
    .what = "strategy", .items = plan_items, .count = LG_ARRAY_LEN(plan_items)};

int lg_matrix_read_preflight(const struct lg_node *node, struct lg_arena *arena,
                             struct lg_matrix_preflight *out, struct lg_err *err) {
    struct lg_matrix_preflight preflight = {.is_off = false};
    if (node != NULL && node->kind == LG_NODE_SCALAR &&
        (strcmp(node->text, "off") == 0 || strcmp(node->text, "false") == 0)) {
        *out = (struct lg_matrix_preflight){.is_off = true};
        return 0;
    }
    if (lg_fields_read(&preflight_fields, node, arena, &preflight, err) != 0)
        return -1;
    *out = preflight;
    return 0;
}

/* Only {id} and {matrix} mean something, and `{` nothing else. */
static int check_pattern(const struct lg_node *node, struct lg_err *err) {
    static const char *const words[] = {"{id}", "{matrix}"};
    char shown[LG_NODE_QUOTE_MAX];
    for (const char *at = strpbrk(node->text, "{}"); at != NULL; at = strpbrk(at, "{}")) {
        size_t length = 0;
        for (size_t i = 0; i < LG_ARRAY_LEN(words); i++) {
            if (lg_starts_with(at, words[i]))
                length = strlen(words[i]);
        }
        if (length == 0)
            return lg_node_err(node, err, "%s: {id} and {matrix} are filled in, nothing else",
                               lg_node_quote(node, shown));
        at += length;
    }
    return 0;
}

int lg_matrix_read_export(const struct lg_node *node, struct lg_arena *arena,
                          struct lg_matrix_export *out, struct lg_err *err) {
    struct export_keys keys = {0};
    if (lg_fields_read(&export_fields, node, arena, &keys, err) != 0 ||
        lg_fields_read(&stable_fields, keys.stable, arena, &keys.export, err) != 0)
        return -1;
    if (keys.export.file != NULL && check_pattern(lg_node_get(node, "file"), err) != 0)
        return -1;
    *out = keys.export;
    return 0;
}

static int read_improvement(const struct lg_node *node, struct lg_arena *arena,
                            struct lg_matrix_stop *out, struct lg_err *err) {
    static const char *const keys[] = {"no_improvement"};
    if (node->kind != LG_NODE_SCALAR && lg_node_known_keys(node, "stop", keys, 1, err) != 0)
        return -1;
    if (node->kind == LG_NODE_MAP && node->count == 0)
        return lg_node_err(node, err, "stop is all, first_hit or {no_improvement: {lu, runs}}");
    out->rule = LG_STOP_NO_IMPROVEMENT;
    return lg_fields_read(&improvement_fields, lg_node_get(node, keys[0]), arena, out, err);
}

static const char *const stop_rules[] = {"all", "first_hit", "no_improvement"};

int lg_matrix_read_stop(const struct lg_node *node, struct lg_arena *arena,
                        struct lg_matrix_stop *out, struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    char hint[LG_NODE_QUOTE_MAX];
    struct lg_matrix_stop stop = {.rule = LG_STOP_ALL, .place = node};
    size_t rule = 0;
    if (node != NULL && node->kind == LG_NODE_SCALAR) {
        while (rule < LG_ARRAY_LEN(stop_rules) && strcmp(stop_rules[rule], node->text) != 0)
            rule++;
        if (rule == LG_ARRAY_LEN(stop_rules))
            return lg_node_err(node, err, "stop: %s is none of all, first_hit, no_improvement%s",
                               lg_node_quote(node, shown),
                               lg_node_hint(node, stop_rules, LG_ARRAY_LEN(stop_rules), hint));
        stop.rule = (enum lg_matrix_stop_rule)rule;
    }
    bool is_map = node != NULL && node->kind != LG_NODE_SCALAR;
    if ((is_map || stop.rule == LG_STOP_NO_IMPROVEMENT) &&
        read_improvement(node, arena, &stop, err) != 0)
        return -1;
    *out = stop;
    return 0;
}

static int read_phases(const struct lg_node *node, struct lg_arena *arena,
                       struct lg_matrix_plan *out, struct lg_err *err) {
    if (node->kind != LG_NODE_MAP || node->count == 0)
        return lg_node_err(node, err, "phases is a map of names to lists of axes, not %s",
                           lg_node_kind_name(node));
    out->phases = lg_arena_array(arena, node->count, sizeof *out->phases);
    out->num_phases = node->count;
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_field field = {.name = node->entries[i].key->text,
                                       .type = LG_FIELD_TEXTS,
                                       .flags = LG_FIELD_REQUIRED | LG_FIELD_SOME | LG_FIELD_MAIN};
        const struct lg_fields fields = {.what = "phase", .items = &field, .count = 1};
        struct lg_texts keys = {0};
        if (lg_fields_read(&fields, node->entries[i].value, arena, &keys, err) != 0)
            return -1;
        out->phases[i] =
            (struct lg_matrix_phase){.name = field.name, .keys = keys.items, .count = keys.count};
    }
    return 0;
}

static int find_strategy(const struct lg_node *node, const char *kind,
                         const struct lg_strategy **out, struct lg_err *err) {
    enum { MOST = 16 };
    const char *names[MOST];
    size_t count = 0;
    char shown[LG_NODE_QUOTE_MAX];
    char hint[LG_NODE_QUOTE_MAX];
    while (lg_strategies[count] != NULL && count < MOST) {
        names[count] = lg_strategies[count]->name;
        count++;
    }
    *out = lg_strategy_find(kind);
    if (*out != NULL)
        return 0;
    const struct lg_node *place = lg_fields_place(&plan_fields, node);
    return lg_node_err(place, err, "no strategy is called %s%s", lg_node_quote(place, shown),
                       lg_node_hint(place, names, count, hint));
}

int lg_matrix_read_plan(const struct lg_node *node, struct lg_arena *arena,
                        struct lg_matrix_plan *out, struct lg_err *err) {
    struct plan_keys keys = {0};
    struct lg_matrix_plan plan = {.seed = 1, .place = node};
    if (node == NULL) {
        *out = plan;
        return 0;
    }
    if (lg_fields_read(&plan_fields, node, arena, &keys, err) != 0 ||
        find_strategy(node, keys.kind, &plan.strategy, err) != 0 ||
        (keys.phases != NULL && read_phases(keys.phases, arena, &plan, err) != 0))
        return -1;
    plan.seed = (uint64_t)keys.seed;
    plan.count = keys.count;
    plan.start = keys.start;
    *out = plan;
    return 0;
}

/* --- What the sections look like --- */

static struct lg_value *words(struct lg_schema *schema, const char *const *items, size_t count) {
    struct lg_value *list = lg_value_list(schema->arena);
    for (size_t i = 0; i < count; i++)
        lg_value_push(schema->arena, list, lg_value_text(schema->arena, items[i]));
    return lg_schema_map(schema, "enum", list);
}

static struct lg_value *make_off(struct lg_schema *schema) {
    static const char *const off[] = {"off"};
    struct lg_value *map = words(schema, off, LG_ARRAY_LEN(off));
    lg_value_push(schema->arena, lg_value_get(map, "enum"), lg_value_bool(schema->arena, false));
    return map;
}

static const struct lg_shape off_shape = {.kind = LG_SHAPE_MADE, .make = make_off};
static const struct lg_shape checks_shape = {.kind = LG_SHAPE_FIELDS, .fields = &preflight_fields};
static const struct lg_shape *const preflights[] = {&off_shape, &checks_shape, NULL};
const struct lg_shape lg_matrix_preflight_shape = {.kind = LG_SHAPE_EITHER, .either = preflights};

static const struct lg_shape stable_shape = {.kind = LG_SHAPE_FIELDS, .fields = &stable_fields};
static const struct lg_below export_below[] = {{"stable", &stable_shape}, {NULL, NULL}};
const struct lg_shape lg_matrix_export_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &export_fields, .below = export_below};

static struct lg_value *make_rule(struct lg_schema *schema) {
    return words(schema, stop_rules, LG_ARRAY_LEN(stop_rules));
}

static const struct lg_field no_improvement_items[] = {
    {.name = "no_improvement",
     .type = LG_FIELD_NODE,
     .flags = LG_FIELD_REQUIRED,
     .help = "so many points without getting nearer"},
};
static const struct lg_fields no_improvement_fields = {
    .what = "stop", .items = no_improvement_items, .count = LG_ARRAY_LEN(no_improvement_items)};
static const struct lg_shape improvement_shape = {.kind = LG_SHAPE_FIELDS,
                                                  .fields = &improvement_fields};
static const struct lg_below stop_below[] = {{"no_improvement", &improvement_shape}, {NULL, NULL}};
static const struct lg_shape stop_map_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &no_improvement_fields, .below = stop_below};
static const struct lg_shape rule_shape = {.kind = LG_SHAPE_MADE, .make = make_rule};
static const struct lg_shape *const stops[] = {&rule_shape, &stop_map_shape, NULL};
const struct lg_shape lg_matrix_stop_shape = {.kind = LG_SHAPE_EITHER, .either = stops};

static struct lg_value *make_strategy(struct lg_schema *schema) {
    struct lg_value *list = lg_value_list(schema->arena);
    for (size_t i = 0; lg_strategies[i] != NULL; i++)
        lg_value_push(schema->arena, list, lg_value_text(schema->arena, lg_strategies[i]->name));
    return lg_schema_map(schema, "enum", list);
}

static const struct lg_shape strategy_shape = {.kind = LG_SHAPE_MADE, .make = make_strategy};
static const struct lg_below plan_below[] = {{"kind", &strategy_shape}, {NULL, NULL}};
const struct lg_shape lg_matrix_plan_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &plan_fields, .below = plan_below};
