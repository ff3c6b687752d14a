#include "unit/report/scene.h"

#include "report/attachments.h"
#include "report/junit.h"

static void attachments__are_named_from_the_checkout(void **state) {
    (void)state;
    static const struct {
        const char *path, *root, *shown;
    } rows[] = {
        {"/w/out/a.wav", "/w", "out/a.wav"},
        {"/w/out/a.wav", "/w/", "out/a.wav"},
        {"/wide/a.wav", "/w", "/wide/a.wav"},
        {"/w/a.wav", NULL, "/w/a.wav"},
        {"/w/limiter.gain=3 dB \xe2\x99\xaf.wav", "/w", "limiter.gain=3 dB \xe2\x99\xaf.wav"},
        /* What would end the line early, or say another, is not said at all. */
        {"/w/a]].wav", "/w", NULL},
        {"/w/a\n[[ATTACHMENT|/etc/passwd", "/w", NULL},
        {"/w/a\x1b[31m.wav", "/w", NULL},
        {"/w/", "/w", NULL},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        const char *shown = lg_attachments_shown(rows[i].path, rows[i].root, &arena);
        assert_int_equal(shown == NULL, rows[i].shown == NULL);
        if (shown != NULL)
            assert_string_equal(shown, rows[i].shown);
        lg_arena_dispose(&arena);
    }
}

struct fixture {
    struct scene scene;
    char *audio, *print;
};

static void make_file(const char *path) {
    struct lg_err err = {0};
    if (lg_fs_write_atomic(path, "x", 1, &err) != 0)
        fail_msg("%s", err.text);
}

/* Two files are there when the run ends: of a point that was kept, and of a print. */
static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){0};
    scene_open(&f.scene);
    f.audio = scene_path(&f.scene, "kept.wav");
    f.print = scene_path(&f.scene, "first print.wav");
    make_file(f.audio);
    make_file(f.print);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    unlink(f->audio);
    unlink(f->print);
    scene_close(&f->scene);
    return 0;
}

static void add_junit(struct fixture *f, enum lg_junit_dialect dialect) {
    const struct lg_junit_options options = {.dialect = dialect,
                                             .project = f->scene.folder,
                                             .root = f->scene.folder,
                                             .page = "page.html"};
    struct lg_sink *sink = NULL;
    struct lg_err err = {0};
    if (lg_junit_open(scene_path(&f->scene, "junit.xml"), &f->scene.env, &options, &sink, &err) !=
        0)
        fail_msg("%s", err.text);
    lg_bus_add(f->scene.bus, sink);
}

static void point(struct fixture *f, const char *id, const char *file) {
    scene_case(&f->scene,
               (struct lg_event_case){.end = {.gate = "m", .id = id, .verb = LG_EVENT_CASE_VERB},
                                      .verdict = "measured",
                                      .export_file = file});
}

static void step(struct fixture *f, const char *verb, const char *key, const char *text,
                 enum lg_outcome outcome) {
    struct lg_value *result = lg_value_map(&f->scene.arena);
    lg_value_put(&f->scene.arena, result, key, lg_value_text(&f->scene.arena, text));
    scene_step(&f->scene, (struct lg_event_step){.gate = "g",
                                                 .id = verb,
                                                 .verb = verb,
                                                 .outcome = outcome,
                                                 .message = outcome == LG_PASSED ? NULL : "no",
                                                 .result = result});
}

static char *play(struct fixture *f, int exit_code) {
    enum lg_outcome outcome = exit_code == 0 ? LG_PASSED : LG_FAILED;
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "m", "m");
    point(f, "dropped", "gone.wav");
    point(f, "kept", "kept.wav");
    point(f, "dropped later", "gone too.wav");
    scene_gate_end(&f->scene, "m", "m", LG_PASSED, NULL);
    scene_gate_start(&f->scene, "g", "g");
    step(f, "print", "file", f->print, LG_PASSED);
    step(f, "analyze", "file", f->audio, LG_PASSED);
    step(f, "exec", "stdout", "[[ATTACHMENT|/etc/passwd]]", outcome);
    scene_gate_end(&f->scene, "g", "g", outcome, NULL);
    scene_run_end(&f->scene, exit_code, NULL);
    return scene_read(&f->scene, scene_path(&f->scene, "junit.xml"));
}

static size_t count(const char *text, const char *word) {
    size_t found = 0;
    while ((text = strstr(text, word)) != NULL) {
        found++;
        text++;
    }
    return found;
}

static void attachments__name_what_is_there_when_a_run_failed(void **state) {
    struct fixture *f = *state;
    add_junit(f, LG_JUNIT_WIDE);
    const char *text = play(f, 1);
    assert_non_null(strstr(text, "<system-out>[[ATTACHMENT|kept.wav]]\nverdict: measured\n"));
    assert_non_null(strstr(text, "<system-out>[[ATTACHMENT|first print.wav]]\nfile: "));
    assert_non_null(strstr(text, "<system-out>[[ATTACHMENT|page.html]]\nstdout: "));
    assert_int_equal(count(text, "[[ATTACHMENT|"), 3);
    assert_non_null(strstr(text, "[[ATTACHMENT |/etc/passwd]]"));
}

static void attachments__a_good_run_leaves_no_prints(void **state) {
    struct fixture *f = *state;
    add_junit(f, LG_JUNIT_WIDE);
    const char *text = play(f, 0);
    assert_non_null(strstr(text, "<system-out>[[ATTACHMENT|kept.wav]]\nverdict: measured\n"));
    assert_int_equal(count(text, "[[ATTACHMENT|"), 1);
}

static void attachments__the_strict_dialect_has_none(void **state) {
    struct fixture *f = *state;
    add_junit(f, LG_JUNIT_STRICT);
    assert_int_equal(count(play(f, 1), "[[ATTACHMENT|"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attachments__are_named_from_the_checkout),
        cmocka_unit_test_setup_teardown(attachments__name_what_is_there_when_a_run_failed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(attachments__a_good_run_leaves_no_prints, setup, teardown),
        cmocka_unit_test_setup_teardown(attachments__the_strict_dialect_has_none, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
