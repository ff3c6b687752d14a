#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "runner/app.h"
#include "runner/exit_code.h"

static struct lg_interrupt interrupt_state = {0, -1};
static int wake_write_fd = -1;

/* So many signals mean that teardown is not wanted any more, or hangs; a CI server sends two or
 * three by itself. */
enum { PATIENCE = 5 };

static void on_signal(int signo) {
    static const char words[] =
        "\nlivegate: stopping, Live is put back first (five times ends at once)\n";
    static const char left[] =
        "\nlivegate: ended before Live was put back; `livegate restore` does it\n";
    static volatile sig_atomic_t times;
    int saved = errno;
    times = times + 1;
    if (interrupt_state.signo == 0) {
        interrupt_state.signo = signo;
        lg_exit_note_signal(signo);
    }
    ssize_t written = write(wake_write_fd, "!", 1);
    if (times == 1 && isatty(STDERR_FILENO))
        written = write(STDERR_FILENO, words, sizeof words - 1);
    LG_UNUSED(written);
    if (times >= PATIENCE) {
        written = write(STDERR_FILENO, left, sizeof left - 1);
        signal(signo, SIG_DFL);
        raise(signo);
    }
    errno = saved;
}

static int set_flags(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
                   fcntl(fd, F_SETFD, FD_CLOEXEC) != 0
               ? -1
               : 0;
}

int lg_signals_catch(struct lg_env *env, struct lg_err *err) {
    int ends[2];
    if (pipe(ends) != 0 || set_flags(ends[0]) != 0 || set_flags(ends[1]) != 0)
        return lg_err_sys(err, LG_ERR_INTERNAL, errno, "no pipe for signals");
    interrupt_state.wake_fd = ends[0];
    wake_write_fd = ends[1];
    env->interrupt = &interrupt_state;

    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    static const int caught[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < LG_ARRAY_LEN(caught); i++) {
        if (sigaction(caught[i], &action, NULL) != 0)
            return lg_err_sys(err, LG_ERR_INTERNAL, errno, "can't catch signal %d", caught[i]);
    }
    signal(SIGPIPE, SIG_IGN);
    /* A write beyond `ulimit -f` is told as an error of its file; Live is put back all the same. */
    signal(SIGXFSZ, SIG_IGN);
    return 0;
}
