#include "unit/report/scene.h"

#include "base/json.h"
#include "base/sha256.h"
#include "report/receipts.h"

/* Of the scene; its ninth step was interrupted. With the matrix behind it, there are more. */
enum { LINES = 23, STEPS = 8, LINES_MAX = 40 };

struct fixture {
    struct scene scene;
    char *path;
    char *good;             /* the file's text */
    char *lines[LINES_MAX]; /* its lines, without newlines */
    size_t count;
    char head[LG_SHA256_HEX];
};

static int play(void **state, void (*scene)(struct scene *)) {
    static struct fixture f;
    struct lg_err err = {0};
    struct lg_sink *receipts = NULL;
    scene_open(&f.scene);
    f.path = scene_path(&f.scene, "receipts.jsonl");
    assert_int_equal(lg_receipts_open(f.path, &f.scene.env, &receipts, &err), 0);
    lg_bus_add(f.scene.bus, receipts);
    scene(&f.scene);
    memcpy(f.head, lg_receipts_head(receipts), sizeof f.head);
    f.good = scene_read(&f.scene, f.path);
    char *at = f.good;
    for (f.count = 0; *at != '\0'; f.count++) {
        size_t length = strcspn(at, "\n");
        f.lines[f.count] = lg_arena_strndup(&f.scene.arena, at, length);
        at += length + 1;
    }
    *state = &f;
    return 0;
}

static int setup(void **state) {
    return play(state, scene_play);
}

static int setup_matrix(void **state) {
    return play(state, scene_play_resumed);
}

static int teardown(void **state) {
    struct fixture *f = *state;
    scene_close(&f->scene);
    return 0;
}

static struct lg_receipts_report verify(struct fixture *f, const char *head) {
    struct lg_receipts_report report;
    struct lg_err err = {0};
    if (lg_receipts_verify(f->path, head, &report, &err) != 0)
        fail_msg("%s", err.text);
    return report;
}

static void write_file(struct fixture *f, const char *text, size_t length) {
    FILE *file = fopen(f->path, "w");
    assert_int_equal(fwrite(text, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void write_lines(struct fixture *f, size_t count) {
    struct lg_str text = {0};
    for (size_t i = 0; i < count; i++)
        lg_str_printf(&text, "%s\n", f->lines[i]);
    write_file(f, lg_str_text(&text), text.length);
    lg_str_dispose(&text);
}

/* Chains the lines anew from `from` on, as a forger would. */
static void rechain(struct fixture *f, size_t from) {
    for (size_t i = from; i < f->count; i++) {
        char hash[LG_SHA256_HEX] = LG_RECEIPTS_ORIGIN;
        if (i > 0)
            lg_sha256_of(f->lines[i - 1], strlen(f->lines[i - 1]), hash);
        char *prev = strstr(f->lines[i], "\"prev\":\"");
        memcpy(prev + strlen("\"prev\":\""), hash, strlen(hash));
    }
}

/* In line `index`, one text in place of another. */
static void change(struct fixture *f, size_t index, const char *from, const char *to) {
    char *at = strstr(f->lines[index], from);
    assert_non_null(at);
    f->lines[index] = lg_arena_printf(&f->scene.arena, "%.*s%s%s", (int)(at - f->lines[index]),
                                      f->lines[index], to, at + strlen(from));
}

static void check_broken(struct fixture *f, size_t line, const char *why) {
    struct lg_receipts_report report = verify(f, NULL);
    assert_string_equal(report.why, why);
    assert_int_equal(report.state, LG_RECEIPTS_BROKEN);
    assert_int_equal(report.bad_line, line);
    assert_int_equal(report.lines, line - 1);
}

static void verify__a_whole_run_is_intact(void **state) {
    struct fixture *f = *state;
    struct lg_receipts_report report = verify(f, f->head);
    assert_string_equal(report.why, "");
    assert_int_equal(report.state, LG_RECEIPTS_INTACT);
    assert_int_equal(report.lines, LINES);
    assert_int_equal(report.steps, STEPS);
    assert_string_equal(report.run, "20260222T000000Z-1");
    assert_string_equal(report.head, f->head);
    assert_int_equal(report.bad_line, 0);
}

static void verify__any_number_of_lines_less_is_incomplete(void **state) {
    struct fixture *f = *state;
    for (size_t count = 0; count < LINES; count++) {
        write_lines(f, count);
        struct lg_receipts_report report = verify(f, NULL);
        assert_int_equal(report.state, LG_RECEIPTS_INCOMPLETE);
        assert_string_equal(report.why, "no run_end: the run was cut off");
        assert_int_equal(report.lines, count);
        assert_int_equal(report.bad_line, count + 1);
    }
}

static void verify__a_cut_at_any_byte_is_incomplete(void **state) {
    struct fixture *f = *state;
    size_t length = strlen(f->good);
    for (size_t cut = 1; cut < length; cut += 7) {
        write_file(f, f->good, cut);
        struct lg_receipts_report report = verify(f, NULL);
        assert_int_equal(report.state, LG_RECEIPTS_INCOMPLETE);
        if (f->good[cut - 1] != '\n')
            assert_string_equal(report.why, "the last line is torn");
    }
}

static void verify__a_changed_byte_anywhere_breaks(void **state) {
    struct fixture *f = *state;
    size_t length = strlen(f->good);
    for (size_t i = 0; i < length; i += 11) {
        char *text = lg_arena_strdup(&f->scene.arena, f->good);
        text[i] = text[i] == '7' ? '8' : '7';
        write_file(f, text, length);
        assert_int_not_equal(verify(f, f->head).state, LG_RECEIPTS_INTACT);
    }
}

static void verify__names_the_line_that_is_no_json(void **state) {
    struct fixture *f = *state;
    f->lines[3] = "oops";
    write_lines(f, LINES);
    struct lg_receipts_report report = verify(f, NULL);
    assert_int_equal(report.state, LG_RECEIPTS_BROKEN);
    assert_int_equal(report.bad_line, 4);
    assert_true(lg_starts_with(report.why, "not JSON: "));
}

static void verify__finds_a_missing_line(void **state) {
    struct fixture *f = *state;
    memmove(&f->lines[5], &f->lines[6], (LINES - 6) * sizeof f->lines[0]);
    write_lines(f, LINES - 1);
    check_broken(f, 6, "seq is 7, not 6");
}

static void verify__finds_a_changed_line(void **state) {
    struct fixture *f = *state;
    change(f, 4, "\"passed\"", "\"failed\"");
    write_lines(f, LINES);
    check_broken(f, 6, "the chain breaks: prev does not name the line before");
}

static void verify__the_first_line_names_the_origin(void **state) {
    struct fixture *f = *state;
    change(f, 0, LG_RECEIPTS_ORIGIN, f->head);
    write_lines(f, LINES);
    check_broken(f, 1, "the chain breaks: prev does not name the line before");
    change(f, 0, "\"prev\"", "\"next\"");
    write_lines(f, LINES);
    check_broken(f, 1, "'prev' is missing");
}

static void verify__finds_lines_after_the_end(void **state) {
    struct fixture *f = *state;
    char *more = lg_arena_printf(&f->scene.arena, "%s%s\n", f->good, f->lines[3]);
    write_file(f, more, strlen(more));
    check_broken(f, LINES + 1, "a line after run_end");
    more = lg_arena_printf(&f->scene.arena, "%s\n", f->good);
    write_file(f, more, strlen(more));
    struct lg_receipts_report report = verify(f, NULL);
    assert_int_equal(report.state, LG_RECEIPTS_BROKEN);
    more = lg_arena_printf(&f->scene.arena, "%storn", f->good);
    write_file(f, more, strlen(more));
    report = verify(f, NULL);
    assert_int_equal(report.state, LG_RECEIPTS_BROKEN);
}

static void verify__finds_another_runs_line(void **state) {
    struct fixture *f = *state;
    change(f, 4, "20260222T000000Z-1", "20260222T000000Z-2");
    rechain(f, 5);
    write_lines(f, LINES);
    check_broken(f, 5, "run is '20260222T000000Z-2', not '20260222T000000Z-1'");
}

static void verify__a_run_begins_once_and_first(void **state) {
    struct fixture *f = *state;
    char *second = f->lines[1];
    f->lines[1] = f->lines[0];
    write_lines(f, LINES);
    check_broken(f, 2, "run_start where a run is under way");
    f->lines[0] = second;
    write_lines(f, LINES);
    check_broken(f, 1, "plan where run_start belongs");
}

/* Whoever chains anew must still make the totals fit. */
static void verify__totals_must_fit_the_lines(void **state) {
    struct fixture *f = *state;
    change(f, 4, "\"outcome\":\"passed\"", "\"outcome\":\"skipped\"");
    rechain(f, 5);
    write_lines(f, LINES);
    check_broken(f, LINES, "run_end counts 2 steps passed, the lines 1");
}

static void verify__an_outcome_must_fit_what_is_told_with_it(void **state) {
    struct fixture *f = *state;
    char *was = f->lines[4];
    change(f, 4, "\"outcome\":\"passed\"", "\"outcome\":\"error\"");
    rechain(f, 5);
    write_lines(f, LINES);
    assert_non_null(strstr(verify(f, NULL).why, "is told as error, and it has no kind of error"));
    f->lines[4] = was;
    change(f, 4, "\"outcome\":\"passed\"", "\"outcome\":\"blocked\"");
    rechain(f, 5);
    write_lines(f, LINES);
    assert_non_null(strstr(verify(f, NULL).why, "is told as blocked, and nothing blocks it"));
}

/* Line 25 of the sample: a point that missed -10.5 LUFS by -13.59. */
static void verify__a_points_verdict_is_that_of_its_targets_and_results(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *from, *to, *why;
    } rows[] = {
        {"\"verdict\":\"miss\"", "\"verdict\":\"hit\"", "speak against each other"},
        {"\"verdict\":\"miss\"", "\"verdict\":\"measured\"", "speak against each other"},
        {"\"verdict\":\"not_met\"", "\"verdict\":\"held\"", "speak against each other"},
        {"\"results\":{\"lufs_i\":-13.59", "\"results\":{\"lufs_i\":-8", "not among its results"},
        {"\"results\":{\"lufs_i\"", "\"results\":{\"lufs\"", "not among its results"},
    };
    const size_t at = 24;
    write_lines(f, f->count);
    assert_int_equal(verify(f, NULL).state, LG_RECEIPTS_INTACT);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char *was = f->lines[at];
        change(f, at, rows[i].from, rows[i].to);
        rechain(f, at + 1);
        write_lines(f, f->count);
        struct lg_receipts_report report = verify(f, NULL);
        assert_int_equal(report.state, LG_RECEIPTS_BROKEN);
        assert_int_equal(report.bad_line, at + 1);
        assert_non_null(strstr(report.why, rows[i].why));
        f->lines[at] = was;
    }
}

static void verify__what_was_planned_is_told_once(void **state) {
    struct fixture *f = *state;
    change(f, 1, "\"id\":\"", "\"id\":\"a-");
    rechain(f, 2);
    write_lines(f, LINES);
    struct lg_receipts_report report = verify(f, NULL);
    assert_int_equal(report.bad_line, LINES);
    assert_non_null(strstr(report.why, "was planned and never told"));
}

static void verify__planned_must_fit_the_lines(void **state) {
    struct fixture *f = *state;
    change(f, LINES - 1, "\"planned\":9", "\"planned\":8");
    write_lines(f, LINES);
    check_broken(f, LINES, "run_end counts 8 steps planned, the lines 9");
}

static void verify__the_head_finds_a_forged_or_shortened_file(void **state) {
    struct fixture *f = *state;
    change(f, 4, "\"duration_ns\":100000000", "\"duration_ns\":100000001");
    rechain(f, 5);
    write_lines(f, LINES);
    assert_int_equal(verify(f, NULL).state, LG_RECEIPTS_INTACT);
    struct lg_receipts_report report = verify(f, f->head);
    assert_int_equal(report.state, LG_RECEIPTS_BROKEN);
    assert_int_equal(report.bad_line, LINES);
    assert_non_null(strstr(report.why, "not in the head asked for"));
    write_lines(f, 4);
    assert_int_equal(verify(f, f->head).state, LG_RECEIPTS_BROKEN);
}

static void verify__what_cannot_be_read_is_an_error(void **state) {
    struct fixture *f = *state;
    struct lg_receipts_report report = {.lines = 77};
    struct lg_err err = {0};
    assert_int_equal(lg_receipts_verify("/nonexistent/r.jsonl", NULL, &report, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    err = (struct lg_err){0};
    assert_int_equal(lg_receipts_verify(f->scene.folder, NULL, &report, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_int_equal(report.lines, 77);
}

static void verify__states_have_names(void **state) {
    (void)state;
    assert_string_equal(lg_receipts_state_name(LG_RECEIPTS_INTACT), "intact");
    assert_string_equal(lg_receipts_state_name(LG_RECEIPTS_INCOMPLETE), "incomplete");
    assert_string_equal(lg_receipts_state_name(LG_RECEIPTS_BROKEN), "broken");
    assert_string_equal(lg_receipts_state_name(LG_RECEIPTS__COUNT), "unknown");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(verify__a_whole_run_is_intact),
        CASE(verify__any_number_of_lines_less_is_incomplete),
        CASE(verify__a_cut_at_any_byte_is_incomplete),
        CASE(verify__a_changed_byte_anywhere_breaks),
        CASE(verify__names_the_line_that_is_no_json),
        CASE(verify__finds_a_missing_line),
        CASE(verify__finds_a_changed_line),
        CASE(verify__the_first_line_names_the_origin),
        CASE(verify__finds_lines_after_the_end),
        CASE(verify__finds_another_runs_line),
        CASE(verify__a_run_begins_once_and_first),
        CASE(verify__totals_must_fit_the_lines),
        CASE(verify__planned_must_fit_the_lines),
        CASE(verify__an_outcome_must_fit_what_is_told_with_it),
        cmocka_unit_test_setup_teardown(verify__a_points_verdict_is_that_of_its_targets_and_results,
                                        setup_matrix, teardown),
        CASE(verify__what_was_planned_is_told_once),
        CASE(verify__the_head_finds_a_forged_or_shortened_file),
        CASE(verify__what_cannot_be_read_is_an_error),
        cmocka_unit_test(verify__states_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
