#include "unit/taxonomy/table.h"

#include "taxonomy/decision.h"
#include "taxonomy/line.h"
#include "taxonomy/log.h"

static struct lg_taxonomy *table;

static int set_up(void **state) {
    LG_UNUSED(state);
    table = read_shipped();
    return 0;
}

static int tear_down(void **state) {
    LG_UNUSED(state);
    lg_taxonomy_free(table);
    return 0;
}

static struct lg_log *read_pieces(struct lg_view text, size_t piece) {
    struct lg_log *log = lg_log_new(table, false);
    for (size_t at = 0; at < text.length; at += piece) {
        size_t rest = text.length - at;
        lg_log_feed(log, (struct lg_view){text.text + at, rest < piece ? rest : piece});
    }
    lg_log_end(log);
    return log;
}

static struct lg_log *read_all(const char *text) {
    return read_pieces(lg_view_of(text), SIZE_MAX / 2);
}

/* The groups as "line rule xcount, …", unclassified ones as "line ? xcount". */
static void describe(const struct lg_log *log, struct lg_str *out) {
    lg_str_clear(out);
    const struct lg_log_group *group;
    for (size_t i = 0; (group = lg_log_group(log, i)) != NULL; i++) {
        const char *what = group->class.undecided.count > 0 ? "undecided"
                           : group->class.rule != NULL      ? group->class.rule->id
                                                            : "?";
        lg_str_printf(out, "%s%zu %s", i == 0 ? "" : ", ", group->first_line, what);
        if (group->count > 1)
            lg_str_printf(out, " x%zu", group->count);
    }
}

static void expect_groups(const char *text, const char *wanted) {
    struct lg_log *log = read_all(text);
    struct lg_str got = {0};
    describe(log, &got);
    if (strcmp(lg_str_text(&got), wanted) != 0)
        fail_msg("'%s' is %s, not %s", text, lg_str_text(&got), wanted);
    lg_str_dispose(&got);
    lg_log_free(log);
}

#define HEAD "Traceback (most recent call last):\n"
#define FRAME "  File \"a.py\", line 35, in f\n    raise RuntimeError(\"fingerprint mismatch\")\n"
#define DURING "\nDuring handling of the above exception, another exception occurred:\n\n"
#define CAUSE "\nThe above exception was the direct cause of the following exception:\n\n"
#define TIMEOUT "TimeoutError: Timed out waiting for reply\n"

static void log__says_what_each_line_is(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text, *groups;
    } rows[] = {
        {"", ""},
        {"\n \n", ""},
        {"sent\nConnection refused\nsent\n", "1 sent x2, 2 connection-refused"},
        {"info\nerror: gizmo 1\nerror: gizmo 2\nerror: other\n", "2 ? x2, 4 ?"},
        {"all is well\nnothing here\n\n", "2 ?"}, /* nothing is known: the last line stands */
        {"all is well\nsent\n", "2 sent"},
        {"sent\r\nPASS\r\n", "1 sent, 2 pass"},
        {"\xef\xbb\xbfsent\n", "1 sent"},
        {"\x1b[32msent\x1b[0m\n", "1 sent"},
        {"\x1b[31mTimeout\x1b[0m\x1b[KError: waiting for reply", "1 timeout-waiting-for-reply"},
        {"\x1b]0;title\x07PASS\n", "1 pass"},
        {"10%\r50%\rsent\n", "1 sent"},
        {"\xff\xfe\x80 Connection refused \xc3\n", "1 connection-refused"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        expect_groups(rows[i].text, rows[i].groups);
}

static void log__a_traceback_is_one_thing(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text, *groups;
    } rows[] = {
        {HEAD FRAME TIMEOUT "sent\n", "4 timeout-waiting-for-reply, 5 sent"},
        {HEAD FRAME "KeyError: 'x'\n", "4 ?"},
        {HEAD FRAME "_queue.Empty\n", "4 ?"}, /* its name does not look like an error */
        /* The last one speaks, unless only an earlier one is known. */
        {HEAD FRAME "_queue.Empty\n" DURING HEAD FRAME TIMEOUT, "11 timeout-waiting-for-reply"},
        {HEAD FRAME TIMEOUT CAUSE HEAD FRAME "KeyError: 'x'\n", "4 timeout-waiting-for-reply"},
        {HEAD FRAME TIMEOUT "\n" HEAD FRAME "ImportError: y\n",
         "4 timeout-waiting-for-reply, 9 import-error"},
        /* A prefix of the log's own, as wide on each line. */
        {"10:00 flaas: " HEAD "10:00 flaas:   File \"a.py\"\n10:01 flaas: " TIMEOUT,
         "3 timeout-waiting-for-reply"},
        {HEAD FRAME, "1 ?"}, /* cut off */
        {HEAD FRAME HEAD FRAME TIMEOUT, "1 ?, 7 timeout-waiting-for-reply"},
        {"  + Exception Group " HEAD "  |   File \"a.py\"\n  | PermissionError: [Errno 13]\n",
         "3 permission-error"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        expect_groups(rows[i].text, rows[i].groups);
}

static const char mixed[] = "one\r\nsent\n\n" HEAD FRAME "_queue.Empty\n" DURING HEAD FRAME TIMEOUT
                            "\x1b[1merror: gizmo 5\x1b[0m\nPASS\nlufs_i: nan\nthe end";

/* Wherever the bytes are cut, the answer is the same. */
static void log__pieces_do_not_matter(void **state) {
    LG_UNUSED(state);
    struct lg_view text = {mixed, sizeof mixed - 1};
    struct lg_str whole = {0};
    struct lg_str got = {0};
    struct lg_log *log = read_pieces(text, text.length);
    describe(log, &whole);
    assert_string_equal(lg_str_text(&whole),
                        "2 sent, 14 timeout-waiting-for-reply, 15 ?, 16 pass, 17 not-finite");
    assert_int_equal(lg_log_totals(log)->lines, 18);
    lg_log_free(log);
    for (size_t piece = 1; piece < 60; piece++) {
        log = read_pieces(text, piece);
        describe(log, &got);
        assert_string_equal(lg_str_text(&got), lg_str_text(&whole));
        assert_int_equal(lg_log_totals(log)->lines, 18);
        lg_log_free(log);
    }
    lg_str_dispose(&whole);
    lg_str_dispose(&got);
}

static void log__reads_utf16_and_nul(void **state) {
    LG_UNUSED(state);
    struct lg_str text = {0};
    lg_str_add(&text, "\xff\xfe");
    for (const char *at = "sent\r\nConnection refused\r\n"; *at != '\0'; at++) {
        lg_str_add_char(&text, *at);
        lg_str_add_char(&text, '\0');
    }
    struct lg_log *log = read_pieces((struct lg_view){text.text, text.length}, 5);
    struct lg_str got = {0};
    describe(log, &got);
    assert_string_equal(lg_str_text(&got), "1 sent, 2 connection-refused");
    lg_log_free(log);
    lg_str_dispose(&got);
    lg_str_dispose(&text);
}

static void log__tells_place_text_and_totals(void **state) {
    LG_UNUSED(state);
    struct lg_log *log = read_all("sent\nSKIP: unsupported action x\n\x1b[1mn\xc3\xa4me\x1b[0m: "
                                  "Connection refused\nerror: gizmo 4\nerror: other\n");
    const struct lg_log_group *refused = lg_log_group(log, 2);
    assert_int_equal(refused->column, 7);
    assert_true(lg_view_eq(refused->text, "n\xc3\xa4me: Connection refused"));
    assert_true(lg_view_eq(refused->class.match, "Connection refused"));
    assert_ptr_equal(refused->class.match.text, refused->text.text + 7);
    assert_null(refused->masked);
    const struct lg_log_group *unknown = lg_log_group(log, 3);
    assert_string_equal(unknown->masked, "error: gizmo <n>");
    assert_int_equal(strlen(unknown->fingerprint), LG_MASK_HEX - 1);
    assert_string_equal(lg_log_group(log, 4)->masked, "error: other");
    assert_null(lg_log_group(log, 5));
    const struct lg_log_totals *totals = lg_log_totals(log);
    assert_int_equal(totals->lines, 5);
    assert_int_equal(totals->classified, 1);
    assert_int_equal(totals->unclassified, 2);
    assert_int_equal(totals->warnings, 1);
    assert_int_equal(totals->successes, 1);
    assert_int_equal(totals->undecided, 0);
    lg_log_free(log);
    lg_log_free(NULL);
}

/* As section M seeks it: the order of the table, not of the log. */
static void log__verdict_is_of_the_first_rule(void **state) {
    LG_UNUSED(state);
    struct lg_log *log = read_all("error: x\nSyntaxError\nConnection refused\nsent\n");
    assert_string_equal(lg_log_verdict(log)->class.rule->id, "connection-refused");
    lg_log_free(log);
    log = read_all("sent\nerror: x\n");
    assert_null(lg_log_verdict(log)->class.rule);
    lg_log_free(log);
    log = read_all("sent\n");
    assert_null(lg_log_verdict(log));
    lg_log_free(log);
}

static void log__every_line_leaves_none_out(void **state) {
    LG_UNUSED(state);
    struct lg_log *log = lg_log_new(table, true);
    lg_log_feed(log, lg_view_of("info\nbanana\n\nsent\nbanana\n"));
    lg_log_end(log);
    struct lg_str got = {0};
    describe(log, &got);
    assert_string_equal(lg_str_text(&got), "1 ?, 2 ? x2, 4 sent");
    lg_str_dispose(&got);
    lg_log_free(log);
}

/* Kinds without end are one group in the end, and none is dropped. */
static void log__kinds_without_end_are_bounded(void **state) {
    LG_UNUSED(state);
    enum { KINDS = LG_LOG_GROUPS_MAX + 500 };
    struct lg_log *log = lg_log_new(table, false);
    for (size_t i = 0; i < KINDS; i++) {
        char line[64] = "error: ";
        for (size_t bit = 0; bit < 12; bit++)
            line[7 + bit] = (i >> bit & 1) != 0 ? 'y' : 'x';
        line[19] = '\n';
        lg_log_feed(log, (struct lg_view){line, 20});
    }
    lg_log_end(log);
    const struct lg_log_group *rest = lg_log_group(log, LG_LOG_GROUPS_MAX);
    assert_true(rest->is_rest);
    assert_int_equal(rest->count, KINDS - LG_LOG_GROUPS_MAX);
    assert_null(lg_log_group(log, LG_LOG_GROUPS_MAX + 1));
    assert_int_equal(lg_log_totals(log)->unclassified, KINDS);
    lg_log_free(log);
}

/* 1 MB on which the original's pattern would take the age of the universe. */
static void log__adversarial_line_is_undecided(void **state) {
    LG_UNUSED(state);
    struct lg_str text = {0};
    lg_str_add(&text, "sent\n");
    while (text.length < 1000 * 1000)
        lg_str_add(&text, "TimeoutError waiting ");
    lg_str_add(&text, "\nPASS\n");
    struct lg_log *log = read_pieces((struct lg_view){text.text, text.length}, 100000);
    struct lg_str got = {0};
    describe(log, &got);
    assert_string_equal(lg_str_text(&got), "1 sent, 2 undecided, 3 pass");
    assert_int_equal(lg_log_totals(log)->undecided, 1);
    assert_in_range(lg_log_group(log, 1)->text.length, 1, 1000);
    lg_log_free(log);
    lg_str_dispose(&got);
    lg_str_dispose(&text);
}

static void log__too_long_lines_are_read_in_pieces(void **state) {
    LG_UNUSED(state);
    struct lg_str text = {0};
    while (text.length < (size_t)LG_LOG_LINE_MAX + 1000)
        lg_str_add(&text, "0123456789 ");
    lg_str_add(&text, "Connection refused\nsent\n");
    struct lg_log *log = read_pieces((struct lg_view){text.text, text.length}, 65536);
    struct lg_str got = {0};
    describe(log, &got);
    assert_string_equal(lg_str_text(&got), "1 connection-refused, 2 sent");
    assert_int_equal(lg_log_totals(log)->pieces, 1);
    lg_log_free(log);
    lg_str_dispose(&got);
    lg_str_dispose(&text);
}

/* From an output to what follows: section A's OBSERVE, the issue's `exec`. */
static void sight__of_an_output_decides(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *output;
        int exit_code;
        enum lg_act act;
    } rows[] = {
        {"sent\n", 0, LG_ACT_COMMIT_DIRECT},
        {"MEASURE\nWARNING: delta clamped\nPASS\n", 0, LG_ACT_COMMIT_DIRECT},
        {"PASS\n{\"ok\": false}\n", 0, LG_ACT_PROBE_CLASSIFY},
        {"hello\n", 0, LG_ACT_AMBIGUOUS},
        {"", 0, LG_ACT_AMBIGUOUS},
        {"PASS\nerror: gizmo\n", 0, LG_ACT_AMBIGUOUS},
        {"SyntaxError: x\n", 1, LG_ACT_PROBE_CLASSIFY},
        {"gizmo jammed\n", 1, LG_ACT_ESCALATE},
        {"sent\n", 1, LG_ACT_ESCALATE},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_log *log = read_all(rows[i].output);
        const struct lg_decision *decision =
            lg_decide(LG_PHASE_RUN, rows[i].exit_code, lg_sight_of_output(lg_log_totals(log)));
        assert_non_null(decision);
        assert_string_equal(lg_act_name(decision->act), lg_act_name(rows[i].act));
        lg_log_free(log);
    }
}

static void sight__of_a_rerun_counts_the_fixes(void **state) {
    LG_UNUSED(state);
    static const struct lg_log_totals good = {.successes = 1};
    static const struct lg_log_totals bad = {.classified = 1, .successes = 1};
    static const struct lg_log_totals unsure = {.undecided = 1, .successes = 1};
    static const struct lg_log_totals silent = {0};
    assert_int_equal(lg_sight_of_rerun(&good, 0, 3), LG_SIGHT_SUCCESS);
    assert_int_equal(lg_sight_of_rerun(&good, 1, 2), LG_SIGHT_FAILED);
    assert_int_equal(lg_sight_of_rerun(&bad, 0, 2), LG_SIGHT_FAILED);
    assert_int_equal(lg_sight_of_rerun(&bad, 0, 3), LG_SIGHT_FIXES_SPENT);
    assert_int_equal(lg_sight_of_rerun(&unsure, 0, 1), LG_SIGHT_FAILED);
    assert_int_equal(lg_sight_of_rerun(&silent, 0, 1), LG_SIGHT_NOTHING);
    assert_int_equal(lg_decide(LG_PHASE_VERIFY, 0, LG_SIGHT_NOTHING)->act, LG_ACT_AMBIGUOUS);
}

static void sight__of_probes_ends_after_three(void **state) {
    LG_UNUSED(state);
    assert_int_equal(lg_sight_of_probe(LG_THEN_NEXT, 2), LG_SIGHT_UNCLEAR);
    assert_int_equal(lg_sight_of_probe(LG_THEN_NEXT, 3), LG_SIGHT_PROBES_SPENT);
    assert_int_equal(lg_sight_of_probe(LG_THEN_RECLASSIFY, 1), LG_SIGHT_UNCLEAR);
    assert_int_equal(lg_sight_of_probe(LG_THEN_ESCALATE, 1), LG_SIGHT_PROBES_SPENT);
    assert_int_equal(lg_sight_of_probe(LG_THEN_FIX, 3), LG_SIGHT_FIX);
    assert_int_equal(lg_sight_of_probe(LG_THEN_STOP, 3), LG_SIGHT_USER_ACTION);
    assert_null(lg_decide(LG_PHASE_COMMIT, 0, LG_SIGHT_SUCCESS));
}

static void window__is_cut_between_characters(void **state) {
    LG_UNUSED(state);
    struct lg_view line = lg_view_of("\xc3\xa4\xc3\xa4\xc3\xa4MARK\xc3\xa4\xc3\xa4\xc3\xa4");
    struct lg_view part = {line.text + 6, 4};
    struct lg_view window = lg_line_window(line, part, 9);
    assert_true(lg_view_eq(window, "\xc3\xa4MARK\xc3\xa4"));
    window = lg_line_window(line, part, 3);
    assert_true(lg_view_eq(window, "MAR"));
    window = lg_line_window(line, part, 100);
    assert_true(lg_view_eq(window, line.text));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log__says_what_each_line_is),
        cmocka_unit_test(log__a_traceback_is_one_thing),
        cmocka_unit_test(log__pieces_do_not_matter),
        cmocka_unit_test(log__reads_utf16_and_nul),
        cmocka_unit_test(log__tells_place_text_and_totals),
        cmocka_unit_test(log__verdict_is_of_the_first_rule),
        cmocka_unit_test(log__every_line_leaves_none_out),
        cmocka_unit_test(log__kinds_without_end_are_bounded),
        cmocka_unit_test(log__adversarial_line_is_undecided),
        cmocka_unit_test(log__too_long_lines_are_read_in_pieces),
        cmocka_unit_test(sight__of_an_output_decides),
        cmocka_unit_test(sight__of_a_rerun_counts_the_fixes),
        cmocka_unit_test(sight__of_probes_ends_after_three),
        cmocka_unit_test(window__is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
