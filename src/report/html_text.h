/* HTML in the making: all text is cleaned (report/clean.h), then escaped, so that it is text and
 * nothing else between tags and in double-quoted attributes. Each adds to `out`. */
#ifndef LG_REPORT_HTML_TEXT_H
#define LG_REPORT_HTML_TEXT_H

#include <stdint.h>

#include "base/str.h"

/* One line, cut after LG_HTML_LINE_MAX characters; NULL adds nothing. */
void lg_html_line(struct lg_str *out, const char *text);
/* Several lines, cut after LG_HTML_BLOCK_MAX characters. */
void lg_html_block(struct lg_str *out, struct lg_view text);
/* `<tag>line</tag>`; `tag` may bear attributes: "p class=why". Nothing for NULL or "". */
void lg_html_element(struct lg_str *out, const char *tag, const char *text);
/* `<dt>name</dt><dd>line</dd>`; nothing for NULL or "". */
void lg_html_field(struct lg_str *out, const char *name, const char *text);
/* The same as a group of its own: `<div><dt>…</dd></div>`. */
void lg_html_group(struct lg_str *out, const char *name, const char *text);
/* "1.250 s", "12 min 5 s": a duration as people read it. */
void lg_html_duration(struct lg_str *out, int64_t duration_ns);
/* A number with fixed decimals; "-inf" for silence, "–" where undefined. */
void lg_html_number(struct lg_str *out, double number, int decimals);

enum { LG_HTML_LINE_MAX = 4000, LG_HTML_BLOCK_MAX = 64 * 1024 };

#endif
