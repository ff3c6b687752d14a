#include "base/env.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/unit.h"

static void set(const char *name, const char *text) {
    assert_int_equal(text == NULL ? unsetenv(name) : setenv(name, text, 1), 0);
}

/* stdin and stderr on a terminal of ours, while `env` is made. */
static void init_at_terminal(struct lg_env *env) {
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    assert_int_equal(grantpt(terminal), 0);
    assert_int_equal(unlockpt(terminal), 0);
    int person = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    assert_true(person >= 0);
    int in = dup(STDIN_FILENO);
    int err = dup(STDERR_FILENO);
    dup2(person, STDIN_FILENO);
    dup2(person, STDERR_FILENO);
    lg_env_init(env);
    dup2(in, STDIN_FILENO);
    dup2(err, STDERR_FILENO);
    close(in);
    close(err);
    close(person);
    close(terminal);
}

static void env__colour_needs_a_terminal_and_nobody_against_it(void **state) {
    (void)state;
    static const struct {
        const char *ci;
        const char *no_color;
        bool colour;
    } rows[] = {
        {NULL, NULL, true}, {NULL, "", true},     {NULL, "1", false},  {NULL, "0", false},
        {"", NULL, true},   {"true", "", false},  {"false", "", true}, {"0", NULL, true},
        {"1", NULL, false}, {"true", "1", false}, {NULL, "no", false},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        set("CI", rows[i].ci);
        set("NO_COLOR", rows[i].no_color);
        struct lg_env env;
        init_at_terminal(&env);
        assert_true(env.is_terminal);
        assert_int_equal(env.colour, rows[i].colour);
    }
    set("CI", NULL);
    set("NO_COLOR", NULL);
    set("TERM", "dumb");
    struct lg_env env;
    init_at_terminal(&env);
    assert_false(env.colour);
    set("TERM", "xterm");
}

static void env__without_a_terminal_there_is_no_colour(void **state) {
    (void)state;
    int err = dup(STDERR_FILENO);
    int null = open("/dev/null", O_WRONLY);
    dup2(null, STDERR_FILENO);
    struct lg_env env;
    lg_env_init(&env);
    dup2(err, STDERR_FILENO);
    close(err);
    close(null);
    assert_false(env.is_terminal);
    assert_false(env.colour);
}

/* What CI servers set, not all of them CI. */
static const char *const ci_marks[] = {"CI",        "GITHUB_ACTIONS", "GITLAB_CI",
                                       "BUILDKITE", "JENKINS_URL",    "TF_BUILD"};

static void env__ci_is_set_by_any_true_text(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_ci;
    } rows[] = {{NULL, false}, {"", false},    {"0", false}, {"false", false},
                {"1", true},   {"true", true}, {"yes", true}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        for (size_t k = 0; k < LG_ARRAY_LEN(ci_marks); k++) {
            struct lg_env env;
            set(ci_marks[k], rows[i].text);
            lg_env_init(&env);
            assert_int_equal(env.is_ci, rows[i].is_ci);
            set(ci_marks[k], NULL);
        }
    }
}

static void env__reads_the_process(void **state) {
    (void)state;
    set("LIVEGATE_TEST", "here");
    set("TMPDIR", "/elsewhere");
    struct lg_env env;
    lg_env_init(&env);
    assert_string_equal(lg_env_get(&env, "LIVEGATE_TEST"), "here");
    assert_null(lg_env_get(&env, "LIVEGATE_TEST_UNSET"));
    assert_string_equal(env.tmpdir, "/elsewhere");
    assert_int_equal(env.pid, getpid());
    assert_true(strlen(env.hostname) > 0);
    assert_false(env.clock.is_virtual);
    set("TMPDIR", "");
    lg_env_init(&env);
    assert_string_equal(env.tmpdir, "/tmp");
    set("TMPDIR", NULL);
    set("LIVEGATE_TEST", NULL);
}

static void env__of_tests_is_the_same_everywhere(void **state) {
    (void)state;
    struct lg_env env;
    lg_env_init_test(&env);
    assert_null(lg_env_get(&env, "PATH"));
    assert_true(env.clock.is_virtual);
    char text[25];
    lg_clock_format_utc(lg_clock_wall_ms(&env.clock), text);
    assert_string_equal(text, "2026-02-22T00:00:00.000Z");
    assert_false(env.is_terminal);
    assert_false(env.is_ci);
    assert_false(env.colour);
}

static void env__check_fails_once_a_stop_was_asked_for(void **state) {
    (void)state;
    struct lg_env env;
    lg_env_init_test(&env);
    struct lg_err err = {0};
    assert_int_equal(lg_env_check(&env, &err), 0);
    struct lg_interrupt interrupt = {.signo = 0, .wake_fd = -1};
    env.interrupt = &interrupt;
    assert_int_equal(lg_env_check(&env, &err), 0);
    interrupt.signo = 2;
    assert_int_equal(lg_env_check(&env, &err), -1);
    assert_int_equal(err.kind, LG_ERR_INTERRUPTED);
    assert_string_equal(err.text, "stopped by signal 2");
}

static void env__check_fails_from_the_deadline_on(void **state) {
    (void)state;
    struct lg_env env;
    struct lg_err err = {0};
    lg_env_init_test(&env);
    lg_clock_advance_to(&env.clock, LG_NS_PER_S);
    assert_int_equal(lg_env_check(&env, NULL), 0);
    env.deadline_ns = 0; /* nobody set one */
    assert_int_equal(lg_env_check(&env, NULL), 0);
    env.deadline_ns = LG_NS_PER_S + 1;
    assert_int_equal(lg_env_check(&env, NULL), 0);
    lg_clock_advance_to(&env.clock, LG_NS_PER_S + 1);
    assert_int_equal(lg_env_check(&env, &err), -1);
    assert_int_equal(err.kind, LG_ERR_TIMEOUT);
    assert_string_equal(err.text, "stopped at its deadline");
    /* A signal says more than a deadline. */
    struct lg_interrupt interrupt = {.signo = 15, .wake_fd = -1};
    env.interrupt = &interrupt;
    err = (struct lg_err){0};
    assert_int_equal(lg_env_check(&env, &err), -1);
    assert_int_equal(err.kind, LG_ERR_INTERRUPTED);
}

/* Each look finds it ten seconds later. */
static int64_t hasty_ns(void) {
    static int64_t now_ns;
    return now_ns += 10 * LG_NS_PER_S;
}

static void env__waits_on_its_own_clock(void **state) {
    (void)state;
    struct lg_interrupt interrupt = {.signo = 0, .wake_fd = -1};
    struct lg_env env;
    struct lg_err err = {0};
    lg_env_init_test(&env);
    env.interrupt = &interrupt;
    assert_int_equal(lg_env_wait(&env, 600 * LG_NS_PER_S, NULL), 0);
    assert_int_equal(lg_clock_now_ns(&env.clock), 600 * LG_NS_PER_S);
    env.deadline_ns = 700 * LG_NS_PER_S;
    assert_int_equal(lg_env_wait(&env, 800 * LG_NS_PER_S, &err), -1);
    assert_int_equal(err.kind, LG_ERR_TIMEOUT);
    env.deadline_ns = LG_NEVER_NS;
    interrupt.signo = 15;
    err = (struct lg_err){0};
    assert_int_equal(lg_env_wait(&env, 0, &err), -1);
    assert_int_equal(err.kind, LG_ERR_INTERRUPTED);
    interrupt.signo = 0;
    lg_clock_init_real(&env.clock);
    env.clock.real_now_ns = hasty_ns;
    assert_int_equal(lg_env_wait(&env, lg_clock_after(&env.clock, 25 * LG_NS_PER_S), NULL), 0);
}

int main(void) {
    for (size_t i = 0; i < LG_ARRAY_LEN(ci_marks); i++)
        set(ci_marks[i], NULL);
    set("NO_COLOR", NULL);
    set("TERM", "xterm");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(env__colour_needs_a_terminal_and_nobody_against_it),
        cmocka_unit_test(env__without_a_terminal_there_is_no_colour),
        cmocka_unit_test(env__ci_is_set_by_any_true_text),
        cmocka_unit_test(env__reads_the_process),
        cmocka_unit_test(env__of_tests_is_the_same_everywhere),
        cmocka_unit_test(env__check_fails_once_a_stop_was_asked_for),
        cmocka_unit_test(env__check_fails_from_the_deadline_on),
        cmocka_unit_test(env__waits_on_its_own_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
