#include "report/plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/number.h"
#include "report/html_text.h"

/* The drawing's own units: as wide as a phone, so that its letters stay legible there. */
enum {
    WIDTH = 400,
    HEIGHT = 250,
    LEFT = 50,
    RIGHT = 12,
    TOP = 12,
    BOTTOM = 46,
    TICKS_X = 6,
    TICKS_Y = 5,
    WORD_CHARS = 9
};

/* --- scales --- */

void lg_plot_fit(struct lg_plot_axis *axis, double value) {
    if (!isfinite(value))
        return;
    bool is_first = axis->low > axis->high;
    axis->low = is_first || value < axis->low ? value : axis->low;
    axis->high = is_first || value > axis->high ? value : axis->high;
}

bool lg_plot_has(const struct lg_plot_axis *axis) {
    return axis->low <= axis->high;
}

static double part_of(const struct lg_plot_axis *axis, double value) {
    double part = axis->is_log ? log(value / axis->low) / log(axis->high / axis->low)
                               : (value - axis->low) / (axis->high - axis->low);
    return fmin(1, fmax(0, part));
}

static double left_of(const struct lg_plot *plot, double x) {
    return LEFT + part_of(&plot->x, x) * (WIDTH - LEFT - RIGHT);
}

static double top_of(const struct lg_plot *plot, double y) {
    return HEIGHT - BOTTOM - part_of(&plot->y, y) * (HEIGHT - TOP - BOTTOM);
}

/* 1, 2 or 5 times a power of ten, so that about `wanted` steps fit. */
static double step_of(const struct lg_plot_axis *axis, int wanted) {
    double rough = (axis->high - axis->low) / wanted;
    double power = pow(10, floor(log10(rough)));
    double part = rough / power;
    return power * (part > 5 ? 10 : part > 2 ? 5 : part > 1 ? 2 : 1);
}

/* A little air on both sides, and some range in any case. */
static void widen(struct lg_plot_axis *axis) {
    double range = axis->high - axis->low;
    double air = axis->words != NULL ? 0.5 : range > 0 ? range * 0.06 : fabs(axis->low) * 0.1 + 0.5;
    if (axis->is_log)
        return;
    axis->low -= air;
    axis->high += air;
}

/* --- writing --- */

static void add_number(struct lg_str *out, const char *name, double number) {
    char text[LG_NUMBER_MAX];
    lg_number_fixed(number, 1, text);
    size_t length = strlen(text);
    if (length > 2 && strcmp(text + length - 2, ".0") == 0)
        length -= 2;
    lg_str_printf(out, " %s=\"%.*s\"", name, (int)length, text);
}

static void add_line(struct lg_str *out, const char *kind, const double at[static 4]) {
    static const char *const names[] = {"x1", "y1", "x2", "y2"};
    lg_str_printf(out, "<line class=%s", kind);
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++)
        add_number(out, names[i], at[i]);
    lg_str_add(out, "/>");
}

static void add_rect(struct lg_str *out, const char *kind, const double at[static 4]) {
    static const char *const names[] = {"x", "y", "width", "height"};
    lg_str_printf(out, "<rect class=\"%s\"", kind);
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++)
        add_number(out, names[i], at[i]);
    lg_str_add(out, ">");
}

static void add_words(struct lg_str *out, const char *kind, double x, double y, const char *text) {
    lg_str_printf(out, "<text class=\"%s\"", kind);
    add_number(out, "x", x);
    add_number(out, "y", y);
    lg_str_add(out, ">");
    lg_html_line(out, text);
    lg_str_add(out, "</text>");
}

/* Short enough to stand beside its neighbours. */
static void add_short(struct lg_str *out, const char *kind, double x, double y, const char *text) {
    struct lg_str word = {0};
    size_t chars = 0;
    for (const char *c = text; *c != '\0'; c++) {
        chars += ((unsigned char)*c & 0xc0) != 0x80;
        if (chars > WORD_CHARS) {
            lg_str_add(&word, "\xe2\x80\xa6");
            break;
        }
        lg_str_add_char(&word, *c);
    }
    add_words(out, kind, x, y, lg_str_text(&word));
    lg_str_dispose(&word);
}

static const char *tick_text(double value, double step, char out[static LG_NUMBER_MAX]) {
    int decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
    lg_number_fixed(value, decimals, out);
    return out;
}

static void add_x_tick(const struct lg_plot *plot, double at, const char *text) {
    double x = left_of(plot, at);
    add_line(plot->out, "g", (double[]){x, TOP, x, HEIGHT - BOTTOM});
    add_short(plot->out, "tx", x, HEIGHT - BOTTOM + 15, text);
}

static void add_y_tick(const struct lg_plot *plot, double at, const char *text) {
    double y = top_of(plot, at);
    add_line(plot->out, "g", (double[]){LEFT, y, WIDTH - RIGHT, y});
    add_short(plot->out, "ty", LEFT - 6, y + 4, text);
}

static void add_numbers(const struct lg_plot *plot, const struct lg_plot_axis *axis, int wanted,
                        void (*tick)(const struct lg_plot *, double, const char *)) {
    double step = step_of(axis, wanted);
    char text[LG_NUMBER_MAX];
    for (double at = ceil(axis->low / step) * step; at <= axis->high + step * 1e-6; at += step)
        tick(plot, at, tick_text(fabs(at) < step * 1e-6 ? 0 : at, step, text));
}

static void add_decades(const struct lg_plot *plot) {
    static const double marks[] = {20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000};
    static const char *const texts[] = {"20", "50", "100", "200", "500",
                                        "1k", "2k", "5k",  "10k", "20k"};
    for (size_t i = 0; i < LG_ARRAY_LEN(marks); i++) {
        if (marks[i] >= plot->x.low && marks[i] <= plot->x.high)
            add_x_tick(plot, marks[i], texts[i]);
    }
}

static void add_axis_words(const struct lg_plot *plot) {
    size_t every = (plot->x.num_words + TICKS_X - 1) / TICKS_X;
    for (size_t i = 0; i < plot->x.num_words; i += every)
        add_x_tick(plot, (double)i, plot->x.words[i]);
}

static void begin_figure(struct lg_str *out, const char *title, const char *of, int height) {
    lg_str_add(out, "<figure><figcaption>");
    lg_html_line(out, title);
    lg_html_element(out, "small", of);
    lg_str_printf(out, "</figcaption><svg class=plot viewBox=\"0 0 %d %d\" role=img aria-label=\"",
                  WIDTH, height);
    lg_html_line(out, title);
    if (of != NULL) {
        lg_str_add(out, ": ");
        lg_html_line(out, of);
    }
    lg_str_add(out, "\">");
}

static void end_figure(struct lg_str *out, const char *caption) {
    lg_str_add(out, "</svg>");
    lg_html_element(out, "p", caption);
    lg_str_add(out, "</figure>\n");
}

void lg_plot_begin(struct lg_plot *plot) {
    struct lg_str *out = plot->out;
    widen(&plot->x);
    widen(&plot->y);
    begin_figure(out, plot->title, plot->of, HEIGHT);
    if (plot->x.is_log)
        add_decades(plot);
    else if (plot->x.words != NULL)
        add_axis_words(plot);
    else
        add_numbers(plot, &plot->x, TICKS_X, add_x_tick);
    add_numbers(plot, &plot->y, TICKS_Y, add_y_tick);
    add_words(out, "lx", (WIDTH + LEFT - RIGHT) / 2.0, HEIGHT - 8, plot->x.label);
    lg_str_printf(out, "<text class=ly transform=\"translate(13 %d) rotate(-90)\">",
                  (HEIGHT - BOTTOM + TOP) / 2);
    lg_html_line(out, plot->y.label);
    lg_str_add(out, "</text>");
}

void lg_plot_band(const struct lg_plot *plot, double low, double high) {
    double top = top_of(plot, fmin(high, plot->y.high));
    double foot = top_of(plot, fmax(low, plot->y.low));
    add_rect(plot->out, "band", (double[]){LEFT, top, WIDTH - LEFT - RIGHT, fmax(foot - top, 1)});
    lg_str_add(plot->out, "<title>target</title></rect>");
    if (isfinite(high))
        add_line(plot->out, "bound", (double[]){LEFT, top, WIDTH - RIGHT, top});
    if (isfinite(low))
        add_line(plot->out, "bound", (double[]){LEFT, foot, WIDTH - RIGHT, foot});
}

/* "12.5,40 " */
static void add_pair(struct lg_str *out, double x, double y) {
    char text[LG_NUMBER_MAX];
    lg_number_fixed(x, 1, text);
    lg_str_add(out, text);
    lg_number_fixed(y, 1, text);
    lg_str_printf(out, ",%s ", text);
}

static double mean_of(const struct lg_plot_pair *pair) {
    return pair->sum / (double)pair->count;
}

static bool has_ranges(const struct lg_plot_pair *pairs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].high > pairs[i].low)
            return true;
    }
    return false;
}

void lg_plot_curve(const struct lg_plot *plot, const struct lg_plot_pair *pairs, size_t count,
                   const char *kind) {
    struct lg_str *out = plot->out;
    if (count == 0)
        return;
    if (has_ranges(pairs, count)) {
        lg_str_printf(out, "<polygon class=\"area %s\" points=\"", kind);
        for (size_t i = 0; i < count; i++)
            add_pair(out, left_of(plot, pairs[i].x), top_of(plot, pairs[i].high));
        for (size_t i = count; i > 0; i--)
            add_pair(out, left_of(plot, pairs[i - 1].x), top_of(plot, pairs[i - 1].low));
        lg_str_add(out, "\"/>");
    }
    lg_str_printf(out, "<polyline class=\"line %s\" points=\"", kind);
    for (size_t i = 0; i < count; i++)
        add_pair(out, left_of(plot, pairs[i].x), top_of(plot, mean_of(&pairs[i])));
    lg_str_add(out, "\"/>");
}

void lg_plot_steps(const struct lg_plot *plot, const struct lg_plot_pair *pairs, size_t count,
                   const char *kind) {
    struct lg_str *out = plot->out;
    lg_str_printf(out, "<polyline class=\"line %s\" points=\"", kind);
    for (size_t i = 0; i < count; i++) {
        double x = left_of(plot, pairs[i].x);
        if (i > 0)
            add_pair(out, x, top_of(plot, mean_of(&pairs[i - 1])));
        add_pair(out, x, top_of(plot, mean_of(&pairs[i])));
    }
    lg_str_add(out, "\"/>");
}

void lg_plot_dot(const struct lg_plot *plot, double x, double y, const char *kind,
                 const char *title) {
    struct lg_str *out = plot->out;
    if (!isfinite(x) || !isfinite(y))
        return;
    lg_str_printf(out, "<circle class=\"dot %s\"", kind);
    add_number(out, "cx", left_of(plot, x));
    add_number(out, "cy", top_of(plot, y));
    lg_str_add(out, " r=3.5>");
    lg_html_element(out, "title", title);
    lg_str_add(out, "</circle>");
}

void lg_plot_bar(const struct lg_plot *plot, double from, double to, double y, const char *title) {
    double left = left_of(plot, from);
    double top = top_of(plot, isfinite(y) ? y : plot->y.low);
    add_rect(plot->out, "bar",
             (double[]){left, top, fmax(left_of(plot, to) - left - 2, 1), HEIGHT - BOTTOM - top});
    lg_html_element(plot->out, "title", title);
    lg_str_add(plot->out, "</rect>");
}

void lg_plot_end(const struct lg_plot *plot, const char *caption) {
    add_line(plot->out, "axis", (double[]){LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM});
    end_figure(plot->out, caption);
}

/* --- heat --- */

enum { SHADES = 9, HEAT_NUMBERS_MAX = 10 };

static void range_of(const struct lg_plot_heat *heat, double *low, double *high) {
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < heat->num_x * heat->num_y; i++) {
        if (!isfinite(heat->cells[i]))
            continue;
        *low = fmin(*low, heat->cells[i]);
        *high = fmax(*high, heat->cells[i]);
    }
}

static void add_cell(struct lg_str *out, const struct lg_plot_heat *heat, size_t x, size_t y,
                     const double at[static 6]) {
    double value = heat->cells[y * heat->num_x + x];
    double range = at[5] - at[4];
    int shade = SHADES / 2;
    if (isfinite(value) && range > 0)
        shade = (int)fmin(SHADES - 1, (value - at[4]) / range * SHADES);
    bool is_in = value >= heat->low && value <= heat->high;
    char kind[32];
    char text[LG_NUMBER_MAX];
    snprintf(kind, sizeof kind, isfinite(value) ? "h%d%s" : "none", shade, is_in ? " in" : "");
    lg_number_fixed(value, 1, text);
    add_rect(out, kind, at);
    lg_str_add(out, "<title>");
    lg_html_line(out, heat->x_words[x]);
    lg_str_add(out, ", ");
    lg_html_line(out, heat->y_words[y]);
    lg_str_printf(out, ": %s %s</title></rect>", isnan(value) ? "none" : text, heat->unit);
    if (heat->num_x <= HEAT_NUMBERS_MAX && !isnan(value)) {
        snprintf(kind, sizeof kind, shade > SHADES / 2 ? "tc over" : "tc");
        add_words(out, kind, at[0] + at[2] / 2, at[1] + at[3] / 2 + 4, text);
    }
}

void lg_plot_heat(struct lg_str *out, const char *title, const struct lg_plot_heat *heat,
                  const char *caption) {
    const double width = (double)(WIDTH - LEFT - RIGHT - 14) / (double)heat->num_x;
    const double height = fmax(6, fmin(30, 200.0 / (double)heat->num_y));
    const double foot = TOP + height * (double)heat->num_y;
    double low;
    double high;
    range_of(heat, &low, &high);
    begin_figure(out, title, NULL, (int)foot + BOTTOM);
    for (size_t y = 0; y < heat->num_y; y++) {
        for (size_t x = 0; x < heat->num_x; x++) {
            add_cell(out, heat, x, y,
                     (double[]){LEFT + 14 + width * (double)x, foot - height * (double)(y + 1),
                                width - 1, height - 1, low, high});
        }
    }
    size_t every_x = (heat->num_x + TICKS_X - 1) / TICKS_X;
    size_t every_y = (heat->num_y + 11) / 12;
    for (size_t x = 0; x < heat->num_x; x += every_x)
        add_short(out, "tx", LEFT + 14 + width * ((double)x + 0.5), foot + 15, heat->x_words[x]);
    for (size_t y = 0; y < heat->num_y; y += every_y)
        add_short(out, "ty", LEFT + 8, foot - height * ((double)y + 0.5) + 4, heat->y_words[y]);
    add_words(out, "lx", (WIDTH + LEFT) / 2.0, foot + 38, heat->x_label);
    lg_str_printf(out, "<text class=ly transform=\"translate(11 %d) rotate(-90)\">",
                  (int)(foot + TOP) / 2);
    lg_html_line(out, heat->y_label);
    lg_str_add(out, "</text>");
    end_figure(out, caption);
}
