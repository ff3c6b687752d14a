/* Prints by a program, by hand and from files that were recorded before. */
#include "unit/render/studio.h"

static void write_what_was_asked_for(struct studio *studio) {
    if (studio->argv[1] != NULL && studio->looks == 3)
        studio_export(studio, studio->argv[1], 1, 32);
}

static void command__is_run_without_a_shell_and_its_file_taken(void **state) {
    struct studio studio;
    studio_open(&studio, state);
    assert_int_equal(
        studio_with(&studio, &lg_render_command,
                    "{argv: [export, '{file}', '{id}; rm', '{start}', '{length}', '{{x}}']}"),
        0);
    studio.act = write_what_was_asked_for;
    studio.order.stable.every_ns = LG_NS_PER_MS; /* of real time */
    studio.order.from_beats = 8;
    if (lg_render(&lg_render_command, &studio.order, &studio.print, &studio.err) != 0)
        fail_msg("%s", studio.err.text);
    assert_true(studio.was_driven);
    assert_string_equal(studio.argv[0], "export");
    assert_true(lg_starts_with(studio.argv[1], studio.order.work_folder));
    assert_string_equal(studio.argv[2], "p1; rm");
    assert_string_equal(studio.argv[3], "8");
    assert_string_equal(studio.argv[4], "1");
    assert_string_equal(studio.argv[5], "{x}");
    /* Its file was ours, and is gone. */
    assert_null(studio.print.source);
    assert_false(lg_fs_is_file(studio.argv[1]));
    assert_int_equal(studio.print.measures.frames, RATE);
    studio_close(&studio);
}

static void command__that_fails_says_how(void **state) {
    struct studio studio;
    studio_open(&studio, state);
    assert_int_equal(studio_with(&studio, &lg_render_command, "{argv: [export, '{file}']}"), 0);
    studio.exit_code = 3;
    assert_int_equal(studio_render(&studio, &lg_render_command), -1);
    assert_string_equal(studio.err.text, "'export' ended with exit code 3: no such menu");
    assert_int_equal(studio.err.kind, LG_ERR_WRITE);
    /* Well ended, but nothing came. */
    studio.exit_code = 0;
    assert_int_equal(studio_render(&studio, &lg_render_command), -1);
    assert_true(lg_starts_with(studio.err.text, "missing print: "));
    studio_close(&studio);
}

static void modes__refuse_parameters_in_words(void **state) {
    static const struct {
        const struct lg_render_mode *mode;
        const char *with, *says;
    } rows[] = {
        {&lg_render_command, "{argv: [export, '{fle}']}", "{fle}, did you mean {file}?"},
        {&lg_render_command, "{argv: [export, '{file']}", "a single '{'"},
        {&lg_render_command, "{argv: [export]}", "nowhere says {file}"},
        {&lg_render_command, "{}", "argv"},
        {&lg_render_command, "{argv: [x, '{file}'], shell: true}", "shell"},
        {&lg_render_watch, "{file: '{name}.wav'}", "there is no {name}"},
        {&lg_render_manual, "{file: 'a}.wav'}", "a single '}'"},
        {&lg_render_fixture, "{}", "folder"},
        {&lg_render_resample, "{file: x.wav}", "file"},
    };
    struct studio studio;
    studio_open(&studio, state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        assert_int_equal(studio_with(&studio, rows[i].mode, rows[i].with), -1);
        if (strstr(studio.err.text, rows[i].says) == NULL || studio.err.line != 1)
            fail_msg("%s: %s", rows[i].with, studio.err.text);
    }
    studio_close(&studio);
}

static int answer_of_the_person;

static int person(void *ctx, const char *question, struct lg_err *err) {
    struct studio *studio = ctx;
    (void)err;
    studio->asked++;
    snprintf(studio->question, sizeof studio->question, "%s", question);
    return answer_of_the_person;
}

static void export_by_hand(struct studio *studio) {
    if (studio->asked > 0 && studio->wav == NULL && !lg_fs_is_file(studio->export))
        studio_export(studio, studio->export, 1, 32);
}

static void manual__asks_a_person_at_a_terminal(void **state) {
    struct studio studio;
    char end[3 * SCRATCH_MAX];
    studio_open(&studio, state);
    studio.act = export_by_hand;
    studio.env.ask = person;
    studio.env.ctx = &studio;
    assert_int_equal(studio_render(&studio, &lg_render_manual), -1);
    assert_int_equal(studio.asked, 0);
    assert_non_null(strstr(studio.err.text, "terminal"));
    studio.env.is_terminal = true;
    answer_of_the_person = 1;
    assert_int_equal(studio_render(&studio, &lg_render_manual), -1);
    assert_int_equal(studio.err.kind, LG_ERR_WRITE);
    answer_of_the_person = 0;
    if (studio_render(&studio, &lg_render_manual) != 0)
        fail_msg("%s", studio.err.text);
    snprintf(end, sizeof end, "export p1, 1.000 s from beat 0 to %s - done?", studio.export);
    assert_string_equal(studio.question, end);
    studio_close(&studio);
}

static void fixture__takes_what_was_recorded(void **state) {
    struct studio studio;
    studio_open(&studio, state);
    assert_int_equal(lg_fs_mkdirs(scratch_path(studio.scratch, "old"), NULL), 0);
    studio_export(&studio, scratch_path(studio.scratch, "old/p1.wav"), 1, 32);
    assert_int_equal(studio_with(&studio, &lg_render_fixture, "{folder: old}"), 0);
    if (studio_render(&studio, &lg_render_fixture) != 0)
        fail_msg("%s", studio.err.text);
    assert_int_equal(studio.print.measures.frames, RATE);
    assert_int_equal(lg_clock_now_ns(&studio.env.clock), 0);
    studio.order.id = "p2";
    assert_int_equal(studio_render(&studio, &lg_render_fixture), -1);
    assert_true(lg_starts_with(studio.err.text, "missing print: "));
    studio.order.id = "p1";
    studio.order.length.seconds = 2;
    assert_int_equal(studio_render(&studio, &lg_render_fixture), -1);
    assert_true(lg_starts_with(studio.err.text, "wrong-length print: "));
    studio_close(&studio);
}

/* As little as an export, whatever leads away. */
static void fixture__stays_in_the_project(void **state) {
    static const char *const folders[] = {"../away", "away", "old", NULL};
    struct studio studio;
    char away[2 * SCRATCH_MAX];
    char absolute[3 * SCRATCH_MAX];
    studio_open(&studio, state);
    snprintf(away, sizeof away, "%s", scratch_path(studio.scratch, "away"));
    studio.order.outlet.project = scratch_path(studio.scratch, "project");
    studio.order.outlet.project = lg_arena_strdup(&studio.arena, studio.order.outlet.project);
    assert_int_equal(lg_fs_mkdirs(away, NULL), 0);
    assert_int_equal(lg_fs_mkdirs(scratch_path(studio.scratch, "project/old"), NULL), 0);
    studio_export(&studio, scratch_path(studio.scratch, "away/p1.wav"), 1, 32);
    assert_int_equal(symlink(away, scratch_path(studio.scratch, "project/away")), 0);
    assert_int_equal(
        symlink("../../away/p1.wav", scratch_path(studio.scratch, "project/old/p1.wav")), 0);
    for (size_t i = 0; i < LG_ARRAY_LEN(folders); i++) {
        snprintf(absolute, sizeof absolute, "{folder: '%s'}",
                 folders[i] == NULL ? away : folders[i]);
        assert_int_equal(studio_with(&studio, &lg_render_fixture, absolute), 0);
        if (studio_render(&studio, &lg_render_fixture) == 0 || studio.err.kind != LG_ERR_READ ||
            strstr(studio.err.text, "is outside the project") == NULL)
            fail_msg("%s: %s", absolute, studio.err.text);
    }
    studio_close(&studio);
}

/* A replay has no machine to wait for. */
static void replay__takes_no_real_time(void **state) {
    struct studio studio;
    studio_open(&studio, state);
    assert_int_equal(lg_fs_mkdirs(scratch_path(studio.scratch, "exports"), NULL), 0);
    studio.outside.is_replayed = true;
    studio.order.deadline_ns = 2 * LG_NS_PER_S;
    assert_int_equal(lg_render(&lg_render_watch, &studio.order, &studio.print, &studio.err), -1);
    assert_true(lg_starts_with(studio.err.text, "missing print: "));
    assert_int_equal(lg_clock_now_ns(&studio.env.clock), studio.order.deadline_ns);
    studio_close(&studio);
}

static void modes__are_found_by_name(void **state) {
    (void)state;
    for (size_t i = 0; lg_render_modes[i] != NULL; i++) {
        assert_string_equal(lg_render_modes[i]->name, lg_render_names[i]);
        assert_ptr_equal(lg_render_find(lg_render_names[i]), lg_render_modes[i]);
        assert_null(lg_render_names[i + 1] == NULL ? lg_render_modes[i + 1] : NULL);
        assert_string_equal(lg_render_modes[i]->fields.what, lg_render_names[i]);
    }
    assert_null(lg_render_find("export"));
}

static void resample__needs_live(void **state) {
    struct studio studio;
    studio_open(&studio, state);
    assert_int_equal(lg_render(&lg_render_resample, &studio.order, &studio.print, &studio.err), -1);
    assert_int_equal(studio.err.kind, LG_ERR_INTERNAL);
    studio_close(&studio);
}

#define scratch_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(command__is_run_without_a_shell_and_its_file_taken),
        scratch_test(command__that_fails_says_how),
        scratch_test(modes__refuse_parameters_in_words),
        scratch_test(manual__asks_a_person_at_a_terminal),
        scratch_test(fixture__takes_what_was_recorded),
        scratch_test(fixture__stays_in_the_project),
        scratch_test(replay__takes_no_real_time),
        cmocka_unit_test(modes__are_found_by_name),
        scratch_test(resample__needs_live),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
