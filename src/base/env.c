#include "base/env.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char host_name[256];

/* POSIX leaves it to the program to declare it. */
extern char **environ;

static const char *process_getenv(void *ctx, const char *name) {
    LG_UNUSED(ctx);
    return getenv(name);
}

static const char *no_getenv(void *ctx, const char *name) {
    LG_UNUSED(ctx);
    LG_UNUSED(name);
    return NULL;
}

static bool is_truthy(const char *text) {
    return text != NULL && text[0] != '\0' && strcmp(text, "0") != 0 && strcmp(text, "false") != 0;
}

/* Some servers set no CI. */
static bool is_on_ci(void) {
    static const char *const marks[] = {"CI",        "GITHUB_ACTIONS", "GITLAB_CI",
                                        "BUILDKITE", "JENKINS_URL",    "TF_BUILD"};
    for (size_t i = 0; i < LG_ARRAY_LEN(marks); i++)
        if (is_truthy(getenv(marks[i])))
            return true;
    return false;
}

/* no-color.org: any text but an empty one asks for no colour, "0" too. */
static bool wants_colour(void) {
    const char *no_colour = getenv("NO_COLOR");
    return no_colour == NULL || no_colour[0] == '\0';
}

/* A terminal that says of itself that it knows no escape sequence. */
static bool is_dumb(void) {
    const char *terminal = getenv("TERM");
    return terminal != NULL && strcmp(terminal, "dumb") == 0;
}

const char *lg_env_get(const struct lg_env *env, const char *name) {
    return env->getenv(env->ctx, name);
}

void lg_env_init(struct lg_env *env) {
    *env = (struct lg_env){.deadline_ns = LG_NEVER_NS,
                           .getenv = process_getenv,
                           .pid = (int64_t)getpid(),
                           .variables = (const char *const *)environ};
    lg_clock_init_real(&env->clock);
    if (gethostname(host_name, sizeof host_name - 1) != 0)
        snprintf(host_name, sizeof host_name, "unknown");
    env->hostname = host_name;
    const char *tmpdir = getenv("TMPDIR");
    env->tmpdir = tmpdir != NULL && tmpdir[0] != '\0' ? tmpdir : "/tmp";
    env->is_ci = is_on_ci();
    env->is_terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
    env->colour = isatty(STDERR_FILENO) && !env->is_ci && wants_colour() && !is_dumb();
}

void lg_env_init_test(struct lg_env *env) {
    *env = (struct lg_env){.deadline_ns = LG_NEVER_NS,
                           .getenv = no_getenv,
                           .pid = 1,
                           .tmpdir = "/tmp",
                           .hostname = "test"};
    lg_clock_init_virtual(&env->clock);
    env->clock.fixed_wall_ms = INT64_C(1771718400000);
}

int lg_env_check(const struct lg_env *env, struct lg_err *err) {
    if (env->tick != NULL)
        env->tick(env->tick_ctx);
    if (env->interrupt != NULL && env->interrupt->signo != 0)
        return lg_err_set(err, LG_ERR_INTERRUPTED, "stopped by signal %d", env->interrupt->signo);
    bool has_deadline = env->deadline_ns != 0 && env->deadline_ns != LG_NEVER_NS;
    if (has_deadline && lg_clock_now_ns(&env->clock) >= env->deadline_ns)
        return lg_err_set(err, LG_ERR_TIMEOUT, "stopped at its deadline");
    return 0;
}

/* At most a second at a time: a stop that came just before the wait shows then at the latest. */
static int doze_ms(const struct lg_env *env, int64_t when_ns) {
    int64_t until_ns = when_ns;
    if (env->deadline_ns > 0 && env->deadline_ns < until_ns)
        until_ns = env->deadline_ns;
    int64_t left_ns = until_ns - lg_clock_now_ns(&env->clock);
    if (left_ns <= 0)
        return 0;
    return left_ns >= LG_NS_PER_S ? 1000 : (int)((left_ns + LG_NS_PER_MS - 1) / LG_NS_PER_MS);
}

void lg_env_tell(const struct lg_env *env, const char *text) {
    if (env->tell != NULL)
        env->tell(env->tick_ctx, text);
}

int lg_env_wait(struct lg_env *env, int64_t when_ns, struct lg_err *err) {
    bool is_stepped = env->clock.is_virtual && !env->clock.is_driven;
    struct pollfd wake = {.fd = env->interrupt == NULL ? -1 : env->interrupt->wake_fd,
                          .events = POLLIN};
    if (is_stepped)
        lg_clock_advance_to(&env->clock, when_ns);
    while (lg_env_check(env, err) == 0) {
        if (lg_clock_now_ns(&env->clock) >= when_ns)
            return 0;
        /* Whatever ends it, the clock and the check say what came of it. */
        (void)poll(&wake, 1, doze_ms(env, when_ns));
    }
    return -1;
}
