/* Patterns of `matches`: regular expressions that can fail. */
#ifndef LG_STEP_PATTERN_H
#define LG_STEP_PATTERN_H

#include "base/regex.h"

/* Compiles a pattern, with flags of base/regex.h. LG_ERR_READ for one that does not compile, and
 * for one that finds itself in any line of text whatever (.* or x?, or nothing at all): what it is
 * asked about would always hold. */
int lg_pattern_new(const char *text, unsigned flags, struct lg_regex **out,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
