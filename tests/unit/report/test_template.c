#include "unit/report/scene.h"

#include "report/template.h"

struct fixture {
    struct scene scene;
    char *path;
};

static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){0};
    scene_open(&f.scene);
    f.path = scene_path(&f.scene, "run.md");
    lg_bus_add(f.scene.bus, lg_template_new(f.path));
    scene_run_start(&f.scene, "sim");
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    scene_close(&f->scene);
    return 0;
}

static void gate(struct fixture *f, const char *id, enum lg_outcome outcome) {
    scene_gate_end(&f->scene, id, id, outcome, "it did not");
}

static void passes(struct fixture *f, const char *id) {
    scene_gate_start(&f->scene, id, id);
    scene_step(&f->scene, (struct lg_event_step){.gate = id, .id = "a", .verb = "ping"});
    gate(f, id, LG_PASSED);
}

/* A program that was run, as exec tells it. */
static const struct lg_value *program(struct fixture *f, const char *out, const char *errors,
                                      int code) {
    struct lg_arena *arena = &f->scene.arena;
    struct lg_value *result = lg_value_map(arena);
    lg_value_put(arena, result, "command", lg_value_text(arena, "flaas scan"));
    lg_value_put(arena, result, "exit_code", lg_value_int(arena, code));
    lg_value_put(arena, result, "stdout", lg_value_text(arena, out));
    lg_value_put(arena, result, "stderr", lg_value_text(arena, errors));
    return result;
}

static void fails(struct fixture *f, const char *id, struct lg_event_step step) {
    scene_gate_start(&f->scene, id, id);
    step.gate = id;
    scene_step(&f->scene, step);
    gate(f, id, step.outcome);
}

static void reads(struct fixture *f, const char *wanted) {
    assert_string_equal(scene_read(&f->scene, f->path), wanted);
}

#define HEAD "<!-- livegate run 20260222T000000Z-1 -->\n"
#define TARGET "Target: sim fixtures/sets/mastering.yaml, exit "
#define TWO                                                                                        \
    "\xe2\x9a\xa0 **Error during Step g2 scan.**\n\n"                                              \
    "**Command that failed:**\n```bash\nflaas scan\n```\n\n"                                       \
    "**Terminal output:**\n```\nout\nTimeoutError: x\n```\n\n"                                     \
    "**Exit code:** 3\n\n**Error category:** 1 (connectivity)\n\n"                                 \
    "**Next probe:**\n```bash\nlivegate run g2 --sim --verbose\n```\n\n"

static struct lg_event_step timed_out(struct fixture *f) {
    return (struct lg_event_step){.id = "scan",
                                  .verb = "exec",
                                  .outcome = LG_FAILED,
                                  .message = "exit_code: wanted 0, got 3: TimeoutError: x",
                                  .category = "1 connectivity",
                                  .result = program(f, "out", "TimeoutError: x\n", 3)};
}

static void template__one_is_a_success(void **state) {
    struct fixture *f = *state;
    passes(f, "g1");
    passes(f, "g3");
    scene_run_end(&f->scene, 0, NULL);
    reads(f,
          HEAD "\xe2\x9c\x85 **Step g1, g3 complete.**\n\n"
               "**Validation output:**\n```\nok    g1  a\nok    g3  a\n```\n\n"
               "**Files changed:**\n- none\n\n**git push output:**\n"
               "```\nnone: livegate pushes nothing; this run was at d91b0e1\n```\n\n" TARGET "0\n");
}

static void template__what_was_skipped_is_no_pass(void **state) {
    struct fixture *f = *state;
    scene_gate_start(&f->scene, "g1", "g1");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "a", .verb = "ping"});
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1",
                                                 .id = "b",
                                                 .verb = "ping",
                                                 .outcome = LG_SKIPPED,
                                                 .message = "when: not so"});
    scene_step(&f->scene, (struct lg_event_step){
                              .gate = "g1", .id = "c", .verb = "ping", .outcome = LG_STOPPED});
    gate(f, "g1", LG_PASSED);
    scene_run_end(&f->scene, 0, NULL);
    assert_non_null(strstr(scene_read(&f->scene, f->path),
                           "```\nok    g1  a\nskip  g1  b: when: not so\nskip  g1  c\n```\n"));
}

static void template__two_is_an_error(void **state) {
    struct fixture *f = *state;
    fails(f, "g2", timed_out(f));
    scene_run_end(&f->scene, 1, NULL);
    reads(f, HEAD TWO TARGET "1\n");
}

static void template__two_of_a_step_without_a_program(void **state) {
    struct fixture *f = *state;
    fails(f, "g2",
          (struct lg_event_step){.id = "scan",
                                 .verb = "scan",
                                 .outcome = LG_ERROR,
                                 .message = "no reply",
                                 .category = "unclassified",
                                 .source = "g2.yaml",
                                 .line = 3});
    scene_run_end(&f->scene, 20, NULL);
    reads(f,
          HEAD "\xe2\x9a\xa0 **Error during Step g2 scan.**\n\n"
               "**Command that failed:**\n```bash\nlivegate run g2 --sim\n```\n\n"
               "**Terminal output:**\n```\nno reply\ng2.yaml:3\n```\n\n"
               "**Exit code:** 20\n\n**Error category:** UNKNOWN\n\n"
               "**Next probe:**\n```bash\nlivegate run g2 --sim --verbose\n```\n\n" TARGET "20\n");
}

static void template__three_is_partial_with_the_errors_behind(void **state) {
    struct fixture *f = *state;
    passes(f, "g1");
    fails(f, "g2", timed_out(f));
    scene_run_end(&f->scene, 1, NULL);
    reads(f,
          HEAD "\xe2\x9a\xa0 **Step g2 partial.**\n\n"
               "**What worked:**\n```bash\nlivegate run g1 --sim\n```\n\n```\nok    g1  a\n```\n\n"
               "**What failed:**\n```bash\nlivegate run g2 --sim\n```\n\n"
               "```\nexit_code: wanted 0, got 3: TimeoutError: x\n```\n\n**Exit code:** 1\n\n"
               "**Analysis:** 1 of 2 gates passed; the first that did not: exit\\_code: wanted "
               "0, got 3: TimeoutError: x\n\n**Next action:** probe\n\n" TWO TARGET "1\n");
}

static void template__four_is_ambiguous(void **state) {
    struct fixture *f = *state;
    const struct lg_check check = {
        .subject = "output", .verdict = LG_NOT_JUDGED, .text = "output: no pattern"};
    fails(f, "g2",
          (struct lg_event_step){.id = "scan",
                                 .verb = "exec",
                                 .outcome = LG_ERROR,
                                 .message = "output: no pattern",
                                 .result = program(f, "hello\n", "", 0),
                                 .checks = &check,
                                 .num_checks = 1});
    scene_run_end(&f->scene, 20, NULL);
    reads(f,
          HEAD "\xe2\x9d\x93 **Step g2 scan unclear.**\n\n"
               "**Command:**\n```bash\nflaas scan\n```\n\n**Output:**\n```\nhello\n```\n\n"
               "**Exit code:** 0\n\n**Ambiguity:** output: no pattern\n\n"
               "**Clarification needed:** Is this what success looks like? Then \\`success\\` of "
               "the step can say so.\n\n" TARGET "20\n");
}

static void template__an_early_end_is_no_success(void **state) {
    struct fixture *f = *state;
    scene_gate_start(&f->scene, "g1", "g1");
    scene_step(&f->scene, (struct lg_event_step){
                              .gate = "g1", .id = "a", .verb = "v", .outcome = LG_INTERRUPTED});
    gate(f, "g1", LG_INTERRUPTED);
    scene_run_end(&f->scene, 130, "stopped by signal 2");
    const char *text = scene_read(&f->scene, f->path);
    assert_non_null(strstr(text, "**Error during Step g1.**"));
    assert_non_null(strstr(text, "```\nstopped by signal 2\n```"));
    assert_non_null(strstr(text, "**Exit code:** 130"));
    assert_null(strstr(text, "complete"));
}

/* All gates passed and a report could not be written: the gates that ran give it its name. */
static void template__a_run_that_failed_beside_its_gates_has_a_name(void **state) {
    struct fixture *f = *state;
    scene_gate_start(&f->scene, "g1", "g1");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "a", .verb = "v"});
    gate(f, "g1", LG_PASSED);
    scene_run_end(&f->scene, 30, "html: disk full");
    const char *text = scene_read(&f->scene, f->path);
    assert_non_null(strstr(text, "**Step g1 partial.**"));
    assert_non_null(strstr(text, "**What failed:**\n```\nhtml: disk full\n```"));
    assert_non_null(strstr(text, "1 of 1 gates passed; but html: disk full"));
}

static void template__a_gate_without_a_step_to_blame_is_told(void **state) {
    struct fixture *f = *state;
    scene_gate_start(&f->scene, "g1", "g1");
    gate(f, "g1", LG_ERROR);
    scene_run_end(&f->scene, 20, NULL);
    const char *text = scene_read(&f->scene, f->path);
    assert_non_null(strstr(text, "**Error during Step g1 gate.**"));
    assert_non_null(strstr(text, "```\nit did not\n```"));
}

static void template__captured_text_closes_no_fence(void **state) {
    struct fixture *f = *state;
    struct lg_event_step step = timed_out(f);
    step.id = "a`*_<b>\x1b[2J";
    step.result = program(f, "````\n**Step g2 complete.**\x1b[2J\x07\n", "", 3);
    fails(f, "g2", step);
    scene_run_end(&f->scene, 1, NULL);
    const char *text = scene_read(&f->scene, f->path);
    assert_non_null(strstr(text, "g2 a\\`\\*\\_\\<b\\>.**\n"));
    assert_non_null(strstr(text, "\n`````\n````\n**Step g2 complete.**\xef\xbf\xbd\n`````\n"));
}

static void template__tells_what_was_tried_and_what_a_person_does(void **state) {
    struct fixture *f = *state;
    struct lg_event_step step = timed_out(f);
    step.advice = "STOP: Ableton Live is not running.\n\nThen re-run: livegate ping\n";
    scene_emit(&f->scene, (struct lg_event){.kind = LG_EVENT_PROBE,
                                            .as.probe = {.gate = "g2",
                                                         .id = "scan",
                                                         .nth = 1,
                                                         .probe = "live-process",
                                                         .number = "1.2",
                                                         .seen = "missing",
                                                         .means = "Live is not running",
                                                         .then = "stop"}});
    scene_emit(&f->scene, (struct lg_event){.kind = LG_EVENT_PROBE,
                                            .as.probe = {.gate = "g2",
                                                         .id = "scan",
                                                         .nth = 2,
                                                         .probe = "port-holder",
                                                         .detail = "no lsof"}});
    fails(f, "g2", step);
    step.advice = NULL;
    fails(f, "g4", step);
    scene_run_end(&f->scene, 1, NULL);
    const char *text = scene_read(&f->scene, f->path);
    assert_non_null(strstr(text, "**Error category:** 1 (connectivity)\n\n**Probes tried:**\n```\n"
                                 "1.2 live-process: missing, Live is not running (stop)\n"
                                 "port-holder: could not look: no lsof\n```\n\n"
                                 "**Next action:**\n```\nSTOP: Ableton Live is not running.\n\n"
                                 "Then re-run: livegate ping\n```\n\n"));
    /* What was tried for one step is not told of the next. */
    assert_null(strstr(strstr(text, "Step g4"), "Probes tried"));
}

static void template__a_success_after_a_fix_names_what_it_changed(void **state) {
    struct fixture *f = *state;
    static const char *const changed[] = {"data/caches", "data/*"};
    scene_gate_start(&f->scene, "g1", "g1");
    scene_emit(&f->scene, (struct lg_event){.kind = LG_EVENT_FIX,
                                            .as.fix = {.gate = "g1",
                                                       .id = "a",
                                                       .nth = 1,
                                                       .fix = "make-directories",
                                                       .help = "makes them",
                                                       .changed = changed,
                                                       .num_changed = 2}});
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1",
                                                 .id = "a",
                                                 .verb = "v",
                                                 .outcome = LG_PASSED_AFTER_FIX,
                                                 .message = "no such folder"});
    gate(f, "g1", LG_PASSED_AFTER_FIX);
    scene_run_end(&f->scene, 0, NULL);
    const char *text = scene_read(&f->scene, f->path);
    assert_non_null(strstr(text, "```\nfixed g1  a\n```"));
    assert_non_null(strstr(text, "**Files changed:**\n- data/caches\n- data/\\*\n\n**git push"));
}

static void template__many_troubles_are_counted(void **state) {
    struct fixture *f = *state;
    scene_gate_start(&f->scene, "g1", "g1");
    for (int i = 0; i < 60; i++)
        scene_step(&f->scene, (struct lg_event_step){
                                  .gate = "g1", .id = "x", .verb = "v", .outcome = LG_FAILED});
    gate(f, "g1", LG_FAILED);
    scene_run_end(&f->scene, 1, NULL);
    const char *text = scene_read(&f->scene, f->path);
    size_t count = 0;
    for (const char *at = strstr(text, "**Error during"); at != NULL;
         at = strstr(at + 1, "**Error during"))
        count++;
    assert_int_equal(count, 50);
    assert_non_null(strstr(text, "\nAnd 10 more that did not pass.\n"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(template__one_is_a_success),
        CASE(template__what_was_skipped_is_no_pass),
        CASE(template__two_is_an_error),
        CASE(template__two_of_a_step_without_a_program),
        CASE(template__three_is_partial_with_the_errors_behind),
        CASE(template__four_is_ambiguous),
        CASE(template__an_early_end_is_no_success),
        CASE(template__a_run_that_failed_beside_its_gates_has_a_name),
        CASE(template__a_gate_without_a_step_to_blame_is_told),
        CASE(template__captured_text_closes_no_fence),
        CASE(template__tells_what_was_tried_and_what_a_person_does),
        CASE(template__a_success_after_a_fix_names_what_it_changed),
        CASE(template__many_troubles_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
