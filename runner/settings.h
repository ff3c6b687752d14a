/* livegate.yaml: what a project says once for every command. */
#ifndef LG_RUNNER_SETTINGS_H
#define LG_RUNNER_SETTINGS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "conf/shape.h"
#include "live/expected.h"
#include "live/resolve.h"
#include "run/before.h"
#include "runner/on_fail.h"

struct lg_settings {
    const char *target; /* "sim", "sim=FILE", "live", "fixture=FOLDER"; NULL: not named */
    const char *host;
    int64_t port;
    int64_t reply_port;
    const char *out;                    /* folder of runs */
    int64_t timeout_ns;                 /* of a run, 0: none */
    int64_t slow_after_ns;              /* a step or point that takes longer is told; 0: never */
    int64_t fixture_max_age_ns;         /* older recordings are refused; 0: none is */
    struct lg_roles roles;              /* `roles: {master: PREMASTER}` */
    struct lg_before before;            /* what starts Live */
    struct lg_on_fail on_fail;          /* whom a run that failed tells */
    const struct lg_expected *expected; /* `set:`; NULL: any set is fine */
};

/* `path` NULL gives the defaults. Relative paths are the project's. */
int lg_settings_read(const char *path, struct lg_arena *arena, struct lg_settings *out,
                     struct lg_err *err) LG_MUST_CHECK;

/* What the file looks like. */
extern const struct lg_shape lg_settings_shape;

#endif
