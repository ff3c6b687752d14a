#include "report/keys.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 256 };

/* FNV-1a. */
static size_t hash_of(const char *key) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *key != '\0'; key++)
        hash = (hash ^ (unsigned char)*key) * UINT64_C(1099511628211);
    return (size_t)hash;
}

/* Where the key is, or the free slot where it belongs. */
static size_t *slot_of(const struct lg_keys *keys, const char *key) {
    size_t at = hash_of(key) % keys->num_slots;
    while (keys->slots[at] != 0 && strcmp(keys->keys[keys->slots[at] - 1], key) != 0)
        at = (at + 1) % keys->num_slots;
    return &keys->slots[at];
}

/* Half of the slots stay free. */
static void make_room(struct lg_keys *keys) {
    if (2 * (keys->count + 1) < keys->num_slots)
        return;
    keys->num_slots = keys->num_slots == 0 ? SLOTS : 2 * keys->num_slots;
    free(keys->slots);
    keys->slots = lg_xcalloc(keys->num_slots, sizeof *keys->slots);
    keys->keys = lg_xrealloc(keys->keys, keys->num_slots / 2 * sizeof *keys->keys);
    for (size_t i = 0; i < keys->count; i++)
        *slot_of(keys, keys->keys[i]) = i + 1;
}

size_t lg_keys_add(struct lg_keys *keys, const char *key, size_t max, bool *is_new_out) {
    make_room(keys);
    size_t *slot = slot_of(keys, key);
    bool is_new = *slot == 0 && keys->count < max;
    if (is_new) {
        keys->keys[keys->count] = lg_arena_strdup(&keys->texts, key);
        *slot = ++keys->count;
    }
    if (is_new_out != NULL)
        *is_new_out = is_new;
    return *slot == 0 ? LG_KEYS_NONE : *slot - 1;
}

size_t lg_keys_find(const struct lg_keys *keys, const char *key) {
    size_t *slot = keys->count == 0 ? NULL : slot_of(keys, key);
    return slot == NULL || *slot == 0 ? LG_KEYS_NONE : *slot - 1;
}

void lg_keys_dispose(struct lg_keys *keys) {
    free(keys->keys);
    free(keys->slots);
    lg_arena_dispose(&keys->texts);
    *keys = (struct lg_keys){.count = 0};
}
