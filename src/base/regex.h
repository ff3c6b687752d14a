/* Regular expressions by PCRE2, with bounds on the work a match may take. */
#ifndef LG_BASE_REGEX_H
#define LG_BASE_REGEX_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct lg_regex;

/* LG_REGEX_JIT, for what is matched many times: machine code where the system lets us have it, else
 * no difference. The bounds hold for both. */
enum { LG_REGEX_CASELESS = 1, LG_REGEX_MULTILINE = 2, LG_REGEX_JIT = 4 };

/* LG_ERR_READ with PCRE2's message and offset for a bad pattern. */
int lg_regex_new(const char *pattern, unsigned flags, struct lg_regex **out,
                 struct lg_err *err) LG_MUST_CHECK;
void lg_regex_free(struct lg_regex *regex);
/* 1 found (the matched part in *match_out unless NULL), 0 not found, -1 undecided: a bound was hit.
 */
int lg_regex_find(const struct lg_regex *regex, struct lg_view subject, struct lg_view *match_out,
                  struct lg_err *err) LG_MUST_CHECK;

#endif
