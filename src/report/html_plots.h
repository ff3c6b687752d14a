/* What the points of a matrix look like together: loudness and peak against each axis, in the order
 * of the runs, and over two axes; curves of the best point and of some that missed. */
#ifndef LG_REPORT_HTML_PLOTS_H
#define LG_REPORT_HTML_PLOTS_H

#include "base/str.h"
#include "report/html_points.h"

/* Adds figures; nothing where fewer than two points were measured. */
void lg_html_plots(struct lg_str *out, const struct lg_html_points *points);
/* Those of single points. */
void lg_html_point_curves(struct lg_str *out, const struct lg_html_points *points);
/* The class of a point: "hit", "miss", "measured", "bad", "off". */
const char *lg_html_point_tone(const struct lg_html_point *point);

#endif
