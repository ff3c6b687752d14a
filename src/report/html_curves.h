/* Drawings of what was measured: loudness over time, spectra. */
#ifndef LG_REPORT_HTML_CURVES_H
#define LG_REPORT_HTML_CURVES_H

#include "base/str.h"
#include "base/value.h"
#include "report/html_points.h"

/* Draws what a result holds of `series` ({hop_s, lufs_m, lufs_s}, as `analyze --series` writes it:
 * the first value stands at hop_s) and `bands` (by name {from_hz, to_hz, rms_dbfs}); nothing where
 * it holds neither. */
void lg_html_draw_result(struct lg_str *out, const struct lg_value *result);
/* The same of a point, with its name, and a target of the loudness drawn in; may be NULL. */
void lg_html_draw_point(struct lg_str *out, const struct lg_html_point *point,
                        const struct lg_html_target *target, bool is_best);

#endif
