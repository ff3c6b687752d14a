#include "runner/ask.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "runner/app.h"

enum { ANSWER_MAX = 64 };

/* Until there is something to read, a stop, or the deadline of what is being done. */
static int await_line(struct lg_env *env, struct lg_err *err) {
    struct pollfd fds[] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = env->interrupt == NULL ? -1 : env->interrupt->wake_fd, .events = POLLIN}};
    while (lg_env_check(env, err) == 0) {
        int ready = poll(fds, LG_ARRAY_LEN(fds), 1000);
        if (ready < 0 && errno != EINTR)
            return lg_err_sys(err, LG_ERR_READ, errno, "no answer could be read");
        if (ready > 0 && fds[0].revents != 0)
            return 0;
    }
    return -1;
}

/* 'y' for an empty line, 0 at the end of the input. */
static int read_answer(struct lg_env *env, char *first, struct lg_err *err) {
    char line[ANSWER_MAX];
    if (await_line(env, err) < 0)
        return -1;
    ssize_t got = read(STDIN_FILENO, line, sizeof line);
    if (got < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "no answer could be read");
    *first = got == 0 ? '\0' : (line[0] == '\n' ? 'y' : line[0]);
    return 0;
}

static int ask_until_answered(struct lg_env *env, const char *question, struct lg_err *err) {
    for (;;) {
        char answer;
        fprintf(stderr, "livegate: %s [Y/n] ", lg_shown(question));
        if (read_answer(env, &answer, err) < 0)
            return -1;
        if (answer == '\0')
            return lg_err_set(err, LG_ERR_READ, "the question was not answered: %s", question);
        if (answer == 'y' || answer == 'Y')
            return 0;
        if (answer == 'n' || answer == 'N')
            return 1;
    }
}

/* Meanwhile the line is the question's: no bar is drawn over it. */
static int ask(void *ctx, const char *question, struct lg_err *err) {
    struct lg_env *env = ctx;
    void (*tick)(void *) = env->tick;
    if (tick != NULL && lg_bar(env) != NULL)
        fputs("\r\033[K", stderr);
    env->tick = NULL;
    int answer = ask_until_answered(env, question, err);
    env->tick = tick;
    return answer;
}

void lg_ask_by_terminal(struct lg_env *env) {
    if (!env->is_terminal || env->is_ci)
        return;
    env->ask = ask;
    env->ctx = env;
}
