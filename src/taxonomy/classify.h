/* What a table says of one text: the rule that wins, the others, and what could not be decided. */
#ifndef LG_TAXONOMY_CLASSIFY_H
#define LG_TAXONOMY_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "taxonomy/facts.h"
#include "taxonomy/taxonomy.h"

/* More rules than these match no text that means something; what is beyond is counted only. */
enum { LG_CLASS_LISTED = 8 };

struct lg_rules_list {
    const struct lg_rule *items[LG_CLASS_LISTED];
    size_t count; /* may be more than LG_CLASS_LISTED */
};

struct lg_class {
    const struct lg_rule *rule;         /* the first that matches; NULL: none */
    const struct lg_category *category; /* the rule's, else the unclassified; never NULL */
    struct lg_view match;               /* the part of the text; empty where facts decided */
    bool by_facts;
    struct lg_rules_list others;    /* that match too, in order */
    struct lg_rules_list undecided; /* that stand before `rule` and hit their bound: no miss */
    bool is_sign; /* no rule matches or is undecided, yet the text looks like an error */
};

/* Facts decide before the text: the first rule whose facts hold, else the first whose pattern
 * matches; errors stand before warnings, these before successes. A success that looks like an error
 * is none, and listed among the others. `facts` may be NULL. */
void lg_taxonomy_judge(const struct lg_taxonomy *taxonomy, struct lg_view text,
                       const struct lg_facts *facts, struct lg_class *out);

#endif
