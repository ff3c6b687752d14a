#include <string.h>

#include "taxonomy/literals.h"

/* Only what is certain is used: at the first thing that this reader does not know for sure, it says
 * that nothing can be told, and the rule is tried on every line. */

enum { MIN_BYTES = 3, MAX_ALTERNATIVES = 16 };

struct deriving {
    const char *at;
    bool caseless;
    char *run; /* the literal being read; as long as the pattern at most */
    size_t run_length;
    struct lg_view best; /* of this alternative, in `kept` */
    char *kept;
    size_t kept_length;
};

/* Escapes that stand for a place or for one character of a class. */
static const char simple_escapes[] = "bBAzZGdDwWsSvVhHRXK";

static void end_run(struct deriving *d) {
    if (d->run_length > d->best.length) {
        memcpy(d->kept + d->kept_length, d->run, d->run_length);
        d->best = (struct lg_view){d->kept + d->kept_length, d->run_length};
        d->kept_length += d->run_length;
    }
    d->run_length = 0;
}

static bool is_continuation(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

static void drop_last(struct deriving *d) {
    while (d->run_length > 0 && is_continuation(d->run[d->run_length - 1]))
        d->run_length--;
    if (d->run_length > 0)
        d->run_length--;
}

static bool is_quantifier(char c) {
    return c != '\0' && strchr("?*+{", c) != NULL;
}

/* Past a quantifier and what makes it lazy or possessive. */
static const char *past_quantifier(const char *at) {
    if (*at == '{')
        at += strcspn(at, "}");
    if (*at != '\0')
        at++;
    return *at == '?' || *at == '+' ? at + 1 : at;
}

/* Past a class, from its '['; NULL: it does not end. */
static const char *past_class(const char *at) {
    at++;
    if (*at == '^')
        at++;
    if (*at == ']')
        at++;
    for (; *at != '\0' && *at != ']'; at++) {
        if (*at == '\\' && at[1] != '\0')
            at++;
        else if (*at == '[' && at[1] == ':' && strstr(at + 2, ":]") != NULL)
            at = strstr(at + 2, ":]") + 1;
    }
    return *at == ']' ? at + 1 : NULL;
}

/* Groups that are no option settings, comments, verbs or calls. */
static bool is_plain_group(const char *at) {
    if (at[1] == '*')
        return false;
    if (at[1] != '?')
        return true;
    return at[2] != '\0' && strchr(":=!<|>", at[2]) != NULL;
}

/* Past a group, from its '('; NULL: not understood. What is in it may be one of several, or not
 * there at all, so it tells nothing. */
static const char *past_group(const char *at) {
    size_t depth = 0;
    do {
        if (*at == '[') {
            at = past_class(at);
            if (at == NULL)
                return NULL;
            continue;
        }
        if (*at == '(' && !is_plain_group(at))
            return NULL;
        if (*at == '\\' && (at[1] == 'Q' || at[1] == '\0'))
            return NULL;
        depth += *at == '(';
        depth -= *at == ')';
        at += *at == '\\' ? 2 : 1;
    } while (depth > 0 && *at != '\0');
    return depth == 0 ? at : NULL;
}

static bool take_escape(struct deriving *d) {
    char escaped = d->at[1];
    bool alphanumeric = (escaped >= 'a' && escaped <= 'z') || (escaped >= 'A' && escaped <= 'Z') ||
                        (escaped >= '0' && escaped <= '9');
    if (escaped == '\0' || (alphanumeric && strchr(simple_escapes, escaped) == NULL))
        return false;
    if (alphanumeric)
        end_run(d);
    else
        d->run[d->run_length++] = escaped;
    d->at += 2;
    return true;
}

static bool take_quantifier(struct deriving *d) {
    if (*d->at != '+')
        drop_last(d);
    end_run(d);
    d->at = past_quantifier(d->at);
    return true;
}

/* One piece of the pattern at the top level. */
static bool take(struct deriving *d) {
    char c = *d->at;
    if (c == '\\')
        return take_escape(d);
    if (is_quantifier(c))
        return take_quantifier(d);
    if (c == '(' || c == '[') {
        end_run(d);
        d->at = c == '(' ? past_group(d->at) : past_class(d->at);
        if (d->at != NULL && is_quantifier(*d->at))
            d->at = past_quantifier(d->at);
        return d->at != NULL;
    }
    if (c == '.' || c == '^' || c == '$' || (d->caseless && (unsigned char)c >= 0x80))
        end_run(d);
    else
        d->run[d->run_length++] = c;
    d->at++;
    return c != ')';
}

static bool take_alternatives(struct deriving *d, struct lg_view *out, size_t *count) {
    for (*count = 0; *count < MAX_ALTERNATIVES; d->at++) {
        d->best = (struct lg_view){0};
        while (*d->at != '\0' && *d->at != '|')
            if (!take(d))
                return false;
        end_run(d);
        if (d->best.length < MIN_BYTES)
            return false;
        out[(*count)++] = d->best;
        if (*d->at == '\0')
            return true;
    }
    return false;
}

bool lg_literals_derive(const char *pattern, struct lg_arena *arena, struct lg_view **out,
                        size_t *count_out, bool *caseless_out) {
    struct deriving d = {.at = pattern};
    d.caseless = lg_starts_with(pattern, "(?i)");
    if (d.caseless)
        d.at += strlen("(?i)");
    size_t length = strlen(pattern);
    /* What is kept of one alternative grows with each longer run: at most half its square, but each
     * byte of a run is a byte of the pattern, so all that is kept fits the sum of the runs. */
    d.run = lg_arena_alloc(arena, length + 1);
    d.kept = lg_arena_alloc(arena, length + 1);
    struct lg_view *found = lg_arena_array(arena, MAX_ALTERNATIVES, sizeof *found);
    size_t count = 0;
    if (!take_alternatives(&d, found, &count))
        return false;
    *out = found;
    *count_out = count;
    *caseless_out = d.caseless;
    return true;
}
