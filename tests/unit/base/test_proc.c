#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include "scratch.h"

/* Far beyond what any of these programs takes: who reaches it hangs. */
#define LONG_MS 60000
/* Blocks for ever, holding our pipe for errors; GNU tail would end with that for its output. */
#define BLOCK "tail -f /dev/null >/dev/null"

static struct lg_proc_result run(const char *const *argv, struct lg_proc_options options) {
    struct lg_env env;
    lg_env_init_test(&env);
    if (options.timeout_ms == 0)
        options.timeout_ms = LONG_MS;
    if (options.max_output == 0)
        options.max_output = 4096;
    struct lg_proc_result result = {0};
    struct lg_err err = {0};
    int rc = lg_proc_run(&env, argv, &options, &result, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(rc, 0);
    return result;
}

static struct lg_proc_result run_script(const char *script) {
    const char *const argv[] = {"sh", "-c", script, NULL};
    return run(argv, (struct lg_proc_options){0});
}

static void proc__keeps_both_outputs_and_the_exit_code(void **state) {
    (void)state;
    struct lg_proc_result result = run_script("echo out; echo err >&2; exit 3");
    assert_int_equal(result.exit_code, 3);
    assert_int_equal(result.signo, 0);
    assert_false(result.timed_out);
    assert_string_equal(lg_str_text(&result.output), "out\n");
    assert_string_equal(lg_str_text(&result.errors), "err\n");
    lg_proc_result_dispose(&result);
    lg_proc_result_dispose(NULL);
}

static void proc__arguments_meet_no_shell(void **state) {
    (void)state;
    const char *const argv[] = {"printf", "%s|", "$HOME `id`", "a  b", "", "*", NULL};
    struct lg_proc_result result = run(argv, (struct lg_proc_options){0});
    assert_string_equal(lg_str_text(&result.output), "$HOME `id`|a  b||*|");
    lg_proc_result_dispose(&result);
}

static void proc__stdin_is_empty(void **state) {
    (void)state;
    const char *const argv[] = {"cat", NULL};
    struct lg_proc_result result = run(argv, (struct lg_proc_options){0});
    assert_int_equal(result.exit_code, 0);
    assert_false(result.timed_out);
    assert_string_equal(lg_str_text(&result.output), "");
    lg_proc_result_dispose(&result);
}

static void proc__runs_in_the_folder(void **state) {
    struct scratch *scratch = *state;
    const char *const argv[] = {"sh", "-c", "pwd -P", NULL};
    struct lg_proc_result result = run(argv, (struct lg_proc_options){.folder = scratch->folder});
    assert_true(lg_starts_with(lg_str_text(&result.output), scratch->folder));
    assert_int_equal(result.output.length, strlen(scratch->folder) + 1);
    lg_proc_result_dispose(&result);
}

static void proc__what_cannot_start_is_an_error(void **state) {
    struct scratch *scratch = *state;
    scratch_write(scratch, "plain", "no program");
    char *plain = strdup(scratch_path(scratch, "plain"));
    const struct {
        const char *program, *folder;
        int sys_errno;
        const char *says;
    } rows[] = {
        {"/none/such", NULL, ENOENT, "can't start '/none/such': No such file or directory"},
        {"livegate-none-such", NULL, ENOENT, "can't start 'livegate-none-such': "},
        {plain, NULL, EACCES, "can't start '/"},
        {"true", "/none/such", ENOENT, "folder '/none/such': "},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_env env;
        lg_env_init_test(&env);
        const char *const argv[] = {rows[i].program, NULL};
        struct lg_proc_options options = {.folder = rows[i].folder, .timeout_ms = LONG_MS};
        struct lg_proc_result result = {.exit_code = 77};
        struct lg_err err = {0};
        assert_int_equal(lg_proc_run(&env, argv, &options, &result, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_int_equal(err.sys_errno, rows[i].sys_errno);
        assert_true(lg_starts_with(err.text, rows[i].says));
        assert_int_equal(result.exit_code, 77);
    }
    free(plain);
}

static void proc__tells_the_signal_that_ended_it(void **state) {
    (void)state;
    struct lg_proc_result result = run_script("kill -9 $$");
    assert_int_equal(result.exit_code, -1);
    assert_int_equal(result.signo, SIGKILL);
    assert_false(result.timed_out);
    lg_proc_result_dispose(&result);
}

static void proc__long_output_is_cut_but_read_to_its_end(void **state) {
    (void)state;
    const char *const argv[] = {
        "sh", "-c", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2; exit 5", NULL};
    struct lg_proc_result result = run(argv, (struct lg_proc_options){.max_output = 5000});
    assert_int_equal(result.exit_code, 5);
    assert_false(result.timed_out);
    assert_int_equal(result.output.length, 5000);
    assert_int_equal(result.errors.length, 5000);
    lg_proc_result_dispose(&result);
}

static void proc__output_within_the_bound_is_whole(void **state) {
    (void)state;
    const char *const argv[] = {"head", "-c", "300000", "/dev/zero", NULL};
    struct lg_proc_result result = run(argv, (struct lg_proc_options){.max_output = 300000});
    assert_int_equal(result.exit_code, 0);
    assert_int_equal(result.output.length, 300000);
    lg_proc_result_dispose(&result);
}

/* Runs into a time-out, after the program has said "ready": on a busy machine a longer one. */
static struct lg_proc_result run_until_ready(const char *const *argv,
                                             struct lg_proc_options options) {
    for (options.timeout_ms = 100;; options.timeout_ms *= 4) {
        struct lg_proc_result result = run(argv, options);
        if (lg_starts_with(lg_str_text(&result.output), "ready\n"))
            return result;
        assert_true(options.timeout_ms < LONG_MS);
        lg_proc_result_dispose(&result);
    }
}

/* A pipe that the program and its children hold open: its other end hangs up when all are gone. */
static int open_witness(struct scratch *scratch) {
    assert_int_equal(mkfifo(scratch_path(scratch, "witness"), 0600), 0);
    int reader = open(scratch_path(scratch, "witness"), O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    return reader;
}

/* Checks too that somebody did hold it: "here" was written. */
static void assert_all_gone(int reader) {
    struct pollfd fd = {.fd = reader, .events = POLLIN};
    char text[64] = "";
    assert_int_equal(poll(&fd, 1, LONG_MS), 1);
    assert_true(read(reader, text, sizeof text - 1) >= 4);
    assert_true(lg_starts_with(text, "here"));
    assert_int_equal(poll(&fd, 1, LONG_MS), 1);
    assert_int_equal(fd.revents & (POLLIN | POLLHUP), POLLHUP);
    close(reader);
}

static void proc__a_time_out_ends_the_whole_group(void **state) {
    struct scratch *scratch = *state;
    int witness = open_witness(scratch);
    const char *const argv[] = {
        "sh", "-c", "exec 3>witness; printf here >&3; " BLOCK " & echo ready; " BLOCK, NULL};
    struct lg_proc_result result =
        run_until_ready(argv, (struct lg_proc_options){.folder = scratch->folder});
    assert_true(result.timed_out);
    assert_int_equal(result.exit_code, -1);
    assert_int_equal(result.signo, SIGTERM);
    assert_all_gone(witness);
    lg_proc_result_dispose(&result);
}

static void proc__who_ignores_sigterm_is_killed(void **state) {
    struct scratch *scratch = *state;
    int witness = open_witness(scratch);
    const char *const argv[] = {
        "sh", "-c", "trap '' TERM; exec 3>witness; printf here >&3; echo ready; " BLOCK, NULL};
    struct lg_proc_options options = {.folder = scratch->folder, .grace_ms = 50};
    struct lg_proc_result result = run_until_ready(argv, options);
    assert_true(result.timed_out);
    assert_int_equal(result.signo, SIGKILL);
    assert_all_gone(witness);
    lg_proc_result_dispose(&result);
}

/* The child of the program has to hear of it too. */
static void proc__sigterm_leaves_time_to_say_goodbye(void **state) {
    (void)state;
    const char *const argv[] = {"sh", "-c",
                                "trap : TERM; sh -c \"trap 'echo goodbye; exit 0' TERM; " BLOCK
                                " & echo ready; wait\"",
                                NULL};
    struct lg_proc_result result =
        run_until_ready(argv, (struct lg_proc_options){.grace_ms = LONG_MS});
    assert_true(result.timed_out);
    assert_int_equal(result.exit_code, -1);
    assert_string_equal(lg_str_text(&result.output), "ready\ngoodbye\n");
    lg_proc_result_dispose(&result);
}

static void proc__a_child_left_behind_holds_up_nothing(void **state) {
    struct scratch *scratch = *state;
    int witness = open_witness(scratch);
    const char *const argv[] = {"sh", "-c",
                                "exec 3>witness; printf here >&3; " BLOCK " & echo done", NULL};
    struct lg_proc_result result = run(argv, (struct lg_proc_options){.folder = scratch->folder});
    assert_false(result.timed_out);
    assert_int_equal(result.exit_code, 0);
    assert_string_equal(lg_str_text(&result.output), "done\n");
    assert_all_gone(witness);
    lg_proc_result_dispose(&result);
}

static void proc__our_descriptors_stay_ours(void **state) {
    (void)state;
    int ours = open("/dev/null", O_RDONLY);
    assert_true(dup2(ours, 7) == 7);
    struct lg_proc_result result = run_script("(: <&7) 2>/dev/null && echo open || echo closed");
    assert_string_equal(lg_str_text(&result.output), "closed\n");
    lg_proc_result_dispose(&result);
    assert_true(fcntl(7, F_GETFD) >= 0);
    close(7);
    if (ours != 7)
        close(ours);
}

static void proc__signals_are_as_if_started_anew(void **state) {
    (void)state;
    struct sigaction before;
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t mask;
    sigset_t mask_before;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    assert_int_equal(sigaction(SIGPIPE, &ignore, &before), 0);
    assert_int_equal(sigprocmask(SIG_BLOCK, &mask, &mask_before), 0);
    struct lg_proc_result piped = run_script("kill -PIPE $$; echo survived");
    struct lg_proc_result masked = run_script("kill -USR1 $$; echo survived");
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
    sigaction(SIGPIPE, &before, NULL);
    assert_int_equal(piped.signo, SIGPIPE);
    assert_int_equal(masked.signo, SIGUSR1);
    lg_proc_result_dispose(&piped);
    lg_proc_result_dispose(&masked);
}

static struct lg_interrupt interrupt;
static int wake_write_fd;

static void on_signal(int signo) {
    int sys_errno = errno;
    interrupt.signo = signo;
    if (write(wake_write_fd, "!", 1) != 1)
        abort();
    errno = sys_errno;
}

static void proc__a_stop_ends_it_and_is_an_error(void **state) {
    struct scratch *scratch = *state;
    int witness = open_witness(scratch);
    int wake[2];
    assert_int_equal(pipe(wake), 0);
    interrupt = (struct lg_interrupt){.signo = 0, .wake_fd = wake[0]};
    wake_write_fd = wake[1];
    struct sigaction before;
    struct sigaction action = {.sa_handler = on_signal};
    assert_int_equal(sigaction(SIGUSR1, &action, &before), 0);
    struct lg_env env;
    lg_env_init_test(&env);
    env.interrupt = &interrupt;
    const char *const argv[] = {"sh", "-c",
                                "exec 3>witness; printf here >&3; kill -USR1 $PPID; " BLOCK, NULL};
    struct lg_proc_options options = {
        .folder = scratch->folder, .timeout_ms = LONG_MS, .max_output = 100};
    struct lg_proc_result result = {.exit_code = 77};
    struct lg_err err = {0};
    int rc = lg_proc_run(&env, argv, &options, &result, &err);
    sigaction(SIGUSR1, &before, NULL);
    assert_int_equal(rc, -1);
    assert_int_equal(err.kind, LG_ERR_INTERRUPTED);
    assert_int_equal(result.exit_code, 77);
    assert_all_gone(witness);
    close(wake[0]);
    close(wake[1]);
}

static void wait_for(struct lg_proc_started *started) {
    for (int i = 0; i < LONG_MS && !lg_proc_has_ended(started); i++)
        poll(NULL, 0, 1);
}

static void proc__what_is_started_goes_on_by_itself(void **state) {
    struct scratch *scratch = *state;
    char log[2 * SCRATCH_MAX];
    char said[64] = "";
    struct lg_err err = {0};
    struct lg_proc_started started = {0};
    snprintf(log, sizeof log, "%s", scratch_path(scratch, "log"));
    const char *const argv[] = {"sh", "-c", "pwd -P >&2; until [ -e go ]; do :; done; exit 3",
                                NULL};
    assert_int_equal(lg_proc_start(argv, scratch->folder, log, &started, &err), 0);
    assert_false(lg_proc_has_ended(&started));
    scratch_write(scratch, "go", "");
    wait_for(&started);
    assert_true(started.has_ended);
    assert_int_equal(started.exit_code, 3);
    assert_true(lg_proc_has_ended(&started));
    FILE *file = fopen(log, "r");
    assert_non_null(file);
    assert_non_null(fgets(said, sizeof said, file));
    fclose(file);
    assert_memory_equal(said, scratch->folder, strlen(scratch->folder));
    const char *const killed[] = {"sh", "-c", "kill -9 $$", NULL};
    assert_int_equal(lg_proc_start(killed, NULL, log, &started, &err), 0);
    wait_for(&started);
    assert_int_equal(started.exit_code, -1);
}

static void proc__what_cannot_be_started_is_told_at_once(void **state) {
    struct scratch *scratch = *state;
    const char *const argv[] = {"no-such-program", NULL};
    struct lg_proc_started started = {0};
    struct lg_err err = {0};
    char log[2 * SCRATCH_MAX];
    snprintf(log, sizeof log, "%s", scratch_path(scratch, "log"));
    int before = dup(STDERR_FILENO);
    close(before);
    assert_int_equal(lg_proc_start(argv, NULL, log, &started, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_int_equal(err.sys_errno, ENOENT);
    err = (struct lg_err){0};
    assert_int_equal(lg_proc_start(argv, NULL, scratch_path(scratch, "no/log"), &started, &err),
                     -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    int after = dup(STDERR_FILENO);
    close(after);
    assert_int_equal(after, before);
}

static void proc__leaves_no_descriptor_open(void **state) {
    (void)state;
    int before = dup(STDERR_FILENO);
    close(before);
    for (int i = 0; i < 3; i++) {
        struct lg_proc_result result = run_script(BLOCK " & echo x");
        lg_proc_result_dispose(&result);
    }
    int after = dup(STDERR_FILENO);
    close(after);
    assert_int_equal(after, before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proc__keeps_both_outputs_and_the_exit_code),
        cmocka_unit_test(proc__arguments_meet_no_shell),
        cmocka_unit_test(proc__stdin_is_empty),
        scratch_test(proc__runs_in_the_folder),
        scratch_test(proc__what_cannot_start_is_an_error),
        cmocka_unit_test(proc__tells_the_signal_that_ended_it),
        cmocka_unit_test(proc__long_output_is_cut_but_read_to_its_end),
        cmocka_unit_test(proc__output_within_the_bound_is_whole),
        scratch_test(proc__a_time_out_ends_the_whole_group),
        scratch_test(proc__who_ignores_sigterm_is_killed),
        cmocka_unit_test(proc__sigterm_leaves_time_to_say_goodbye),
        scratch_test(proc__a_child_left_behind_holds_up_nothing),
        cmocka_unit_test(proc__our_descriptors_stay_ours),
        cmocka_unit_test(proc__signals_are_as_if_started_anew),
        scratch_test(proc__a_stop_ends_it_and_is_an_error),
        cmocka_unit_test(proc__leaves_no_descriptor_open),
        scratch_test(proc__what_is_started_goes_on_by_itself),
        scratch_test(proc__what_cannot_be_started_is_told_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
