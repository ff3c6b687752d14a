/* What every page of ours has around its content: head with style sheet and
 * Content-Security-Policy, foot with script. */
#ifndef LG_REPORT_HTML_PAGE_H
#define LG_REPORT_HTML_PAGE_H

#include "base/str.h"

/* Begins each page, behind its doctype. */
#define LG_HTML_MARK "<!-- livegate page of "

/* All up to the body; `of` says in the mark whose page it is: "run 20260222T000000Z-1". */
void lg_html_page_head(struct lg_str *out, const char *of, const char *title);
/* All behind the content of main; `note` is HTML. */
void lg_html_page_foot(struct lg_str *out, const char *note);

#endif
