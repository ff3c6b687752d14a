#include "base/paths.h"

#include "base/fs.h"
#include "scratch.h"

struct variables {
    const char *data;
    const char *path;
};

static const char *variable(void *ctx, const char *name) {
    const struct variables *variables = ctx;
    if (strcmp(name, "LIVEGATE_DATA") == 0)
        return variables->data;
    return strcmp(name, "PATH") == 0 ? variables->path : NULL;
}

static struct lg_env env_of(struct variables *variables) {
    struct lg_env env;
    lg_env_init_test(&env);
    env.getenv = variable;
    env.ctx = variables;
    return env;
}

static void enter(struct scratch *scratch, const char *name) {
    assert_int_equal(chdir(scratch_path(scratch, name)), 0);
}

static int leave_and_remove(void **state) {
    return chdir("/") == 0 ? scratch_teardown(state) : -1;
}

#define entering_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, leave_and_remove)

static struct lg_paths find(struct lg_arena *arena, struct variables variables) {
    struct lg_env env = env_of(&variables);
    struct lg_paths paths = {0};
    struct lg_err err = {0};
    assert_int_equal(lg_paths_find(arena, &env, NULL, &paths, &err), 0);
    return paths;
}

static void paths__the_project_is_the_nearest_with_settings(void **state) {
    struct scratch *scratch = *state;
    struct lg_arena arena = {0};
    scratch_folder(scratch, "project");
    scratch_folder(scratch, "project/deep");
    scratch_folder(scratch, "project/deep/er");
    scratch_write(scratch, "livegate.yaml", "");
    scratch_write(scratch, "project/livegate.yaml", "");
    enter(scratch, "project/deep/er");
    struct lg_paths paths = find(&arena, (struct variables){NULL, NULL});
    assert_string_equal(paths.project, scratch_path(scratch, "project"));
    assert_string_equal(paths.settings, scratch_path(scratch, "project/livegate.yaml"));
    enter(scratch, ".");
    paths = find(&arena, (struct variables){NULL, NULL});
    assert_string_equal(paths.project, scratch->folder);
    lg_arena_dispose(&arena);
}

/* Whoever made it meant settings: to go on without them would be to run something else. */
static void paths__what_is_called_like_settings_must_be_a_file(void **state) {
    struct scratch *scratch = *state;
    struct lg_arena arena = {0};
    struct variables variables = {NULL, NULL};
    struct lg_env env = env_of(&variables);
    scratch_folder(scratch, "project");
    scratch_folder(scratch, "project/deep");
    scratch_folder(scratch, "project/livegate.yaml");
    scratch_folder(scratch, "lost");
    assert_int_equal(symlink("nowhere", scratch_path(scratch, "lost/livegate.yaml")), 0);
    scratch_write(scratch, "livegate.yaml", "");
    static const char *const folders[][2] = {
        {"project", "project"}, {"project/deep", "project"}, {"lost", "lost"}};
    for (size_t i = 0; i < LG_ARRAY_LEN(folders); i++) {
        struct lg_paths paths = {.project = NULL};
        struct lg_err err = {0};
        char says[2 * SCRATCH_MAX];
        enter(scratch, folders[i][0]);
        assert_int_equal(lg_paths_find(&arena, &env, NULL, &paths, &err), -1);
        snprintf(says, sizeof says,
                 "'%s/livegate.yaml' is no file: no settings can be read from it",
                 scratch_path(scratch, folders[i][1]));
        assert_string_equal(err.text, says);
        assert_int_equal(err.kind, LG_ERR_USAGE);
        assert_null(paths.project);
    }
    lg_arena_dispose(&arena);
}

static void paths__without_settings_it_is_the_working_folder(void **state) {
    struct scratch *scratch = *state;
    struct lg_arena arena = {0};
    scratch_folder(scratch, "plain");
    enter(scratch, "plain");
    struct lg_paths paths = find(&arena, (struct variables){NULL, NULL});
    assert_string_equal(paths.project, scratch_path(scratch, "plain"));
    assert_null(paths.settings);
    lg_arena_dispose(&arena);
}

static void paths__data_is_beside_the_program(void **state) {
    struct lg_arena arena = {0};
    enter(*state, ".");
    struct lg_paths paths = find(&arena, (struct variables){NULL, NULL});
    assert_non_null(paths.data);
    assert_true(lg_ends_with(paths.data, "/share/livegate"));
    assert_true(lg_fs_is_dir(lg_fs_join(&arena, paths.data, "gates")));
    lg_arena_dispose(&arena);
}

static void paths__data_by_variable_wins(void **state) {
    struct scratch *scratch = *state;
    struct lg_arena arena = {0};
    scratch_folder(scratch, "data");
    scratch_folder(scratch, "data/gates");
    enter(scratch, ".");
    struct lg_paths paths = find(&arena, (struct variables){"data", NULL});
    assert_string_equal(paths.data, scratch_path(scratch, "data"));
    paths = find(&arena, (struct variables){scratch_path(scratch, "data"), NULL});
    assert_string_equal(paths.data, scratch_path(scratch, "data"));
    paths = find(&arena, (struct variables){"", NULL});
    assert_string_not_equal(paths.data, scratch_path(scratch, "data"));
    lg_arena_dispose(&arena);
}

static void paths__a_variable_that_leads_nowhere_is_an_error(void **state) {
    struct scratch *scratch = *state;
    struct lg_arena arena = {0};
    scratch_folder(scratch, "no-gates");
    enter(scratch, ".");
    static const char *const names[] = {"no-gates", "none"};
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++) {
        struct variables variables = {names[i], NULL};
        struct lg_env env = env_of(&variables);
        struct lg_paths paths = {.project = NULL};
        struct lg_err err = {0};
        assert_int_equal(lg_paths_find(&arena, &env, NULL, &paths, &err), -1);
        assert_int_equal(err.kind, LG_ERR_USAGE);
        assert_non_null(strstr(err.text, "LIVEGATE_DATA='n"));
        assert_null(paths.project);
    }
    lg_arena_dispose(&arena);
}

static void paths__lookup_takes_the_project_first(void **state) {
    struct scratch *scratch = *state;
    struct lg_arena arena = {0};
    static const char *const folders[] = {"project", "project/gates", "data", "data/gates"};
    for (size_t i = 0; i < LG_ARRAY_LEN(folders); i++)
        scratch_folder(scratch, folders[i]);
    scratch_write(scratch, "project/gates/g1.yaml", "");
    scratch_write(scratch, "data/gates/g1.yaml", "");
    scratch_write(scratch, "data/gates/g2.yaml", "");
    struct lg_paths paths = {
        .project = lg_arena_strdup(&arena, scratch_path(scratch, "project")),
        .data = lg_arena_strdup(&arena, scratch_path(scratch, "data")),
    };
    assert_string_equal(lg_paths_lookup(&paths, &arena, "gates/g1.yaml"),
                        scratch_path(scratch, "project/gates/g1.yaml"));
    assert_string_equal(lg_paths_lookup(&paths, &arena, "gates/g2.yaml"),
                        scratch_path(scratch, "data/gates/g2.yaml"));
    assert_string_equal(lg_paths_lookup(&paths, &arena, "gates"),
                        scratch_path(scratch, "project/gates"));
    assert_null(lg_paths_lookup(&paths, &arena, "gates/g3.yaml"));
    paths.data = NULL;
    assert_null(lg_paths_lookup(&paths, &arena, "gates/g2.yaml"));
    lg_arena_dispose(&arena);
}

static void paths__of_users_start_at_the_project(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    char project[] = "/project";
    struct lg_paths paths = {.project = project};
    assert_string_equal(lg_paths_user(&paths, &arena, "out/a.wav"), "/project/out/a.wav");
    assert_string_equal(lg_paths_user(&paths, &arena, "/tmp/a.wav"), "/tmp/a.wav");
    lg_arena_dispose(&arena);
}

static void make_program(struct scratch *scratch, const char *name, mode_t mode) {
    scratch_write(scratch, name, "#!/bin/true\n");
    assert_int_equal(chmod(scratch_path(scratch, name), mode), 0);
}

static void paths__which_goes_through_the_path(void **state) {
    struct scratch *scratch = *state;
    struct lg_arena arena = {0};
    static const char *const folders[] = {"first", "second", "second/tool2"};
    for (size_t i = 0; i < LG_ARRAY_LEN(folders); i++)
        scratch_folder(scratch, folders[i]);
    make_program(scratch, "first/plain", 0644);
    make_program(scratch, "second/plain", 0755);
    make_program(scratch, "first/tool", 0755);
    make_program(scratch, "second/tool", 0755);
    make_program(scratch, "here", 0755);
    assert_int_equal(symlink("tool", scratch_path(scratch, "second/link")), 0);
    enter(scratch, ".");
    struct variables variables = {
        .path = lg_arena_printf(&arena, "%s/first:%s/second:", scratch->folder, scratch->folder)};
    struct lg_env env = env_of(&variables);
    static const struct {
        const char *name, *found;
    } rows[] = {
        {"tool", "first/tool"},
        {"plain", "second/plain"},
        {"link", "second/tool"},
        {"here", "here"},
        {"./here", "here"},
        {"second/tool", "second/tool"},
        {"second/link", "second/tool"},
        {"./tool", NULL},
        {"tool2", NULL},
        {"first/plain", NULL},
        {"none", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        const char *found = lg_paths_which(&arena, &env, rows[i].name);
        if (rows[i].found == NULL)
            assert_null(found);
        else
            assert_string_equal(found, scratch_path(scratch, rows[i].found));
    }
    variables.path = NULL;
    assert_null(lg_paths_which(&arena, &env, "tool"));
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        entering_test(paths__the_project_is_the_nearest_with_settings),
        entering_test(paths__what_is_called_like_settings_must_be_a_file),
        entering_test(paths__without_settings_it_is_the_working_folder),
        entering_test(paths__data_is_beside_the_program),
        entering_test(paths__data_by_variable_wins),
        entering_test(paths__a_variable_that_leads_nowhere_is_an_error),
        entering_test(paths__lookup_takes_the_project_first),
        cmocka_unit_test(paths__of_users_start_at_the_project),
        entering_test(paths__which_goes_through_the_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
