/* Tables that extend others. */
#include "unit/taxonomy/table.h"

/* Files in a folder of the test's own. */
struct folder {
    char path[32];
    struct lg_arena arena;
};

static void open_folder(struct folder *folder) {
    *folder = (struct folder){.path = "/tmp/lg-taxonomy-XXXXXX"};
    assert_non_null(mkdtemp(folder->path));
}

static const char *write_file(struct folder *folder, const char *name, const char *text) {
    const char *path = lg_fs_join(&folder->arena, folder->path, name);
    assert_int_equal(lg_fs_mkdirs(lg_fs_folder(&folder->arena, path), NULL), 0);
    assert_int_equal(lg_fs_write_atomic(path, text, strlen(text), NULL), 0);
    return path;
}

static void close_folder(struct folder *folder) {
    static const char *const names[] = {
        "table.yaml",
        "taxonomy.yaml",
        "base.yaml",
        "gates/tables/taxonomy.yaml",
        "data/gates/tables/taxonomy.yaml",
        "gates/tables",
        "gates",
        "data/gates/tables",
        "data/gates",
        "data",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++)
        remove(lg_fs_join(&folder->arena, folder->path, names[i]));
    assert_int_equal(rmdir(folder->path), 0);
    lg_arena_dispose(&folder->arena);
}

#define BASE                                                                                       \
    CATEGORIES "stops:\n  - {name: halt, text: ours}\n"                                            \
               "rules:\n"                                                                          \
               "  - {id: a, category: one, priority: 99, pattern: 'xyz', source: t}\n"             \
               "  - {id: b, category: one, pattern: 'abc', source: t}\n"

#define OWN                                                                                        \
    "stops:\n  - {name: halt, text: theirs}\n"                                                     \
    "rules:\n"                                                                                     \
    "  - {id: mine, category: two, pattern: 'xyz', stop: halt, source: t}\n"                       \
    "  - {id: b, category: two, pattern: 'bcd', source: t}\n"

static void check_extended(struct lg_taxonomy *taxonomy) {
    assert_string_equal(rule_of(taxonomy, "xyz"), "mine"); /* before ours, whatever its priority */
    assert_string_equal(rule_of(taxonomy, "abc"), "none"); /* its name was taken */
    assert_string_equal(rule_of(taxonomy, "bcd"), "b");
    assert_int_equal(lg_taxonomy_count(taxonomy), 3);
    assert_string_equal(lg_taxonomy_stop_named(taxonomy, "halt")->text, "theirs");
    assert_string_equal(lg_taxonomy_rule(taxonomy, 0)->stop->text, "theirs");
    assert_non_null(lg_taxonomy_path(taxonomy, 1));
    assert_null(lg_taxonomy_path(taxonomy, 2));
    lg_taxonomy_free(taxonomy);
}

static void extends__puts_own_rules_before(void **state) {
    LG_UNUSED(state);
    struct folder folder;
    struct lg_taxonomy *taxonomy;
    open_folder(&folder);
    write_file(&folder, "base.yaml", BASE);
    const char *own = write_file(&folder, "table.yaml", "extends: base.yaml\n" OWN);
    assert_int_equal(lg_taxonomy_read(own, &taxonomy, NULL), 0);
    check_extended(taxonomy);
    close_folder(&folder);
}

static void extends__bad_chains_are_refused(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"extends: table.yaml\n" OWN, "extends itself"},
        {"extends: shipped\n" OWN, "no shipped table is known"},
        {"extends: nonesuch.yaml\n" OWN, "No such file"},
        {"extends: base.yaml\n" BASE, "has its categories"},
        {OWN, "the key 'categories' is missing"},
    };
    struct folder folder;
    open_folder(&folder);
    write_file(&folder, "base.yaml", BASE);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_taxonomy *taxonomy = NULL;
        struct lg_err err = {0};
        const char *path = write_file(&folder, "table.yaml", rows[i].text);
        assert_int_equal(lg_taxonomy_read(path, &taxonomy, &err), -1);
        assert_null(taxonomy);
        if (strstr(err.text, rows[i].says) == NULL)
            fail_msg("%s", err.text);
    }
    close_folder(&folder);
}

/* Where a project's table is sought. */
static void load__takes_the_projects_table_first(void **state) {
    LG_UNUSED(state);
    struct folder folder;
    struct lg_taxonomy *taxonomy;
    struct lg_err err = {0};
    open_folder(&folder);
    struct lg_paths paths = {.project = folder.path,
                             .data = lg_fs_join(&folder.arena, folder.path, "data")};
    assert_int_equal(lg_taxonomy_load(&paths, NULL, &taxonomy, &err), -1);
    assert_non_null(strstr(err.text, "neither in the project nor in the installation"));
    write_file(&folder, "data/gates/tables/taxonomy.yaml", BASE);
    assert_int_equal(lg_taxonomy_load(&paths, NULL, &taxonomy, NULL), 0);
    assert_string_equal(rule_of(taxonomy, "xyz"), "a");
    lg_taxonomy_free(taxonomy);
    /* The project's own in the shipped one's place, which may extend that. */
    write_file(&folder, "gates/tables/taxonomy.yaml", "extends: shipped\n" OWN);
    assert_int_equal(lg_taxonomy_load(&paths, NULL, &taxonomy, NULL), 0);
    check_extended(taxonomy);
    /* And one beside livegate.yaml, which extends whichever is found so. */
    write_file(&folder, "taxonomy.yaml",
               "rules:\n  - {id: top, category: one, pattern: 'xyz', source: t}\n");
    assert_int_equal(lg_taxonomy_load(&paths, NULL, &taxonomy, NULL), 0);
    assert_string_equal(rule_of(taxonomy, "xyz"), "top");
    assert_string_equal(rule_of(taxonomy, "bcd"), "b");
    assert_non_null(lg_taxonomy_path(taxonomy, 2));
    lg_taxonomy_free(taxonomy);
    close_folder(&folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extends__puts_own_rules_before),
        cmocka_unit_test(extends__bad_chains_are_refused),
        cmocka_unit_test(load__takes_the_projects_table_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
