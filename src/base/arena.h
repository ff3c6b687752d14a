/* An arena: many small allocations freed at once. Out of memory aborts: nothing sensible is left to
 * do. */
#ifndef LG_BASE_ARENA_H
#define LG_BASE_ARENA_H

#include <stddef.h>

#include "base/attr.h"

struct lg_arena_block;

/* Zeroed is a valid empty arena. */
struct lg_arena {
    struct lg_arena_block *head;
    size_t used_bytes;
};

void lg_arena_init(struct lg_arena *arena);
/* Frees everything; the arena can be used again. */
void lg_arena_dispose(struct lg_arena *arena);
/* Zeroed memory, aligned for any type; never NULL. */
void *lg_arena_alloc(struct lg_arena *arena, size_t bytes);
/* As lg_arena_alloc for `count` items; aborts when the product overflows. */
void *lg_arena_array(struct lg_arena *arena, size_t count, size_t item_bytes);
/* Copies of text; a NULL text gives NULL. */
char *lg_arena_strdup(struct lg_arena *arena, const char *text);
char *lg_arena_strndup(struct lg_arena *arena, const char *text, size_t length);
char *lg_arena_printf(struct lg_arena *arena, const char *format, ...) LG_PRINTF(2, 3);

/* malloc and realloc that abort instead of returning NULL, for what does not live in an arena. */
void *lg_xmalloc(size_t bytes);
void *lg_xcalloc(size_t count, size_t bytes);
void *lg_xrealloc(void *old, size_t bytes);
char *lg_xstrdup(const char *text);
/* Gives back what a library allocated, and aborts on NULL. */
void *lg_xcheck(void *memory);

#endif
