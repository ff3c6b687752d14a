#include "base/suggest.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(char a, char b) {
    return lower(a) == lower(b);
}

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

unsigned lg_suggest_distance(const char *a, const char *b) {
    size_t width = strlen(b) + 1;
    /* The last three rows of the table: a transposition looks two rows back. */
    unsigned *rows = lg_xcalloc(3 * width, sizeof *rows);
    unsigned *before = rows;
    unsigned *above = rows + width;
    unsigned *row = rows + 2 * width;
    for (size_t j = 0; j < width; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        unsigned *oldest = before;
        before = above;
        above = row;
        row = oldest;
        row[0] = (unsigned)i;
        for (size_t j = 1; j < width; j++) {
            unsigned replaced = above[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
            row[j] = least(replaced, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    unsigned distance = row[width - 1];
    free(rows);
    return distance;
}

const char *lg_suggest(const char *word, const char *const *candidates, size_t count) {
    size_t third = strlen(word) / 3;
    unsigned bound = third < 1 ? 1 : (unsigned)third;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        unsigned distance = lg_suggest_distance(word, candidates[i]);
        if (distance > bound || (nearest != NULL && distance == bound))
            continue;
        nearest = candidates[i];
        bound = distance;
    }
    return nearest;
}
