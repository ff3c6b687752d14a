/* Where files may go, and that nothing there is lost. */
#include "unit/base/scratch.h"

#include "base/fs.h"
#include "render/outlet.h"

/* The machine itself. */
static struct lg_env env;

static void check(const struct lg_outlet *outlet, const char *path, const char *says) {
    struct lg_err err = {0};
    int status = lg_outlet_check(&env, outlet, path, &err);
    if ((status == 0) != (says == NULL) || (says != NULL && strstr(err.text, says) == NULL))
        fail_msg("%s: %d, %s", path, status, err.text);
    if (says != NULL)
        assert_int_equal(err.kind, LG_ERR_WRITE);
}

static void outlet__stays_in_the_project(void **state) {
    struct scratch *scratch = *state;
    char project[2 * SCRATCH_MAX];
    char outside[2 * SCRATCH_MAX];
    snprintf(project, sizeof project, "%s", scratch_path(scratch, "project"));
    snprintf(outside, sizeof outside, "%s", scratch_path(scratch, "project-2"));
    assert_int_equal(lg_fs_mkdirs(scratch_path(scratch, "project/in"), NULL), 0);
    assert_int_equal(lg_fs_mkdirs(outside, NULL), 0);
    scratch_write(scratch, "project-2/song.wav", "a song");
    assert_int_equal(symlink(outside, scratch_path(scratch, "project/away")), 0);
    assert_int_equal(symlink("in", scratch_path(scratch, "project/near")), 0);
    assert_int_equal(symlink("../project-2/song.wav", scratch_path(scratch, "project/song.wav")),
                     0);
    struct lg_outlet outlet = {.project = project};
    check(&outlet, "a.wav", NULL);
    check(&outlet, "new/deep/a.wav", NULL);
    check(&outlet, "near/a.wav", NULL);
    check(&outlet, "in", "is a folder");
    check(&outlet, "../a.wav", "outside the project");
    check(&outlet, "../project-2/a.wav", "outside the project");
    check(&outlet, "away/a.wav", "outside the project");
    check(&outlet, "away/new/a.wav", "outside the project");
    check(&outlet, "song.wav", "outside the project");
    check(&outlet, "new/../../a.wav", "..");
    check(&outlet, "/nowhere/a.wav", "outside the project");
    outlet.may_leave = true;
    check(&outlet, "away/a.wav", NULL);
    check(&outlet, "song.wav", "there already: move it away");
    outlet.overwrite_by = "overwrite: true";
    check(&outlet, "song.wav", "there already: move it away, or say overwrite: true");
    outlet.may_overwrite = true;
    check(&outlet, "song.wav", NULL);
}

static void outlet__never_loses_a_file(void **state) {
    struct scratch *scratch = *state;
    struct lg_outlet outlet = {.project = scratch->folder};
    struct lg_str text = {0};
    struct lg_err err = {0};
    char from[2 * SCRATCH_MAX];
    scratch_write(scratch, "from.wav", "new");
    scratch_write(scratch, "there.wav", "old");
    snprintf(from, sizeof from, "%s", scratch_path(scratch, "from.wav"));
    assert_int_equal(lg_outlet_deliver(&env, &outlet, from, "a/b/to.wav", &err), 0);
    assert_int_equal(lg_fs_read(scratch_path(scratch, "a/b/to.wav"), 100, &text, NULL), 0);
    assert_string_equal(lg_str_text(&text), "new");
    assert_int_equal(lg_outlet_deliver(&env, &outlet, from, "there.wav", &err), -1);
    assert_int_equal(lg_fs_read(scratch_path(scratch, "there.wav"), 100, &text, NULL), 0);
    assert_string_equal(lg_str_text(&text), "old");
    outlet.may_overwrite = true;
    assert_int_equal(lg_outlet_deliver(&env, &outlet, from, "there.wav", NULL), 0);
    assert_int_equal(lg_fs_read(scratch_path(scratch, "there.wav"), 100, &text, NULL), 0);
    assert_string_equal(lg_str_text(&text), "new");
    err = (struct lg_err){0};
    assert_int_equal(lg_outlet_deliver(&env, &outlet, "/nowhere.wav", "other.wav", &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_false(lg_fs_is_file(scratch_path(scratch, "other.wav")));
    lg_str_dispose(&text);
}

static void outlet__asks_for_room(void **state) {
    struct scratch *scratch = *state;
    struct lg_err err = {0};
    assert_int_equal(lg_outlet_check_room(scratch->folder, UINT64_MAX / 2, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    assert_non_null(strstr(err.text, "MB are needed"));
    assert_int_equal(lg_outlet_check_room(scratch->folder, 1, NULL), 0);
}

#define scratch_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(outlet__stays_in_the_project),
        scratch_test(outlet__never_loses_a_file),
        scratch_test(outlet__asks_for_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
