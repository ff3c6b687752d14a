/* What the tests of this layer share: the shipped table, tables of their own, and short questions.
 */
#ifndef LG_TESTS_TAXONOMY_TABLE_H
#define LG_TESTS_TAXONOMY_TABLE_H

#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "taxonomy/classify.h"

#define CATEGORIES                                                                                 \
    "categories:\n"                                                                                \
    "  - {number: 1, name: one, help: first}\n"                                                    \
    "  - {number: 2, name: two, help: second}\n"

static inline struct lg_taxonomy *read_shipped(void) {
    struct lg_taxonomy *taxonomy = NULL;
    struct lg_err err = {0};
    if (lg_taxonomy_read(LG_SOURCE_DIR "/gates/tables/taxonomy.yaml", &taxonomy, &err) != 0)
        fail_msg("%s:%u:%u: %s", err.source, err.line, err.column, err.text);
    return taxonomy;
}

/* A table of the test's own, in a folder that is gone afterwards. */
static inline int read_text(const char *text, struct lg_taxonomy **out, struct lg_err *err) {
    char folder[] = "/tmp/lg-taxonomy-XXXXXX";
    char path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/table.yaml", folder);
    assert_int_equal(lg_fs_write_atomic(path, text, strlen(text), NULL), 0);
    int status = lg_taxonomy_read(path, out, err);
    assert_int_equal(remove(path), 0);
    assert_int_equal(rmdir(folder), 0);
    return status;
}

/* As read_text for a table that must be good: two categories and these rules. */
static inline struct lg_taxonomy *read_rules(const char *rules) {
    struct lg_str text = {0};
    struct lg_taxonomy *taxonomy = NULL;
    struct lg_err err = {0};
    lg_str_printf(&text, "%srules:\n%s", CATEGORIES, rules);
    if (read_text(lg_str_text(&text), &taxonomy, &err) != 0)
        fail_msg("%u: %s", err.line, err.text);
    lg_str_dispose(&text);
    return taxonomy;
}

static inline const char *rule_of(const struct lg_taxonomy *taxonomy, const char *text) {
    struct lg_class class;
    lg_taxonomy_judge(taxonomy, lg_view_of(text), NULL, &class);
    return class.rule == NULL ? "none" : class.rule->id;
}

static inline int category_of(const struct lg_taxonomy *taxonomy, const char *text) {
    return lg_taxonomy_classify(taxonomy, lg_view_of(text), NULL)->number;
}

#endif
