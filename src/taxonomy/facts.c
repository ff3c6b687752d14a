#include "taxonomy/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "conf/field.h"

/* The text facts, in the order of `text_of`. */
enum { ADDRESS, SUBJECT, EXPECTED, GOT, PATH, NUM_TEXTS };

struct lg_facts_rule {
    int *numbers; /* of errno; any of them */
    size_t num_numbers;
    bool wait;
    struct lg_regex *texts[NUM_TEXTS];
};

struct params {
    struct lg_texts numbers;
    bool wait;
    const char *texts[NUM_TEXTS];
};

#define PATTERN(key, index, line)                                                                  \
    {                                                                                              \
        .name = (key), .type = LG_FIELD_TEXT,                                                      \
        .offset = offsetof(struct params, texts) + (index) * sizeof(const char *), .help = (line)  \
    }

static const struct lg_field fields[] = {
    PATTERN("address", ADDRESS, "a pattern of the OSC address"),
    {.name = "errno",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct params, numbers),
     .help = "names of errors of the system, any of them"},
    PATTERN("expected", EXPECTED, "a pattern of what was wanted"),
    PATTERN("got", GOT, "a pattern of what came instead"),
    PATTERN("path", PATH, "a pattern of the file's path"),
    PATTERN("subject", SUBJECT, "a pattern of the name of what was compared"),
    {.name = "wait",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct params, wait),
     .help = "something was awaited and did not come"},
};

#undef PATTERN

static const struct lg_fields kind = {"facts", fields, LG_ARRAY_LEN(fields)};

#define ERRNO(name)                                                                                \
    { #name, name }

static const struct {
    const char *name;
    int number;
} errnos[] = {
    ERRNO(EACCES),       ERRNO(EADDRINUSE),   ERRNO(EADDRNOTAVAIL), ERRNO(EAGAIN),
    ERRNO(EBUSY),        ERRNO(ECONNREFUSED), ERRNO(ECONNRESET),    ERRNO(EDQUOT),
    ERRNO(EEXIST),       ERRNO(EFBIG),        ERRNO(EHOSTUNREACH),  ERRNO(EINVAL),
    ERRNO(EIO),          ERRNO(EISDIR),       ERRNO(ELOOP),         ERRNO(EMFILE),
    ERRNO(ENAMETOOLONG), ERRNO(ENETDOWN),     ERRNO(ENETUNREACH),   ERRNO(ENFILE),
    ERRNO(ENODEV),       ERRNO(ENOENT),       ERRNO(ENOEXEC),       ERRNO(ENOMEM),
    ERRNO(ENOSPC),       ERRNO(ENOTDIR),      ERRNO(EPERM),         ERRNO(EPIPE),
    ERRNO(EROFS),        ERRNO(ETIMEDOUT),
};

#undef ERRNO

static int read_errno(const struct lg_node *node, const char *name, int *out, struct lg_err *err) {
    for (size_t i = 0; i < LG_ARRAY_LEN(errnos); i++) {
        if (strcmp(errnos[i].name, name) == 0) {
            *out = errnos[i].number;
            return 0;
        }
    }
    return lg_node_err(node, err, "'%s' is no name of an error that rules know", name);
}

static int read_pattern(const struct lg_node *node, const char *pattern, struct lg_regex **out,
                        struct lg_err *err) {
    struct lg_err why = {0};
    if (pattern == NULL || lg_regex_new(pattern, LG_REGEX_MULTILINE, out, &why) == 0)
        return 0;
    return lg_node_err(node, err, "%s", why.text);
}

static int fill(struct lg_facts_rule *rule, const struct lg_node *node, struct lg_arena *arena,
                struct lg_err *err) {
    struct params params = {0};
    if (lg_fields_read(&kind, node, arena, &params, err) != 0)
        return -1;
    rule->wait = params.wait;
    rule->num_numbers = params.numbers.count;
    rule->numbers = lg_arena_array(arena, params.numbers.count + 1, sizeof *rule->numbers);
    for (size_t i = 0; i < params.numbers.count; i++)
        if (read_errno(lg_node_get(node, "errno"), params.numbers.items[i], &rule->numbers[i],
                       err) != 0)
            return -1;
    bool any = rule->wait || rule->num_numbers > 0;
    for (size_t i = 0; i < NUM_TEXTS; i++) {
        if (read_pattern(node, params.texts[i], &rule->texts[i], err) != 0)
            return -1;
        any = any || rule->texts[i] != NULL;
    }
    return any ? 0 : lg_node_err(node, err, "facts is empty, and would hold for everything");
}

int lg_facts_rule_read(const struct lg_node *node, struct lg_arena *arena,
                       struct lg_facts_rule **out, struct lg_err *err) {
    struct lg_facts_rule *rule = lg_arena_alloc(arena, sizeof *rule);
    if (fill(rule, node, arena, err) != 0) {
        lg_facts_rule_free(rule);
        return -1;
    }
    *out = rule;
    return 0;
}

/* The rule itself lives in the arena. */
void lg_facts_rule_free(struct lg_facts_rule *rule) {
    if (rule == NULL)
        return;
    for (size_t i = 0; i < NUM_TEXTS; i++)
        lg_regex_free(rule->texts[i]);
}

static bool has_errno(const struct lg_facts_rule *rule, int number) {
    for (size_t i = 0; i < rule->num_numbers; i++)
        if (rule->numbers[i] == number)
            return true;
    return rule->num_numbers == 0;
}

int lg_facts_rule_holds(const struct lg_facts_rule *rule, const struct lg_facts *facts) {
    if (rule == NULL || facts == NULL || !has_errno(rule, facts->sys_errno) ||
        (rule->wait && facts->waited_ns <= 0))
        return 0;
    const char *const text_of[NUM_TEXTS] = {
        [ADDRESS] = facts->address, [SUBJECT] = facts->subject, [EXPECTED] = facts->expected,
        [GOT] = facts->got,         [PATH] = facts->path,
    };
    for (size_t i = 0; i < NUM_TEXTS; i++) {
        if (rule->texts[i] == NULL)
            continue;
        int found = text_of[i] == NULL
                        ? 0
                        : lg_regex_find(rule->texts[i], lg_view_of(text_of[i]), NULL, NULL);
        if (found != 1)
            return found;
    }
    return 1;
}

const struct lg_shape lg_facts_shape = {.kind = LG_SHAPE_FIELDS, .fields = &kind};
