/* Makes any bytes fit to be shown: the one cleaner of what goes into XML, HTML or a terminal. */
#ifndef LG_REPORT_CLEAN_H
#define LG_REPORT_CLEAN_H

#include "base/str.h"

/* In this order: bad UTF-8 becomes U+FFFD; terminal escape sequences go; control characters (C0
 * except tab, LF and CR, DEL, C1), bidirectional overrides and what XML 1.0 forbids (U+FFFE,
 * U+FFFF, surrogates) become U+FFFD; what CI servers take for orders loses its meaning by a space:
 * "[[ATTACHMENT|", "##vso[" and its like, "::" where a line begins. At most `max_chars` characters
 * are added, the last of which say so when there were more. Cleaning what is clean changes nothing.
 * Adds to `out`. */
void lg_clean_text(struct lg_view text, size_t max_chars, struct lg_str *out);
/* As lg_clean_text, with tabs and ends of lines as spaces. */
void lg_clean_line(struct lg_view text, size_t max_chars, struct lg_str *out);

#endif
