/* The texts of a quantised parameter: which of its values shows one. */
#ifndef LG_LIVE_CHOICE_H
#define LG_LIVE_CHOICE_H

#include "live/trial.h"

/* Which whole value of a quantised parameter shows that text: the same bytes, else the same but for
 * case, else the same number, else the same but for spaces and punctuation. LG_ERR_READ listing
 * what there is, where none does or several do. */
int lg_choice_find(const struct lg_prober *prober, const struct lg_shown *wanted,
                   struct lg_native *out, struct lg_err *err) LG_MUST_CHECK;
/* A bare number could mean either where a quantised parameter shows bare numbers that are not its
 * native ones ('2', '4', '10' at 0, 1, 2): LG_ERR_READ listing both. */
int lg_choice_check_bare(const struct lg_prober *prober, const char *wanted,
                         struct lg_err *err) LG_MUST_CHECK;

#endif
