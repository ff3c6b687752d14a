/* A sweep that is killed anywhere goes on where it was: no point twice, none missing, and what is
 * reported is what an undisturbed run reports. */
#include "joint/sweep.h"

#define POINTS 10

static const char matrix[] =
    SWEEP_HEAD SWEEP_CHAIN "allow_louder: true\n"
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

struct undisturbed {
    struct lg_arena arena;
    const char *junit, *heard;
    size_t events, sent, looks;
};

static struct undisturbed run_undisturbed(struct sweep *sweep) {
    struct undisturbed whole = {.arena = {0}};
    assert_int_equal(sweep_run(sweep, SWEEP_PLAIN, matrix, "whole"), 0);
    assert_int_equal(sweep->renders, POINTS);
    whole.heard = lg_arena_strdup(&whole.arena, lg_str_text(&sweep->heard));
    whole.junit = junit_of(sweep, &whole.arena, "whole");
    whole.events = sweep->events;
    whole.sent = sweep->sent;
    whole.looks = sweep->looks;
    return whole;
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

/* Goes on with the run that was killed, and looks at what came of both. */
static void check_resumed(struct sweep *sweep, struct undisturbed *whole, size_t number) {
    char killed[16];
    char resumed[16];
    snprintf(killed, sizeof killed, "killed%zu", number);
    snprintf(resumed, sizeof resumed, "again%zu", number);
    size_t done = count_cases(sweep, killed);
    sweep_resume(sweep, killed, "nowhere");
    sweep->die_at_event = sweep->die_at_datagram = sweep->die_at_look = 0;
    int code = sweep_run(sweep, SWEEP_PLAIN, matrix, resumed);
    sweep->options.recorded = NULL;
    if (code != 0)
        fail_msg("%s: exit %d, %s", killed, code, sweep->err.text);
    sweep_wants(sweep, whole->heard);
    assert_int_equal(sweep->cases, POINTS);
    assert_int_equal(sweep->renders, POINTS - done);
    if (!is_same_report(junit_of(sweep, &whole->arena, resumed), whole->junit))
        fail_msg("%s: wanted\n%s\ngot\n%s", killed, whole->junit,
                 junit_of(sweep, &whole->arena, resumed));
    sweep_is_restored(sweep);
}

static void kill_and_resume(struct sweep *sweep, struct undisturbed *whole, size_t *number) {
    char killed[16];
    snprintf(killed, sizeof killed, "killed%zu", ++*number);
    assert_true(sweep_run_doomed(sweep, SWEEP_PLAIN, matrix, killed));
    check_resumed(sweep, whole, *number);
}

/* With any event, which is any boundary: before, between and behind points. */
static void resume__after_a_kill_at_each_boundary(void **state) {
    struct sweep *sweep = *state;
    struct undisturbed whole = run_undisturbed(sweep);
    size_t number = 0;
    for (size_t event = 3; event < whole.events; event += 5) {
        sweep->die_at_event = event;
        kill_and_resume(sweep, &whole, &number);
    }
    lg_arena_dispose(&whole.arena);
}

/* With a datagram: while setting, rendering, waiting. With a look at the clock: while measuring. */
static void resume__after_a_kill_inside_a_phase(void **state) {
    struct sweep *sweep = *state;
    struct undisturbed whole = run_undisturbed(sweep);
    size_t number = 0;
    for (size_t part = 1; part < 12; part++) {
        sweep->die_at_datagram = whole.sent * part / 12;
        kill_and_resume(sweep, &whole, &number);
        sweep->die_at_datagram = 0;
    }
    for (size_t part = 1; part < 4; part++) {
        sweep->die_at_look = whole.looks * part / 4;
        kill_and_resume(sweep, &whole, &number);
    }
    lg_arena_dispose(&whole.arena);
}

/* Killed, gone on with, killed again: the second receipts tell all that the first did. */
static void resume__goes_on_with_what_was_gone_on_with(void **state) {
    struct sweep *sweep = *state;
    struct undisturbed whole = run_undisturbed(sweep);
    sweep->die_at_event = whole.events / 3;
    assert_true(sweep_run_doomed(sweep, SWEEP_PLAIN, matrix, "killed0"));
    size_t done = count_cases(sweep, "killed0");
    sweep->die_at_event = whole.events * 2 / 3;
    assert_true(sweep_run_doomed(sweep, SWEEP_PLAIN, matrix, "killed1"));
    assert_true(count_cases(sweep, "killed1") > done);
    check_resumed(sweep, &whole, 1);
    lg_arena_dispose(&whole.arena);
}

static void resume__goes_on_after_a_signal(void **state) {
    struct sweep *sweep = *state;
    struct undisturbed whole = run_undisturbed(sweep);
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
    lg_arena_dispose(&whole.arena);
}

/* The same names, and another value where the chain was found. */
static void resume__refuses_a_chain_that_was_found_otherwise(void **state) {
    struct sweep *sweep = *state;
    sweep->die_at_event = 30;
    assert_true(sweep_run_doomed(sweep, SWEEP_PLAIN, matrix, "killed1"));
    sweep->die_at_event = 0;
    sweep_resume(sweep, "killed1", "nowhere");
    assert_int_equal(sweep_run(sweep,
                               SWEEP_SET("", "0.85", SWEEP_UTILITY_AT("0.25") SWEEP_LIMITER("1")),
                               matrix, "again1"),
                     20);
    assert_non_null(strstr(lg_str_text(&sweep->heard), "@preflight error"));
    assert_int_equal(sweep->renders, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        sweep_test(resume__after_a_kill_at_each_boundary),
        sweep_test(resume__after_a_kill_inside_a_phase),
        sweep_test(resume__goes_on_with_what_was_gone_on_with),
        sweep_test(resume__goes_on_after_a_signal),
        sweep_test(resume__refuses_a_chain_that_was_found_otherwise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
