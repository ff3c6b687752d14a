/* A matrix as HTML: what its points came to in one paragraph, plots, and a table that the page's
 * script sorts and filters, and that reads without it. */
#ifndef LG_REPORT_HTML_MATRIX_H
#define LG_REPORT_HTML_MATRIX_H

#include <stdio.h>

#include "base/err.h"
#include "report/html_points.h"
#include "report/spool.h"

/* Rows of a table at most; beyond that only points that failed are shown. */
enum { LG_HTML_ROWS_MAX = 5000 };

/* Adds a point, and its evidence (with `trail`, HTML, may be "") to the spool. LG_ERR_WRITE. */
int lg_html_matrix_take(struct lg_html_points *points, const struct lg_event_case *point,
                        const char *trail, struct lg_spool *evidence,
                        struct lg_err *err) LG_MUST_CHECK;
/* Writes the section's part of it all. `name` stands in captions. LG_ERR_WRITE. */
int lg_html_matrix_write(const struct lg_html_points *points, const char *name,
                         struct lg_spool *evidence, FILE *to, struct lg_err *err) LG_MUST_CHECK;

#endif
