#include "unit/report/scene.h"

#include "report/console.h"

struct fixture {
    struct scene scene;
    FILE *out;
    char *path;
};

static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){0};
    scene_open(&f.scene);
    f.path = scene_path(&f.scene, "console.txt");
    f.out = fopen(f.path, "w");
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

static void add_console(struct fixture *f, struct lg_console_options options) {
    options.out = f->out;
    lg_bus_add(f->scene.bus, lg_console_new(&options));
}

/* With room for a headline before the totals. */
#define REPEATED                                                                                   \
    "\n"                                                                                           \
    "FAIL  g3 [sim]  levels\n"                                                                     \
    "      tone.lufs_i: wanted -14 LUFS \xc2\xb1 0.5 LU, got -17.67 LUFS\n"                        \
    "      not judged: tone.lra_lu: missing\n"                                                     \
    "      category: 4 (audio)\n"                                                                  \
    "      at gates/g3.yaml:21:5\n"                                                                \
    "      again: livegate run g3 --sim\n"                                                         \
    "\n"                                                                                           \
    "ERROR g3 [sim]  analyze\n"                                                                    \
    "      'tone.wav': No such file or directory\n"                                                \
    "      category: 2 (configuration)\n"                                                          \
    "      at gates/g3.yaml:17:5\n"                                                                \
    "      again: livegate run g3 --sim\n"                                                         \
    "      STOP: The fix needs what is itself broken.\n"                                           \
    "      Action required:\n"                                                                     \
    "      1. Mend it first\n"                                                                     \
    "      Then re-run: livegate run g3 --sim\n"                                                   \
    "\n"                                                                                           \
    "ended early: stopped by signal 2\n"                                                           \
    "%s"                                                                                           \
    "4 gates: 1 passed after fix, 1 in error, 1 blocked, 1 not run "                               \
    "[sim fixtures/sets/mastering.yaml] \xc2\xb7 "                                                 \
    "9 steps: 2 passed, 1 passed after fix, 1 failed, 1 in error, 1 skipped, 1 blocked, 1 "        \
    "stopped, "                                                                                    \
    "1 not run \xc2\xb7 exit 130\n"

static const char troubles[] =
    "FAIL  g3 [sim]  levels                          0.001 s  "
    "tone.lufs_i: wanted -14 LUFS \xc2\xb1 0.5 LU, got -17.67 LUFS\n"
    "      fix regenerate-signal: no space left: input/test.wav\n"
    "ERROR g3 [sim]  analyze                         0.000 s  'tone.wav': No such file or "
    "directory\n"
    "skip  g3 [sim]  scan                            0.000 s  when: vars.full is false\n"
    "block g4 [sim]  ping                            0.000 s  blocked by g3\n"
    "stop  g5 [sim]  query                           0.000 s  the goal is met\n"
    "unrun g5 [sim]  ping                            0.000 s  not run: stopped by signal 2\n";

static void console__one_line_per_step_then_failures_then_totals(void **state) {
    struct fixture *f = *state;
    struct lg_str wanted = {0};
    add_console(f, (struct lg_console_options){0});
    scene_play(&f->scene);
    lg_str_add(&wanted, "ok    g1 [sim]  ping                            0.100 s\n"
                        "fixed g1 [sim]  scan                            2.400 s  "
                        "no reply in 2 s; after a longer wait it came\n"
                        "ok    g1 [sim]  expect                          0.000 s\n");
    lg_str_add(&wanted, troubles);
    lg_str_printf(&wanted, REPEATED, "partial: g1 passed\n");
    assert_string_equal(scene_read(&f->scene, f->path), wanted.text);
    lg_str_dispose(&wanted);
}

static void console__quiet_leaves_out_what_passed(void **state) {
    struct fixture *f = *state;
    struct lg_str wanted = {0};
    add_console(f, (struct lg_console_options){.quiet = true});
    scene_play(&f->scene);
    lg_str_add(&wanted, "fixed g1 [sim]  scan                            2.400 s  "
                        "no reply in 2 s; after a longer wait it came\n");
    lg_str_add(&wanted, troubles);
    lg_str_printf(&wanted, REPEATED, "");
    assert_string_equal(scene_read(&f->scene, f->path), wanted.text);
    lg_str_dispose(&wanted);
}

static void console__verbose_shows_checks_and_results(void **state) {
    struct fixture *f = *state;
    add_console(f, (struct lg_console_options){.verbose = true});
    scene_play(&f->scene);
    char *text = scene_read(&f->scene, f->path);
    assert_non_null(strstr(text, "ping                            0.100 s\n      reply: [\"ok\"]\n"
                                 "      round_trip: 0.1 s\n"));
    assert_non_null(strstr(text, "expect                          0.000 s\n"
                                 "      held: first.num_tracks: wanted more than 0, got 5\n"));
}

static void console__a_good_run_ends_with_target_and_totals(void **state) {
    struct fixture *f = *state;
    static const struct lg_event_item items[] = {{"g1", "a", "v", 0}};
    add_console(f, (struct lg_console_options){.quiet = true});
    scene_run_start(&f->scene, "sim");
    scene_plan(&f->scene, items, 1);
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "a", .verb = "v"});
    scene_gate_end(&f->scene, "g1", "g1 [sim]", LG_PASSED, NULL);
    scene_run_end(&f->scene, 0, NULL);
    assert_string_equal(scene_read(&f->scene, f->path),
                        "1 gate: 1 passed [sim fixtures/sets/mastering.yaml] \xc2\xb7 "
                        "1 step: 1 passed \xc2\xb7 exit 0\n");
}

static void console__says_when_less_was_told_than_planned(void **state) {
    struct fixture *f = *state;
    static const struct lg_event_item items[] = {{"g1", "a", "v", 0}, {"g1", "b", "v", 0}};
    add_console(f, (struct lg_console_options){.quiet = true});
    scene_run_start(&f->scene, "sim");
    scene_plan(&f->scene, items, 2);
    scene_run_end(&f->scene, 70, NULL);
    assert_string_equal(scene_read(&f->scene, f->path),
                        "0 gates [sim fixtures/sets/mastering.yaml] \xc2\xb7 0 of 2 steps "
                        "\xc2\xb7 exit 70\n");
}

static void console__a_gate_that_failed_without_a_step_is_told(void **state) {
    struct fixture *f = *state;
    add_console(f, (struct lg_console_options){.quiet = true});
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    scene_gate_end(&f->scene, "g1", "g1 [sim]", LG_ERROR, "time limit of 2 s");
    scene_run_end(&f->scene, 20, NULL);
    char *text = scene_read(&f->scene, f->path);
    assert_true(lg_starts_with(
        text, "ERROR g1 [sim]  gate                            1.251 s  time limit of "
              "2 s\n\nERROR g1 [sim]  gate\n      time limit of 2 s\n"
              "      again: livegate run g1 --sim\n"));
}

static void console__colours_marks_only_when_asked(void **state) {
    struct fixture *f = *state;
    add_console(f, (struct lg_console_options){.colour = true});
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "a", .verb = "v"});
    scene_step(&f->scene,
               (struct lg_event_step){.gate = "g1", .id = "b", .verb = "v", .outcome = LG_ERROR});
    char *text = scene_read(&f->scene, f->path);
    assert_string_equal(text,
                        "\x1b[32mok   \x1b[0m g1 [sim]  a                               0.000 s\n"
                        "\x1b[31mERROR\x1b[0m g1 [sim]  b                               0.000 s  "
                        "in error\n");
}

static void console__no_text_acts_on_the_terminal(void **state) {
    struct fixture *f = *state;
    static const char hostile[] = "\x1b[2J\x1b]0;title\a\x1b[31m\r\n::stop-commands::x\n\xc2\x9b"
                                  "2J\b\b\x7f\xff\xe2\x80\xae end";
    struct lg_value *result = lg_value_map(&f->scene.arena);
    const struct lg_check check = {.verdict = LG_NOT_MET, .text = hostile};
    lg_value_put(&f->scene.arena, result, hostile, lg_value_text(&f->scene.arena, hostile));
    add_console(f, (struct lg_console_options){.verbose = true});
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, hostile, hostile);
    for (int i = 0; i < LG_OUTCOME__COUNT; i++)
        scene_step(&f->scene, (struct lg_event_step){.gate = hostile,
                                                     .id = hostile,
                                                     .verb = "v",
                                                     .outcome = (enum lg_outcome)i,
                                                     .message = hostile,
                                                     .blocker = hostile,
                                                     .source = hostile,
                                                     .result = result,
                                                     .checks = &check,
                                                     .num_checks = 1});
    scene_gate_end(&f->scene, hostile, hostile, LG_FAILED, hostile);
    scene_run_end(&f->scene, 1, hostile);
    for (const char *c = scene_read(&f->scene, f->path); *c != '\0'; c++) {
        assert_true(*c == '\n' || (unsigned char)*c >= 0x20);
        assert_false(lg_starts_with(c, "\x7f") || lg_starts_with(c, "\xc2\x9b") ||
                     lg_starts_with(c, "\xe2\x80\xae") || lg_starts_with(c, "\n::"));
    }
}

/* A program that was run, as exec tells it. */
static struct lg_value *program(struct fixture *f, const char *out, const char *kind) {
    struct lg_arena *arena = &f->scene.arena;
    struct lg_value *result = lg_value_map(arena);
    struct lg_value *matched = lg_value_map(arena);
    lg_value_put(arena, matched, "kind", lg_value_text(arena, kind));
    lg_value_put(arena, result, "command", lg_value_text(arena, "flaas scan"));
    lg_value_put(arena, result, "exit_code", lg_value_int(arena, 0));
    lg_value_put(arena, result, "stdout", lg_value_text(arena, out));
    lg_value_put(arena, result, "stderr", lg_value_text(arena, "last\n"));
    lg_value_put(arena, result, "matched", matched);
    return result;
}

static void console__tells_of_a_program_what_it_said(void **state) {
    struct fixture *f = *state;
    const struct lg_check check = {
        .subject = "output", .verdict = LG_NOT_JUDGED, .text = "output: unclear"};
    add_console(f, (struct lg_console_options){0});
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    scene_gate_end(&f->scene, "g1", "g1 [sim]", LG_PASSED, NULL);
    scene_gate_start(&f->scene, "g2", "g2 [sim]");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g2",
                                                 .id = "a",
                                                 .verb = "exec",
                                                 .outcome = LG_ERROR,
                                                 .message = "output: unclear",
                                                 .result = program(f, "1\n2\n3\n4\n5\n6", "none"),
                                                 .checks = &check,
                                                 .num_checks = 1});
    scene_step(&f->scene, (struct lg_event_step){.gate = "g2",
                                                 .id = "b",
                                                 .verb = "exec",
                                                 .outcome = LG_FAILED,
                                                 .category = "unclassified",
                                                 .message = "not good",
                                                 .result = program(f, "", "error")});
    /* A file that can't be read was sought in no table. */
    scene_step(&f->scene, (struct lg_event_step){
                              .gate = "g2", .id = "c", .outcome = LG_ERROR, .message = "not read"});
    scene_gate_end(&f->scene, "g2", "g2 [sim]", LG_ERROR, NULL);
    scene_run_end(&f->scene, 20, NULL);
    const char *text = strstr(scene_read(&f->scene, f->path), "\n\n");
    assert_non_null(text);
    assert_true(lg_starts_with(
        text, "\n\nERROR g2 [sim]  a\n      output: unclear\n      command: flaas scan\n"
              "      | 3\n      | 4\n      | 5\n      | 6\n      | last\n      exit code: 0\n"
              "      unclear: Is this what success looks like? Then `success` of the step can say "
              "so.\n      again: livegate run g2 --sim\n"
              "\nFAIL  g2 [sim]  b\n      not good\n      command: flaas scan\n      | last\n"
              "      exit code: 0\n      category: UNKNOWN\n      again: livegate run g2 --sim\n"
              "\nERROR g2 [sim]  c\n      not read\n      again: livegate run g2 --sim\n"
              "\npartial: g1 passed\n2 gates: "));
}

static void console__quotes_a_gate_for_the_shell(void **state) {
    struct fixture *f = *state;
    add_console(f, (struct lg_console_options){.quiet = true});
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "a b'c", "s");
    scene_step(&f->scene, (struct lg_event_step){
                              .gate = "a b'c", .id = "x", .verb = "v", .outcome = LG_FAILED});
    scene_run_end(&f->scene, 1, NULL);
    assert_non_null(
        strstr(scene_read(&f->scene, f->path), "      again: livegate run 'a b'\\''c' --sim\n"));
}

static void console__repeats_a_bounded_number(void **state) {
    struct fixture *f = *state;
    add_console(f, (struct lg_console_options){0});
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    for (int i = 0; i < 60; i++)
        scene_step(
            &f->scene,
            (struct lg_event_step){
                .gate = "g1", .id = "x", .verb = "v", .outcome = LG_FAILED, .message = "no"});
    scene_run_end(&f->scene, 1, NULL);
    char *text = scene_read(&f->scene, f->path);
    size_t repeats = 0;
    for (char *at = strstr(text, "again: "); at != NULL; at = strstr(at + 1, "again: "))
        repeats++;
    assert_int_equal(repeats, 50);
    assert_non_null(strstr(text, "\n      and 10 more\n"));
}

static void console__aligns_names_by_characters(void **state) {
    struct fixture *f = *state;
    add_console(f, (struct lg_console_options){0});
    scene_gate_start(&f->scene, "g1", "g1");
    scene_step(&f->scene,
               (struct lg_event_step){.gate = "g1", .id = "\xc3\xa9t\xc3\xa9", .verb = "v"});
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1",
                                                 .id = "a-name-of-more-than-thirty-two-characters",
                                                 .verb = "v"});
    assert_string_equal(scene_read(&f->scene, f->path),
                        "ok    g1  \xc3\xa9t\xc3\xa9                             0.000 s\n"
                        "ok    g1  a-name-of-more-than-thirty-two-characters  0.000 s\n");
}

static void console__a_reader_that_went_away_is_told(void **state) {
    struct fixture *f = *state;
    struct lg_event event = {.kind = LG_EVENT_STEP,
                             .as.step = {.gate = "g", .id = "i", .verb = "v"}};
    struct lg_err err = {0};
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL)
        skip();
    lg_bus_add(f->scene.bus, lg_console_new(&(struct lg_console_options){.out = full}));
    assert_int_equal(lg_bus_emit(f->scene.bus, &event, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    fclose(full);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(console__one_line_per_step_then_failures_then_totals),
        CASE(console__quiet_leaves_out_what_passed),
        CASE(console__verbose_shows_checks_and_results),
        CASE(console__a_good_run_ends_with_target_and_totals),
        CASE(console__says_when_less_was_told_than_planned),
        CASE(console__a_gate_that_failed_without_a_step_is_told),
        CASE(console__colours_marks_only_when_asked),
        CASE(console__no_text_acts_on_the_terminal),
        CASE(console__tells_of_a_program_what_it_said),
        CASE(console__quotes_a_gate_for_the_shell),
        CASE(console__repeats_a_bounded_number),
        CASE(console__aligns_names_by_characters),
        CASE(console__a_reader_that_went_away_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
