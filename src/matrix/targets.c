#include "matrix/targets.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "conf/unit.h"

static const char *const ops[LG_TARGET_OP__COUNT] = {
    [LG_TARGET_GE] = "ge", [LG_TARGET_GT] = "gt",     [LG_TARGET_LE] = "le",
    [LG_TARGET_LT] = "lt", [LG_TARGET_NEAR] = "near",
};

static int read_number(const struct lg_node *node, bool is_tol, enum lg_metric metric, double *out,
                       struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    const char *unit = lg_metric_unit(metric);
    struct lg_value value = {.kind = LG_VALUE_NULL};
    lg_node_quote(node, shown);
    if (node != NULL && node->kind == LG_NODE_SCALAR)
        value = lg_node_scalar(node);
    if (!lg_value_is_number(&value))
        return lg_node_err(node, err, "%s is judged by a number in %s, not by %s",
                           lg_metric_name(metric), unit, shown);
    double number = lg_value_number(&value);
    if (!isfinite(number))
        return lg_node_err(node, err, "%s is not finite: such a target judges nothing", shown);
    bool fits = is_tol ? lg_unit_fits_tolerance(value.unit, unit) : lg_unit_fits(unit, value.unit);
    if (!fits)
        return lg_node_err(node, err, "%s does not fit: %s is in %s", shown, lg_metric_name(metric),
                           unit);
    *out = number;
    return 0;
}

static int read_near(const struct lg_node *node, struct lg_target_bound *bound,
                     struct lg_err *err) {
    static const char *const keys[] = {"value", "tol"};
    char shown[LG_NODE_QUOTE_MAX];
    if (lg_node_known_keys(node, "near", keys, LG_ARRAY_LEN(keys), err) != 0)
        return -1;
    const struct lg_node *value = lg_node_get(node, "value");
    const struct lg_node *tol = lg_node_get(node, "tol");
    if (value == NULL || tol == NULL)
        return lg_node_err(node, err, "near needs %s", value == NULL ? "value" : "tol");
    if (read_number(value, false, bound->metric, &bound->value, err) != 0 ||
        read_number(tol, true, bound->metric, &bound->below, err) != 0)
        return -1;
    bound->above = bound->below;
    if (bound->below <= 0.0)
        return lg_node_err(tol, err, "tol must be above 0, not %s", lg_node_quote(tol, shown));
    return 0;
}

static int read_bound(const struct lg_entry *entry, enum lg_metric metric, struct lg_targets *out,
                      struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    char hint[LG_NODE_QUOTE_MAX];
    struct lg_target_bound bound = {.metric = metric, .place = entry->key};
    size_t op = 0;
    while (op < LG_ARRAY_LEN(ops) && strcmp(ops[op], entry->key->text) != 0)
        op++;
    if (op == LG_ARRAY_LEN(ops))
        return lg_node_err(entry->key, err, "unknown operator %s in a target: ge gt le lt near%s",
                           lg_node_quote(entry->key, shown),
                           lg_node_hint(entry->key, ops, LG_ARRAY_LEN(ops), hint));
    bound.op = (enum lg_target_op)op;
    int status = bound.op == LG_TARGET_NEAR
                     ? read_near(entry->value, &bound, err)
                     : read_number(entry->value, false, metric, &bound.value, err);
    if (status != 0)
        return -1;
    return lg_targets_add(out, &bound, err);
}

/* What a bound leaves. */
static double low_of(const struct lg_target_bound *bound) {
    if (bound->op == LG_TARGET_NEAR)
        return bound->value - bound->below;
    return bound->op == LG_TARGET_GE || bound->op == LG_TARGET_GT ? bound->value : -HUGE_VAL;
}

static double high_of(const struct lg_target_bound *bound) {
    if (bound->op == LG_TARGET_NEAR)
        return bound->value + bound->above;
    return bound->op == LG_TARGET_LE || bound->op == LG_TARGET_LT ? bound->value : HUGE_VAL;
}

static bool is_open(const struct lg_target_bound *bound) {
    return bound->op == LG_TARGET_GT || bound->op == LG_TARGET_LT;
}

static bool can_meet(const struct lg_targets *targets, enum lg_metric metric) {
    double low = -HUGE_VAL;
    double high = HUGE_VAL;
    bool open = false;
    for (size_t i = 0; i < targets->count; i++) {
        const struct lg_target_bound *bound = &targets->items[i];
        if (bound->metric != metric)
            continue;
        low = fmax(low, low_of(bound));
        high = fmin(high, high_of(bound));
        open |= is_open(bound);
    }
    return low < high || (low == high && !open);
}

static bool has_metric(const struct lg_targets *targets, enum lg_metric metric) {
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].metric == metric)
            return true;
    }
    return false;
}

static int unknown_metric(const struct lg_node *key, struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    char hint[LG_NODE_QUOTE_MAX];
    struct lg_str all = {0};
    lg_node_quote(key, shown);
    lg_node_hint(key, lg_metric_names(), LG_METRIC__COUNT, hint);
    for (size_t i = 0; i < LG_METRIC__COUNT; i++)
        lg_str_printf(&all, "%s %s", i == 0 ? ":" : "", lg_metric_name((enum lg_metric)i));
    int status = lg_node_err(key, err, "no measure is called %s%s", shown,
                             hint[0] != '\0' ? hint : lg_str_text(&all));
    lg_str_dispose(&all);
    return status;
}

static int read_metric(const struct lg_entry *entry, struct lg_targets *out, struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    enum lg_metric metric;
    const struct lg_node *bounds = entry->value;
    lg_node_quote(entry->key, shown);
    if (!lg_metric_find(entry->key->text, &metric))
        return unknown_metric(entry->key, err);
    if (has_metric(out, metric))
        return lg_node_err(entry->key, err, "%s is %s, which has a target already", shown,
                           lg_metric_name(metric));
    if (bounds->kind != LG_NODE_MAP || bounds->count == 0)
        return lg_node_err(
            bounds, err, "a target is a map of operators ({le: -6}, {near: {value, tol}}), not %s",
            lg_node_kind_name(bounds));
    for (size_t i = 0; i < bounds->count; i++) {
        if (read_bound(&bounds->entries[i], metric, out, err) != 0)
            return -1;
    }
    return can_meet(out, metric) ? 0 : lg_node_err(bounds, err, "nothing can meet these bounds");
}

int lg_targets_read(const struct lg_node *node, struct lg_targets *out, struct lg_err *err) {
    struct lg_targets targets = {.count = 0};
    if (node->kind != LG_NODE_MAP)
        return lg_node_err(node, err, "targets is a map of measures, not %s",
                           lg_node_kind_name(node));
    if (node->count == 0)
        return lg_node_err(node, err,
                           "targets is empty: name a measure, or leave it out and say `on_miss: "
                           "pass` for a sweep that only measures");
    for (size_t i = 0; i < node->count; i++) {
        if (read_metric(&node->entries[i], &targets, err) != 0)
            return -1;
    }
    *out = targets;
    return 0;
}

int lg_targets_add(struct lg_targets *targets, const struct lg_target_bound *bound,
                   struct lg_err *err) {
    if (targets->count == LG_TARGETS_MAX)
        return lg_err_set(err, LG_ERR_READ, "more than %d targets", LG_TARGETS_MAX);
    targets->items[targets->count++] = *bound;
    return 0;
}

/* What prints of sound measure, silence left aside; a file of floating point goes beyond full
 * scale. */
static const struct {
    double low, high;
} reach[LG_METRIC__COUNT] = {
    [LG_METRIC_CREST_DB] = {0, 100},           [LG_METRIC_LRA_LU] = {0, 60},
    [LG_METRIC_LUFS_I] = {-100, 10},           [LG_METRIC_LUFS_M_MAX] = {-100, 10},
    [LG_METRIC_LUFS_S_MAX] = {-100, 10},       [LG_METRIC_RMS_DBFS] = {-120, 10},
    [LG_METRIC_SAMPLE_PEAK_DBFS] = {-120, 10}, [LG_METRIC_TRUE_PEAK_DBTP] = {-120, 10},
};

bool lg_target_is_idle(const struct lg_target_bound *bound) {
    const double wide = 20;
    if (bound->op == LG_TARGET_NEAR && fmin(bound->below, bound->above) > wide)
        return true;
    return low_of(bound) <= reach[bound->metric].low && high_of(bound) >= reach[bound->metric].high;
}

void lg_target_print(const struct lg_target_bound *bound, struct lg_str *out) {
    char value[LG_NUMBER_MAX];
    char below[LG_NUMBER_MAX];
    char above[LG_NUMBER_MAX];
    lg_number_write(bound->value, value);
    lg_number_write(bound->below, below);
    lg_number_write(bound->above, above);
    lg_str_printf(out, "%s %s %s", lg_metric_name(bound->metric), ops[bound->op], value);
    if (bound->op == LG_TARGET_NEAR && bound->below == bound->above)
        lg_str_printf(out, " ±%s", below);
    else if (bound->op == LG_TARGET_NEAR)
        lg_str_printf(out, " -%s/+%s", below, above);
    lg_str_printf(out, " %s", lg_metric_unit(bound->metric));
}

double lg_target_beyond(const struct lg_target_bound *bound, const struct lg_result *result) {
    double level = lg_result_level(result, bound->metric);
    if (!result->is_measured || isnan(level))
        return HUGE_VAL;
    return fmax(low_of(bound) - level, level - high_of(bound));
}

double lg_target_miss(const struct lg_target_bound *bound, const struct lg_result *result) {
    /* A sum of decimal fractions may stand a hair beyond a bound that it meets. */
    const double hair = 1e-9;
    double beyond = lg_target_beyond(bound, result);
    if (is_open(bound))
        return beyond < 0.0 ? 0.0 : fmax(beyond, hair);
    return beyond <= hair ? 0.0 : beyond;
}

/* Does the level stand to the bound as it is, when it is cut to so many decimals? */
static bool tells(const struct lg_target_bound *bound, const struct lg_result *result,
                  int decimals) {
    struct lg_result shown = *result;
    double scale = pow(10.0, decimals);
    shown.metrics[bound->metric] = round(result->metrics[bound->metric] * scale) / scale;
    return (lg_target_miss(bound, &shown) == 0.0) == (lg_target_miss(bound, result) == 0.0);
}

void lg_target_show(const struct lg_target_bound *bound, const struct lg_result *result,
                    char out[static LG_NUMBER_MAX]) {
    enum { USUAL = 2, MOST = 9 };
    int decimals = USUAL;
    while (decimals < MOST && !tells(bound, result, decimals))
        decimals++;
    lg_number_fixed(result->metrics[bound->metric], decimals, out);
}

double lg_targets_miss(const struct lg_targets *targets, const struct lg_result *result) {
    double sum = result->is_measured ? 0.0 : HUGE_VAL;
    for (size_t i = 0; i < targets->count; i++)
        sum += lg_target_miss(&targets->items[i], result);
    return sum;
}

bool lg_targets_met(const struct lg_targets *targets, const struct lg_result *result) {
    return targets->count > 0 && lg_targets_miss(targets, result) == 0.0;
}

static double off_of(const struct lg_targets *targets, const struct lg_result *result) {
    double sum = 0.0;
    for (size_t i = 0; i < targets->count; i++) {
        const struct lg_target_bound *bound = &targets->items[i];
        if (bound->op == LG_TARGET_NEAR)
            sum += fabs(lg_result_level(result, bound->metric) - bound->value);
    }
    return sum;
}

bool lg_targets_better(const struct lg_targets *targets, const struct lg_result *a,
                       const struct lg_result *b) {
    double miss_a = lg_targets_miss(targets, a);
    double miss_b = lg_targets_miss(targets, b);
    if (miss_a != miss_b)
        return miss_a < miss_b;
    return isfinite(miss_a) && off_of(targets, a) < off_of(targets, b);
}

const struct lg_target_bound *lg_targets_goal(const struct lg_targets *targets) {
    const struct lg_target_bound *goal = NULL;
    for (size_t i = 0; i < targets->count; i++) {
        const struct lg_target_bound *bound = &targets->items[i];
        if (bound->op != LG_TARGET_NEAR)
            continue;
        if (goal == NULL || (bound->metric == LG_METRIC_LUFS_I && goal->metric != LG_METRIC_LUFS_I))
            goal = bound;
    }
    return goal;
}

/* --- What targets look like --- */

static struct lg_value *near_bound(struct lg_schema *schema) {
    struct lg_value *map = lg_schema_type(schema, "object");
    struct lg_value *properties = lg_value_map(schema->arena);
    struct lg_value *required = lg_value_list(schema->arena);
    static const char *const keys[] = {"value", "tol"};
    for (size_t i = 0; i < LG_ARRAY_LEN(keys); i++) {
        lg_value_put(schema->arena, properties, keys[i], lg_schema_quantity(schema, NULL));
        lg_value_push(schema->arena, required, lg_value_text(schema->arena, keys[i]));
    }
    lg_value_put(schema->arena, map, "properties", properties);
    lg_value_put(schema->arena, map, "required", required);
    lg_value_put(schema->arena, map, "additionalProperties", lg_value_bool(schema->arena, false));
    return map;
}

static struct lg_value *make_bounds(struct lg_schema *schema) {
    struct lg_value *map = lg_schema_type(schema, "object");
    struct lg_value *properties = lg_value_map(schema->arena);
    for (size_t i = 0; i < LG_ARRAY_LEN(ops); i++)
        lg_value_put(schema->arena, properties, ops[i],
                     i == LG_TARGET_NEAR ? near_bound(schema) : lg_schema_quantity(schema, NULL));
    lg_value_put(schema->arena, map, "properties", properties);
    lg_value_put(schema->arena, map, "additionalProperties", lg_value_bool(schema->arena, false));
    lg_value_put(schema->arena, map, "minProperties", lg_value_int(schema->arena, 1));
    return map;
}

static const struct lg_shape bounds_shape = {
    .kind = LG_SHAPE_MADE, .name = "bounds", .make = make_bounds};
const struct lg_shape lg_targets_shape = {.kind = LG_SHAPE_MAP, .of = &bounds_shape, .least = 1};
