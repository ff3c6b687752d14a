/* How two values compare, as expectations see it: strictly by kind, with units, and with a reason
 * where they can't be compared. */
#ifndef LG_STEP_COMPARE_H
#define LG_STEP_COMPARE_H

#include <stdbool.h>

#include "base/value.h"

/* "a number", "text", …; "nothing" for NULL. */
const char *lg_compare_kind_words(const struct lg_value *value);
/* What a value that can't be judged is: missing (NULL), null, NaN, a list or map with one of these
 * within; NULL: it can. */
const char *lg_compare_undefined(const struct lg_value *value, struct lg_arena *arena);
bool lg_compare_is_percent(const char *unit);
/* A number in another unit that fits. A bare number is one in the other's unit, except beside a
 * percentage, which is a fraction of 1. */
double lg_compare_convert(double number, const char *from, const char *to);

enum lg_relation { LG_INCOMPARABLE, LG_BELOW, LG_EQUAL, LG_ABOVE, LG_DIFFERENT };

/* How `got` lies to `wanted`: below, equal or above for numbers, equal or different for all else.
 * LG_INCOMPARABLE, with the reason in *why_out, for different kinds, units that don't fit, a `got`
 * without a unit where one is wanted (but a percentage, which is a fraction of 1), null and NaN,
 * also within lists and maps. */
enum lg_relation lg_compare(const struct lg_value *wanted, const struct lg_value *got,
                            struct lg_arena *arena, const char **why_out);

#endif
