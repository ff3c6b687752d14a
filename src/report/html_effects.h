/* What each setting of a matrix did to the sound, as a table: lg_effects_value's list. */
#ifndef LG_REPORT_HTML_EFFECTS_H
#define LG_REPORT_HTML_EFFECTS_H

#include "base/str.h"
#include "base/value.h"

/* Whether it is a list of {param, heard, measures: {lufs_i: {range, rank}, …}}. */
bool lg_html_is_effects(const struct lg_value *list);
void lg_html_effects(struct lg_str *out, const struct lg_value *list);

#endif
