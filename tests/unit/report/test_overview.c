#include "unit/report/scene.h"

#include "report/overview.h"

static int setup(void **state) {
    static struct scene scene;
    scene_open(&scene);
    *state = &scene;
    return 0;
}

static int teardown(void **state) {
    scene_close(*state);
    return 0;
}

static void write_file(struct scene *scene, const char *text, size_t length) {
    struct lg_err err = {0};
    if (lg_fs_write_atomic(scene_path(scene, "run.md"), text, length, &err) != 0)
        fail_msg("%s", err.text);
}

static char *overview(struct scene *scene) {
    return scene_read(scene, scene_path(scene, "run.md"));
}

static void overview__is_added_to_what_is_there(void **state) {
    struct scene *scene = *state;
    const struct lg_overview_options options = {0};
    write_file(scene, "before\n", 7);
    lg_bus_add(scene->bus, lg_overview_new(scene_path(scene, "run.md"), &options));
    scene_play(scene);
    const char *text = overview(scene);
    assert_true(lg_starts_with(text, "before\n### \xe2\x9d\x8c livegate: exit 130\n\n"
                                     "Ended early: stopped by signal 2\n\n"
                                     "Target: sim fixtures/sets/mastering.yaml. "));
    assert_non_null(strstr(text,
                           "| g1 \\[sim\\] | \xf0\x9f\x9f\xa1 passed after fix | 3 | 1.251 |\n"
                           "| g3 \\[sim\\] | \xe2\x9d\x8c in error | 3 | 1.251 |\n"));
    assert_non_null(strstr(text, "#### \xe2\x9d\x8c g3 \\[sim\\] levels\n\n```\n"
                                 "tone.lufs_i: wanted -14 LUFS \xc2\xb1 0.5 LU, got -17.67 LUFS\n"
                                 "not judged: tone.lra_lu: missing\ngates/g3.yaml:21:5\n```\n\n"
                                 "```bash\nlivegate run g3 --sim\n```\n"));
    assert_null(strstr(text, "no room"));
}

static void fail_steps(struct scene *scene, int count, const char *message) {
    scene_run_start(scene, "sim");
    scene_gate_start(scene, "g1", "g1");
    for (int i = 0; i < count; i++)
        scene_step(scene, (struct lg_event_step){.gate = "g1",
                                                 .id = "a|b\n::error::x `<script>`",
                                                 .verb = "expect",
                                                 .outcome = LG_FAILED,
                                                 .message = message});
    scene_gate_end(scene, "g1", "g1", LG_FAILED, "m");
    scene_run_end(scene, 1, NULL);
}

static void overview__hostile_text_stays_text(void **state) {
    struct scene *scene = *state;
    const struct lg_overview_options options = {0};
    lg_bus_add(scene->bus, lg_overview_new(scene_path(scene, "run.md"), &options));
    fail_steps(scene, 1, "```\n# big\n````\n::add-mask::y \x1b[31m</details>");
    const char *text = overview(scene);
    assert_non_null(strstr(text, "#### \xe2\x9d\x8c g1 a\\|b ::error::x \\`\\<script\\>\\`\n\n"
                                 "`````\n```\n# big\n````\n: :add-mask::y </details>\n`````\n"));
}

/* Past the bound it says how much more there is; what is there already counts. */
static void overview__keeps_below_the_bound_in_words(void **state) {
    struct scene *scene = *state;
    const struct lg_overview_options options = {0};
    size_t length = 500 * 1024;
    char *message = lg_arena_alloc(&scene->arena, length + 1);
    memset(message, 'x', length);
    write_file(scene, message, length);
    message[3000] = '\0';
    lg_bus_add(scene->bus, lg_overview_new(scene_path(scene, "run.md"), &options));
    fail_steps(scene, 400, message);
    const char *text = overview(scene);
    assert_in_range(strlen(text), length + 200 * 1024, LG_OVERVIEW_BYTES_MAX);
    assert_non_null(strstr(text, " more steps that did not simply pass, for which there is no room "
                                 "here: the JUnit file has them all.\n"));
}

static void overview__a_full_file_is_left_alone(void **state) {
    struct scene *scene = *state;
    const struct lg_overview_options options = {.max_bytes = 1000};
    write_file(scene, "full", 4);
    lg_bus_add(scene->bus, lg_overview_new(scene_path(scene, "run.md"), &options));
    fail_steps(scene, 1, "m");
    assert_string_equal(overview(scene), "full");
}

static char said[256];

static void say(const char *why) {
    snprintf(said, sizeof said, "%s", why);
}

/* It is said, and the run is what it was. */
static void end_with(struct scene *scene, const char *path, const char *why) {
    const struct lg_overview_options options = {.say = say};
    struct lg_err err = {0};
    said[0] = '\0';
    assert_int_equal(lg_overview_check(path, &err), -1);
    assert_non_null(strstr(err.text, why));
    lg_bus_add(scene->bus, lg_overview_new(path, &options));
    scene_run_start(scene, "sim");
    assert_int_equal(scene_finish(scene, 0, NULL, &err), 0);
    assert_string_equal(said, err.text);
}

static void overview__what_can_not_be_written_is_said_alone(void **state) {
    struct scene *scene = *state;
    end_with(scene, scene_path(scene, "none/run.md"), "none/run.md': No such file");
}

/* Nobody reads that pipe: who waits for it waits for ever. */
static void overview__a_pipe_is_refused_at_once(void **state) {
    struct scene *scene = *state;
    const char *path = scene_path(scene, "run.md");
    assert_int_equal(mkfifo(path, 0600), 0);
    end_with(scene, path, "run.md' is no regular file");
}

static void overview__a_device_is_refused(void **state) {
    end_with(*state, "/dev/null", "summary '/dev/null' is no regular file");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(overview__is_added_to_what_is_there, setup, teardown),
        cmocka_unit_test_setup_teardown(overview__hostile_text_stays_text, setup, teardown),
        cmocka_unit_test_setup_teardown(overview__keeps_below_the_bound_in_words, setup, teardown),
        cmocka_unit_test_setup_teardown(overview__a_full_file_is_left_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(overview__what_can_not_be_written_is_said_alone, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(overview__a_pipe_is_refused_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(overview__a_device_is_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
