/* Any text as Markdown in which it means nothing but itself. */
#ifndef LG_REPORT_MARKDOWN_H
#define LG_REPORT_MARKDOWN_H

#include "base/str.h"

/* In a fence longer than any run of backticks in it; `language` "" or "bash". Cleaned, and cut
 * where it is very long. Adds an empty line behind. */
void lg_markdown_block(struct lg_str *out, const char *language, const char *text);
/* Within a line: cleaned, and each character that means something to Markdown escaped. */
void lg_markdown_line(struct lg_str *out, const char *text);

#endif
