#include "report/html_curves.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "report/html_text.h"
#include "report/plot.h"

/* Values of one curve at most: 30 hours at 10 a second. */
enum { VALUES_MAX = 1080000 };

/* --- loudness over time --- */

static size_t read_curve(const struct lg_value *series, const char *key, double hop_s,
                         struct lg_plot_pair out[static LG_PLOT_PAIRS_MAX]) {
    const struct lg_value *list = lg_value_get(series, key);
    if (list == NULL || list->kind != LG_VALUE_LIST || list->as.list.count == 0)
        return 0;
    size_t count = 0;
    struct lg_plot_value *values = lg_xcalloc(
        list->as.list.count < VALUES_MAX ? list->as.list.count : VALUES_MAX, sizeof *values);
    for (const struct lg_item *item = list->as.list.first; item != NULL && count < VALUES_MAX;
         item = item->next, count++)
        values[count] =
            (struct lg_plot_value){(double)(count + 1) * hop_s, lg_html_number_of(item->value)};
    size_t num = lg_plot_reduce(values, count, out);
    free(values);
    return num;
}

static void fit_pairs(struct lg_plot *plot, const struct lg_plot_pair *pairs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        lg_plot_fit(&plot->x, pairs[i].x);
        lg_plot_fit(&plot->y, pairs[i].low);
        lg_plot_fit(&plot->y, pairs[i].high);
    }
}

static void draw_series(struct lg_str *out, const struct lg_value *series, const char *name,
                        const struct lg_html_target *target) {
    struct lg_plot_pair momentary[LG_PLOT_PAIRS_MAX];
    struct lg_plot_pair short_term[LG_PLOT_PAIRS_MAX];
    double hop_s = lg_html_number_of(lg_value_get(series, "hop_s"));
    struct lg_plot plot = {.out = out,
                           .title = "Loudness over time",
                           .of = name,
                           .x = LG_PLOT_NOTHING("time (s)"),
                           .y = LG_PLOT_NOTHING("loudness (LUFS)")};
    if (!(hop_s > 0))
        return;
    size_t num_m = read_curve(series, "lufs_m", hop_s, momentary);
    size_t num_s = read_curve(series, "lufs_s", hop_s, short_term);
    fit_pairs(&plot, momentary, num_m);
    fit_pairs(&plot, short_term, num_s);
    if (!lg_plot_has(&plot.x))
        return;
    if (target != NULL) {
        lg_plot_fit(&plot.y, target->low);
        lg_plot_fit(&plot.y, target->high);
    }
    /* Silence would leave no height to the rest. */
    if (plot.y.low < plot.y.high - 60)
        plot.y.low = plot.y.high - 60;
    lg_plot_begin(&plot);
    if (target != NULL)
        lg_plot_band(&plot, target->low, target->high);
    lg_plot_curve(&plot, momentary, num_m, num_s > 0 ? "c2" : "c1");
    lg_plot_curve(&plot, short_term, num_s, "c1");
    lg_plot_end(&plot, num_s > 0 ? "Short-term (strong line) and momentary (faint)."
                                 : "Momentary: too short for a short-term loudness.");
}

/* --- spectrum --- */

struct band {
    double from, to, level;
    const char *name;
};

static bool read_band(const struct lg_pair *pair, struct band *out) {
    *out = (struct band){lg_html_number_of(lg_value_get(pair->value, "from_hz")),
                         lg_html_number_of(lg_value_get(pair->value, "to_hz")),
                         lg_html_number_of(lg_value_get(pair->value, "rms_dbfs")), pair->key};
    if (!(out->from >= 0) || !(out->to > out->from))
        return false;
    out->from = fmax(out->from, 20);
    out->to = isfinite(out->to) ? fmax(out->to, 21) : 20000;
    return true;
}

static void draw_band(const struct lg_plot *plot, const struct band *band) {
    struct lg_str text = {0};
    char level[LG_NUMBER_MAX];
    lg_number_fixed(band->level, 1, level);
    lg_str_printf(&text, "%s: %s dBFS", band->name, isnan(band->level) ? "undefined" : level);
    lg_plot_bar(plot, band->from, band->to, band->level, lg_str_text(&text));
    lg_str_dispose(&text);
}

static void draw_bands(struct lg_str *out, const struct lg_value *bands, const char *name) {
    struct band band;
    struct lg_plot plot = {.out = out,
                           .title = "Spectrum",
                           .of = name,
                           .x = LG_PLOT_NOTHING("frequency (Hz)"),
                           .y = LG_PLOT_NOTHING("level (dBFS)")};
    if (bands->kind != LG_VALUE_MAP)
        return;
    plot.x.is_log = true;
    for (const struct lg_pair *pair = bands->as.map.first; pair != NULL; pair = pair->next) {
        if (!read_band(pair, &band))
            continue;
        lg_plot_fit(&plot.x, band.from);
        lg_plot_fit(&plot.x, band.to);
        lg_plot_fit(&plot.y, band.level);
    }
    if (!lg_plot_has(&plot.x) || !lg_plot_has(&plot.y))
        return;
    plot.y.low = fmax(plot.y.low - 6, plot.y.high - 80);
    lg_plot_begin(&plot);
    for (const struct lg_pair *pair = bands->as.map.first; pair != NULL; pair = pair->next) {
        if (read_band(pair, &band))
            draw_band(&plot, &band);
    }
    lg_plot_end(&plot, NULL);
}

static void draw(struct lg_str *out, const struct lg_value *result, const char *name,
                 const struct lg_html_target *target) {
    const struct lg_value *series = lg_value_get(result, "series");
    const struct lg_value *bands = lg_value_get(result, "bands");
    if (series != NULL)
        draw_series(out, series, name, target);
    if (bands != NULL)
        draw_bands(out, bands, name);
}

void lg_html_draw_result(struct lg_str *out, const struct lg_value *result) {
    draw(out, result, NULL, NULL);
}

void lg_html_draw_point(struct lg_str *out, const struct lg_html_point *point,
                        const struct lg_html_target *target, bool is_best) {
    struct lg_str name = {0};
    if (point->results == NULL)
        return;
    lg_str_printf(&name, "%s (%s)", point->id, is_best ? "best" : "missed");
    draw(out, point->results, lg_str_text(&name), target);
    lg_str_dispose(&name);
}
