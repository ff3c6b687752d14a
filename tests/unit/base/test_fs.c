#include "base/fs.h"

#include <dirent.h>
#include <fcntl.h>

#include "base/fault.h"
#include "scratch.h"

static void assert_holds(struct scratch *scratch, const char *name, const char *text) {
    struct lg_str out = {0};
    struct lg_err err = {0};
    assert_int_equal(lg_fs_read(scratch_path(scratch, name), 1 << 20, &out, &err), 0);
    assert_string_equal(lg_str_text(&out), text);
    lg_str_dispose(&out);
}

static size_t count_names(struct scratch *scratch) {
    struct lg_arena arena = {0};
    struct lg_err err = {0};
    char **names = NULL;
    size_t count = 0;
    assert_int_equal(lg_fs_list(scratch->folder, NULL, &arena, &names, &count, &err), 0);
    lg_arena_dispose(&arena);
    return count;
}

static int write_text(struct scratch *scratch, const char *name, const char *text,
                      struct lg_err *err) {
    return lg_fs_write_atomic(scratch_path(scratch, name), text, strlen(text), err);
}

static void fs__read_replaces_what_was_there(void **state) {
    scratch_write(*state, "a", "first");
    struct lg_str out = {0};
    lg_str_add(&out, "before");
    struct lg_err err = {0};
    assert_int_equal(lg_fs_read(scratch_path(*state, "a"), 5, &out, &err), 0);
    assert_string_equal(out.text, "first");
    assert_int_equal(out.length, 5);
    scratch_write(*state, "empty", "");
    assert_int_equal(lg_fs_read(scratch_path(*state, "empty"), 5, &out, &err), 0);
    assert_string_equal(lg_str_text(&out), "");
    lg_str_dispose(&out);
}

static void fs__read_is_bounded_and_wants_a_file(void **state) {
    struct scratch *scratch = *state;
    scratch_write(scratch, "long", "123456");
    scratch_folder(scratch, "folder");
    assert_int_equal(mkfifo(scratch_path(scratch, "pipe"), 0600), 0);
    static const struct {
        const char *name, *says;
    } rows[] = {
        {"long", "/long' holds 6 bytes, more than 5"},
        {"none", "/none': No such file or directory"},
        {"folder", "/folder' is not a regular file"},
        {"pipe", "/pipe' is not a regular file"},
        {"long/x", "/long/x': Not a directory"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_str out = {0};
        lg_str_add(&out, "before");
        struct lg_err err = {0};
        assert_int_equal(lg_fs_read(scratch_path(scratch, rows[i].name), 5, &out, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_non_null(strstr(err.text, rows[i].says));
        assert_string_equal(out.text, "before");
        lg_str_dispose(&out);
    }
}

static void fs__write_replaces_whole_files_only(void **state) {
    struct scratch *scratch = *state;
    struct lg_err err = {0};
    mode_t before = umask(007);
    assert_int_equal(write_text(scratch, "a", "first and longer", &err), 0);
    umask(before);
    assert_holds(scratch, "a", "first and longer");
    struct stat info;
    assert_int_equal(stat(scratch_path(scratch, "a"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    /* One that holds the old file open goes on seeing the old text. */
    FILE *reader = fopen(scratch_path(scratch, "a"), "r");
    assert_non_null(reader);
    assert_int_equal(write_text(scratch, "a", "second", &err), 0);
    char text[64] = "";
    assert_non_null(fgets(text, sizeof text, reader));
    assert_string_equal(text, "first and longer");
    fclose(reader);
    assert_holds(scratch, "a", "second");
    assert_int_equal(lg_fs_write_atomic(scratch_path(scratch, "a"), NULL, 0, &err), 0);
    assert_holds(scratch, "a", "");
    assert_int_equal(count_names(scratch), 1);
}

static void fs__write_passes_by_names_that_are_taken(void **state) {
    struct scratch *scratch = *state;
    scratch_write(scratch, "a.0.tmp", "someone else's");
    struct lg_err err = {0};
    assert_int_equal(write_text(scratch, "a", "ours", &err), 0);
    assert_holds(scratch, "a", "ours");
    assert_holds(scratch, "a.0.tmp", "someone else's");
    assert_int_equal(count_names(scratch), 2);
}

static void fs__write_fails_clearly(void **state) {
    struct scratch *scratch = *state;
    scratch_folder(scratch, "folder");
    static const char *const names[] = {"none/a", "folder"};
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++) {
        struct lg_err err = {0};
        assert_int_equal(write_text(scratch, names[i], "x", &err), -1);
        assert_int_equal(err.kind, LG_ERR_WRITE);
        assert_non_null(strstr(err.text, names[i]));
        assert_true(err.sys_errno != 0);
    }
    assert_int_equal(count_names(scratch), 1);
}

static void fs__a_failed_write_leaves_the_old_file_alone(void **state) {
#ifndef LIVEGATE_FAULTS
    (void)state;
    skip();
#else
    struct scratch *scratch = *state;
    struct lg_err err = {0};
    assert_int_equal(write_text(scratch, "a", "old", &err), 0);
    static const char *const faults[] = {"fs.write", "fs.rename"};
    for (size_t i = 0; i < LG_ARRAY_LEN(faults); i++) {
        lg_fault_ask(faults[i]);
        err = (struct lg_err){0};
        assert_int_equal(write_text(scratch, "a", "new", &err), -1);
        assert_false(lg_fault_was_missed());
        lg_fault_ask(NULL);
        assert_int_equal(err.kind, LG_ERR_WRITE);
        assert_holds(scratch, "a", "old");
        assert_int_equal(count_names(scratch), 1);
    }
#endif
}

static void fs__write_through_a_link_keeps_the_link(void **state) {
    struct scratch *scratch = *state;
    scratch_folder(scratch, "elsewhere");
    scratch_write(scratch, "elsewhere/real", "old");
    assert_int_equal(symlink("elsewhere/real", scratch_path(scratch, "link")), 0);
    struct lg_err err = {0};
    assert_int_equal(write_text(scratch, "link", "new", &err), 0);
    struct stat info;
    assert_int_equal(lstat(scratch_path(scratch, "link"), &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_holds(scratch, "elsewhere/real", "new");
}

/* As /dev/null and /dev/stdout: replacing such a thing would take it from everybody. */
static void fs__write_to_a_pipe_writes_into_it(void **state) {
    struct scratch *scratch = *state;
    assert_int_equal(mkfifo(scratch_path(scratch, "pipe"), 0600), 0);
    int reader = open(scratch_path(scratch, "pipe"), O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    struct lg_err err = {0};
    assert_int_equal(write_text(scratch, "pipe", "hello", &err), 0);
    char text[16] = "";
    assert_int_equal(read(reader, text, sizeof text - 1), 5);
    assert_string_equal(text, "hello");
    close(reader);
    struct stat info;
    assert_int_equal(lstat(scratch_path(scratch, "pipe"), &info), 0);
    assert_true(S_ISFIFO(info.st_mode));
    assert_int_equal(count_names(scratch), 1);
}

static void fs__a_draft_appears_when_committed(void **state) {
    struct scratch *scratch = *state;
    scratch_write(scratch, "a", "old");
    struct lg_fs_draft draft = {0};
    struct lg_err err = {0};
    assert_int_equal(lg_fs_draft_open(&draft, scratch_path(scratch, "a"), &err), 0);
    assert_true(fputs("by ", draft.file) >= 0);
    assert_true(fputs("pieces", draft.file) >= 0);
    assert_int_equal(fflush(draft.file), 0);
    assert_holds(scratch, "a", "old");
    assert_int_equal(count_names(scratch), 2);
    assert_int_equal(lg_fs_draft_commit(&draft, &err), 0);
    assert_holds(scratch, "a", "by pieces");
    assert_int_equal(count_names(scratch), 1);
    assert_null(draft.file);
    lg_fs_draft_dispose(&draft);
    lg_fs_draft_dispose(NULL);
}

static void fs__a_draft_given_up_leaves_nothing(void **state) {
    struct scratch *scratch = *state;
    scratch_write(scratch, "a", "old");
    struct lg_fs_draft draft = {0};
    struct lg_err err = {0};
    assert_int_equal(lg_fs_draft_open(&draft, scratch_path(scratch, "a"), &err), 0);
    assert_true(fputs("never seen", draft.file) >= 0);
    lg_fs_draft_dispose(&draft);
    assert_holds(scratch, "a", "old");
    assert_int_equal(count_names(scratch), 1);
}

static void fs__mkdirs_makes_all_above(void **state) {
    struct scratch *scratch = *state;
    struct lg_err err = {0};
    static const char *const names[] = {"a/b/c", "a/b/c", "a/b/d/", "a//e", ".", "f"};
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++) {
        assert_int_equal(lg_fs_mkdirs(scratch_path(scratch, names[i]), &err), 0);
        assert_true(lg_fs_is_dir(scratch_path(scratch, names[i])));
    }
    assert_int_equal(lg_fs_mkdirs("/", &err), 0);
    scratch_write(scratch, "file", "x");
    static const char *const bad[] = {"file", "file/x", "file/x/y"};
    for (size_t i = 0; i < LG_ARRAY_LEN(bad); i++) {
        err = (struct lg_err){0};
        assert_int_equal(lg_fs_mkdirs(scratch_path(scratch, bad[i]), &err), -1);
        assert_int_equal(err.kind, LG_ERR_WRITE);
        assert_non_null(strstr(err.text, "/file'"));
    }
    err = (struct lg_err){0};
    assert_int_equal(lg_fs_mkdirs("", &err), -1);
}

static void fs__tells_files_from_folders(void **state) {
    struct scratch *scratch = *state;
    scratch_write(scratch, "file", "x");
    assert_true(lg_fs_is_file(scratch_path(scratch, "file")));
    assert_false(lg_fs_is_dir(scratch_path(scratch, "file")));
    assert_false(lg_fs_is_file(scratch->folder));
    assert_true(lg_fs_is_dir(scratch->folder));
    assert_false(lg_fs_is_file(scratch_path(scratch, "none")));
    assert_false(lg_fs_is_dir(scratch_path(scratch, "none")));
}

static void fs__one_file_has_many_names(void **state) {
    struct scratch *scratch = *state;
    struct lg_arena arena = {0};
    scratch_write(scratch, "one", "x");
    scratch_write(scratch, "other", "x");
    const char *one = lg_fs_join(&arena, scratch->folder, "one");
    assert_int_equal(symlink("one", scratch_path(scratch, "linked")), 0);
    assert_true(lg_fs_is_same(one, one));
    assert_true(lg_fs_is_same(one, scratch_path(scratch, "linked")));
    assert_true(lg_fs_is_same(one, scratch_path(scratch, "./one")));
    assert_false(lg_fs_is_same(one, scratch_path(scratch, "other")));
    assert_false(lg_fs_is_same(one, scratch_path(scratch, "none")));
    lg_arena_dispose(&arena);
}

static void fs__relink_points_anew(void **state) {
    struct scratch *scratch = *state;
    struct lg_err err = {0};
    char text[64] = "";
    static const char *const targets[] = {"run-1", "run-2"};
    for (size_t i = 0; i < LG_ARRAY_LEN(targets); i++) {
        assert_int_equal(lg_fs_relink(scratch_path(scratch, "latest"), targets[i], &err), 0);
        memset(text, 0, sizeof text);
        assert_int_equal(readlink(scratch_path(scratch, "latest"), text, sizeof text - 1), 5);
        assert_string_equal(text, targets[i]);
    }
    assert_int_equal(count_names(scratch), 1);
    scratch_folder(scratch, "folder");
    assert_int_equal(lg_fs_relink(scratch_path(scratch, "folder"), "x", &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    assert_int_equal(count_names(scratch), 2);
}

static void fs__list_is_sorted_by_bytes(void **state) {
    struct scratch *scratch = *state;
    /* Made in an order of its own, and more than the first room for names. */
    for (int i = 0; i < 100; i++) {
        char name[32];
        snprintf(name, sizeof name, "g%02d.%s", (i * 37) % 100, i % 2 == 0 ? "yaml" : "md");
        scratch_write(scratch, name, "");
    }
    scratch_write(scratch, "B.yaml", "");
    struct lg_arena arena = {0};
    struct lg_err err = {0};
    char **names = NULL;
    size_t count = 0;
    assert_int_equal(lg_fs_list(scratch->folder, ".yaml", &arena, &names, &count, &err), 0);
    assert_int_equal(count, 51);
    assert_string_equal(names[0], "B.yaml");
    for (size_t i = 1; i < count; i++) {
        assert_true(strcmp(names[i - 1], names[i]) < 0);
        assert_true(lg_ends_with(names[i], ".yaml"));
    }
    assert_int_equal(lg_fs_list(scratch->folder, NULL, &arena, &names, &count, &err), 0);
    assert_int_equal(count, 101);
    assert_int_equal(lg_fs_list(scratch->folder, ".wav", &arena, &names, &count, &err), 0);
    assert_int_equal(count, 0);
    count = 7;
    assert_int_equal(lg_fs_list(scratch_path(scratch, "none"), NULL, &arena, &names, &count, &err),
                     -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_int_equal(count, 7);
    lg_arena_dispose(&arena);
}

static void fs__remove_is_fine_with_nothing(void **state) {
    struct scratch *scratch = *state;
    struct lg_err err = {0};
    scratch_write(scratch, "a", "x");
    assert_int_equal(lg_fs_remove(scratch_path(scratch, "a"), &err), 0);
    assert_int_equal(count_names(scratch), 0);
    assert_int_equal(lg_fs_remove(scratch_path(scratch, "a"), &err), 0);
    scratch_folder(scratch, "folder");
    assert_int_equal(lg_fs_remove(scratch_path(scratch, "folder"), &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
}

static void fs__free_bytes_of_a_disk(void **state) {
    struct scratch *scratch = *state;
    struct lg_err err = {0};
    uint64_t bytes = 0;
    assert_int_equal(lg_fs_free_bytes(scratch->folder, &bytes, &err), 0);
    assert_true(bytes > 0);
    assert_int_equal(lg_fs_free_bytes(scratch_path(scratch, "none"), &bytes, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
}

static void fs__parts_of_paths(void **state) {
    (void)state;
    static const struct {
        const char *path, *name, *folder, *stem;
    } rows[] = {
        {"gates/g1.yaml", "g1.yaml", "gates", "g1"},
        {"g1.yaml", "g1.yaml", ".", "g1"},
        {"/g1", "g1", "/", "g1"},
        {"/a/b.c/d", "d", "/a/b.c", "d"},
        {"a/mix.final.wav", "mix.final.wav", "a", "mix.final"},
        {"a/.profile", ".profile", "a", ".profile"},
        {"a/", "", "a", ""},
        {"", "", ".", ""},
    };
    struct lg_arena arena = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        assert_string_equal(lg_fs_name(rows[i].path), rows[i].name);
        assert_string_equal(lg_fs_folder(&arena, rows[i].path), rows[i].folder);
        assert_string_equal(lg_fs_stem(&arena, rows[i].path), rows[i].stem);
    }
    static const struct {
        const char *base, *path, *joined;
    } joins[] = {
        {"gates", "g1.yaml", "gates/g1.yaml"},
        {"gates/", "g1", "gates/g1"},
        {"/", "g1", "/g1"},
        {"gates", "/g1", "/g1"},
        {NULL, "g1", "g1"},
        {"", "g1", "g1"},
        {".", "g1", "g1"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(joins); i++)
        assert_string_equal(lg_fs_join(&arena, joins[i].base, joins[i].path), joins[i].joined);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(fs__read_replaces_what_was_there),
        scratch_test(fs__read_is_bounded_and_wants_a_file),
        scratch_test(fs__write_replaces_whole_files_only),
        scratch_test(fs__write_passes_by_names_that_are_taken),
        scratch_test(fs__write_fails_clearly),
        scratch_test(fs__a_failed_write_leaves_the_old_file_alone),
        scratch_test(fs__write_through_a_link_keeps_the_link),
        scratch_test(fs__write_to_a_pipe_writes_into_it),
        scratch_test(fs__a_draft_appears_when_committed),
        scratch_test(fs__a_draft_given_up_leaves_nothing),
        scratch_test(fs__mkdirs_makes_all_above),
        scratch_test(fs__tells_files_from_folders),
        scratch_test(fs__one_file_has_many_names),
        scratch_test(fs__relink_points_anew),
        scratch_test(fs__list_is_sorted_by_bytes),
        scratch_test(fs__remove_is_fine_with_nothing),
        scratch_test(fs__free_bytes_of_a_disk),
        cmocka_unit_test(fs__parts_of_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
