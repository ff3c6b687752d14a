/* Texts with placeholders: {name}; {{ and }} are braces. */
#ifndef LG_BASE_SLOTS_H
#define LG_BASE_SLOTS_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct lg_slot {
    const char *name;
    const char *value;   /* NULL: none, and refused */
    const char *missing; /* the reason then: "no length was told for {length}" */
};

/* Are all placeholders known? LG_ERR_READ, with a suggestion or the list of them. */
int lg_slots_check(const struct lg_slot *slots, size_t count, const char *pattern,
                   struct lg_err *err) LG_MUST_CHECK;
/* Adds the text to `out`. LG_ERR_READ as well for a slot without a value. */
int lg_slots_fill(const struct lg_slot *slots, size_t count, const char *pattern,
                  struct lg_str *out, struct lg_err *err) LG_MUST_CHECK;

#endif
