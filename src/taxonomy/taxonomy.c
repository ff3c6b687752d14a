#include "taxonomy/taxonomy.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "taxonomy/inside.h"

static const struct lg_category unclassified = {
    .number = 0,
    .name = "unclassified",
    .label = "unclassified",
    .help = "No rule knows this text: read it whole, then add a rule for it.",
};

static const struct lg_category signatures[LG_RULE__COUNT] = {
    [LG_RULE_WARNING] = {.name = "warning",
                         .label = "warning",
                         .help = "No error, but noteworthy."},
    [LG_RULE_SUCCESS] = {.name = "success", .label = "success", .help = "What was asked was done."},
};

static const char *const kind_names[LG_RULE__COUNT] = {"error", "warning", "success"};
static const char *const next_names[LG_NEXT__COUNT] = {"diagnose", "fix", "stop"};

const char *lg_rule_kind_name(enum lg_rule_kind kind) {
    return (unsigned)kind < LG_RULE__COUNT ? kind_names[kind] : "unknown";
}

const char *lg_rule_next_name(enum lg_rule_next next) {
    return (unsigned)next < LG_NEXT__COUNT ? next_names[next] : "unknown";
}

static int read_table(const char *path, const char *below, const char *shipped,
                      struct lg_taxonomy **out, struct lg_err *err) {
    struct lg_taxonomy *taxonomy = lg_xcalloc(1, sizeof *taxonomy);
    memcpy(taxonomy->signature, signatures, sizeof signatures);
    taxonomy->literals = lg_literals_new();
    if (taxonomy_fill(taxonomy, path, below, shipped, err) != 0) {
        lg_taxonomy_free(taxonomy);
        return -1;
    }
    *out = taxonomy;
    return 0;
}

int lg_taxonomy_read(const char *path, struct lg_taxonomy **out, struct lg_err *err) {
    return read_table(path, NULL, NULL, out, err);
}

static const char table_path[] = "gates/tables/taxonomy.yaml";

int lg_taxonomy_load(const struct lg_paths *paths, const char *path, struct lg_taxonomy **out,
                     struct lg_err *err) {
    struct lg_arena arena = {0};
    const char *own = lg_fs_join(&arena, paths->project, "taxonomy.yaml");
    const char *table = lg_paths_lookup(paths, &arena, table_path);
    const char *shipped = paths->data == NULL ? NULL : lg_fs_join(&arena, paths->data, table_path);
    int result;
    if (path != NULL)
        result = read_table(path, NULL, shipped, out, err);
    else if (lg_fs_is_file(own))
        result = read_table(own, table, shipped, out, err);
    else if (table != NULL)
        result = read_table(table, NULL, shipped, out, err);
    else
        result = lg_err_set(err, LG_ERR_READ,
                            "%s is neither in the project nor in the installation", table_path);
    lg_arena_dispose(&arena);
    return result;
}

void lg_taxonomy_free(struct lg_taxonomy *taxonomy) {
    if (taxonomy == NULL)
        return;
    for (size_t i = 0; i < taxonomy->num_entries; i++)
        taxonomy_entry_dispose(taxonomy->entries[i]);
    lg_literals_free(taxonomy->literals);
    lg_arena_dispose(&taxonomy->arena);
    free(taxonomy);
}

const char *lg_taxonomy_path(const struct lg_taxonomy *taxonomy, size_t index) {
    return index < taxonomy->num_paths ? taxonomy->paths[index] : NULL;
}

const struct lg_category *lg_taxonomy_unclassified(void) {
    return &unclassified;
}

size_t lg_taxonomy_count(const struct lg_taxonomy *taxonomy) {
    return taxonomy->num_rules;
}

const struct lg_rule *lg_taxonomy_rule(const struct lg_taxonomy *taxonomy, size_t index) {
    return index < taxonomy->num_rules ? &taxonomy->entries[index]->rule : NULL;
}

size_t lg_taxonomy_categories(const struct lg_taxonomy *taxonomy, const struct lg_category **out) {
    *out = taxonomy->categories;
    return taxonomy->num_categories;
}

size_t lg_taxonomy_probes(const struct lg_category *category, const struct lg_probe *const **out) {
    *out = (const struct lg_probe *const *)category->probes;
    return category->num_probes;
}

const struct lg_fix *lg_taxonomy_fix(const struct lg_rule *rule) {
    return rule->fix;
}

const struct lg_probe *lg_taxonomy_probe_named(const struct lg_taxonomy *taxonomy,
                                               const char *name) {
    return taxonomy_named(&taxonomy->probes, name);
}

const struct lg_fix *lg_taxonomy_fix_named(const struct lg_taxonomy *taxonomy, const char *name) {
    return taxonomy_named(&taxonomy->fixes, name);
}

const struct lg_stop *lg_taxonomy_stop_named(const struct lg_taxonomy *taxonomy, const char *name) {
    return taxonomy_named(&taxonomy->stops, name);
}

static void *item_at(const struct named_list *list, size_t index) {
    return index < list->count ? list->items[index] : NULL;
}

const struct lg_probe *lg_taxonomy_probe_at(const struct lg_taxonomy *taxonomy, size_t index) {
    return item_at(&taxonomy->probes, index);
}

const struct lg_fix *lg_taxonomy_fix_at(const struct lg_taxonomy *taxonomy, size_t index) {
    return item_at(&taxonomy->fixes, index);
}

const struct lg_stop *lg_taxonomy_stop_at(const struct lg_taxonomy *taxonomy, size_t index) {
    return item_at(&taxonomy->stops, index);
}

const struct lg_category *lg_taxonomy_category_named(const struct lg_taxonomy *taxonomy,
                                                     const char *name) {
    for (size_t i = 0; i < taxonomy->num_categories; i++)
        if (strcmp(taxonomy->categories[i].name, name) == 0)
            return &taxonomy->categories[i];
    return NULL;
}
