#include "taxonomy/taxonomy.h"

#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "base/suggest.h"
#include "conf/tree.h"

struct lg_taxonomy {
    struct lg_arena arena;
    struct lg_category *categories;
    size_t num_categories;
    struct lg_rule *rules;
    struct lg_regex **regexes; /* one a rule */
    size_t num_rules;
};

static const struct lg_category unknown = {
    .number = 0,
    .name = "unknown",
    .label = "unknown",
    .help = "No rule knows this text: read it whole, then add a rule for it.",
};

struct file_params {
    const struct lg_node *categories;
    const struct lg_node *rules;
};

struct category_params {
    int64_t number;
    const char *name;
    const char *help;
};

struct rule_params {
    const char *id;
    const char *category;
    const char *pattern;
    const char *source;
    struct lg_texts texts;
    const char *why;
    struct lg_texts hits;
    struct lg_texts misses;
};

#define FIELD(owner, member, field_type, field_flags, line)                                        \
    .type = (field_type), .offset = offsetof(struct owner, member), .flags = (field_flags),        \
    .help = (line)

static const struct lg_field file_fields[] = {
    {.name = "categories",
     FIELD(file_params, categories, LG_FIELD_NODE, LG_FIELD_REQUIRED, "the kinds of trouble")},
    {.name = "rules",
     FIELD(file_params, rules, LG_FIELD_NODE, LG_FIELD_REQUIRED, "ordered; the first match wins")},
};

static const struct lg_field category_fields[] = {
    {.name = "number",
     FIELD(category_params, number, LG_FIELD_INT, LG_FIELD_REQUIRED, "1, 2, … in order"),
     .min = 1,
     .max = 99},
    {.name = "name",
     FIELD(category_params, name, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "what rules call it")},
    {.name = "help",
     FIELD(category_params, help, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "what a person does first")},
};

static const struct lg_field rule_fields[] = {
    {.name = "id", FIELD(rule_params, id, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "unique")},
    {.name = "category",
     FIELD(rule_params, category, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "a category's name")},
    {.name = "pattern", FIELD(rule_params, pattern, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "PCRE2")},
    {.name = "source",
     FIELD(rule_params, source, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "where it comes from")},
    {.name = "text", FIELD(rule_params, texts, LG_FIELD_TEXTS, 0, "the source's own patterns")},
    {.name = "why", FIELD(rule_params, why, LG_FIELD_TEXT, 0, "why ours differs from it")},
    {.name = "hit", FIELD(rule_params, hits, LG_FIELD_TEXTS, 0, "samples this rule is first for")},
    {.name = "miss", FIELD(rule_params, misses, LG_FIELD_TEXTS, 0, "samples no rule may match")},
};

#undef FIELD

static const struct lg_fields file_kind = {"taxonomy", file_fields, LG_ARRAY_LEN(file_fields)};
static const struct lg_fields category_kind = {"category", category_fields,
                                               LG_ARRAY_LEN(category_fields)};
static const struct lg_fields rule_kind = {"rule", rule_fields, LG_ARRAY_LEN(rule_fields)};

static int need_list(const struct lg_node *node, const char *name, struct lg_err *err) {
    if (node->kind != LG_NODE_SEQ)
        return lg_node_err(node, err, "%s must be a list, not %s", name, lg_node_kind_name(node));
    if (node->count == 0)
        return lg_node_err(node, err, "%s is empty", name);
    return 0;
}

static const struct lg_category *find_category(const struct lg_taxonomy *taxonomy, size_t count,
                                               const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(taxonomy->categories[i].name, name) == 0)
            return &taxonomy->categories[i];
    return NULL;
}

static int read_category(struct lg_taxonomy *taxonomy, const struct lg_node *node, size_t index,
                         struct lg_err *err) {
    struct category_params params = {0};
    if (lg_fields_read(&category_kind, node, &taxonomy->arena, &params, err) < 0)
        return -1;
    if (params.number != (int64_t)index + 1) {
        return lg_node_err(node, err, "category '%s' has number %lld where %zu is next",
                           params.name, (long long)params.number, index + 1);
    }
    if (find_category(taxonomy, index, params.name) != NULL)
        return lg_node_err(node, err, "a second category '%s'", params.name);
    taxonomy->categories[index] = (struct lg_category){
        .number = (int)params.number,
        .name = params.name,
        .label = lg_arena_printf(&taxonomy->arena, "%d %s", (int)params.number, params.name),
        .help = params.help,
    };
    return 0;
}

static int read_categories(struct lg_taxonomy *taxonomy, const struct lg_node *list,
                           struct lg_err *err) {
    if (need_list(list, "categories", err) < 0)
        return -1;
    taxonomy->categories =
        lg_arena_array(&taxonomy->arena, list->count, sizeof(*taxonomy->categories));
    for (size_t i = 0; i < list->count; i++)
        if (read_category(taxonomy, list->items[i], i, err) < 0)
            return -1;
    taxonomy->num_categories = list->count;
    return 0;
}

static int no_such_category(struct lg_taxonomy *taxonomy, const struct lg_node *rule,
                            const char *name, struct lg_err *err) {
    const char **names = lg_arena_array(&taxonomy->arena, taxonomy->num_categories, sizeof(*names));
    for (size_t i = 0; i < taxonomy->num_categories; i++)
        names[i] = taxonomy->categories[i].name;
    const struct lg_node *place = lg_node_get(rule, "category");
    const char *near = lg_suggest(name, names, taxonomy->num_categories);
    if (near == NULL)
        return lg_node_err(place, err, "there is no category '%s'", name);
    return lg_node_err(place, err, "there is no category '%s'; did you mean '%s'?", name, near);
}

static int read_rule(struct lg_taxonomy *taxonomy, const struct lg_node *node, struct lg_err *err) {
    struct rule_params params = {0};
    if (lg_fields_read(&rule_kind, node, &taxonomy->arena, &params, err) < 0)
        return -1;
    const struct lg_category *category =
        find_category(taxonomy, taxonomy->num_categories, params.category);
    if (category == NULL)
        return no_such_category(taxonomy, node, params.category, err);
    for (size_t i = 0; i < taxonomy->num_rules; i++)
        if (strcmp(taxonomy->rules[i].id, params.id) == 0)
            return lg_node_err(node, err, "a second rule '%s'", params.id);
    size_t index = taxonomy->num_rules;
    struct lg_err why = {0};
    if (lg_regex_new(params.pattern, LG_REGEX_MULTILINE, &taxonomy->regexes[index], &why) < 0)
        return lg_node_err(lg_node_get(node, "pattern"), err, "rule '%s': %s", params.id, why.text);
    taxonomy->rules[index] = (struct lg_rule){
        .id = params.id,
        .pattern = params.pattern,
        .category = category,
        .source = params.source,
        .texts = params.texts,
        .why = params.why,
        .hits = params.hits,
        .misses = params.misses,
    };
    taxonomy->num_rules = index + 1;
    return 0;
}

static int read_rules(struct lg_taxonomy *taxonomy, const struct lg_node *list,
                      struct lg_err *err) {
    if (need_list(list, "rules", err) < 0)
        return -1;
    taxonomy->rules = lg_arena_array(&taxonomy->arena, list->count, sizeof(*taxonomy->rules));
    taxonomy->regexes = lg_arena_array(&taxonomy->arena, list->count, sizeof(struct lg_regex *));
    for (size_t i = 0; i < list->count; i++)
        if (read_rule(taxonomy, list->items[i], err) < 0)
            return -1;
    return 0;
}

int lg_taxonomy_read(const char *path, struct lg_taxonomy **out, struct lg_err *err) {
    struct lg_taxonomy *taxonomy = lg_xcalloc(1, sizeof(*taxonomy));
    struct lg_node *root;
    struct file_params params = {0};
    if (lg_conf_read(path, &taxonomy->arena, &root, err) < 0 ||
        lg_fields_read(&file_kind, root, &taxonomy->arena, &params, err) < 0 ||
        read_categories(taxonomy, params.categories, err) < 0 ||
        read_rules(taxonomy, params.rules, err) < 0) {
        lg_taxonomy_free(taxonomy);
        return -1;
    }
    *out = taxonomy;
    return 0;
}

void lg_taxonomy_free(struct lg_taxonomy *taxonomy) {
    if (taxonomy == NULL)
        return;
    for (size_t i = 0; i < taxonomy->num_rules; i++)
        lg_regex_free(taxonomy->regexes[i]);
    lg_arena_dispose(&taxonomy->arena);
    free(taxonomy);
}

const struct lg_category *lg_taxonomy_classify(const struct lg_taxonomy *taxonomy,
                                               struct lg_view text,
                                               const struct lg_rule **rule_out) {
    const struct lg_rule *rule = NULL;
    for (size_t i = 0; i < taxonomy->num_rules && rule == NULL; i++)
        if (lg_regex_find(taxonomy->regexes[i], text, NULL, NULL) == 1)
            rule = &taxonomy->rules[i];
    if (rule_out != NULL)
        *rule_out = rule;
    return rule != NULL ? rule->category : &unknown;
}

size_t lg_taxonomy_count(const struct lg_taxonomy *taxonomy) {
    return taxonomy->num_rules;
}

const struct lg_rule *lg_taxonomy_rule(const struct lg_taxonomy *taxonomy, size_t index) {
    return index < taxonomy->num_rules ? &taxonomy->rules[index] : NULL;
}

size_t lg_taxonomy_categories(const struct lg_taxonomy *taxonomy, const struct lg_category **out) {
    *out = taxonomy->categories;
    return taxonomy->num_categories;
}
