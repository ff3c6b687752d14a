/* What the files of this layer share and nobody else sees: a table that was read. */
#ifndef LG_TAXONOMY_INSIDE_H
#define LG_TAXONOMY_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/regex.h"
#include "conf/shape.h"
#include "taxonomy/facts.h"
#include "taxonomy/literals.h"
#include "taxonomy/taxonomy.h"

/* Signs tell that a line speaks of an error though no rule knows which; they stand after the rules.
 */
enum { RULE_SIGN = LG_RULE__COUNT };

/* No table has more rules and signs, so that a set of them is a small thing on the stack. */
enum { MAX_RULES = 4096 };

/* The owner, beside the entries, of the head of a traceback. */
enum { LITERAL_TRACEBACK = MAX_RULES };
#define TRACEBACK "Traceback (most recent call last):"

struct rule_set {
    uint64_t words[MAX_RULES / 64];
};

struct entry {
    struct lg_rule rule; /* its kind may be RULE_SIGN; first, so that a rule leads to its entry */
    size_t file;         /* which file of the chain it stands in */
    struct lg_regex *regex;
    struct lg_regex **nots;
    struct lg_facts_rule *facts;
};

/* Pointers to structs that begin with their name. */
struct named_list {
    void **items;
    size_t count;
};

struct lg_taxonomy {
    struct lg_arena arena;
    const char **paths; /* as lg_taxonomy_path has them */
    size_t num_paths;
    struct lg_category *categories;
    size_t num_categories;
    struct lg_category signature[LG_RULE__COUNT]; /* of warnings and successes */
    struct named_list probes, fixes, stops;
    struct entry **entries; /* in their order */
    size_t num_entries;
    size_t num_rules;             /* the rest are signs */
    struct lg_literals *literals; /* of the rules that have some; an owner is an entry's index */
    struct rule_set always;       /* the others: nothing rules them out */
    size_t num_always;
};

/* Fills an empty taxonomy from the chain of tables that begins at `path`, which extends `below`
 * unless it says something else. `shipped` is what `extends: shipped` means. Both may be NULL. */
int taxonomy_fill(struct lg_taxonomy *taxonomy, const char *path, const char *below,
                  const char *shipped, struct lg_err *err) LG_MUST_CHECK;
/* What a table's file holds, as nodes; NULL: nothing of it. */
struct table_params {
    const char *extends;
    const struct lg_node *categories, *probes, *fixes, *stops, *rules, *signs;
};

/* Adds a table's probes, fixes and stops; they take the place of those of their name. */
int taxonomy_read_remedies(struct lg_taxonomy *taxonomy, const struct table_params *params,
                           struct lg_err *err) LG_MUST_CHECK;
/* Once the categories are known: those that probes reclassify to are among them. */
int taxonomy_check_reclassified(const struct lg_taxonomy *taxonomy,
                                struct lg_err *err) LG_MUST_CHECK;
/* The probes of these names, at most LG_PROBES_MAX. */
int taxonomy_read_probes(struct lg_taxonomy *taxonomy, const struct lg_node *node,
                         const struct lg_texts *names, const struct lg_probe ***out,
                         size_t *count_out, struct lg_err *err) LG_MUST_CHECK;
int taxonomy_need_list(const struct lg_node *node, const char *name,
                       struct lg_err *err) LG_MUST_CHECK;
/* Reads one rule or sign (`is_sign`) into an entry, which is to be disposed of in any case. */
int taxonomy_read_rule(struct lg_taxonomy *taxonomy, const struct lg_node *node, bool is_sign,
                       struct entry *out, struct lg_err *err) LG_MUST_CHECK;
void taxonomy_entry_dispose(struct entry *entry);
/* The item of that name; NULL: none. */
void *taxonomy_named(const struct named_list *list, const char *name);
/* As taxonomy_named, into the pointer at `out`; that there is none is an error at `node`. `what` is
 * "fix". */
int taxonomy_need(const struct named_list *list, const struct lg_node *node, const char *what,
                  const char *name, void *out, struct lg_err *err) LG_MUST_CHECK;

/* 1 the entry's pattern matches and none of its `nots` speaks against it (the part in *match_out
 * unless NULL), 0 not, -1 undecided. */
int taxonomy_entry_find(const struct entry *entry, struct lg_view text, struct lg_view *match_out);

/* What they look like. */
extern const struct lg_shape taxonomy_rule_shape;
extern const struct lg_shape taxonomy_probe_shape;
extern const struct lg_shape taxonomy_fix_shape;
extern const struct lg_shape taxonomy_stop_shape;

#endif
