#include "live/pairing.h"

#include <string.h>

static bool same(const char *a, const char *b) {
    return strcmp(a, b) == 0;
}

struct candidates {
    const struct lg_pairing_item *was, *is;
    size_t was_at, is_at;
};

static bool same_in_all(struct candidates pair) {
    return same(pair.was->key, pair.is->key) && same(pair.was->nature, pair.is->nature);
}

static bool same_key(struct candidates pair) {
    return same(pair.was->key, pair.is->key);
}

/* Renamed. What holds nothing can be told from another such item by its place alone. */
static bool same_nature(struct candidates pair) {
    return same(pair.was->nature, pair.is->nature) &&
           (pair.was->nature[0] != '\0' || pair.was_at == pair.is_at);
}

/* Pairs what fits, from the front: the first old one with the first new one. */
static void pair_all(struct lg_pairing_list was, struct lg_pairing_list is,
                     bool (*fits)(struct candidates pair), struct lg_pairing *pairing) {
    for (size_t i = 0; i < was.count; i++) {
        for (size_t k = 0; pairing->new_of[i] == LG_UNPAIRED && k < is.count; k++) {
            struct candidates pair = {&was.items[i], &is.items[k], i, k};
            if (pairing->old_of[k] != LG_UNPAIRED || !fits(pair))
                continue;
            pairing->new_of[i] = (long)k;
            pairing->old_of[k] = (long)i;
        }
    }
}

/* What does not belong to a longest rising run of new places was moved. */
static void mark_moved(size_t count, struct lg_arena *arena, struct lg_pairing *pairing) {
    size_t *length = lg_arena_array(arena, count, sizeof *length);
    long *before = lg_arena_array(arena, count, sizeof *before);
    long best = LG_UNPAIRED;
    for (size_t i = 0; i < count; i++) {
        pairing->is_moved[i] = pairing->new_of[i] != LG_UNPAIRED;
        length[i] = 1;
        before[i] = LG_UNPAIRED;
        for (size_t k = 0; pairing->is_moved[i] && k < i; k++) {
            if (pairing->is_moved[k] && pairing->new_of[k] < pairing->new_of[i] &&
                length[k] + 1 > length[i]) {
                length[i] = length[k] + 1;
                before[i] = (long)k;
            }
        }
        if (pairing->is_moved[i] && (best == LG_UNPAIRED || length[i] > length[best]))
            best = (long)i;
    }
    for (; best != LG_UNPAIRED; best = before[best])
        pairing->is_moved[best] = false;
}

void lg_pairing_make(struct lg_pairing_list was, struct lg_pairing_list is, struct lg_arena *arena,
                     struct lg_pairing *out) {
    out->new_of = lg_arena_array(arena, was.count, sizeof *out->new_of);
    out->old_of = lg_arena_array(arena, is.count, sizeof *out->old_of);
    out->is_moved = lg_arena_array(arena, was.count, sizeof *out->is_moved);
    for (size_t i = 0; i < was.count; i++)
        out->new_of[i] = LG_UNPAIRED;
    for (size_t i = 0; i < is.count; i++)
        out->old_of[i] = LG_UNPAIRED;
    pair_all(was, is, same_in_all, out);
    pair_all(was, is, same_key, out);
    pair_all(was, is, same_nature, out);
    mark_moved(was.count, arena, out);
}
