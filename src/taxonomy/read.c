/* Reads a chain of tables, each of which extends the next: their categories, rules and signs. */
#include <string.h>

#include "base/fs.h"
#include "conf/tree.h"
#include "taxonomy/inside.h"

enum { MAX_FILES = 8, MAX_LITERAL_BYTES = 64 };

struct file {
    const char *path;
    struct lg_node *root;
    struct table_params params;
};

struct chain {
    struct lg_taxonomy *taxonomy;
    struct file files[MAX_FILES]; /* first the one that extends the others */
    size_t count;
    const char *below, *shipped; /* as taxonomy_fill has them */
};

#define FIELD(owner, member, field_type, field_flags, line)                                        \
    .type = (field_type), .offset = offsetof(struct owner, member), .flags = (field_flags),        \
    .help = (line)
#define LIST(key, line)                                                                            \
    { .name = #key, FIELD(table_params, key, LG_FIELD_NODE, 0, line) }

static const struct lg_field file_fields[] = {
    {.name = "extends",
     FIELD(table_params, extends, LG_FIELD_TEXT, 0,
           "the table that this one adds to: `shipped`, or a path from this file's folder")},
    LIST(categories, "the kinds of trouble, in the order of their numbers"),
    LIST(probes, "what to look at"),
    LIST(fixes, "what can be done without a person"),
    LIST(stops, "what a person is told"),
    LIST(rules, "what speaks of which category; the first match wins"),
    LIST(signs, "what speaks of an error that no rule knows"),
};

struct category_params {
    int64_t number;
    const char *name, *help, *fix;
    struct lg_texts probes;
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
    {.name = "probes", FIELD(category_params, probes, LG_FIELD_TEXTS, 0, "in order, at most 3")},
    {.name = "fix", FIELD(category_params, fix, LG_FIELD_TEXT, 0, "the deterministic one")},
};

#undef LIST
#undef FIELD

static const struct lg_fields file_kind = {"taxonomy", file_fields, LG_ARRAY_LEN(file_fields)};
static const struct lg_fields category_kind = {"category", category_fields,
                                               LG_ARRAY_LEN(category_fields)};

static int read_category(struct lg_taxonomy *taxonomy, const struct lg_node *node, size_t index,
                         struct lg_err *err) {
    struct category_params params = {0};
    if (lg_fields_read(&category_kind, node, &taxonomy->arena, &params, err) != 0)
        return -1;
    if (params.number != (int64_t)index + 1) {
        return lg_node_err(node, err, "category '%s' has number %lld where %zu is next",
                           params.name, (long long)params.number, index + 1);
    }
    for (size_t i = 0; i < index; i++)
        if (strcmp(taxonomy->categories[i].name, params.name) == 0)
            return lg_node_err(node, err, "a second category '%s'", params.name);
    struct lg_category *category = &taxonomy->categories[index];
    *category = (struct lg_category){
        .number = (int)params.number,
        .name = params.name,
        .label = lg_arena_printf(&taxonomy->arena, "%d %s", (int)params.number, params.name),
        .help = params.help,
    };
    if (params.fix != NULL &&
        taxonomy_need(&taxonomy->fixes, node, "fix", params.fix, &category->fix, err) != 0)
        return -1;
    return taxonomy_read_probes(taxonomy, node, &params.probes, &category->probes,
                                &category->num_probes, err);
}

static int read_categories(struct chain *chain, struct lg_err *err) {
    struct lg_taxonomy *taxonomy = chain->taxonomy;
    for (size_t i = 0; i + 1 < chain->count; i++)
        if (chain->files[i].params.categories != NULL)
            return lg_node_err(chain->files[i].params.categories, err,
                               "a table that extends another has its categories");
    const struct file *bottom = &chain->files[chain->count - 1];
    const struct lg_node *list = bottom->params.categories;
    if (list == NULL)
        return lg_node_err(bottom->root, err, "the key 'categories' is missing");
    if (taxonomy_need_list(list, "categories", err) != 0)
        return -1;
    taxonomy->categories =
        lg_arena_array(&taxonomy->arena, list->count, sizeof(struct lg_category));
    for (size_t i = 0; i < list->count; i++, taxonomy->num_categories++)
        if (read_category(taxonomy, list->items[i], i, err) != 0)
            return -1;
    return 0;
}

/* The rule or sign of that id which was read before; NULL: none. */
static const struct entry *entry_named(const struct lg_taxonomy *taxonomy, const char *id) {
    for (size_t i = 0; i < taxonomy->num_entries; i++)
        if (strcmp(taxonomy->entries[i]->rule.id, id) == 0)
            return taxonomy->entries[i];
    return NULL;
}

static int read_entry(struct lg_taxonomy *taxonomy, const struct lg_node *node, bool is_sign,
                      size_t file, struct lg_err *err) {
    struct entry *entry = lg_arena_alloc(&taxonomy->arena, sizeof *entry);
    entry->file = file;
    if (taxonomy_read_rule(taxonomy, node, is_sign, entry, err) != 0) {
        taxonomy_entry_dispose(entry);
        return -1;
    }
    const struct entry *other = entry_named(taxonomy, entry->rule.id);
    if (other == NULL) {
        taxonomy->entries[taxonomy->num_entries++] = entry;
        return 0;
    }
    const char *id = entry->rule.id;
    taxonomy_entry_dispose(entry);
    /* The table that extends was read first: what it names is not taken from the other. */
    return other->file != file ? 0 : lg_node_err(node, err, "a second rule '%s'", id);
}

static int read_entries(struct lg_taxonomy *taxonomy, const struct lg_node *list, bool is_sign,
                        size_t file, struct lg_err *err) {
    if (list == NULL)
        return 0;
    if (taxonomy_need_list(list, is_sign ? "signs" : "rules", err) != 0)
        return -1;
    if (taxonomy->num_entries + list->count > MAX_RULES)
        return lg_node_err(list, err, "more than %d rules and signs", MAX_RULES);
    for (size_t i = 0; i < list->count; i++)
        if (read_entry(taxonomy, list->items[i], is_sign, file, err) != 0)
            return -1;
    return 0;
}

/* Kinds, then tables, then priorities; else as they stand (the order of `entries` before). */
static bool comes_before(const struct entry *a, const struct entry *b) {
    if (a->rule.kind != b->rule.kind)
        return a->rule.kind < b->rule.kind;
    if (a->file != b->file)
        return a->file < b->file;
    return a->rule.priority > b->rule.priority;
}

/* By insertion, which is stable; they mostly are in order already. */
static void order_entries(struct lg_taxonomy *taxonomy) {
    for (size_t i = 1; i < taxonomy->num_entries; i++) {
        struct entry *entry = taxonomy->entries[i];
        size_t at = i;
        for (; at > 0 && comes_before(entry, taxonomy->entries[at - 1]); at--)
            taxonomy->entries[at] = taxonomy->entries[at - 1];
        taxonomy->entries[at] = entry;
    }
    while (taxonomy->num_rules < taxonomy->num_entries &&
           taxonomy->entries[taxonomy->num_rules]->rule.kind < LG_RULE__COUNT)
        taxonomy->num_rules++;
}

static void add_literals(struct lg_taxonomy *taxonomy, size_t index) {
    const struct lg_rule *rule = &taxonomy->entries[index]->rule;
    struct lg_view *found = NULL;
    size_t count = rule->literals.count;
    bool caseless = false;
    if (rule->pattern == NULL)
        return;
    if (count > 0)
        caseless = lg_starts_with(rule->pattern, "(?i)");
    else if (!lg_literals_derive(rule->pattern, &taxonomy->arena, &found, &count, &caseless)) {
        taxonomy->always.words[index / 64] |= UINT64_C(1) << index % 64;
        taxonomy->num_always++;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct lg_view text = found != NULL ? found[i] : lg_view_of(rule->literals.items[i]);
        if (text.length > MAX_LITERAL_BYTES)
            text.length = MAX_LITERAL_BYTES;
        lg_literals_add(taxonomy->literals, text, caseless, index);
    }
}

static int read_all_entries(struct chain *chain, struct lg_err *err) {
    struct lg_taxonomy *taxonomy = chain->taxonomy;
    taxonomy->entries = lg_arena_array(&taxonomy->arena, MAX_RULES, sizeof(struct entry *));
    for (size_t i = 0; i < chain->count; i++)
        if (read_entries(taxonomy, chain->files[i].params.rules, false, i, err) != 0)
            return -1;
    if (taxonomy->num_entries == 0)
        return lg_node_err(chain->files[0].root, err, "the key 'rules' is missing");
    for (size_t i = 0; i < chain->count; i++)
        if (read_entries(taxonomy, chain->files[i].params.signs, true, i, err) != 0)
            return -1;
    order_entries(taxonomy);
    for (size_t i = 0; i < taxonomy->num_entries; i++)
        add_literals(taxonomy, i);
    return 0;
}

/* The path that a file extends; NULL: none. */
static int extended_by(const struct chain *chain, const struct file *file, const char **out,
                       struct lg_err *err) {
    const char *extends = file->params.extends;
    if (extends == NULL) {
        *out = chain->count == 1 ? chain->below : NULL;
        return 0;
    }
    const struct lg_node *place = lg_node_get(file->root, "extends");
    if (strcmp(extends, "shipped") == 0) {
        *out = chain->shipped;
        return chain->shipped != NULL
                   ? 0
                   : lg_node_err(place, err, "no shipped table is known here; give its path");
    }
    struct lg_arena *arena = &chain->taxonomy->arena;
    *out = lg_fs_join(arena, lg_fs_folder(arena, file->path), extends);
    return 0;
}

static int read_chain(struct chain *chain, const char *path, struct lg_err *err) {
    struct lg_arena *arena = &chain->taxonomy->arena;
    while (path != NULL) {
        for (size_t i = 0; i < chain->count; i++)
            if (strcmp(chain->files[i].path, path) == 0)
                return lg_node_err(lg_node_get(chain->files[chain->count - 1].root, "extends"), err,
                                   "'%s' extends itself", path);
        if (chain->count == MAX_FILES)
            return lg_err_set(err, LG_ERR_READ, "'%s': more than %d tables extend each other", path,
                              MAX_FILES);
        struct file *file = &chain->files[chain->count];
        file->path = path;
        if (lg_conf_read(path, arena, &file->root, err) != 0 ||
            lg_fields_read(&file_kind, file->root, arena, &file->params, err) != 0)
            return -1;
        chain->count++;
        if (extended_by(chain, file, &path, err) != 0)
            return -1;
    }
    return 0;
}

static void note_paths(struct chain *chain) {
    struct lg_taxonomy *taxonomy = chain->taxonomy;
    taxonomy->paths = lg_arena_array(&taxonomy->arena, chain->count, sizeof *taxonomy->paths);
    taxonomy->num_paths = chain->count;
    for (size_t i = 0; i < chain->count; i++)
        taxonomy->paths[i] = lg_arena_strdup(&taxonomy->arena, chain->files[i].path);
}

int taxonomy_fill(struct lg_taxonomy *taxonomy, const char *path, const char *below,
                  const char *shipped, struct lg_err *err) {
    struct chain chain = {.taxonomy = taxonomy, .below = below, .shipped = shipped};
    if (read_chain(&chain, path, err) != 0)
        return -1;
    note_paths(&chain);
    /* The tables at the bottom first, so that what stands above may name what they have. */
    for (size_t i = chain.count; i-- > 0;)
        if (taxonomy_read_remedies(taxonomy, &chain.files[i].params, err) != 0)
            return -1;
    if (read_categories(&chain, err) != 0 || taxonomy_check_reclassified(taxonomy, err) != 0 ||
        read_all_entries(&chain, err) != 0)
        return -1;
    lg_literals_add(taxonomy->literals, lg_view_of(TRACEBACK), false, LITERAL_TRACEBACK);
    lg_literals_build(taxonomy->literals);
    return 0;
}

/* --- What a table looks like --- */

static const struct lg_shape category_shape = {.kind = LG_SHAPE_FIELDS, .fields = &category_kind};

#define LIST_OF(what, item)                                                                        \
    static const struct lg_shape what##_shape = {.kind = LG_SHAPE_LIST, .of = (item), .least = 1}
LIST_OF(categories, &category_shape);
LIST_OF(probes, &taxonomy_probe_shape);
LIST_OF(fixes, &taxonomy_fix_shape);
LIST_OF(stops, &taxonomy_stop_shape);
LIST_OF(rules, &taxonomy_rule_shape);
#undef LIST_OF

static const struct lg_below below[] = {
    {"categories", &categories_shape},
    {"probes", &probes_shape},
    {"fixes", &fixes_shape},
    {"stops", &stops_shape},
    {"rules", &rules_shape},
    {"signs", &rules_shape},
    {NULL, NULL},
};
const struct lg_shape lg_taxonomy_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &file_kind, .below = below};
