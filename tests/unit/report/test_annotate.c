#include "unit/report/scene.h"

#include "report/annotate.h"

static const struct row {
    struct lg_annotation annotation;
    const char *github, *azure;
} rows[] = {
    {{LG_ANNOTATE_ERROR, "g1 [sim]  ping", "gates/g1.yaml", 5, 3, "no reply in 2 s\n"},
     "::error file=gates/g1.yaml,line=5,col=3,title=g1 [sim]  ping::no reply in 2 s\n",
     "##vso[task.logissue type=error;sourcepath=gates/g1.yaml;linenumber=5;columnnumber=3;]"
     "g1 [sim]  ping: no reply in 2 s\n"},
    {{LG_ANNOTATE_WARNING, "t", NULL, 0, 0, "two\nlines"},
     "::warning title=t::two%0Alines\n",
     "##vso[task.logissue type=warning;]t: two%0Alines\n"},
    {{LG_ANNOTATE_NOTICE, "t", NULL, 0, 0, "m"}, "::notice title=t::m\n", "t: m\n"},
    /* Properties can't end early, nor bring others. */
    {{LG_ANNOTATE_ERROR, "a::b,line=9\nx;type=warning]", "a,b:c;d]e%0A", 1, 1, "m"},
     "::error file=a%2Cb%3Ac;d]e%250A,line=1,col=1,title=a%3A%3Ab%2Cline=9 x;type=warning]::m\n",
     "##vso[task.logissue type=error;sourcepath=a,b:c%3Bd%5De%AZP250A;linenumber=1;columnnumber=1;]"
     "a::b,line=9 x;type=warning]: m\n"},
    /* Nor can the message begin a line of its own, or hold an order that is decoded. */
    {{LG_ANNOTATE_ERROR, "t", NULL, 0, 0,
      "x\r\n::add-mask::y\n%0A::stop-commands::z ##vso[task.complete result=Succeeded;]\x1b[31m"},
     "::error title=t::x%0D%0A: :add-mask::y%0A%250A::stop-commands::z "
     "##vso [task.complete result=Succeeded;]\n",
     "##vso[task.logissue type=error;]t: x%0D%0A: :add-mask::y%0A%AZP250A::stop-commands::z "
     "##vso [task.complete result=Succeeded;]\n"},
};

static void annotate__escapes_whatever_it_is_given(void **state) {
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_str out = {0};
        lg_annotate_line(LG_ANNOTATE_GITHUB, &rows[i].annotation, &out);
        assert_string_equal(out.text, rows[i].github);
        lg_str_clear(&out);
        lg_annotate_line(LG_ANNOTATE_AZURE, &rows[i].annotation, &out);
        assert_string_equal(out.text, rows[i].azure);
        lg_str_dispose(&out);
    }
}

static void annotate__a_summary_has_one_path(void **state) {
    (void)state;
    struct lg_str out = {0};
    lg_annotate_summary("/w/50%\n##vso[x]/summary.md", &out);
    assert_string_equal(out.text, "##vso[task.uploadsummary]/w/50%AZP25%0A##vso[x]/summary.md\n");
    lg_str_dispose(&out);
}

struct fixture {
    struct scene scene;
    FILE *out;
};

static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){0};
    scene_open(&f.scene);
    f.out = fopen(scene_path(&f.scene, "console.txt"), "w");
    assert_non_null(f.out);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    fclose(f->out);
    scene_close(&f->scene);
    return 0;
}

static void add_sink(struct fixture *f, enum lg_annotate_server server, const char *root) {
    const struct lg_annotate_options options = {
        .server = server, .out = f->out, .project = "/w/repo/studio", .root = root};
    lg_bus_add(f->scene.bus, lg_annotate_new(&options));
}

static char *said(struct fixture *f) {
    return scene_read(&f->scene, scene_path(&f->scene, "console.txt"));
}

static void annotate__tells_what_did_not_pass_from_the_checkout(void **state) {
    struct fixture *f = *state;
    add_sink(f, LG_ANNOTATE_GITHUB, "/w/repo/");
    scene_play(&f->scene);
    assert_string_equal(
        said(f),
        "::warning file=studio/gates/g1.yaml,line=8,col=5,title=g1 [sim]  scan::"
        "no reply in 2 s; after a longer wait it came%0Aagain: livegate run g1 --sim\n"
        "::error file=studio/gates/g3.yaml,line=21,col=5,title=g3 [sim]  levels::"
        "tone.lufs_i: wanted -14 LUFS \xc2\xb1 0.5 LU, got -17.67 LUFS%0A"
        "not judged: tone.lra_lu: missing%0Aagain: livegate run g3 --sim\n"
        "::error file=studio/gates/g3.yaml,line=17,col=5,title=g3 [sim]  analyze::"
        "'tone.wav': No such file or directory%0Aagain: livegate run g3 --sim%0A"
        "STOP: The fix needs what is itself broken.%0AAction required:%0A1. Mend it first%0A"
        "Then re-run: livegate run g3 --sim\n"
        "::error title=livegate::exit 130: stopped by signal 2\n");
}

static void annotate__names_no_file_outside_of_the_checkout(void **state) {
    struct fixture *f = *state;
    add_sink(f, LG_ANNOTATE_GITHUB, "/w/repo/stud");
    scene_play(&f->scene);
    assert_null(strstr(said(f), "file="));
    assert_non_null(strstr(said(f), "%0Aat gates/g3.yaml:21:5%0A"));
}

static void annotate__azure_gets_files_where_they_lie(void **state) {
    struct fixture *f = *state;
    add_sink(f, LG_ANNOTATE_AZURE, "/w/repo");
    scene_play(&f->scene);
    assert_non_null(strstr(said(f), "##vso[task.logissue type=error;"
                                    "sourcepath=/w/repo/studio/gates/g3.yaml;linenumber=21;"
                                    "columnnumber=5;]g3 [sim]  levels: tone.lufs_i"));
}

static size_t lines_with(const char *text, const char *start) {
    size_t count = 0;
    for (const char *line = text; line != NULL && *line != '\0';) {
        count += lg_starts_with(line, start);
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return count;
}

static void annotate__counts_what_is_beyond_ten_of_a_kind(void **state) {
    struct fixture *f = *state;
    struct lg_value *result = lg_value_map(&f->scene.arena);
    lg_value_put(&f->scene.arena, result, "warning",
                 lg_value_text(&f->scene.arena, "no fresh file"));
    add_sink(f, LG_ANNOTATE_GITHUB, "/w/repo");
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1");
    for (int i = 0; i < 13; i++)
        scene_step(&f->scene, (struct lg_event_step){.gate = "g1",
                                                     .id = "s",
                                                     .verb = "expect",
                                                     .outcome = LG_FAILED,
                                                     .message = "m\n::error::n"});
    for (int i = 0; i < 11; i++)
        scene_step(&f->scene, (struct lg_event_step){
                                  .gate = "g1", .id = "w", .verb = "print", .result = result});
    scene_gate_end(&f->scene, "g1", "g1", LG_FAILED, "m");
    scene_run_end(&f->scene, 1, NULL);
    char *text = said(f);
    assert_int_equal(lines_with(text, "::error "), 10);
    assert_int_equal(lines_with(text, "::warning "), 10);
    assert_int_equal(lines_with(text, "::notice "), 1);
    assert_int_equal(lines_with(text, ""), 21);
    assert_non_null(strstr(text, "::notice title=livegate::3 more errors and 1 more warning did"));
}

static void annotate__a_gate_and_a_run_without_a_failed_step_are_told(void **state) {
    struct fixture *f = *state;
    add_sink(f, LG_ANNOTATE_GITHUB, "/w/repo");
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "s", .verb = "ping"});
    scene_gate_end(&f->scene, "g1", "g1", LG_ERROR, "its time limit");
    scene_run_end(&f->scene, 20, NULL);
    assert_string_equal(said(f), "::error title=g1  gate::its time limit%0A"
                                 "again: livegate run g1 --sim\n");
}

static void annotate__a_good_run_says_nothing(void **state) {
    struct fixture *f = *state;
    add_sink(f, LG_ANNOTATE_GITHUB, "/w/repo");
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "s", .verb = "ping"});
    scene_gate_end(&f->scene, "g1", "g1", LG_PASSED, NULL);
    scene_run_end(&f->scene, 0, NULL);
    assert_string_equal(said(f), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(annotate__escapes_whatever_it_is_given),
        cmocka_unit_test(annotate__a_summary_has_one_path),
        cmocka_unit_test_setup_teardown(annotate__tells_what_did_not_pass_from_the_checkout, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(annotate__names_no_file_outside_of_the_checkout, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(annotate__azure_gets_files_where_they_lie, setup, teardown),
        cmocka_unit_test_setup_teardown(annotate__counts_what_is_beyond_ten_of_a_kind, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(annotate__a_gate_and_a_run_without_a_failed_step_are_told,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(annotate__a_good_run_says_nothing, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
