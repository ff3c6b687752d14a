#include "matrix/setting.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "conf/unit.h"

/* Larger ones are slips; and differences of numbers stay finite. */
#define NUMBER_MAX 1e12

static const char digits_of_a_number[] = "+-.0123456789";

/* "-30 db": a number in a unit that only its letters' case makes unknown. */
static int refuse_case(const struct lg_node *node, struct lg_err *err) {
    static const char *const units[] = {"dB", "dBFS", "dBTP", "LUFS", "LKFS", "LU",
                                        "Hz", "kHz",  "ms",   "s",    "min"};
    size_t length = strspn(node->text, digits_of_a_number);
    const char *name = node->text + length;
    name += strspn(name, " ");
    for (size_t i = 0; length > 0 && i < LG_ARRAY_LEN(units); i++) {
        char shown[LG_NODE_QUOTE_MAX];
        if (lg_eq_nocase(name, units[i]) && strcmp(name, units[i]) != 0)
            return lg_node_err(node, err, "%s: no unit is called '%s'; did you mean '%s'?",
                               lg_node_quote(node, shown), name, units[i]);
    }
    return 0;
}

static int read_number(const struct lg_node *node, const struct lg_value *value, const char *unit,
                       struct lg_setting *out, struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    double number = lg_value_number(value);
    lg_node_quote(node, shown);
    if (!isfinite(number))
        return lg_node_err(node, err, "%s is not finite", shown);
    if (fabs(number) > NUMBER_MAX)
        return lg_node_err(node, err, "%s is more than any parameter takes", shown);
    if (!lg_unit_fits(unit, value->unit))
        return lg_node_err(node, err, "%s does not fit: the parameter's name says %s", shown, unit);
    *out = (struct lg_setting){.kind = LG_SETTING_NUMBER,
                               .number = number,
                               .unit = value->unit == NULL ? unit : value->unit};
    return 0;
}

int lg_setting_read(const struct lg_node *node, const char *unit, struct lg_setting *out,
                    struct lg_err *err) {
    char shown[LG_NODE_QUOTE_MAX];
    if (node->kind != LG_NODE_SCALAR || lg_node_is_null(node) || node->length == 0)
        return lg_node_err(node, err, "a parameter's value is wanted (-30 dB, '4:1', on), not %s",
                           lg_node_quote(node, shown));
    struct lg_value value = lg_node_scalar(node);
    if (lg_value_is_number(&value))
        return read_number(node, &value, unit, out, err);
    struct lg_setting setting = {.kind = LG_SETTING_TEXT, .text = node->text};
    if (value.kind == LG_VALUE_BOOL)
        setting.text = value.as.boolean ? "on" : "off";
    else if (refuse_case(node, err) != 0)
        return -1;
    *out = setting;
    return 0;
}

void lg_setting_write(const struct lg_setting *setting, struct lg_str *out) {
    char number[LG_NUMBER_MAX];
    if (setting->kind == LG_SETTING_TEXT)
        lg_str_add(out, setting->text);
    if (setting->kind != LG_SETTING_NUMBER)
        return;
    lg_number_write(setting->number, number);
    lg_str_add(out, number);
    if (setting->unit != NULL)
        lg_str_printf(out, " %s", setting->unit);
}

double lg_setting_base(const struct lg_setting *setting) {
    if (setting->kind != LG_SETTING_NUMBER)
        return NAN;
    switch (lg_unit_dimension(setting->unit)) {
    case LG_DIM_TIME:
        return lg_unit_convert(setting->number, setting->unit, "s");
    case LG_DIM_FREQUENCY:
        return lg_unit_convert(setting->number, setting->unit, "Hz");
    case LG_DIM_NONE:
    case LG_DIM_FRACTION:
    case LG_DIM_LOUDNESS:
    case LG_DIM_RELATIVE:
    case LG_DIM_PEAK:
    case LG_DIM_TRUE_PEAK:
    case LG_DIM__COUNT:
        break;
    }
    return setting->number;
}

/* The unit that lg_setting_base gives, spelt so that any file name may hold it. */
static const char *tag_unit(const char *unit) {
    enum lg_dimension dimension = lg_unit_dimension(unit);
    if (dimension == LG_DIM_TIME)
        return "s";
    if (dimension == LG_DIM_FREQUENCY)
        return "Hz";
    if (dimension == LG_DIM_FRACTION)
        return "pct";
    return unit == NULL ? "" : unit;
}

void lg_setting_tag(const struct lg_setting *setting, struct lg_str *out) {
    char number[LG_NUMBER_MAX];
    if (setting->kind == LG_SETTING_TEXT)
        lg_str_add(out, setting->text);
    if (setting->kind != LG_SETTING_NUMBER)
        return;
    /* -0 is 0; 9 ms and 0.009 s may differ in their last bit. */
    lg_number_write(lg_setting_base(setting) + 0.0, number);
    lg_str_printf(out, "%s%s", number, tag_unit(setting->unit));
}

static bool is_near(double a, double b) {
    return fabs(a - b) <= 1e-12 * fmax(fabs(a), fabs(b));
}

bool lg_setting_eq(const struct lg_setting *a, const struct lg_setting *b) {
    if (a->kind != b->kind)
        return false;
    if (a->kind == LG_SETTING_TEXT)
        return strcmp(a->text, b->text) == 0;
    return a->kind == LG_SETTING_AS_FOUND || (strcmp(tag_unit(a->unit), tag_unit(b->unit)) == 0 &&
                                              is_near(lg_setting_base(a), lg_setting_base(b)));
}

bool lg_setting_fits(const struct lg_setting *a, const struct lg_setting *b) {
    return a->kind == b->kind &&
           (a->kind != LG_SETTING_NUMBER || strcmp(tag_unit(a->unit), tag_unit(b->unit)) == 0);
}
