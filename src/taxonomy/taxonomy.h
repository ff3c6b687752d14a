/* The error taxonomy: an ordered table (gates/tables/taxonomy.yaml) of what texts and facts speak
 * of which kind of trouble, what to look at then, and what to do. Names of probes and fixes are
 * data here; src/run carries them out. The keys of the file: taxonomy/read.c and the table's head.
 *
 * A table may extend another (`extends: shipped`, or a path from its own folder): its rules come
 * before those of the other, and a rule, probe, fix or stop of the same name takes its place. */
#ifndef LG_TAXONOMY_TAXONOMY_H
#define LG_TAXONOMY_TAXONOMY_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/paths.h"
#include "base/str.h"
#include "conf/field.h"
#include "conf/shape.h"
#include "taxonomy/remedy.h"

struct lg_taxonomy;

enum lg_rule_kind { LG_RULE_ERROR, LG_RULE_WARNING, LG_RULE_SUCCESS, LG_RULE__COUNT };

/* Where section C sends a text that a rule matches. */
enum lg_rule_next { LG_NEXT_DIAGNOSE, LG_NEXT_FIX, LG_NEXT_STOP, LG_NEXT__COUNT };

struct lg_category {
    const char *name;  /* "connectivity"; "success" and "warning" for signatures */
    int number;        /* 1..6; 0: unclassified, or a signature */
    const char *label; /* "1 connectivity", "unclassified" */
    const char *help;  /* what a person does first */
    const struct lg_probe **probes;
    size_t num_probes;
    const struct lg_fix *fix; /* the deterministic one, NULL: none */
};

struct lg_rule {
    const char *id;
    enum lg_rule_kind kind;
    const struct lg_category *category;
    int priority;                   /* higher ones come before their table's others; usually 0 */
    const char *pattern;            /* NULL: facts alone decide */
    struct lg_texts nots;           /* no match on a line that one of these matches */
    bool free_text;                 /* of a success: what follows its match may speak of errors */
    struct lg_texts literals;       /* a text without any of these can't match; none: derived */
    const struct lg_probe **probes; /* its own, else its category's */
    size_t num_probes;
    enum lg_rule_next next;
    const struct lg_fix *fix;   /* its own, else its category's; NULL: none */
    const struct lg_stop *stop; /* the stop text when a person has to act; NULL: none of its own */
    const char *since;          /* the version that brought it; NULL: not said */
    const char *source;         /* where the pattern comes from */
    struct lg_texts texts;      /* the source's own patterns; none: the same */
    const char *why;            /* ours differs; NULL: it does not */
    struct lg_texts hits;       /* samples of which this rule is the first match */
    struct lg_texts misses;     /* samples that it must miss; shipped: that no error rule matches */
};

/* "error", …; "diagnose", …; "unknown" out of range. */
const char *lg_rule_kind_name(enum lg_rule_kind kind);
const char *lg_rule_next_name(enum lg_rule_next next);

/* LG_ERR_READ with place: an unknown key or name, a duplicate, numbers out of order, a pattern that
 * does not compile, a list that is empty. `extends: shipped` is refused here. */
int lg_taxonomy_read(const char *path, struct lg_taxonomy **out, struct lg_err *err) LG_MUST_CHECK;
/* The table at `path`, or for NULL the project's: <project>/taxonomy.yaml, which extends the
 * shipped one unless it says otherwise; else gates/tables/taxonomy.yaml of the project, else of the
 * installation. */
int lg_taxonomy_load(const struct lg_paths *paths, const char *path, struct lg_taxonomy **out,
                     struct lg_err *err) LG_MUST_CHECK;
void lg_taxonomy_free(struct lg_taxonomy *taxonomy);
/* The files it was read from, first the one whose rules come first; NULL beyond the last. */
const char *lg_taxonomy_path(const struct lg_taxonomy *taxonomy, size_t index);

/* The category of a text that tells of an error; `rule_out` (may be NULL) the rule that matched,
 * NULL for unclassified. Never fails: a rule that hits its bound does not match. What more there is
 * to know: taxonomy/classify.h. */
const struct lg_category *lg_taxonomy_classify(const struct lg_taxonomy *taxonomy,
                                               struct lg_view text,
                                               const struct lg_rule **rule_out);
/* The category without a number of its own, for what no rule knows. */
const struct lg_category *lg_taxonomy_unclassified(void);

/* Rules in their order: errors, then warnings, then successes. Borrowed; NULL beyond the last. */
size_t lg_taxonomy_count(const struct lg_taxonomy *taxonomy);
const struct lg_rule *lg_taxonomy_rule(const struct lg_taxonomy *taxonomy, size_t index);
/* The categories in the order of their numbers, without the unclassified; returns their count. */
size_t lg_taxonomy_categories(const struct lg_taxonomy *taxonomy, const struct lg_category **out);
/* The probes of a category in their order, at most three. */
size_t lg_taxonomy_probes(const struct lg_category *category, const struct lg_probe *const **out);
/* The fix that a rule leads to; NULL: none. */
const struct lg_fix *lg_taxonomy_fix(const struct lg_rule *rule);
/* By name; NULL: there is none. */
const struct lg_probe *lg_taxonomy_probe_named(const struct lg_taxonomy *taxonomy,
                                               const char *name);
const struct lg_fix *lg_taxonomy_fix_named(const struct lg_taxonomy *taxonomy, const char *name);
const struct lg_stop *lg_taxonomy_stop_named(const struct lg_taxonomy *taxonomy, const char *name);
const struct lg_category *lg_taxonomy_category_named(const struct lg_taxonomy *taxonomy,
                                                     const char *name);
/* By place in the table; NULL beyond the last. */
const struct lg_probe *lg_taxonomy_probe_at(const struct lg_taxonomy *taxonomy, size_t index);
const struct lg_fix *lg_taxonomy_fix_at(const struct lg_taxonomy *taxonomy, size_t index);
const struct lg_stop *lg_taxonomy_stop_at(const struct lg_taxonomy *taxonomy, size_t index);

/* What a table's file looks like. */
extern const struct lg_shape lg_taxonomy_shape;

#endif
