#include "matrix/axis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/suggest.h"
#include "conf/field.h"
#include "conf/unit.h"

/* How finely a range without step is cut: into this many steps at the most. */
enum { OPEN_STEPS = 1000 };

enum scale { SCALE_LINEAR, SCALE_LOG };

static const char *const scales[] = {"linear", "log", NULL};

struct range_keys {
    const struct lg_node *from, *to, *step;
    int64_t count;
    int scale;
};

static const struct lg_field range_items[] = {
    {.name = "from",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct range_keys, from),
     .flags = LG_FIELD_REQUIRED,
     .help = "the first value"},
    {.name = "to",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct range_keys, to),
     .flags = LG_FIELD_REQUIRED,
     .help = "the last value"},
    {.name = "step",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct range_keys, step),
     .help = "how far apart, above 0"},
    {.name = "count",
     .type = LG_FIELD_INT,
     .offset = offsetof(struct range_keys, count),
     .min = 2,
     .max = LG_AXIS_COUNT_MAX,
     .help = "how many, instead of step"},
    {.name = "scale",
     .type = LG_FIELD_ENUM,
     .offset = offsetof(struct range_keys, scale),
     .choices = scales,
     .fallback = "linear",
     .help = "linear, or log: equal ratios; with count"},
};

static const struct lg_fields range_fields = {
    .what = "range", .items = range_items, .count = LG_ARRAY_LEN(range_items)};

static int no_twins(const struct lg_node *node, const struct lg_setting *items, size_t count,
                    struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (lg_setting_eq(&items[i], &items[k]))
                return lg_node_err(node->items[i], err,
                                   "%s stands on the axis twice: two points would be the same",
                                   lg_node_quote(node->items[i], shown));
        }
    }
    return 0;
}

static int read_list(const struct lg_node *node, const char *unit, struct lg_arena *arena,
                     struct lg_axis *out, struct lg_err *err) {
    /* Each is compared with all before it. */
    enum { LIST_MAX = 10000 };
    char shown[LG_NODE_QUOTE_MAX];
    char first[LG_NODE_QUOTE_MAX];
    if (node->count == 0)
        return lg_node_err(node, err, "an axis needs values: the list is empty");
    if (node->count > LIST_MAX)
        return lg_node_err(node, err, "%zu values on one axis: at most %d", node->count, LIST_MAX);
    struct lg_setting *items = lg_arena_array(arena, node->count, sizeof *items);
    for (size_t i = 0; i < node->count; i++) {
        if (lg_setting_read(node->items[i], unit, &items[i], err) != 0)
            return -1;
        if (!lg_setting_fits(&items[0], &items[i]))
            return lg_node_err(node->items[i], err,
                               "%s does not fit the axis's first value, %s: all are in one unit",
                               lg_node_quote(node->items[i], shown),
                               lg_node_quote(node->items[0], first));
    }
    if (no_twins(node, items, node->count, err) != 0)
        return -1;
    out->items = items;
    out->count = node->count;
    return 0;
}

static int read_end(const struct lg_node *node, const char *unit, struct lg_setting *out,
                    struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    if (lg_setting_read(node, unit, out, err) != 0)
        return -1;
    if (out->kind != LG_SETTING_NUMBER)
        return lg_node_err(node, err, "a range has numbers at its ends, not %s",
                           lg_node_quote(node, shown));
    return 0;
}

static int read_ends(const struct range_keys *keys, const char *unit, struct lg_axis *out,
                     struct lg_err *err) {
    struct lg_setting from;
    struct lg_setting to;
    char shown[LG_NODE_QUOTE_MAX];
    char first[LG_NODE_QUOTE_MAX];
    if (read_end(keys->from, unit, &from, err) != 0 || read_end(keys->to, unit, &to, err) != 0)
        return -1;
    if (!lg_setting_fits(&from, &to))
        return lg_node_err(keys->to, err,
                           "%s does not fit the range's first value, %s: both are in one unit",
                           lg_node_quote(keys->to, shown), lg_node_quote(keys->from, first));
    out->unit = from.unit;
    out->from = from.number;
    out->to = lg_unit_convert(to.number, to.unit, from.unit);
    out->is_log = keys->scale == SCALE_LOG;
    if (out->from == out->to)
        return lg_node_err(keys->to, err,
                           "a range from %s to itself has one value: that is a "
                           "constant",
                           lg_node_quote(keys->to, shown));
    if (out->is_log && (out->from <= 0.0 || out->to <= 0.0))
        return lg_node_err(out->from <= 0.0 ? keys->from : keys->to, err,
                           "a logarithmic range needs ends above 0");
    return 0;
}

/* The power of ten, or twice or five times one, that is not less than `step`. */
static double nice_above(double step) {
    double power = pow(10.0, floor(log10(step)));
    static const double factors[] = {1.0, 2.0, 5.0, 10.0};
    for (size_t i = 0; i < LG_ARRAY_LEN(factors); i++) {
        if (factors[i] * power >= step * (1.0 - 1e-9))
            return factors[i] * power;
    }
    return step;
}

static int set_step(const struct lg_node *place, double step, struct lg_axis *out,
                    struct lg_err *err) {
    double span = fabs(out->to - out->from);
    double count = floor(span / step + 1e-9) + 1.0;
    if (count < 2.0)
        return lg_node_err(place, err, "the step is longer than the range");
    if (count > LG_AXIS_COUNT_MAX)
        return lg_node_err(place, err, "the step gives more than %d values", LG_AXIS_COUNT_MAX);
    out->count = (uint64_t)count;
    out->step = out->to < out->from ? -step : step;
    return 0;
}

static int read_step(const struct lg_node *node, const char *unit, struct lg_axis *out,
                     struct lg_err *err) {
    struct lg_setting step;
    char shown[LG_NODE_QUOTE_MAX];
    const struct lg_setting from = {.kind = LG_SETTING_NUMBER, .unit = out->unit};
    if (read_end(node, unit, &step, err) != 0)
        return -1;
    lg_node_quote(node, shown);
    /* The range's unit stands for a bare step. */
    if (step.unit == NULL)
        step.unit = out->unit;
    if (!lg_setting_fits(&from, &step))
        return lg_node_err(node, err, "%s does not fit the range's unit", shown);
    double size = lg_unit_convert(step.number, step.unit, out->unit);
    if (size <= 0.0)
        return lg_node_err(node, err,
                           "the step %s must be above 0; a range goes down where 'to' "
                           "is below 'from'",
                           shown);
    return set_step(node, size, out, err);
}

static int read_range(const struct lg_node *node, const char *unit, struct lg_arena *arena,
                      struct lg_axis *out, struct lg_err *err) {
    struct range_keys keys = {0};
    if (lg_fields_read(&range_fields, node, arena, &keys, err) != 0 ||
        read_ends(&keys, unit, out, err) != 0)
        return -1;
    if (keys.step != NULL && keys.count != 0)
        return lg_node_err(keys.step, err, "step and count: one of them says it");
    if (keys.step != NULL && out->is_log)
        return lg_node_err(keys.step, err, "a logarithmic range has a count, not a step");
    if (keys.step != NULL)
        return read_step(keys.step, unit, out, err);
    out->is_open = keys.count == 0;
    out->count = keys.count == 0 ? OPEN_STEPS + 1 : (uint64_t)keys.count;
    if (out->is_log)
        return 0;
    double span = fabs(out->to - out->from);
    if (out->is_open)
        return set_step(node, nice_above(span / OPEN_STEPS), out, err);
    out->step = (out->to - out->from) / (double)(out->count - 1);
    return 0;
}

int lg_axis_read(const struct lg_node *node, const char *unit, struct lg_arena *arena,
                 struct lg_axis *out, struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    struct lg_axis axis = {.param = out->param, .place = node};
    int status = -1;
    if (node->kind == LG_NODE_SEQ)
        status = read_list(node, unit, arena, &axis, err);
    else if (node->kind == LG_NODE_MAP)
        status = read_range(node, unit, arena, &axis, err);
    else
        return lg_node_err(node, err,
                           "an axis is a list or a range {from, to, step}, not %s; one value "
                           "stands under constants",
                           lg_node_quote(node, shown));
    if (status == 0)
        *out = axis;
    return status;
}

/* Rounded to so many digits of what is as large as `scale`: 0.1 * 3 is 0.3. */
static double tidy(double number, double scale, int digits) {
    int places = digits - (int)ceil(log10(scale));
    double unit = pow(10.0, abs(places));
    /* Whole powers of ten are exact, their inverses are not. */
    double clean = places >= 0 ? round(number * unit) / unit : round(number / unit) * unit;
    return isfinite(clean) ? clean + 0.0 : number;
}

static double range_at(const struct lg_axis *axis, uint64_t step) {
    double scale = fmax(fabs(axis->from), fabs(axis->to));
    if (!axis->is_log)
        return tidy(axis->from + (double)step * axis->step, scale, 12);
    if (step == 0)
        return axis->from;
    if (step + 1 == axis->count)
        return axis->to;
    double way = (double)step / (double)(axis->count - 1);
    double number = exp(log(axis->from) + way * (log(axis->to) - log(axis->from)));
    /* Six digits are more than any display shows. */
    return tidy(number, number, 6);
}

struct lg_setting lg_axis_at(const struct lg_axis *axis, uint64_t step) {
    if (axis->items != NULL)
        return axis->items[step];
    return (struct lg_setting){
        .kind = LG_SETTING_NUMBER, .number = range_at(axis, step), .unit = axis->unit};
}

static bool find_in_list(const struct lg_axis *axis, const struct lg_setting *setting,
                         uint64_t *step_out) {
    for (uint64_t i = 0; i < axis->count; i++) {
        if (lg_setting_eq(&axis->items[i], setting)) {
            *step_out = i;
            return true;
        }
    }
    return false;
}

bool lg_axis_find(const struct lg_axis *axis, const struct lg_setting *setting,
                  uint64_t *step_out) {
    if (axis->items != NULL)
        return find_in_list(axis, setting, step_out);
    if (setting->kind != LG_SETTING_NUMBER)
        return false;
    double number = lg_unit_convert(setting->number, setting->unit, axis->unit);
    double fraction = axis->is_log
                          ? (log(number) - log(axis->from)) / (log(axis->to) - log(axis->from))
                          : (number - axis->from) / (axis->step * (double)(axis->count - 1));
    if (!(fraction > -0.01 && fraction < 1.01))
        return false;
    uint64_t step = lg_axis_step_of(axis, fraction);
    struct lg_setting found = lg_axis_at(axis, step);
    if (!lg_setting_eq(&found, setting))
        return false;
    *step_out = step;
    return true;
}

static bool has_tag(const struct lg_axis *axis, uint64_t step, struct lg_view tag) {
    struct lg_setting setting = lg_axis_at(axis, step);
    struct lg_str text = {0};
    lg_setting_tag(&setting, &text);
    bool has = lg_view_eq(tag, lg_str_text(&text));
    lg_str_dispose(&text);
    return has;
}

/* Where a number, in base units, lies on the way from the first to the last; NAN: nowhere. */
static double fraction_of_base(const struct lg_axis *axis, double number) {
    struct lg_setting first = lg_axis_at(axis, 0);
    struct lg_setting last = lg_axis_at(axis, axis->count - 1);
    double from = lg_setting_base(&first);
    double to = lg_setting_base(&last);
    return axis->is_log ? log(number / from) / log(to / from) : (number - from) / (to - from);
}

bool lg_axis_find_tag(const struct lg_axis *axis, struct lg_view tag, uint64_t *step_out) {
    double number = NAN;
    uint64_t first = 0;
    uint64_t count = axis->count;
    if (axis->items == NULL) {
        struct lg_view digits = {tag.text, 0};
        while (digits.length < tag.length && strchr("+-.0123456789", tag.text[digits.length]))
            digits.length++;
        if (!lg_number_read(digits, &number))
            return false;
        first = lg_axis_step_of(axis, fraction_of_base(axis, number));
        count = 1;
    }
    for (uint64_t step = first; step < first + count; step++) {
        if (has_tag(axis, step, tag)) {
            *step_out = step;
            return true;
        }
    }
    return false;
}

uint64_t lg_axis_step_of(const struct lg_axis *axis, double fraction) {
    double clean = isnan(fraction) ? 0.0 : fmin(fmax(fraction, 0.0), 1.0);
    return (uint64_t)(clean * (double)(axis->count - 1) + 0.5);
}

double lg_axis_fraction_of(const struct lg_axis *axis, uint64_t step) {
    return axis->count < 2 ? 0.0 : (double)step / (double)(axis->count - 1);
}

static const struct lg_shape value_shape = {.kind = LG_SHAPE_ANY};
static const struct lg_shape list_shape = {.kind = LG_SHAPE_LIST, .of = &value_shape, .least = 1};
static const struct lg_shape range_shape = {
    .kind = LG_SHAPE_FIELDS, .name = "range", .fields = &range_fields};
static const struct lg_shape *const either[] = {&list_shape, &range_shape, NULL};
const struct lg_shape lg_axis_shape = {.kind = LG_SHAPE_EITHER, .either = either};
