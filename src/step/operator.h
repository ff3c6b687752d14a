/* The operators of expectations, one alphabetical table; step/expect.c applies them. */
#ifndef LG_STEP_OPERATOR_H
#define LG_STEP_OPERATOR_H

#include "base/value.h"
#include "conf/node.h"
#include "event/event.h"

/* What an operator looks at, and what it finds. */
struct lg_judging {
    const struct lg_value *wanted;
    const struct lg_value *got; /* NULL: missing */
    const struct lg_value *tol; /* of near, else NULL */
    struct lg_arena *arena;
    const char *why;     /* out, of LG_NOT_JUDGED: the reason */
    double distance;     /* out, of near: how far off, in `unit` */
    const char *unit;    /* out, of near: NULL: none */
    struct lg_err error; /* out: set when the operand itself is malformed */
};

struct lg_operator {
    const char *name;
    const char *words; /* what precedes the operand: "wanted <words>…" */
    unsigned kinds;    /* of values that the operand may be: 1u << LG_VALUE_… */
    const char *takes; /* the same in words: "a number" */
    const char *help;  /* when it holds, in a few words */
    enum lg_verdict (*judge)(struct lg_judging *judging);
};

/* The table. */
const struct lg_operator *lg_operators(size_t *count_out);
/* NULL when there is none of that name. */
const struct lg_operator *lg_operator_find(const char *name);
/* LG_ERR_READ at the key's place, with a suggestion; returns -1. */
int lg_operator_unknown(const struct lg_node *key, struct lg_err *err);
/* Checks an operand that is known as a whole, as far as that can be done without a subject: its
 * kind, a pattern that compiles and can fail, a part that is not in every text, a tolerance above
 * 0, a list that is not empty, no null or NaN within. */
int lg_operator_check(const struct lg_operator *op, const struct lg_node *operand,
                      struct lg_err *err) LG_MUST_CHECK;
/* One check; `operand` is resolved. -1 only for a malformed operand, with its place. An operand
 * that is missing, null, NaN or of another kind, and units that don't fit, are LG_NOT_JUDGED. */
int lg_operator_judge(const struct lg_operator *op, const struct lg_node *operand,
                      struct lg_judging *judging, enum lg_verdict *verdict_out,
                      struct lg_err *err) LG_MUST_CHECK;
/* Whether a check that is told as held can't be: what it says was wanted and got, judged again by
 * its operator, does not. Texts may have been masked since: they are only held against each other
 * for being the same. */
bool lg_operator_disproves(const struct lg_check *check);

#endif
