/* Texts numbered in the order in which they were first seen. */
#ifndef LG_REPORT_KEYS_H
#define LG_REPORT_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define LG_KEYS_NONE ((size_t)-1)

/* Zeroed is empty. */
struct lg_keys {
    struct lg_arena texts;
    const char **keys; /* by number */
    size_t *slots;     /* by hash: 0, free, else a number + 1 */
    size_t count, num_slots;
};

/* The key's number, from 0; one that is new comes behind the others, LG_KEYS_NONE where there are
 * `max` already. `is_new_out` may be NULL. */
size_t lg_keys_add(struct lg_keys *keys, const char *key, size_t max, bool *is_new_out);
/* LG_KEYS_NONE where it is not there. */
size_t lg_keys_find(const struct lg_keys *keys, const char *key);
void lg_keys_dispose(struct lg_keys *keys);

#endif
