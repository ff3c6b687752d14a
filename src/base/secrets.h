/* What captured output must not tell: the values of environment variables whose names speak of
 * secrets (*TOKEN*, *SECRET*, *PASSWORD*, *KEY*, in any case). */
#ifndef LG_BASE_SECRETS_H
#define LG_BASE_SECRETS_H

#include "base/arena.h"
#include "base/str.h"

struct lg_secret;

/* Zeroed is valid and empty. */
struct lg_secrets {
    struct lg_secret *first;
};

/* Does the name of a variable speak of a secret? */
bool lg_secrets_is_name(struct lg_view name);
/* Adds those of a list of "NAME=value" that ends with NULL (NULL: none), which is borrowed. Values
 * shorter than four bytes are no secrets: too much text would be hidden with them. */
void lg_secrets_add(struct lg_secrets *secrets, const char *const *variables,
                    struct lg_arena *arena);
/* Adds the text with *** in place of each secret, the longest that stands at a place. */
void lg_secrets_mask(const struct lg_secrets *secrets, struct lg_view text, struct lg_str *out);

#endif
