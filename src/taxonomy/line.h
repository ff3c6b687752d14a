/* One line of a log, made fit for patterns. */
#ifndef LG_TAXONOMY_LINE_H
#define LG_TAXONOMY_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Without carriage returns at the end, terminal escapes and NULs; a carriage return inside becomes
 * a newline, for what it separates are lines to the eye. `first` in its file: without a byte order
 * mark. A view of `raw` where nothing is to do, else of `buffer`. */
struct lg_view lg_line_clean(struct lg_view raw, bool first, struct lg_str *buffer);
bool lg_line_is_blank(struct lg_view line);
/* Characters in a view: bytes that continue one are not counted. */
size_t lg_line_characters(struct lg_view text);
/* The part of a line around a part of it, at most `max_bytes`, cut between characters. */
struct lg_view lg_line_window(struct lg_view line, struct lg_view part, size_t max_bytes);

#endif
