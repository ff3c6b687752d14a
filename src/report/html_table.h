/* A list of maps as a table: what a step changed, swept, found. */
#ifndef LG_REPORT_HTML_TABLE_H
#define LG_REPORT_HTML_TABLE_H

#include "base/str.h"
#include "base/value.h"

/* Whether it is such a list, with few enough keys to have a column each. */
bool lg_html_is_table(const struct lg_value *list);
void lg_html_table(struct lg_str *out, const char *name, const struct lg_value *list);
/* Adds a value in one short line. */
void lg_html_value(struct lg_str *out, const struct lg_value *value);

#endif
