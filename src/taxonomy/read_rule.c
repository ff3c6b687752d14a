/* Reads one rule or sign of a table. */
#include <string.h>

#include "taxonomy/inside.h"

enum { MAX_LITERALS = 16, MAX_PRIORITY = 1000 };

struct rule_params {
    const char *id, *category, *pattern, *source, *since, *why, *fix, *stop;
    int kind, next;
    int64_t priority;
    const struct lg_node *facts;
    bool free_text;
    struct lg_texts literals, nots, probes, texts, hits, misses;
};

static const char *const kinds[] = {"error", "warning", "success", NULL};
static const char *const nexts[] = {"diagnose", "fix", "stop", NULL};

#define FIELD(member, field_type, field_flags, line)                                               \
    .type = (field_type), .offset = offsetof(struct rule_params, member), .flags = (field_flags),  \
    .help = (line)

static const struct lg_field fields[] = {
    {.name = "id", FIELD(id, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "unique")},
    {.name = "kind",
     FIELD(kind, LG_FIELD_ENUM, 0, "what a match speaks of"),
     .choices = kinds,
     .fallback = "error"},
    {.name = "category", FIELD(category, LG_FIELD_TEXT, 0, "of an error: a category's name")},
    {.name = "priority",
     FIELD(priority, LG_FIELD_INT, 0, "higher ones come before the others of this table"),
     .min = -MAX_PRIORITY,
     .max = MAX_PRIORITY},
    {.name = "facts", FIELD(facts, LG_FIELD_NODE, 0, "facts that decide before any text")},
    {.name = "literal",
     FIELD(literals, LG_FIELD_TEXTS, 0,
           "a text without any of these is not tried; derived from the pattern where possible")},
    {.name = "pattern", FIELD(pattern, LG_FIELD_TEXT, 0, "PCRE2")},
    {.name = "not", FIELD(nots, LG_FIELD_TEXTS, 0, "patterns: not on a line that one matches")},
    {.name = "free_text",
     FIELD(free_text, LG_FIELD_BOOL, 0,
           "of a success: what follows its match is somebody's own words, which may speak of "
           "errors")},
    {.name = "probes", FIELD(probes, LG_FIELD_TEXTS, 0, "else those of the category")},
    {.name = "next",
     FIELD(next, LG_FIELD_ENUM, 0, "where section C goes"),
     .choices = nexts,
     .fallback = "diagnose"},
    {.name = "fix", FIELD(fix, LG_FIELD_TEXT, 0, "else that of the category")},
    {.name = "stop", FIELD(stop, LG_FIELD_TEXT, 0, "what a person is told")},
    {.name = "since", FIELD(since, LG_FIELD_TEXT, 0, "the version that brought it")},
    {.name = "source", FIELD(source, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "where it comes from")},
    {.name = "text", FIELD(texts, LG_FIELD_TEXTS, 0, "the source's own patterns")},
    {.name = "why", FIELD(why, LG_FIELD_TEXT, 0, "why ours differs from it")},
    {.name = "hit", FIELD(hits, LG_FIELD_TEXTS, 0, "samples this rule is first for")},
    {.name = "miss", FIELD(misses, LG_FIELD_TEXTS, 0, "samples this rule must miss")},
};

#undef FIELD

static const struct lg_fields rule_fields = {"rule", fields, LG_ARRAY_LEN(fields)};

static int no_such_category(const struct lg_taxonomy *taxonomy, const struct lg_node *rule,
                            struct lg_err *err) {
    const char *names[100];
    size_t count = taxonomy->num_categories < LG_ARRAY_LEN(names) ? taxonomy->num_categories
                                                                  : LG_ARRAY_LEN(names);
    for (size_t i = 0; i < count; i++)
        names[i] = taxonomy->categories[i].name;
    const struct lg_node *place = lg_node_get(rule, "category");
    char shown[LG_NODE_QUOTE_MAX];
    char hint[LG_NODE_QUOTE_MAX];
    return lg_node_err(place, err, "there is no category %s%s", lg_node_quote(place, shown),
                       lg_node_hint(place, names, count, hint));
}

/* Only errors have a category of the table. */
static int read_category(struct lg_taxonomy *taxonomy, const struct lg_node *node, const char *name,
                         struct lg_rule *rule, struct lg_err *err) {
    bool is_error = rule->kind == LG_RULE_ERROR;
    if ((name != NULL) != is_error)
        return lg_node_err(node, err,
                           is_error ? "the key 'category' is missing"
                                    : "only a rule for errors has a category");
    if (!is_error) {
        rule->category = (int)rule->kind < LG_RULE__COUNT ? &taxonomy->signature[rule->kind]
                                                          : lg_taxonomy_unclassified();
        return 0;
    }
    /* Of no category: what a person does then is known all the same. */
    rule->category = strcmp(name, lg_taxonomy_unclassified()->name) == 0
                         ? lg_taxonomy_unclassified()
                         : lg_taxonomy_category_named(taxonomy, name);
    return rule->category != NULL ? 0 : no_such_category(taxonomy, node, err);
}

static int compile(const struct lg_node *node, const char *key, const char *pattern,
                   struct entry *entry, struct lg_regex **out, struct lg_err *err) {
    struct lg_err why = {0};
    if (lg_regex_new(pattern, LG_REGEX_MULTILINE | LG_REGEX_JIT, out, &why) == 0)
        return 0;
    return lg_node_err(lg_node_get(node, key), err, "rule '%s': %s", entry->rule.id, why.text);
}

/* Lines that have nothing in common but that they are text. */
static const char *const any_lines[] = {"x", "0 1 2", "Lorem ipsum dolor sit amet", "#!/bin/sh"};

/* A success that any text is would turn every program green. */
static bool matches_anything(const struct entry *entry) {
    for (size_t i = 0; i < LG_ARRAY_LEN(any_lines); i++) {
        if (taxonomy_entry_find(entry, lg_view_of(any_lines[i]), NULL) == 0)
            return false;
    }
    return true;
}

static int check_success(const struct lg_node *node, const struct entry *entry,
                         struct lg_err *err) {
    const struct lg_rule *rule = &entry->rule;
    if (rule->free_text && rule->kind != LG_RULE_SUCCESS)
        return lg_node_err(lg_node_get(node, "free_text"), err,
                           "rule '%s': only a success may have free_text", rule->id);
    if (rule->kind != LG_RULE_SUCCESS || rule->pattern == NULL || !matches_anything(entry))
        return 0;
    return lg_node_err(lg_node_get(node, "pattern"), err,
                       "rule '%s': a success that any text matches says nothing", rule->id);
}

static int read_patterns(struct lg_taxonomy *taxonomy, const struct lg_node *node,
                         const struct rule_params *params, struct entry *entry,
                         struct lg_err *err) {
    struct lg_rule *rule = &entry->rule;
    if (rule->pattern == NULL && params->facts == NULL)
        return lg_node_err(node, err, "rule '%s' has neither pattern nor facts", rule->id);
    if (rule->literals.count > MAX_LITERALS)
        return lg_node_err(node, err, "rule '%s' has more than %d literals", rule->id,
                           MAX_LITERALS);
    for (size_t i = 0; i < rule->literals.count; i++)
        if (rule->literals.items[i][0] == '\0' || strpbrk(rule->literals.items[i], "\r\n") != NULL)
            return lg_node_err(node, err, "a literal is one line, and not empty");
    if (rule->pattern != NULL &&
        compile(node, "pattern", rule->pattern, entry, &entry->regex, err) != 0)
        return -1;
    entry->nots = lg_arena_array(&taxonomy->arena, rule->nots.count + 1, sizeof(struct lg_regex *));
    for (size_t i = 0; i < rule->nots.count; i++)
        if (compile(node, "not", rule->nots.items[i], entry, &entry->nots[i], err) != 0)
            return -1;
    if (params->facts == NULL)
        return 0;
    return lg_facts_rule_read(params->facts, &taxonomy->arena, &entry->facts, err);
}

/* What the rule says of probes, fix and stop, else what its category does. */
static int read_remedy(struct lg_taxonomy *taxonomy, const struct lg_node *node,
                       const struct rule_params *params, struct lg_rule *rule, struct lg_err *err) {
    rule->probes = rule->category->probes;
    rule->num_probes = rule->category->num_probes;
    rule->fix = rule->category->fix;
    if (params->probes.count > 0 &&
        taxonomy_read_probes(taxonomy, node, &params->probes, &rule->probes, &rule->num_probes,
                             err) != 0)
        return -1;
    if (params->fix != NULL &&
        taxonomy_need(&taxonomy->fixes, node, "fix", params->fix, &rule->fix, err) != 0)
        return -1;
    if (params->stop != NULL &&
        taxonomy_need(&taxonomy->stops, node, "stop", params->stop, &rule->stop, err) != 0)
        return -1;
    if (rule->next == LG_NEXT_FIX && rule->fix == NULL)
        return lg_node_err(node, err, "rule '%s': `next: fix` without a fix", rule->id);
    if (rule->next == LG_NEXT_STOP && rule->stop == NULL)
        return lg_node_err(node, err, "rule '%s': `next: stop` without a stop", rule->id);
    return 0;
}

int taxonomy_read_rule(struct lg_taxonomy *taxonomy, const struct lg_node *node, bool is_sign,
                       struct entry *out, struct lg_err *err) {
    struct rule_params params = {0};
    if (lg_fields_read(&rule_fields, node, &taxonomy->arena, &params, err) != 0)
        return -1;
    if (is_sign && (params.kind != LG_RULE_ERROR || params.category != NULL))
        return lg_node_err(node, err, "a sign has neither kind nor category");
    struct lg_rule *rule = &out->rule;
    *rule = (struct lg_rule){
        .id = params.id,
        .kind = is_sign ? RULE_SIGN : (enum lg_rule_kind)params.kind,
        .priority = (int)params.priority,
        .pattern = params.pattern,
        .nots = params.nots,
        .free_text = params.free_text,
        .literals = params.literals,
        .next = (enum lg_rule_next)params.next,
        .since = params.since,
        .source = params.source,
        .texts = params.texts,
        .why = params.why,
        .hits = params.hits,
        .misses = params.misses,
    };
    if (read_category(taxonomy, node, params.category, rule, err) != 0 ||
        read_patterns(taxonomy, node, &params, out, err) != 0 || check_success(node, out, err) != 0)
        return -1;
    return read_remedy(taxonomy, node, &params, rule, err);
}

void taxonomy_entry_dispose(struct entry *entry) {
    lg_regex_free(entry->regex);
    for (size_t i = 0; entry->nots != NULL && i < entry->rule.nots.count; i++)
        lg_regex_free(entry->nots[i]);
    lg_facts_rule_free(entry->facts);
}

static const struct lg_below below[] = {{"facts", &lg_facts_shape}, {NULL, NULL}};
const struct lg_shape taxonomy_rule_shape = {
    .kind = LG_SHAPE_FIELDS, .name = "rule", .fields = &rule_fields, .below = below};
