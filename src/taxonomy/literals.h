/* Many literals sought at once, in one pass over the text whatever their number (Aho and Corasick,
 * 1975): what keeps the cost of a table of patterns linear in the log. */
#ifndef LG_TAXONOMY_LITERALS_H
#define LG_TAXONOMY_LITERALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct lg_literals;

struct lg_literals *lg_literals_new(void);
void lg_literals_free(struct lg_literals *literals);
/* Before lg_literals_build. The text, of at least one byte, is copied; `caseless` is ASCII's.
 * `owner` is whose it is; an owner may have many. */
void lg_literals_add(struct lg_literals *literals, struct lg_view text, bool caseless,
                     size_t owner);
void lg_literals_build(struct lg_literals *literals);
/* The offset of the last byte of the first literal in `text` at or after `from`; SIZE_MAX: none. */
size_t lg_literals_find(const struct lg_literals *literals, struct lg_view text, size_t from);
/* Calls `hit` for each literal that stands in the text, at least once. */
void lg_literals_each(const struct lg_literals *literals, struct lg_view text,
                      void (*hit)(void *ctx, size_t owner), void *ctx);

/* Literals of which any text that the pattern matches holds one, found in the pattern itself: the
 * longest of each top-level alternative. False where that can't be told safely; `caseless_out` when
 * the pattern begins with (?i). */
bool lg_literals_derive(const char *pattern, struct lg_arena *arena, struct lg_view **out,
                        size_t *count_out, bool *caseless_out);

#endif
