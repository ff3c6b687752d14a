/* A run as one HTML file for people: verdict, gates with their evidence, matrices with plots and a
 * table. It loads nothing and sends nothing, and reads without its script; a
 * Content-Security-Policy lets its own style sheet and script pass and nothing else. Captured text
 * is cleaned and escaped (report/html_text.h). */
#ifndef LG_REPORT_HTML_H
#define LG_REPORT_HTML_H

#include "base/env.h"
#include "event/bus.h"
#include "report/html_page.h" /* LG_HTML_MARK */

struct lg_html_options {
    const char *(*meaning)(int exit_code); /* may be NULL, may give NULL */
    /* Of the page: evidence of steps that passed is left to the receipts beyond it; 0: 8 MiB. */
    size_t max_passed_bytes;
};

/* Sections are spooled beside `path` (in the env's tmpdir where that is a device), so memory stays
 * flat but for the points of the matrix at hand (report/html_points.h); the file appears at run_end
 * by rename. The path is copied, nothing of env is kept. LG_ERR_WRITE when the folder can't be
 * written. */
int lg_html_open(const char *path, const struct lg_env *env, const struct lg_html_options *options,
                 struct lg_sink **out, struct lg_err *err) LG_MUST_CHECK;

#endif
