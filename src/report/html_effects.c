#include "report/html_effects.h"

#include <math.h>

#include "report/html_points.h"
#include "report/html_text.h"

/* What people ask first: how much louder, how much higher. */
static const enum lg_html_metric shown[] = {LG_HTML_LUFS_I, LG_HTML_SAMPLE_PEAK, LG_HTML_TRUE_PEAK,
                                            LG_HTML_CREST};

bool lg_html_is_effects(const struct lg_value *list) {
    if (list->kind != LG_VALUE_LIST || list->as.list.count == 0)
        return false;
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        const struct lg_value *param = lg_value_get(item->value, "param");
        const struct lg_value *measures = lg_value_get(item->value, "measures");
        if (param == NULL || param->kind != LG_VALUE_STRING || measures == NULL)
            return false;
    }
    return true;
}

static void add_measure(struct lg_str *out, const struct lg_value *measure) {
    double range = lg_html_number_of(lg_value_get(measure, "range"));
    double rank = lg_html_number_of(lg_value_get(measure, "rank"));
    lg_str_add(out, "<td class=n>");
    lg_html_number(out, range, 2);
    if (isnan(rank))
        return;
    lg_str_add(out, " <small>");
    lg_html_number(out, rank, 2);
    lg_str_add(out, "</small>");
}

static bool is_true(const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    return value != NULL && value->kind == LG_VALUE_BOOL && value->as.boolean;
}

static const char *heard(const struct lg_value *effect) {
    if (!is_true(effect, "judged"))
        return "not judged";
    return is_true(effect, "heard") ? "yes" : "no";
}

static void add_row(struct lg_str *out, const struct lg_value *effect) {
    const struct lg_value *measures = lg_value_get(effect, "measures");
    lg_str_add(out, "<tr>");
    lg_html_element(out, "th scope=row", lg_value_get(effect, "param")->as.string.text);
    lg_html_element(out, "td", heard(effect));
    for (size_t i = 0; i < LG_ARRAY_LEN(shown); i++)
        add_measure(out, lg_value_get(measures, lg_html_metric(shown[i])->key));
}

void lg_html_effects(struct lg_str *out, const struct lg_value *list) {
    lg_str_add(out, "<div class=scroll role=group tabindex=0 aria-label=\"Effects\"><table>"
                    "<caption>The most that each setting moved a measure, all else being equal; "
                    "small: rank correlation</caption><thead><tr><th scope=col>Setting<th "
                    "scope=col>Heard");
    for (size_t i = 0; i < LG_ARRAY_LEN(shown); i++)
        lg_str_printf(out, "<th scope=col class=n>%s <small>%s</small>",
                      lg_html_metric(shown[i])->title, shown[i] == LG_HTML_LUFS_I ? "LU" : "dB");
    lg_str_add(out, "</tr></thead><tbody>");
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next)
        add_row(out, item->value);
    lg_str_add(out, "</tbody></table></div>");
}
