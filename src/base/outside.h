/* What a step takes from the machine besides Live: the state of files that it waits for, what is in
 * them, the results of programs, what a look around tells. A seam like the link (osc/link.h): a
 * recording notes what came through it, and a replay says it again. */
#ifndef LG_BASE_OUTSIDE_H
#define LG_BASE_OUTSIDE_H

#include "base/arena.h"
#include "base/env.h"
#include "base/proc.h"

/* By the clock of the file system, whatever its grain. */
struct lg_file_time {
    int64_t s, ns;
};

/* One look at a file. */
struct lg_file_look {
    bool is_there; /* a regular file; else the rest is zero */
    struct lg_file_time written;
    int64_t size;
    uint64_t device, inode; /* the same ones: the same file */
};

/* What a look at the machine tells that is neither a file's state nor its content nor what a
 * program said: whose port it is, whether a folder can be written to. */
struct lg_outside_words {
    const char *const *items;
    size_t count;
};

/* Somebody who looks, and tells it in `arena`. */
struct lg_outside_teller {
    int (*tell)(void *ctx, struct lg_arena *arena, struct lg_outside_words *out,
                struct lg_err *err);
    void *ctx;
};

struct lg_outside {
    const struct lg_outside_ops *ops;
    bool is_replayed; /* nothing of the machine is touched, and nothing there is waited for */
};

struct lg_outside_ops {
    void (*enter)(struct lg_outside *outside, struct lg_env *env, const char *part);
    int (*mark)(struct lg_outside *outside, struct lg_env *env, const char *folder,
                struct lg_file_time *out, struct lg_err *err);
    int (*look)(struct lg_outside *outside, struct lg_env *env, const char *path,
                struct lg_file_look *out, struct lg_err *err);
    int (*fetch)(struct lg_outside *outside, struct lg_env *env, const char *name, const char *path,
                 struct lg_arena *arena, const char **out, struct lg_err *err);
    int (*run)(struct lg_outside *outside, struct lg_env *env, const char *const *argv,
               const struct lg_proc_options *options, struct lg_proc_result *out,
               struct lg_err *err);
    int (*tell)(struct lg_outside *outside, struct lg_env *env, const char *question,
                const struct lg_outside_teller *teller, struct lg_arena *arena,
                struct lg_outside_words *out, struct lg_err *err);
    int (*remove)(struct lg_outside *outside, struct lg_env *env, const char *path,
                  struct lg_err *err);
};

/* Each asks the env's seam, the machine itself where it has none. */

/* A part of what is done begins, by whose name a recording finds it again; the machine does not
 * care. */
void lg_outside_enter(struct lg_env *env, const char *part);
/* A moment: a file in `folder` that was last written before has an earlier time, one written after
 * has not. The machine writes a file of its own there again and again until its time moves, and
 * removes it. LG_ERR_WRITE. */
int lg_outside_mark(struct lg_env *env, const char *folder, struct lg_file_time *out,
                    struct lg_err *err) LG_MUST_CHECK;
int lg_outside_look(struct lg_env *env, const char *path, struct lg_file_look *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* Where what the file holds now can be read, in `arena`: `path` itself on the machine. `name` is
 * what the step calls it, and what it is known by in a recording; a file that is not there is no
 * error yet. */
int lg_outside_fetch(struct lg_env *env, const char *name, const char *path, struct lg_arena *arena,
                     const char **out, struct lg_err *err) LG_MUST_CHECK;
/* As lg_proc_run. */
int lg_outside_run(struct lg_env *env, const char *const *argv,
                   const struct lg_proc_options *options, struct lg_proc_result *out,
                   struct lg_err *err) LG_MUST_CHECK;
/* What the teller tells, by whose question a recording finds it again: a replay does not ask him.
 * What he takes through this seam himself is part of his answer. */
int lg_outside_tell(struct lg_env *env, const char *question,
                    const struct lg_outside_teller *teller, struct lg_arena *arena,
                    struct lg_outside_words *out, struct lg_err *err) LG_MUST_CHECK;

/* As lg_fs_remove; a replay removes nothing. */
int lg_outside_remove(struct lg_env *env, const char *path, struct lg_err *err) LG_MUST_CHECK;
bool lg_outside_is_replayed(const struct lg_env *env);

bool lg_file_time_is_before(struct lg_file_time a, struct lg_file_time b);

#endif
