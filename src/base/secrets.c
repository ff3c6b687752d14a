#include "base/secrets.h"

#include <string.h>

enum { SHORTEST = 4 };

struct lg_secret {
    struct lg_view value;
    struct lg_secret *next;
};

static bool name_holds(struct lg_view name, const char *part) {
    size_t length = strlen(part);
    for (size_t at = 0; at + length <= name.length; at++) {
        size_t i = 0;
        while (i < length && (name.text[at + i] & ~0x20) == part[i])
            i++;
        if (i == length)
            return true;
    }
    return false;
}

bool lg_secrets_is_name(struct lg_view name) {
    static const char *const parts[] = {"TOKEN", "SECRET", "PASSWORD", "KEY"};
    for (size_t i = 0; i < LG_ARRAY_LEN(parts); i++) {
        if (name_holds(name, parts[i]))
            return true;
    }
    return false;
}

void lg_secrets_add(struct lg_secrets *secrets, const char *const *variables,
                    struct lg_arena *arena) {
    for (; variables != NULL && *variables != NULL; variables++) {
        const char *sign = strchr(*variables, '=');
        if (sign == NULL || strlen(sign + 1) < SHORTEST ||
            !lg_secrets_is_name((struct lg_view){*variables, (size_t)(sign - *variables)}))
            continue;
        struct lg_secret *secret = lg_arena_alloc(arena, sizeof *secret);
        *secret = (struct lg_secret){lg_view_of(sign + 1), secrets->first};
        secrets->first = secret;
    }
}

/* The length of the longest secret with which the text begins; 0: none. */
static size_t secret_at(const struct lg_secrets *secrets, struct lg_view text) {
    size_t longest = 0;
    for (const struct lg_secret *secret = secrets->first; secret != NULL; secret = secret->next) {
        struct lg_view value = secret->value;
        if (value.length > longest && value.length <= text.length &&
            memcmp(value.text, text.text, value.length) == 0)
            longest = value.length;
    }
    return longest;
}

void lg_secrets_mask(const struct lg_secrets *secrets, struct lg_view text, struct lg_str *out) {
    size_t told = 0;
    for (size_t at = 0; secrets->first != NULL && at < text.length; at++) {
        size_t length = secret_at(secrets, (struct lg_view){text.text + at, text.length - at});
        if (length == 0)
            continue;
        lg_str_add_n(out, text.text + told, at - told);
        lg_str_add(out, "***");
        told = at + length;
        at = told - 1;
    }
    lg_str_add_n(out, text.text + told, text.length - told);
}
