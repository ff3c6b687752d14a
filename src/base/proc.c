#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

enum {
    GRACE_MS = 2000,
    TICK_MS_MAX = 32, /* how late the end of a program is seen whose output a child holds open */
    READ_BYTES = 4096,
    PIPE_BYTES_MAX = 1024 * 1024,
    INHERITED_MAX = 1024, /* descriptors that are kept from the program */
    SIGNALS_MAX = 32
};

extern char **environ;

/* The two pipes of the program's output, and the one by which a start that failed is told. */
enum { OUTPUT, ERRORS, STARTED, PIPES };

struct pipe_ends {
    int read;
    int write;
};

struct start_failure {
    int sys_errno;
    bool in_chdir;
};

struct child {
    pid_t pid; /* of its group too */
    struct pipe_ends pipes[PIPES];
    struct lg_clock clock;
    int64_t deadline_ns; /* of the time-out, then of the grace */
    int64_t grace_ns;
    int64_t tick_ms;
    bool is_stopping; /* SIGTERM was sent */
    bool timed_out;
};

static void close_end(int *end) {
    if (*end >= 0)
        close(*end);
    *end = -1;
}

/* Moved above stdio, which may be closed on our side, and closed on exec. */
static int raise_end(int end) {
    int raised = fcntl(end, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int sys_errno = errno;
    close(end);
    errno = sys_errno;
    return raised;
}

static int open_pipe(struct pipe_ends *ends) {
    int raw[2];
    if (pipe(raw) != 0)
        return -1;
    ends->read = raise_end(raw[0]);
    ends->write = raise_end(raw[1]);
    return ends->read >= 0 && ends->write >= 0 ? 0 : -1;
}

static void close_pipes(struct child *child) {
    for (int i = 0; i < PIPES; i++) {
        close_end(&child->pipes[i].read);
        close_end(&child->pipes[i].write);
    }
}

static int open_pipes(struct child *child) {
    for (int i = 0; i < PIPES; i++)
        child->pipes[i] = (struct pipe_ends){-1, -1};
    for (int i = 0; i < PIPES; i++) {
        if (open_pipe(&child->pipes[i]) != 0)
            return -1;
    }
    return 0;
}

/* --- In the child, between fork and exec --- */

/* A library may have opened descriptors without close-on-exec. */
static void keep_descriptors(void) {
    for (int fd = STDERR_FILENO + 1; fd < INHERITED_MAX; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void reset_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    for (int signo = 1; signo < SIGNALS_MAX; signo++)
        signal(signo, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void run_program(const struct child *child, const char *const *argv,
                                  const struct lg_proc_options *options) {
    const char *folder = options->folder;
    setpgid(0, 0);
    reset_signals();
    keep_descriptors();
    struct start_failure failure = {.in_chdir = folder != NULL && chdir(folder) != 0};
    if (!failure.in_chdir) {
        int empty = open("/dev/null", O_RDONLY);
        bool is_wired = empty >= 0 && dup2(empty, STDIN_FILENO) >= 0 &&
                        dup2(child->pipes[OUTPUT].write, STDOUT_FILENO) >= 0 &&
                        dup2(child->pipes[ERRORS].write, STDERR_FILENO) >= 0;
        if (is_wired) {
            if (empty > STDERR_FILENO)
                close(empty);
            if (options->variables != NULL)
                environ = (char **)(uintptr_t)options->variables;
            /* execvp promises not to write to argv: its type is older than const. */
            execvp(argv[0], (char *const *)(uintptr_t)argv);
        }
    }
    failure.sys_errno = errno;
    ssize_t told = write(child->pipes[STARTED].write, &failure, sizeof failure);
    _exit(told == (ssize_t)sizeof failure ? 127 : 126);
}

/* --- In the parent --- */

static int start_error(const struct start_failure *failure, const char *program, const char *folder,
                       struct lg_err *err) {
    if (failure->in_chdir)
        return lg_err_sys(err, LG_ERR_READ, failure->sys_errno, "folder '%s'", folder);
    return lg_err_sys(err, LG_ERR_READ, failure->sys_errno, "can't start '%s'", program);
}

static void reap(struct child *child, int *status_out) {
    while (waitpid(child->pid, status_out, 0) < 0 && errno == EINTR)
        continue;
}

static ssize_t read_again(int fd, void *bytes, size_t length) {
    ssize_t got = 0;
    do
        got = read(fd, bytes, length);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Waits until exec has closed its pipe, or told why it couldn't. */
static int start(struct child *child, const char *const *argv,
                 const struct lg_proc_options *options, struct lg_err *err) {
    const char *folder = options->folder;
    struct start_failure failure = {.sys_errno = 0};
    if (open_pipes(child) != 0 || (child->pid = fork()) < 0) {
        failure.sys_errno = errno;
        close_pipes(child);
        return start_error(&failure, argv[0], folder, err);
    }
    if (child->pid == 0)
        run_program(child, argv, options);
    /* Both sides set the group, since either may come first. */
    setpgid(child->pid, child->pid);
    for (int i = 0; i < PIPES; i++)
        close_end(&child->pipes[i].write);
    ssize_t got = read_again(child->pipes[STARTED].read, &failure, sizeof failure);
    close_end(&child->pipes[STARTED].read);
    if (got <= 0)
        return 0;
    close_pipes(child);
    reap(child, NULL);
    return start_error(&failure, argv[0], folder, err);
}

/* Reads what is there; what is beyond the bound is read too, lest the program wait for us. */
static void drain(int *end, size_t max_output, struct lg_str *out) {
    char bytes[READ_BYTES];
    ssize_t got = read_again(*end, bytes, sizeof bytes);
    if (got <= 0) {
        close_end(end);
        return;
    }
    size_t room = max_output > out->length ? max_output - out->length : 0;
    lg_str_add_n(out, bytes, (size_t)got < room ? (size_t)got : room);
}

static void stop(struct child *child) {
    kill(-child->pid, child->is_stopping ? SIGKILL : SIGTERM);
    child->is_stopping = true;
    child->deadline_ns = lg_clock_after(&child->clock, child->grace_ns);
}

static void check_deadline(struct child *child) {
    if (lg_clock_now_ns(&child->clock) < child->deadline_ns)
        return;
    if (!child->is_stopping)
        child->timed_out = true;
    stop(child);
}

/* True once it has ended; it stays a zombie, so that its number and its group's are still its own.
 */
static bool has_ended(const struct child *child) {
    siginfo_t info = {.si_pid = 0};
    int rc = waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT);
    /* Where someone ignores SIGCHLD, it leaves no zombie. */
    return rc == 0 ? info.si_pid == child->pid : errno == ECHILD;
}

static int wait_ms(const struct child *child) {
    int64_t left_ms = (child->deadline_ns - lg_clock_now_ns(&child->clock)) / LG_NS_PER_MS + 1;
    int64_t wait = left_ms < child->tick_ms ? left_ms : child->tick_ms;
    return wait < 0 ? 0 : (int)wait;
}

/* One turn of the loop: waits a little, and takes what came. */
static void take_output(struct child *child, int wake_fd, const struct lg_proc_options *options,
                        struct lg_proc_result *result) {
    struct pollfd fds[] = {
        {.fd = child->pipes[OUTPUT].read, .events = POLLIN},
        {.fd = child->pipes[ERRORS].read, .events = POLLIN},
        {.fd = wake_fd, .events = POLLIN},
    };
    int ready = poll(fds, LG_ARRAY_LEN(fds), wait_ms(child));
    child->tick_ms = ready > 0 ? 1 : child->tick_ms * 2;
    if (child->tick_ms > TICK_MS_MAX)
        child->tick_ms = TICK_MS_MAX;
    if (ready <= 0)
        return;
    if (fds[0].revents != 0)
        drain(&child->pipes[OUTPUT].read, options->max_output, &result->output);
    if (fds[1].revents != 0)
        drain(&child->pipes[ERRORS].read, options->max_output, &result->errors);
}

/* What lies in a pipe when the program has ended, and no more: a process that left its group may go
 * on writing. */
static void take_rest(int *end, size_t max_output, struct lg_str *out) {
    struct pollfd fd = {.fd = *end, .events = POLLIN};
    for (int n = 0; n < PIPE_BYTES_MAX / READ_BYTES && *end >= 0 && poll(&fd, 1, 0) > 0; n++)
        drain(end, max_output, out);
}

static int watch(struct child *child, const struct lg_env *env,
                 const struct lg_proc_options *options, struct lg_proc_result *result,
                 struct lg_err *err) {
    int rc = 0;
    while (!has_ended(child)) {
        if (rc == 0 && lg_env_check(env, err) != 0) {
            rc = -1;
            stop(child);
        }
        bool may_wake = rc == 0 && env->interrupt != NULL;
        take_output(child, may_wake ? env->interrupt->wake_fd : -1, options, result);
        check_deadline(child);
    }
    kill(-child->pid, SIGKILL);
    take_rest(&child->pipes[OUTPUT].read, options->max_output, &result->output);
    take_rest(&child->pipes[ERRORS].read, options->max_output, &result->errors);
    return rc;
}

static int64_t to_ns(int64_t span_ms) {
    return span_ms < LG_NEVER_NS / LG_NS_PER_MS ? span_ms * LG_NS_PER_MS : LG_NEVER_NS;
}

static bool is_below(const char *path, const char *folder) {
    size_t length = strlen(folder);
    return strcmp(folder, "/") == 0 ||
           (strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0'));
}

/* Without the errno: that of a program that is not there is told by it. */
static int check_folder(const struct lg_proc_options *options, struct lg_err *err) {
    if (options->within == NULL || options->folder == NULL)
        return 0;
    char *within = realpath(options->within, NULL);
    char *folder = within == NULL ? NULL : realpath(options->folder, NULL);
    int status = 0;
    if (folder == NULL)
        status = lg_err_set(err, LG_ERR_READ, "folder '%s': %s", options->folder, strerror(errno));
    else if (!is_below(folder, within))
        status = lg_err_set(err, LG_ERR_READ, "folder '%s' lies outside '%s'", options->folder,
                            options->within);
    free(folder);
    free(within);
    return status;
}

int lg_proc_run(const struct lg_env *env, const char *const *argv,
                const struct lg_proc_options *options, struct lg_proc_result *out,
                struct lg_err *err) {
    struct child child = {.deadline_ns = LG_NEVER_NS, .tick_ms = 1};
    lg_clock_init_real(&child.clock);
    if (check_folder(options, err) != 0 || start(&child, argv, options, err) != 0)
        return -1;
    if (options->timeout_ms > 0)
        child.deadline_ns = lg_clock_after(&child.clock, to_ns(options->timeout_ms));
    child.grace_ns = to_ns(options->grace_ms > 0 ? options->grace_ms : GRACE_MS);
    struct lg_proc_result result = {.exit_code = -1};
    int rc = watch(&child, env, options, &result, err);
    int status = 0;
    reap(&child, &status);
    close_pipes(&child);
    if (rc != 0) {
        lg_proc_result_dispose(&result);
        return -1;
    }
    result.timed_out = child.timed_out;
    if (WIFEXITED(status) && !child.timed_out)
        result.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status))
        result.signo = WTERMSIG(status);
    *out = result;
    return 0;
}

void lg_proc_result_dispose(struct lg_proc_result *result) {
    if (result == NULL)
        return;
    lg_str_dispose(&result->output);
    lg_str_dispose(&result->errors);
}

/* --- What goes on by itself --- */

int lg_proc_start(const char *const *argv, const char *folder, const char *log_path,
                  struct lg_proc_started *out, struct lg_err *err) {
    const struct lg_proc_options options = {.folder = folder};
    struct child child = {.pid = -1};
    struct start_failure failure = {.sys_errno = 0};
    for (int i = 0; i < PIPES; i++)
        child.pipes[i] = (struct pipe_ends){-1, -1};
    int raw = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    int log = raw < 0 ? -1 : raise_end(raw);
    if (log < 0)
        return lg_err_sys(err, LG_ERR_WRITE, errno, "'%s'", log_path);
    if (open_pipe(&child.pipes[STARTED]) == 0) {
        child.pipes[OUTPUT].write = log;
        child.pipes[ERRORS].write = log;
        child.pid = fork();
        if (child.pid == 0)
            run_program(&child, argv, &options);
        failure.sys_errno = child.pid < 0 ? errno : 0;
    } else {
        failure.sys_errno = errno;
    }
    close(log);
    close_end(&child.pipes[STARTED].write);
    if (failure.sys_errno == 0)
        (void)!read_again(child.pipes[STARTED].read, &failure, sizeof failure);
    close_end(&child.pipes[STARTED].read);
    if (failure.sys_errno != 0) {
        if (child.pid > 0)
            reap(&child, NULL);
        return start_error(&failure, argv[0], folder, err);
    }
    *out = (struct lg_proc_started){.pid = child.pid};
    return 0;
}

bool lg_proc_has_ended(struct lg_proc_started *started) {
    int status = 0;
    if (started->has_ended || waitpid((pid_t)started->pid, &status, WNOHANG) == 0)
        return started->has_ended;
    started->has_ended = true;
    started->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return true;
}
