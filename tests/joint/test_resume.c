/* A sweep that is killed anywhere goes on where it was: no point twice, none missing, and what is
 * reported is what an undisturbed run reports. */
#include "joint/sweep.h"

#define POINTS 10

/* Short prints: it is their number that counts. */
static const char matrix[] =
    SWEEP_OF("100ms") SWEEP_CHAIN "allow_louder: true\n"
                                  "axes: {util.gain: {from: -9 dB, to: 0 dB, step: 1 dB}}\n"
                                  "targets: {sample_peak_dbfs: {le: -20}}\n";

/* A JUnit file without what differs from run to run: times. */
static char *junit_of(struct sweep *sweep, struct lg_arena *arena, const char *folder) {
    static const char *const times[] = {" time=\"", " timestamp=\""};
    struct lg_str text = {0};
    char name[64];
    snprintf(name, sizeof name, "%s/junit.xml", folder);
    if (lg_fs_read(scratch_path(sweep->scratch, name), 1 << 24, &text, &sweep->err) != 0)
        fail_msg("%s", sweep->err.text);
    for (size_t i = 0; i < LG_ARRAY_LEN(times); i++) {
        char *at = text.text;
        while ((at = strstr(at, times[i])) != NULL) {
            for (at += strlen(times[i]); *at != '"'; at++)
                *at = '0';
        }
    }
    char *copy = lg_arena_strdup(arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

/* Widths of times differ too. */
static bool is_same_report(const char *a, const char *b) {
    while (*a != '\0' && *b != '\0') {
        if (*a == '0' && a[-1] == '0') {
            a++;
            continue;
        }
        if (*b == '0' && b[-1] == '0') {
            b++;
            continue;
        }
        if (*a++ != *b++)
            return false;
    }
    return *a == *b;
}

/* What a run comes to that nobody disturbs: always the same, so one is enough. */
static struct undisturbed {
    struct lg_arena arena;
    const char *junit, *heard;
    size_t sent, looks; /* up to the first point's end */
} whole;

static void run_undisturbed(struct sweep *sweep) {
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "whole"), 0);
    assert_int_equal(sweep->renders, POINTS);
    whole.heard = lg_arena_strdup(&whole.arena, lg_str_text(&sweep->heard));
    whole.junit = junit_of(sweep, &whole.arena, "whole");
    whole.sent = sweep->sent_by_case[0];
    whole.looks = sweep->looks_by_case[0];
}

static void know_undisturbed(struct sweep *sweep) {
    if (whole.heard == NULL)
        run_undisturbed(sweep);
}

/* Points that a receipts file holds, by who rendered them. */
static size_t count_cases(struct sweep *sweep, const char *folder) {
    struct lg_arena arena = {0};
    struct lg_event event;
    size_t count = 0;
    sweep_resume(sweep, folder, "nowhere");
    while (lg_receipts_cursor_end(&sweep->cursor, "drive", &arena, &event, &sweep->err) == 1)
        count += event.kind == LG_EVENT_CASE;
    lg_arena_dispose(&arena);
    return count;
}

static void live_on(struct sweep *sweep) {
    sweep->die_at_event = sweep->die_at_datagram = sweep->die_at_look = sweep->die_at_case = 0;
}

/* Goes on with the run in that folder to the end, and looks at what came of all of them. */
static void check_resumed(struct sweep *sweep, const char *killed) {
    struct lg_arena arena = {0};
    size_t done = count_cases(sweep, killed);
    sweep_resume(sweep, killed, "nowhere");
    live_on(sweep);
    int code = sweep_run(sweep, SWEEP_PLAIN, matrix, "end");
    if (code != 0)
        fail_msg("%s: exit %d, %s", killed, code, sweep->err.text);
    sweep_wants(sweep, whole.heard);
    assert_int_equal(sweep->cases, POINTS);
    assert_int_equal(sweep->renders, POINTS - done);
    if (!is_same_report(junit_of(sweep, &arena, "end"), whole.junit))
        fail_msg("%s: wanted\n%s\ngot\n%s", killed, whole.junit, junit_of(sweep, &arena, "end"));
    lg_arena_dispose(&arena);
    sweep_is_restored(sweep);
}

/* One more run in the chain, which is killed. */
static void go_on_and_die(struct sweep *sweep, size_t number) {
    char folder[32];
    snprintf(folder, sizeof folder, "killed%zu", number - 1);
    if (number > 1)
        sweep_resume(sweep, folder, "nowhere");
    snprintf(folder, sizeof folder, "killed%zu", number);
    assert_true(sweep_run_doomed(sweep, SWEEP_PLAIN, matrix, folder));
}

/* Behind the first point, then on and behind the second, …: each run renders one. */
static void resume__after_a_kill_at_each_boundary(void **state) {
    struct sweep *sweep = *state;
    know_undisturbed(sweep);
    char folder[32];
    for (size_t point = 1; point <= POINTS; point++) {
        sweep->die_at_case = point;
        go_on_and_die(sweep, point);
        snprintf(folder, sizeof folder, "killed%zu", point);
        assert_int_equal(count_cases(sweep, folder), point);
    }
    check_resumed(sweep, folder);
}

/* With a datagram: before the first point, while setting it, rendering, waiting. With a look at the
 * clock: while measuring. Nothing of that point is told, and the next run renders it. */
static void resume__after_a_kill_inside_a_phase(void **state) {
    struct sweep *sweep = *state;
    know_undisturbed(sweep);
    const size_t parts = 9;
    size_t number = 0;
    for (size_t part = 1; part < parts; part++) {
        sweep->die_at_datagram = whole.sent * part / parts;
        go_on_and_die(sweep, ++number);
    }
    live_on(sweep);
    for (size_t part = 1; part <= 3; part++) {
        sweep->die_at_look = whole.looks * part / 3;
        go_on_and_die(sweep, ++number);
    }
    assert_int_equal(count_cases(sweep, "killed11"), 0);
    check_resumed(sweep, "killed11");
}

/* While the first point is rendered once more. */
static void resume__finds_the_noise_floor_again(void **state) {
    struct sweep *sweep = *state;
    know_undisturbed(sweep);
    sweep->die_at_datagram = whole.sent + 10;
    go_on_and_die(sweep, 1);
    assert_int_equal(count_cases(sweep, "killed1"), 1);
    check_resumed(sweep, "killed1");
}

static void resume__goes_on_after_a_signal(void **state) {
    struct sweep *sweep = *state;
    know_undisturbed(sweep);
    sweep->interrupt_at = 4;
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "killed1"), -1);
    sweep_is_restored(sweep);
    assert_int_equal(sweep->cases, POINTS);
    assert_int_equal(sweep->renders, 4);
    sweep->interrupt_at = 0;
    sweep_resume(sweep, "killed1", "nowhere");
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "again1"), 0);
    sweep_wants(sweep, whole.heard);
    assert_int_equal(sweep->renders, POINTS - 4);
}

/* --- whatever chooses the points ------------------------------------------------------------ */

#define HEAD SWEEP_OF("100ms") SWEEP_USED "allow_louder: true\n"
#define GOAL "targets: {sample_peak_dbfs: {near: {value: -24.6, tol: 0.2}}}\non_miss: pass\n"
#define OPEN "axes: {util.gain: {from: -24 dB, to: 0 dB}, lim.gain: {from: -6 dB, to: 6 dB}}\n"
#define LISTS "axes: {util.gain: [-9 dB, -6 dB, -3 dB], lim.gain: [0 dB, 1 dB, 2 dB]}\n"

static const char *const strategies[] = {
    HEAD GOAL "axes: {util.gain: {from: -24 dB, to: 0 dB}}\nstrategy: bisect\n",
    HEAD GOAL OPEN "strategy: {kind: coordinate, count: 5}\n",
    HEAD GOAL OPEN "strategy: {kind: optimize, count: 5}\n",
    HEAD GOAL OPEN "strategy: {kind: sobol, count: 5}\n",
    HEAD GOAL OPEN "strategy: {kind: random, count: 5, seed: 4}\n",
    HEAD GOAL LISTS "zip: [[util.gain, lim.gain]]\ninclude: [{util.gain: -1 dB, lim.gain: 1 dB},"
                    " {util.gain: -2 dB, lim.gain: 1 dB}]\n",
};

/* Killed behind its third point, or the last but one, it goes the same way as without. */
static void check_strategy(struct sweep *sweep, size_t number) {
    struct lg_arena arena = {0};
    char plain[32], killed[32], end[32];
    snprintf(plain, sizeof plain, "whole-%zu", number);
    snprintf(killed, sizeof killed, "killed-%zu", number);
    snprintf(end, sizeof end, "end-%zu", number);
    sweep->options.recorded = NULL;
    int code = sweep_run(sweep, SWEEP_PLAIN, strategies[number], plain);
    const char *heard = lg_arena_strdup(&arena, lg_str_text(&sweep->heard));
    size_t cases = sweep->cases;
    assert_true(cases >= 3 && sweep->renders == cases);
    sweep->die_at_case = cases > 3 ? 3 : 2;
    size_t done = sweep->die_at_case;
    assert_true(sweep_run_doomed(sweep, SWEEP_PLAIN, strategies[number], killed));
    live_on(sweep);
    sweep_resume(sweep, killed, "nowhere");
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, strategies[number], end), code);
    sweep_wants(sweep, heard);
    assert_int_equal(sweep->cases, cases);
    assert_int_equal(sweep->renders, cases - done);
    assert_true(is_same_report(junit_of(sweep, &arena, end), junit_of(sweep, &arena, plain)));
    lg_arena_dispose(&arena);
}

static void resume__goes_the_same_way_with_any_strategy(void **state) {
    for (size_t i = 0; i < LG_ARRAY_LEN(strategies); i++)
        check_strategy(*state, i);
}

/* --- receipts that were cut ------------------------------------------------------------------ */

/* The receipts of one folder, up to where they say `part` for the n-th time, as those of another.
 */
static void cut_receipts(struct sweep *sweep, const char *from, const char *to, const char *part,
                         size_t n) {
    struct lg_str text = {0};
    char name[64];
    snprintf(name, sizeof name, "%s/receipts.jsonl", from);
    if (lg_fs_read(scratch_path(sweep->scratch, name), 1 << 24, &text, &sweep->err) != 0)
        fail_msg("%s", sweep->err.text);
    char *at = text.text;
    for (; n > 0; n--)
        at = strstr(at + 1, part);
    *at = '\0';
    assert_int_equal(lg_fs_mkdirs(scratch_path(sweep->scratch, to), &sweep->err), 0);
    snprintf(name, sizeof name, "%s/receipts.jsonl", to);
    scratch_write(sweep->scratch, name, text.text);
    lg_str_dispose(&text);
}

/* In the middle of a point's line; behind lines of no point; at a point's beginning. */
static void resume__takes_the_lines_that_are_whole(void **state) {
    static const struct {
        const char *part;
        size_t n, done;
    } rows[] = {{"\"results\":", 7, 6}, {"\n", 12, 0}, {"\"kind\":\"case\"", 1, 0}};
    struct sweep *sweep = *state;
    run_undisturbed(sweep);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char folder[32];
        snprintf(folder, sizeof folder, "cut%zu", i);
        cut_receipts(sweep, "whole", folder, rows[i].part, rows[i].n);
        assert_int_equal(count_cases(sweep, folder), rows[i].done);
        check_resumed(sweep, folder);
        sweep_close(sweep);
        assert_int_equal(remove(scratch_path(sweep->scratch, "end/receipts.jsonl")), 0);
    }
}

#define EXPORTING(rest)                                                                            \
    SWEEP_USED "allow_louder: true\n"                                                              \
               "matrix: drive\ntrack: master\ndevices: {util: Utility, lim: Limiter}\n"            \
               "export: {length: 100ms, file: '{id}.wav', overwrite: true}\n" rest

/* What stands in the way of a point's export for a while: a folder of that name. */
static char *hurdle(struct sweep *sweep, const char *id, struct lg_arena *arena) {
    return lg_arena_printf(arena, "%s/%s.wav", sweep->scratch->folder, id);
}

/* One point errs for a reason that is gone by the next run: it is rendered then, it alone where
 * the others do not follow from it, and all is told as of a run that nothing stood in the way of.
 */
static void check_redone(struct sweep *sweep, const char *file, const char *id, size_t number) {
    struct lg_arena arena = {0};
    char erred[32], end[32], plain[32];
    snprintf(erred, sizeof erred, "erred-%zu", number);
    snprintf(end, sizeof end, "mended-%zu", number);
    snprintf(plain, sizeof plain, "plain-%zu", number);
    (void)remove(hurdle(sweep, id, &arena));
    assert_int_equal(lg_fs_mkdirs(hurdle(sweep, id, &arena), &sweep->err), 0);
    sweep->options.recorded = NULL;
    assert_true(sweep_run(sweep, SWEEP_PLAIN, file, erred) > 1);
    const char *told = lg_arena_printf(&arena, "%s error in export", id);
    assert_non_null(strstr(lg_str_text(&sweep->heard), told));
    assert_int_equal(rmdir(hurdle(sweep, id, &arena)), 0);
    sweep_resume(sweep, erred, "nowhere");
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, file, end), 0);
    const char *heard = lg_arena_strdup(&arena, lg_str_text(&sweep->heard));
    assert_true(sweep->renders == 1 || strstr(file, "coordinate") != NULL);
    assert_true(sweep->renders > 0 && sweep->renders < sweep->cases);
    sweep->options.recorded = NULL;
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, file, plain), 0);
    sweep_wants(sweep, heard);
    lg_arena_dispose(&arena);
}

static void resume__does_what_erred_once_more(void **state) {
    static const char grid[] =
        EXPORTING("on_miss: pass\naxes: {util.gain: [-9 dB, -6 dB, -3 dB]}\n");
    static const char hunt[] =
        EXPORTING("targets: {sample_peak_dbfs: {near: {value: -24.6, tol: 0.2}}}\n"
                  "on_miss: pass\nstrategy: {kind: coordinate, count: 5}\n"
                  "axes: {util.gain: {from: -24 dB, to: 0 dB}, lim.gain: {from: -6 dB, to: 6 "
                  "dB}}\n");
    check_redone(*state, grid, "util.gain=-9dB", 1);
    check_redone(*state, grid, "util.gain=-6dB", 2);
    check_redone(*state, hunt, "lim.gain=-6dB,util.gain=-14.4dB", 3);
}

#define SET_AT(tempo, util, ceiling)                                                               \
    "tempo: " tempo "\ntracks:\n  - {name: Bass, group: PREMASTER, programme: bass}\n"             \
    "  - name: PREMASTER\n    kind: group\n    volume: 0.85\n    devices:\n" SWEEP_UTILITY_AT(     \
        util) SWEEP_LIMITER_AT("1", ceiling) "master: {name: Main}\n"

/* The same names, and another value where the chain was found: of what is set, of what is not, of
 * the song. */
static void resume__refuses_a_chain_that_was_found_otherwise(void **state) {
    static const struct {
        const char *set, *message;
    } rows[] = {
        {SET_AT("120", "0.25", "-0.3"), "found util.gain: was 0.0 dB, is "},
        {SET_AT("120", "0", "-5"), "chain PREMASTER / Limiter / Ceiling: was -0.3, is -5"},
        {SET_AT("121", "0", "-0.3"), "chain tempo: was 120, is 121"},
    };
    struct sweep *sweep = *state;
    sweep->die_at_case = 3;
    assert_true(sweep_run_doomed(sweep, SWEEP_PLAIN, matrix, "killed1"));
    live_on(sweep);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char folder[32];
        snprintf(folder, sizeof folder, "again%zu", i);
        sweep_resume(sweep, "killed1", "nowhere");
        assert_int_equal(sweep_run(sweep, rows[i].set, matrix, folder), 20);
        assert_int_equal(sweep->renders, 0);
        char *told = sweep_receipt(sweep, folder, "@preflight");
        if (strstr(told, "not what run killed1 found: ") == NULL ||
            strstr(told, rows[i].message) == NULL)
            fail_msg("wanted: %s\ngot: %s", rows[i].message, told);
        free(told);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        sweep_test(resume__after_a_kill_at_each_boundary),
        sweep_test(resume__after_a_kill_inside_a_phase),
        sweep_test(resume__finds_the_noise_floor_again),
        sweep_test(resume__goes_on_after_a_signal),
        sweep_test(resume__goes_the_same_way_with_any_strategy),
        sweep_test(resume__takes_the_lines_that_are_whole),
        sweep_test(resume__does_what_erred_once_more),
        sweep_test(resume__refuses_a_chain_that_was_found_otherwise),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    lg_arena_dispose(&whole.arena);
    return failed;
}
