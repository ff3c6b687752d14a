/* The error taxonomy: an ordered table of patterns (gates/tables/taxonomy.yaml); the first that
 * matches wins.
 *
 * The file has two lists. `categories`: number (1, 2, … in order), name, help. `rules`: id,
 * category (a name), pattern (PCRE2; ^ and $ also match at line ends), source, and, where they say
 * something: text (the source's own pattern, when ours is not letter for letter the same), why
 * (ours differs), hit and miss (sample texts). */
#ifndef LG_TAXONOMY_TAXONOMY_H
#define LG_TAXONOMY_TAXONOMY_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "conf/field.h"

struct lg_taxonomy;

struct lg_category {
    int number;        /* 1..6; 0: unknown */
    const char *name;  /* "connectivity" */
    const char *label; /* "1 connectivity", "unknown" */
    const char *help;  /* what a person does first */
};

struct lg_rule {
    const char *id;
    const char *pattern;
    const struct lg_category *category;
    const char *source;     /* where the pattern comes from */
    struct lg_texts texts;  /* the source's own patterns; none: the same */
    const char *why;        /* ours differs; NULL: it does not */
    struct lg_texts hits;   /* samples of which this rule is the first match */
    struct lg_texts misses; /* samples that no rule may match */
};

/* LG_ERR_READ with place: an unknown key or category, a duplicate id, numbers out of order, a
 * pattern that does not compile, a list that is empty. */
int lg_taxonomy_read(const char *path, struct lg_taxonomy **out, struct lg_err *err) LG_MUST_CHECK;
void lg_taxonomy_free(struct lg_taxonomy *taxonomy);
/* The category of a text; `rule_out` (may be NULL) the rule that matched, NULL for unknown. Never
 * fails: a rule that hits its bound does not match. */
const struct lg_category *lg_taxonomy_classify(const struct lg_taxonomy *taxonomy,
                                               struct lg_view text,
                                               const struct lg_rule **rule_out);
size_t lg_taxonomy_count(const struct lg_taxonomy *taxonomy);
/* Borrowed; NULL beyond the last. */
const struct lg_rule *lg_taxonomy_rule(const struct lg_taxonomy *taxonomy, size_t index);
/* The categories in the order of their numbers, without the unknown one; returns their count. */
size_t lg_taxonomy_categories(const struct lg_taxonomy *taxonomy, const struct lg_category **out);

#endif
