/* A run as Markdown to paste: the templates of reference execution-system, section D, filled from
 * events alone. A run that passed is template 1 (success); one of which gates passed and others did
 * not is template 3 (partial); behind it stands, for each step that did not pass, template 2
 * (error), or 4 (ambiguous) where nobody can say. Captured text stands in fences that it can't
 * close. What a run has no equivalent of (files changed, git push) says so. */
#ifndef LG_REPORT_TEMPLATE_H
#define LG_REPORT_TEMPLATE_H

#include "event/bus.h"

/* How each such file begins. */
#define LG_TEMPLATE_MARK "<!-- livegate run "

/* Writes the file when the run ends, whole or not at all. */
struct lg_sink *lg_template_new(const char *path);

#endif
