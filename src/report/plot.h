/* Plots as inline SVG, coloured by the page's style sheet alone: no number of a plot is anywhere
 * but in its drawing, its titles and its caption. */
#ifndef LG_REPORT_PLOT_H
#define LG_REPORT_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "report/plot_pair.h"

struct lg_plot_axis {
    const char *label;        /* "glue.threshold (dB)" */
    double low, high;         /* what has to fit */
    const char *const *words; /* ticks at 0, 1, … instead of numbers; NULL: numbers */
    size_t num_words;
    bool is_log;
};

struct lg_plot {
    struct lg_str *out;
    const char *title; /* what is read aloud, and the head of the figure */
    const char *of;    /* whose plot it is; NULL: not one's */
    struct lg_plot_axis x, y;
};

/* Takes in what has to fit; nothing for what is not finite. Begin with LG_PLOT_NOTHING. */
void lg_plot_fit(struct lg_plot_axis *axis, double value);
#define LG_PLOT_NOTHING(text) ((struct lg_plot_axis){.label = (text), .low = 1, .high = -1})

/* Whether anything fits into it. */
bool lg_plot_has(const struct lg_plot_axis *axis);
/* Begins a figure: frame, grid, ticks, labels. */
void lg_plot_begin(struct lg_plot *plot);
/* A target: what lies between, up to the frame where a bound is infinite. */
void lg_plot_band(const struct lg_plot *plot, double low, double high);
/* Range and mean of each pair, by x. */
void lg_plot_curve(const struct lg_plot *plot, const struct lg_plot_pair *pairs, size_t count,
                   const char *kind);
/* A line that stays level until the next point. */
void lg_plot_steps(const struct lg_plot *plot, const struct lg_plot_pair *pairs, size_t count,
                   const char *kind);
/* `kind`: a class; `title` may be NULL. */
void lg_plot_dot(const struct lg_plot *plot, double x, double y, const char *kind,
                 const char *title);
/* A bar from the frame's foot. */
void lg_plot_bar(const struct lg_plot *plot, double from, double to, double y, const char *title);
/* Ends the figure; the caption may be NULL. */
void lg_plot_end(const struct lg_plot *plot, const char *caption);

/* A value for each pair of cells: NAN where there is none. Classes h0 to h8 by value. */
struct lg_plot_heat {
    const double *cells; /* num_x × num_y, row by row */
    const char *const *x_words, *const *y_words;
    size_t num_x, num_y;
    const char *x_label, *y_label, *unit;
    double low, high; /* of the target: cells in it have a border; NAN: none */
};
void lg_plot_heat(struct lg_str *out, const char *title, const struct lg_plot_heat *heat,
                  const char *caption);

#endif
