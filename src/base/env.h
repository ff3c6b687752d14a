/* All that livegate takes from outside besides files, programs and sockets; nothing else reads time
 * or environment. */
#ifndef LG_BASE_ENV_H
#define LG_BASE_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

/* A request to stop: the signal's number, and a descriptor that becomes readable with it. */
struct lg_interrupt {
    volatile int signo; /* 0: go on */
    int wake_fd;        /* poll this beside what is awaited; -1: none */
};

struct lg_outside;

struct lg_env {
    struct lg_clock clock;
    struct lg_outside *outside; /* see base/outside.h; NULL: the machine itself */
    struct lg_interrupt *interrupt;
    int64_t deadline_ns; /* of what is being done, on `clock`; LG_NEVER_NS or 0: none */
    const char *tmpdir;
    const char *hostname;
    uint64_t seed;
    int64_t pid;
    bool is_ci;       /* CI, or the mark of a server, is set to anything but "", "0", "false" */
    bool is_terminal; /* a person is at stdin and stderr */
    bool colour;      /* colour and progress may be shown on stderr */
    const char *const *variables; /* the environment as "NAME=value", ended by NULL; NULL: none */
    /* Looks up an environment variable; NULL when it is not set. */
    const char *(*getenv)(void *ctx, const char *name);
    /* Asks the person at the terminal; NULL where there is none. Returns 0 yes, 1 no, -1 error. */
    int (*ask)(void *ctx, const char *question, struct lg_err *err);
    void *ctx;
    /* Called by lg_env_check, by any thread: for who looks at the clock while something takes long.
     * NULL: nobody does. */
    void (*tick)(void *tick_ctx);
    /* What is waited for, for who looks on; NULL: nobody does. */
    void (*tell)(void *tick_ctx, const char *text);
    void *tick_ctx;
};

/* The real one: real clock, process environment, no interrupt handling yet. */
void lg_env_init(struct lg_env *env);
/* A quiet one for tests: virtual clock at 0, wall clock at 2026-02-22T00:00:00Z, no terminal, no
 * variables. */
void lg_env_init_test(struct lg_env *env);

const char *lg_env_get(const struct lg_env *env, const char *name);
/* Asked again and again by what takes long. 0, or -1 with LG_ERR_INTERRUPTED once a stop was asked
 * for, or with LG_ERR_TIMEOUT from the deadline on. Any number of threads may ask. */
int lg_env_check(const struct lg_env *env, struct lg_err *err) LG_MUST_CHECK;
void lg_env_tell(const struct lg_env *env, const char *text);
/* Nothing happens until then, on the env's clock: a virtual one is moved there. Fails as
 * lg_env_check does, at once. */
int lg_env_wait(struct lg_env *env, int64_t when_ns, struct lg_err *err) LG_MUST_CHECK;

#endif
