#include "report/html_plots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "report/html_curves.h"
#include "report/plot.h"

enum {
    AXES_MAX = 8,       /* that get plots */
    DOTS_MAX = 400,     /* points drawn one by one; more are ranges alone */
    HEAT_CELLS_MAX = 32 /* along one axis */
};

const char *lg_html_point_tone(const struct lg_html_point *point) {
    if (point->outcome == LG_FAILED || point->outcome == LG_ERROR)
        return "bad";
    if (point->outcome != LG_PASSED && point->outcome != LG_PASSED_AFTER_FIX)
        return "off";
    if (point->verdict == NULL)
        return "measured";
    if (strcmp(point->verdict, "hit") == 0)
        return "hit";
    return strcmp(point->verdict, "miss") == 0 ? "miss" : "measured";
}

static void name_param(const struct lg_html_param *param, struct lg_str *out) {
    lg_str_add(out, param->key);
    if (param->is_number && param->unit != NULL && param->unit[0] != '\0')
        lg_str_printf(out, " (%s)", param->unit);
}

static void name_metric(enum lg_html_metric metric, struct lg_str *out) {
    const struct lg_html_metric_row *row = lg_html_metric(metric);
    lg_str_printf(out, "%s (%s)", row->title, row->unit);
}

static const struct lg_html_target *target_of(const struct lg_html_points *points,
                                              enum lg_html_metric metric) {
    const struct lg_html_target *target = lg_html_target_of(points, lg_html_metric(metric)->key);
    if (target == NULL && metric == LG_HTML_SAMPLE_PEAK)
        target = lg_html_target_of(points, "peak_dbfs");
    return target;
}

static void fit_target(struct lg_plot *plot, const struct lg_html_target *target) {
    if (target == NULL)
        return;
    lg_plot_fit(&plot->y, target->low);
    lg_plot_fit(&plot->y, target->high);
}

static void add_dot_title(const struct lg_html_point *point, double y, const char *unit,
                          struct lg_str *out) {
    char text[LG_NUMBER_MAX];
    lg_number_fixed(y, 2, text);
    lg_str_printf(out, "%s: %s %s", point->id, text, unit);
}

static void add_dots(const struct lg_plot *plot, const struct lg_html_points *points,
                     const double *x, enum lg_html_metric metric) {
    const struct lg_html_point *best = lg_html_points_best(points);
    for (size_t i = 0; i < points->count; i++) {
        const struct lg_html_point *point = &points->points[i];
        bool is_best = point == best;
        struct lg_str title = {0};
        if ((points->count > DOTS_MAX && !is_best) || isnan(point->metrics[metric]))
            continue;
        add_dot_title(point, point->metrics[metric], lg_html_metric(metric)->unit, &title);
        lg_plot_dot(plot, x[i], point->metrics[metric], lg_html_point_tone(point),
                    lg_str_text(&title));
        if (is_best)
            lg_plot_dot(plot, x[i], point->metrics[metric], "best", lg_str_text(&title));
        lg_str_dispose(&title);
    }
}

/* One metric against what `x` says of each point. */
static void plot_against(struct lg_plot *plot, const struct lg_html_points *points, const double *x,
                         enum lg_html_metric metric, const char *caption) {
    struct lg_plot_pair pairs[LG_PLOT_PAIRS_MAX];
    const struct lg_html_target *target = target_of(points, metric);
    struct lg_plot_value *values = lg_xcalloc(points->count, sizeof *values);
    for (size_t i = 0; i < points->count; i++) {
        double y = points->points[i].metrics[metric];
        values[i] = (struct lg_plot_value){x[i], y};
        if (isfinite(x[i]) && isfinite(y)) {
            lg_plot_fit(&plot->x, x[i]);
            lg_plot_fit(&plot->y, y);
        }
    }
    size_t count = lg_plot_reduce(values, points->count, pairs);
    free(values);
    if (count < 2 || !lg_plot_has(&plot->y))
        return;
    /* A search tries each setting once: a line from one to the next would say nothing. */
    bool has_line = caption == NULL || 2 * count <= points->count || points->count > DOTS_MAX;
    fit_target(plot, target);
    lg_plot_begin(plot);
    if (target != NULL)
        lg_plot_band(plot, target->low, target->high);
    if (has_line)
        lg_plot_curve(plot, pairs, count, "c1");
    add_dots(plot, points, x, metric);
    lg_plot_end(plot, has_line ? caption : "A dot is a point; the ring is the best one.");
}

static void plot_axis(struct lg_str *out, const struct lg_html_points *points, size_t axis,
                      enum lg_html_metric metric) {
    const struct lg_html_param *param = &points->params[axis];
    double *x = lg_xcalloc(points->count, sizeof *x);
    struct lg_str title = {0};
    struct lg_str x_label = {0};
    struct lg_str y_label = {0};
    for (size_t i = 0; i < points->count; i++)
        x[i] = lg_html_axis_at(points, &points->points[i], axis);
    name_param(param, &x_label);
    name_metric(metric, &y_label);
    lg_str_printf(&title, "%s against %s", lg_html_metric(metric)->title, param->key);
    struct lg_plot plot = {.out = out,
                           .title = lg_str_text(&title),
                           .x = LG_PLOT_NOTHING(lg_str_text(&x_label)),
                           .y = LG_PLOT_NOTHING(lg_str_text(&y_label))};
    if (!param->is_number) {
        plot.x.words = param->words;
        plot.x.num_words = param->num_words;
    }
    plot_against(&plot, points, x, metric,
                 "Line: mean; area: lowest to highest over all other settings.");
    free(x);
    lg_str_dispose(&title);
    lg_str_dispose(&x_label);
    lg_str_dispose(&y_label);
}

/* --- the order of the runs --- */

static void plot_order(struct lg_str *out, const struct lg_html_points *points) {
    double *x = lg_xcalloc(points->count, sizeof *x);
    struct lg_plot plot = {.out = out,
                           .title = "Loudness in the order of the runs",
                           .x = LG_PLOT_NOTHING("run"),
                           .y = LG_PLOT_NOTHING("Loudness (LUFS)")};
    for (size_t i = 0; i < points->count; i++)
        x[i] = (double)(i + 1);
    plot_against(&plot, points, x, LG_HTML_LUFS_I, NULL);
    free(x);
}

/* Where the best so far got better, and the end. */
static size_t find_steps(const struct lg_html_points *points,
                         struct lg_plot_pair out[static LG_PLOT_PAIRS_MAX]) {
    size_t count = 0;
    double best = INFINITY;
    for (size_t i = 0; i < points->count; i++) {
        double miss = points->points[i].miss;
        bool is_last = i + 1 == points->count;
        if (miss < best || (is_last && count > 0)) {
            best = miss < best ? miss : best;
            count = count == LG_PLOT_PAIRS_MAX ? count - 1 : count;
            out[count++] = (struct lg_plot_pair){(double)(i + 1), best, best, best, 1};
        }
    }
    return count;
}

static void plot_convergence(struct lg_str *out, const struct lg_html_points *points) {
    struct lg_plot_pair steps[LG_PLOT_PAIRS_MAX];
    size_t count = find_steps(points, steps);
    struct lg_plot plot = {.out = out,
                           .title = "Best so far: distance to the targets",
                           .x = LG_PLOT_NOTHING("run"),
                           .y = LG_PLOT_NOTHING("distance (LU + dB)")};
    if (count < 2)
        return;
    lg_plot_fit(&plot.y, 0);
    for (size_t i = 0; i < count; i++) {
        lg_plot_fit(&plot.x, steps[i].x);
        lg_plot_fit(&plot.y, steps[i].high);
    }
    lg_plot_begin(&plot);
    lg_plot_steps(&plot, steps, count, "c1");
    lg_plot_end(&plot, "How far the best point was from all targets together, after each run.");
}

/* --- two axes --- */

/* The words of an axis in the order of its numbers. */
static void sort_words(const struct lg_html_points *points, size_t axis, const char **words,
                       double *places) {
    const struct lg_html_param *param = &points->params[axis];
    size_t count = 0;
    for (size_t i = 0; i < points->count && count < param->num_words; i++) {
        const struct lg_html_setting *setting = lg_html_setting_of(&points->points[i], axis);
        double at = lg_html_axis_at(points, &points->points[i], axis);
        size_t to = 0;
        while (to < count && places[to] < at)
            to++;
        if (setting == NULL || isnan(at) || (to < count && places[to] == at))
            continue;
        memmove(words + to + 1, words + to, (count - to) * sizeof *words);
        memmove(places + to + 1, places + to, (count - to) * sizeof *places);
        words[to] = setting->text;
        places[to] = at;
        count++;
    }
}

static size_t place_of(const double *places, size_t count, double at) {
    size_t i = 0;
    while (i < count && places[i] != at)
        i++;
    return i;
}

struct axis_words {
    const char *words[LG_HTML_WORDS_MAX];
    double places[LG_HTML_WORDS_MAX];
    size_t axis, count;
};

/* The mean of each cell, NAN where no point lies in it. */
static void fill_cells(const struct lg_html_points *points, const struct axis_words *x,
                       const struct axis_words *y, double *cells) {
    size_t *counts = lg_xcalloc(x->count * y->count, sizeof *counts);
    for (size_t i = 0; i < points->count; i++) {
        const struct lg_html_point *point = &points->points[i];
        double level = point->metrics[LG_HTML_LUFS_I];
        size_t at_x = place_of(x->places, x->count, lg_html_axis_at(points, point, x->axis));
        size_t at_y = place_of(y->places, y->count, lg_html_axis_at(points, point, y->axis));
        if (at_x == x->count || at_y == y->count || !isfinite(level))
            continue;
        cells[at_y * x->count + at_x] += level;
        counts[at_y * x->count + at_x]++;
    }
    for (size_t i = 0; i < x->count * y->count; i++)
        cells[i] = counts[i] == 0 ? NAN : cells[i] / (double)counts[i];
    free(counts);
}

static void plot_heat(struct lg_str *out, const struct lg_html_points *points, size_t axis_x,
                      size_t axis_y) {
    struct axis_words x = {.axis = axis_x, .count = points->params[axis_x].num_words};
    struct axis_words y = {.axis = axis_y, .count = points->params[axis_y].num_words};
    const struct lg_html_target *target = target_of(points, LG_HTML_LUFS_I);
    struct lg_str title = {0};
    double *cells = lg_xcalloc(x.count * y.count, sizeof *cells);
    sort_words(points, axis_x, x.words, x.places);
    sort_words(points, axis_y, y.words, y.places);
    fill_cells(points, &x, &y, cells);
    lg_str_printf(&title, "Loudness over %s and %s", points->params[axis_x].key,
                  points->params[axis_y].key);
    lg_plot_heat(
        out, lg_str_text(&title),
        &(struct lg_plot_heat){.cells = cells,
                               .x_words = x.words,
                               .y_words = y.words,
                               .num_x = x.count,
                               .num_y = y.count,
                               .x_label = points->params[axis_x].key,
                               .y_label = points->params[axis_y].key,
                               .unit = "LUFS",
                               .low = target == NULL ? NAN : target->low,
                               .high = target == NULL ? NAN : target->high},
        "LUFS, the mean over all other settings; stronger is louder, a border is on target.");
    free(cells);
    lg_str_dispose(&title);
}

/* How much the mean loudness moves along an axis. */
static double effect_of(const struct lg_html_points *points, size_t axis) {
    struct axis_words x = {.axis = axis, .count = points->params[axis].num_words};
    double sums[LG_HTML_WORDS_MAX] = {0};
    size_t counts[LG_HTML_WORDS_MAX] = {0};
    double low = INFINITY;
    double high = -INFINITY;
    sort_words(points, axis, x.words, x.places);
    for (size_t i = 0; i < points->count; i++) {
        double level = points->points[i].metrics[LG_HTML_LUFS_I];
        size_t at = place_of(x.places, x.count, lg_html_axis_at(points, &points->points[i], axis));
        if (at < x.count && isfinite(level)) {
            sums[at] += level;
            counts[at]++;
        }
    }
    for (size_t i = 0; i < x.count; i++) {
        low = counts[i] == 0 ? low : fmin(low, sums[i] / (double)counts[i]);
        high = counts[i] == 0 ? high : fmax(high, sums[i] / (double)counts[i]);
    }
    return high >= low ? high - low : -1;
}

/* The two axes that move loudness most, of those with few enough settings to have a cell each. */
static void plot_strongest(struct lg_str *out, const struct lg_html_points *points) {
    size_t found[2] = {LG_HTML_PARAMS_MAX, LG_HTML_PARAMS_MAX};
    double effects[2] = {-1, -1};
    for (size_t i = 0; i < points->num_params; i++) {
        const struct lg_html_param *param = &points->params[i];
        if (!param->is_varied || param->num_words > HEAT_CELLS_MAX)
            continue;
        double effect = effect_of(points, i);
        if (effect > effects[0]) {
            effects[1] = effects[0];
            found[1] = found[0];
            effects[0] = effect;
            found[0] = i;
        } else if (effect > effects[1]) {
            effects[1] = effect;
            found[1] = i;
        }
    }
    if (found[1] != LG_HTML_PARAMS_MAX)
        plot_heat(out, points, found[0], found[1]);
}

/* The peak that has a target, else the samples', else the true one. */
static enum lg_html_metric choose_peak(const struct lg_html_points *points) {
    if (target_of(points, LG_HTML_TRUE_PEAK) != NULL &&
        target_of(points, LG_HTML_SAMPLE_PEAK) == NULL)
        return LG_HTML_TRUE_PEAK;
    for (size_t i = 0; i < points->count; i++) {
        if (!isnan(points->points[i].metrics[LG_HTML_SAMPLE_PEAK]))
            return LG_HTML_SAMPLE_PEAK;
    }
    return LG_HTML_TRUE_PEAK;
}

void lg_html_plots(struct lg_str *out, const struct lg_html_points *points) {
    enum lg_html_metric peak = choose_peak(points);
    size_t shown = 0;
    if (points->count < 2)
        return;
    plot_strongest(out, points);
    plot_convergence(out, points);
    plot_order(out, points);
    for (size_t i = 0; i < points->num_params && shown < AXES_MAX; i++) {
        if (!points->params[i].is_varied)
            continue;
        plot_axis(out, points, i, LG_HTML_LUFS_I);
        plot_axis(out, points, i, peak);
        shown++;
    }
}

void lg_html_point_curves(struct lg_str *out, const struct lg_html_points *points) {
    const struct lg_html_point *best = lg_html_points_best(points);
    const struct lg_html_target *target = target_of(points, LG_HTML_LUFS_I);
    size_t shown = 0;
    if (best != NULL)
        lg_html_draw_point(out, best, target, true);
    for (size_t i = 0; i < points->count && shown < LG_HTML_CURVES_MAX; i++) {
        const struct lg_html_point *point = &points->points[i];
        bool has_missed = point->results != NULL && point != best &&
                          strcmp(lg_html_point_tone(point), "miss") == 0;
        if (has_missed)
            lg_html_draw_point(out, point, target, false);
        shown += has_missed;
    }
}
