/* What moved between two results of one kind, in lines: for two scans whose fingerprints differ. */
#ifndef LG_REPORT_HTML_DIFF_H
#define LG_REPORT_HTML_DIFF_H

#include "base/str.h"
#include "base/value.h"

/* Adds a list of what was taken away, added or changed, by path ("tracks.4.name"); items of a list
 * are matched by `name` where all of them have one, else by place. Nothing where nothing moved. */
void lg_html_diff(struct lg_str *out, const struct lg_value *was, const struct lg_value *is);
/* The fingerprint of a result, NULL where it has none. */
const char *lg_html_fingerprint(const struct lg_value *result);

#endif
