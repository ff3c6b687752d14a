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
    size_t count; /* all, with those that can't */
};

/* Refuses, at its place, a `${name}` anywhere in the step, and a first part of a path in `when` or
 * in the verb expect, that is not among the names made: unknown (with a suggestion) or made later.
 */
int lg_ident_check(const struct lg_idents *names, const struct lg_plan_step *step,
                   struct lg_err *err) LG_MUST_CHECK;
/* Does the step use no name but those that can be used now? */
bool lg_ident_is_ready(const struct lg_idents *names, const struct lg_plan_step *step);
/* The name among those that can't be used now that the step uses, and its place; NULL: none. The
 * loader has seen to it that all names are known. */
const char *lg_ident_unmade(const struct lg_idents *names, const struct lg_plan_step *step,
                            struct lg_err *at);

#endif
