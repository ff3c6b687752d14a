/* One program at a time per Live. The lock is a file that all users of the machine share; the
 * system frees it when its holder ends, however that ends. It says who holds it. */
#ifndef LG_LIVE_LOCK_H
#define LG_LIVE_LOCK_H

#include "base/env.h"
#include "base/err.h"

struct lg_live_lock;

struct lg_live_lock_options {
    const char
        *host; /* of AbletonOSC; a name is resolved, so that all names of a Live lock the same */
    int port;
    const char *command; /* what others are told: "livegate run g1 --live" */
    const char *run;     /* the run's id; NULL: none */
    int64_t wait_ns;     /* how long another holder is waited for; 0: not at all */
    const char *folder;  /* NULL: /tmp, which is the same for everybody, as $TMPDIR is not */
};

/* The env's clock must be the real one. LG_ERR_READ when another holds it, naming pid, command and
 * start: "Live at 127.0.0.1:11000 is in use by pid 123 (livegate run g1 --live, since 2026-…Z)"; or
 * when the file can't be had. LG_ERR_INTERRUPTED. */
int lg_live_lock(const struct lg_env *env, const struct lg_live_lock_options *options,
                 struct lg_live_lock **out, struct lg_err *err) LG_MUST_CHECK;
void lg_live_unlock(struct lg_live_lock *lock); /* NULL is fine */

/* "/tmp/livegate-127.0.0.1-11000.KIND": where all users and projects of the machine look for what
 * concerns a Live, by its address, in the folder of its lock. The caller frees it. */
char *lg_live_shared_path(const char *folder, const char *address, int port, const char *kind);

#endif
