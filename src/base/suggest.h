/* "did you mean": the nearest of a list of words. */
#ifndef LG_BASE_SUGGEST_H
#define LG_BASE_SUGGEST_H

#include <stddef.h>

#include "base/str.h"

/* Edit distance with transpositions (Damerau-Levenshtein, restricted), case-insensitive. */
unsigned lg_suggest_distance(const char *a, const char *b);
/* The nearest candidate within a third of the word's length (at least 1), else NULL. */
const char *lg_suggest(const char *word, const char *const *candidates, size_t count);

#endif
