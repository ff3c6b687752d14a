#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024 };

struct lg_arena_block {
    struct lg_arena_block *next;
    size_t size;
    size_t used;
    _Alignas(max_align_t) unsigned char bytes[];
};

void *lg_xcheck(void *memory) {
    if (memory == NULL) {
        static const char text[] = "livegate: out of memory\n";
        fwrite(text, 1, sizeof text - 1, stderr);
        abort();
    }
    return memory;
}

void *lg_xmalloc(size_t bytes) {
    return lg_xcheck(malloc(bytes == 0 ? 1 : bytes));
}

void *lg_xcalloc(size_t count, size_t bytes) {
    return lg_xcheck(calloc(count == 0 ? 1 : count, bytes == 0 ? 1 : bytes));
}

void *lg_xrealloc(void *old, size_t bytes) {
    return lg_xcheck(realloc(old, bytes == 0 ? 1 : bytes));
}

char *lg_xstrdup(const char *text) {
    size_t bytes = strlen(text) + 1;
    return memcpy(lg_xmalloc(bytes), text, bytes);
}

void lg_arena_init(struct lg_arena *arena) {
    arena->head = NULL;
    arena->used_bytes = 0;
}

void lg_arena_dispose(struct lg_arena *arena) {
    if (arena == NULL)
        return;
    struct lg_arena_block *block = arena->head;
    while (block != NULL) {
        struct lg_arena_block *next = block->next;
        free(block);
        block = next;
    }
    lg_arena_init(arena);
}

static struct lg_arena_block *block_for(struct lg_arena *arena, size_t bytes) {
    if (arena->head != NULL && arena->head->size - arena->head->used >= bytes)
        return arena->head;
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    struct lg_arena_block *block = lg_xmalloc(sizeof *block + size);
    block->size = size;
    block->used = 0;
    block->next = arena->head;
    arena->head = block;
    return block;
}

void *lg_arena_alloc(struct lg_arena *arena, size_t bytes) {
    size_t align = _Alignof(max_align_t);
    if (bytes > SIZE_MAX / 2)
        abort();
    size_t rounded = (bytes + align - 1) / align * align;
    struct lg_arena_block *block = block_for(arena, rounded);
    void *memory = block->bytes + block->used;
    block->used += rounded;
    arena->used_bytes += rounded;
    return memset(memory, 0, rounded);
}

void *lg_arena_array(struct lg_arena *arena, size_t count, size_t item_bytes) {
    if (item_bytes != 0 && count > SIZE_MAX / 2 / item_bytes)
        abort();
    return lg_arena_alloc(arena, count * item_bytes);
}

char *lg_arena_strndup(struct lg_arena *arena, const char *text, size_t length) {
    if (text == NULL)
        return NULL;
    char *copy = lg_arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *lg_arena_strdup(struct lg_arena *arena, const char *text) {
    return text == NULL ? NULL : lg_arena_strndup(arena, text, strlen(text));
}

char *lg_arena_printf(struct lg_arena *arena, const char *format, ...) {
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0)
        abort();
    char *text = lg_arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}
