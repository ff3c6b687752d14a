#include "sim/param.h"

#include <math.h>

#include "base/number.h"
#include "conf/field.h"
#include "sim/shapes.h"

struct display_fields {
    const char *unit;
    int curve;
    double scale, offset, from, to;
    int64_t decimals;
    bool kilo;
    const struct lg_node *exact;
};

/* In the order of enum lg_sim_curve. */
static const char *const curves[] = {"linear", "log", NULL};

static const struct lg_field display_field_items[] = {
    {"unit", LG_FIELD_TEXT, offsetof(struct display_fields, unit), 0, 0, 0, NULL, NULL, NULL,
     "written after the number"},
    {"curve", LG_FIELD_ENUM, offsetof(struct display_fields, curve), 0, 0, 0, NULL, curves,
     "linear", "how the shown number follows the native value"},
    {"from", LG_FIELD_NUMBER, offsetof(struct display_fields, from), 0, 1e-9, 1e9, NULL, NULL, "1",
     "of a log curve: shown at the minimum"},
    {"to", LG_FIELD_NUMBER, offsetof(struct display_fields, to), 0, 1e-9, 1e9, NULL, NULL, "1",
     "of a log curve: shown at the maximum"},
    {"kilo", LG_FIELD_BOOL, offsetof(struct display_fields, kilo), 0, 0, 0, NULL, NULL, "false",
     "1000 and more are shown in k, with two decimals"},
    {"scale", LG_FIELD_NUMBER, offsetof(struct display_fields, scale), 0, 0, 0, NULL, NULL, "1",
     "shown number per native value"},
    {"offset", LG_FIELD_NUMBER, offsetof(struct display_fields, offset), 0, 0, 0, NULL, NULL, "0",
     "added to the shown number"},
    {"decimals", LG_FIELD_INT, offsetof(struct display_fields, decimals), 0, 0, 6, NULL, NULL, "2",
     "digits after the point"},
    {"exact", LG_FIELD_NODE, offsetof(struct display_fields, exact), 0, 0, 0, NULL, NULL, NULL,
     "a map of native values that have a text of their own"},
};
static const struct lg_fields display_fields = {"display", display_field_items,
                                                LG_ARRAY_LEN(display_field_items)};

struct param_fields {
    const char *name;
    double min, max, value;
    struct lg_texts items;
    bool quantised;
    const struct lg_node *display;
};

static const struct lg_field param_field_items[] = {
    {"name", LG_FIELD_TEXT, offsetof(struct param_fields, name), LG_FIELD_REQUIRED, 0, 0, NULL,
     NULL, NULL, "as Live names it"},
    {"min", LG_FIELD_NUMBER, offsetof(struct param_fields, min), 0, -1e30, 1e30, NULL, NULL, "0",
     "lowest native value"},
    {"max", LG_FIELD_NUMBER, offsetof(struct param_fields, max), 0, -1e30, 1e30, NULL, NULL, "1",
     "highest native value"},
    {"value", LG_FIELD_NUMBER, offsetof(struct param_fields, value), 0, -1e30, 1e30, NULL, NULL,
     "0", "native value"},
    {"items", LG_FIELD_TEXTS, offsetof(struct param_fields, items), 0, 0, 0, NULL, NULL, NULL,
     "texts of a quantised parameter from its minimum up"},
    {"quantised", LG_FIELD_BOOL, offsetof(struct param_fields, quantised), 0, 0, 0, NULL, NULL,
     "false", "it takes whole numbers, though it has no items"},
    {"display", LG_FIELD_NODE, offsetof(struct param_fields, display), 0, 0, 0, NULL, NULL, NULL,
     "how a value is shown"},
};
static const struct lg_fields param_fields = {"parameter", param_field_items,
                                              LG_ARRAY_LEN(param_field_items)};

static int read_exact(const struct lg_node *node, struct lg_arena *arena,
                      struct lg_sim_display *out, struct lg_err *err) {
    if (node == NULL)
        return 0;
    if (node->kind != LG_NODE_MAP)
        return lg_node_err(node, err, "exact must be a map of values to texts");
    struct lg_sim_shown *table = lg_arena_array(arena, node->count, sizeof *table);
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_node *key = node->entries[i].key;
        const struct lg_node *text = node->entries[i].value;
        if (!lg_number_read((struct lg_view){key->text, key->length}, &table[i].value))
            return lg_node_err(key, err, "\"%s\" is not a number", key->text);
        if (text->kind != LG_NODE_SCALAR)
            return lg_node_err(text, err, "the text shown must be text, this is %s",
                               lg_node_kind_name(text));
        table[i].text = lg_arena_strdup(arena, text->text);
    }
    out->table = table;
    out->table_count = node->count;
    return 0;
}

static int read_display(const struct lg_node *node, struct lg_arena *arena,
                        struct lg_sim_display *out, struct lg_err *err) {
    struct display_fields fields = {0};
    if (lg_fields_read(&display_fields, node, arena, &fields, err) != 0)
        return -1;
    bool has_from = lg_node_get(node, "from") != NULL;
    bool has_to = lg_node_get(node, "to") != NULL;
    bool has_line = lg_node_get(node, "scale") != NULL || lg_node_get(node, "offset") != NULL;
    if (fields.curve == LG_SIM_LOG ? has_line || !has_from || !has_to : has_from || has_to)
        return lg_node_err(node, err, "a log curve has from and to, a line scale and offset");
    out->curve = (enum lg_sim_curve)fields.curve;
    out->from = fields.from;
    out->to = fields.to;
    out->kilo = fields.kilo;
    out->unit = fields.unit;
    out->scale = fields.scale;
    out->offset = fields.offset;
    out->decimals = (int)fields.decimals;
    return read_exact(fields.exact, arena, out, err);
}

int lg_sim_param_read(const struct lg_node *node, struct lg_arena *arena, struct lg_sim_param *out,
                      struct lg_err *err) {
    struct param_fields fields = {0};
    if (lg_fields_read(&param_fields, node, arena, &fields, err) != 0)
        return -1;
    bool has_items = fields.items.count > 0;
    out->quantised = has_items || fields.quantised;
    if (has_items && (fields.display != NULL || lg_node_get(node, "max") != NULL))
        return lg_node_err(node, err, "a parameter has items, or max and display, not both");
    if (has_items)
        fields.max = fields.min + (double)(fields.items.count - 1);
    if (!(fields.min <= fields.value && fields.value <= fields.max))
        return lg_node_err(node, err, "value %g of \"%s\" is outside %g..%g", fields.value,
                           fields.name, fields.min, fields.max);
    out->name = fields.name;
    out->min = (float)fields.min;
    out->max = (float)fields.max;
    out->value = (float)fields.value;
    out->display.items = fields.items.items;
    out->display.num_items = fields.items.count;
    return read_display(fields.display, arena, &out->display, err);
}

static double shown_number(const struct lg_sim_param *param, double value) {
    const struct lg_sim_display *display = &param->display;
    if (display->curve == LG_SIM_LINEAR || !(param->max > param->min))
        return display->scale * value + display->offset;
    double way = (value - (double)param->min) / ((double)param->max - (double)param->min);
    return display->from * pow(display->to / display->from, way);
}

double lg_sim_param_number(const struct lg_sim_param *param) {
    return shown_number(param, (double)param->value);
}

void lg_sim_param_show(const struct lg_sim_param *param, float value, struct lg_str *out) {
    const struct lg_sim_display *display = &param->display;
    if (display->num_items > 0) {
        long item = lroundf(value - param->min);
        if (item >= 0 && (size_t)item < display->num_items)
            lg_str_add(out, display->items[item]);
        return;
    }
    for (size_t i = 0; i < display->table_count; i++)
        if ((float)display->table[i].value == value) {
            lg_str_add(out, display->table[i].text);
            return;
        }
    char number[LG_NUMBER_MAX];
    double shown = shown_number(param, (double)value);
    bool in_kilo = display->kilo && fabs(shown) >= 1000;
    lg_number_fixed(in_kilo ? shown / 1000 : shown, in_kilo ? 2 : display->decimals, number);
    lg_str_add(out, number);
    if (in_kilo || display->unit != NULL)
        lg_str_printf(out, " %s%s", in_kilo ? "k" : "", display->unit == NULL ? "" : display->unit);
}

static const struct lg_field shown_field = {.name = "text", .type = LG_FIELD_TEXT};
static const struct lg_shape shown_shape = {.kind = LG_SHAPE_FIELD, .field = &shown_field};
static const struct lg_shape exact_shape = {.kind = LG_SHAPE_MAP, .of = &shown_shape};
static const struct lg_below display_below[] = {{"exact", &exact_shape}, {NULL, NULL}};
static const struct lg_shape display_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &display_fields, .below = display_below};
static const struct lg_below param_below[] = {{"display", &display_shape}, {NULL, NULL}};
const struct lg_shape lg_sim_param_shape = {
    .kind = LG_SHAPE_FIELDS, .name = "parameter", .fields = &param_fields, .below = param_below};
