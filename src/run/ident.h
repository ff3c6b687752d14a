/* Names in a gate: how they are spelt, and which of them a step may use. */
#ifndef LG_RUN_IDENT_H
#define LG_RUN_IDENT_H

#include "run/plan.h"

#define LG_IDENT_ID_RULE "a-z 0-9 _ - are allowed, the first a letter or a digit"
#define LG_IDENT_RULE "letters, digits, _ and - are allowed, the first a letter or _"

/* Of gates and steps. */
bool lg_ident_is_id(const char *text);
/* Of variables and captures. */
bool lg_ident_is_name(const char *text);

/* A gate's names: its variables, then its captures as the steps make them. */
struct lg_idents {
    const char **items;
    size_t made;  /* the first ones, which can be used now */
    size_t count; /* all, with those that later steps make */
};

/* Refuses, at its place, a `${name}` anywhere in the step, and a first part of a path in `when` or
 * in the verb expect, that is not among the names made: unknown (with a suggestion) or made later.
 */
int lg_ident_check(const struct lg_idents *names, const struct lg_plan_step *step,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
