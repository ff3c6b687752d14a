#include "conf/names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { FIRST_CAPACITY = 64 };

struct lg_names_slot {
    const char *name; /* NULL: free */
    size_t scope;
    void *value;
};

void lg_names_dispose(struct lg_names *names) {
    if (names == NULL)
        return;
    free(names->slots);
    *names = (struct lg_names){0};
}

/* FNV-1a, with the scope mixed in first. */
static uint64_t hash(size_t scope, const char *name) {
    uint64_t sum = (UINT64_C(14695981039346656037) ^ scope) * UINT64_C(1099511628211);
    for (const unsigned char *c = (const unsigned char *)name; *c != '\0'; c++)
        sum = (sum ^ *c) * UINT64_C(1099511628211);
    return sum;
}

/* The slot that holds the name, or the free one where it belongs; capacity is a power of two. */
static struct lg_names_slot *find(const struct lg_names *names, size_t scope, const char *name) {
    size_t mask = names->capacity - 1;
    size_t at = (size_t)hash(scope, name) & mask;
    while (names->slots[at].name != NULL &&
           (names->slots[at].scope != scope || strcmp(names->slots[at].name, name) != 0))
        at = (at + 1) & mask;
    return &names->slots[at];
}

static void grow(struct lg_names *names) {
    struct lg_names larger = {0};
    larger.capacity = names->capacity == 0 ? FIRST_CAPACITY : names->capacity * 2;
    larger.slots = lg_xcalloc(larger.capacity, sizeof *larger.slots);
    larger.count = names->count;
    for (size_t i = 0; i < names->capacity; i++) {
        const struct lg_names_slot *slot = &names->slots[i];
        if (slot->name != NULL)
            *find(&larger, slot->scope, slot->name) = *slot;
    }
    lg_names_dispose(names);
    *names = larger;
}

void **lg_names_at(struct lg_names *names, size_t scope, const char *name) {
    if (2 * (names->count + 1) > names->capacity)
        grow(names);
    struct lg_names_slot *slot = find(names, scope, name);
    if (slot->name == NULL) {
        *slot = (struct lg_names_slot){.name = name, .scope = scope};
        names->count++;
    }
    return &slot->value;
}
