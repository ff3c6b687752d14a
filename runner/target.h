/* What a command talks to: named on the command line or in livegate.yaml, never guessed where
 * nobody watches. */
#ifndef LG_RUNNER_TARGET_H
#define LG_RUNNER_TARGET_H

#include "live/client.h"
#include "runner/app.h"
#include "sim/set.h"
#include "step/step.h"

enum lg_target_kind { LG_TARGET_SIM, LG_TARGET_LIVE, LG_TARGET_FIXTURE };

struct lg_target {
    enum lg_target_kind kind;
    const char *kind_name; /* "sim", "live", "fixture" */
    const char *text;      /* "sim fixtures/sets/mastering.yaml", "live 127.0.0.1:11000" */
    const char *suffix;    /* of suite names: " [sim]", "", " [fixture]" */
    const char *option;    /* what names it on a command line: "--sim", "--live=HOST:PORT:REPLY" */
    const char *host;
    int port, reply_port;
    int64_t wait_ns; /* for another program that talks to the same Live */
    const char *run; /* the run's id, for that program's user; NULL: none */
    const char *set_path;
    const char *session;    /* of the recording that is replayed; NULL: none is */
    const char *record;     /* where all is written down (runner/fixtures.h); NULL: nowhere */
    uint64_t salt;          /* of the client's own numbers (live/client.h) */
    bool outlives_us;       /* what is written there stays, or stayed when it was recorded */
    bool has_seed;          /* the env's seed is that of the simulated Live's faults too */
    struct lg_given faults; /* --fault: over those of the simulated Live's set, or the replay */
    const char *recordings; /* the simulated Live's folder for what it records; NULL: none */
};

/* The options of every command that talks to Live. */
extern const struct lg_option lg_option_live;
extern const struct lg_option lg_option_sim;
extern const struct lg_option lg_option_fixture;
extern const struct lg_option lg_option_wait;

/* Chooses by option, then livegate.yaml, then (a person at a terminal, no CI) the simulated Live,
 * saying so. Else LG_ERR_USAGE. A simulated or replayed target makes the
 * env's clock virtual. */
int lg_target_choose(struct lg_app *app, const struct lg_args *args, struct lg_target *out,
                     struct lg_err *err) LG_MUST_CHECK;
/* Where it is, for who looks at the machine that Live runs on. */
struct lg_seat lg_target_seat(const struct lg_target *target);
/* Opens the conversation; the caller frees *live_out before the app's arena. One program at a time
 * talks to a Live: LG_ERR_READ names the one that does (live/lock.h). */
int lg_target_open(struct lg_app *app, const struct lg_target *target, struct lg_live **live_out,
                   struct lg_err *err) LG_MUST_CHECK;
/* As lg_target_open for a Live, whether or not it is there yet: a conversation of its own that no
 * recording has, over before the other begins. */
int lg_target_open_aside(struct lg_app *app, const struct lg_target *target,
                         struct lg_live **live_out, struct lg_err *err) LG_MUST_CHECK;
/* LG_ERR_READ, naming the program that talks to this Live; the target's wait is waited. Of another
 * kind it is always free. */
int lg_target_check_free(struct lg_app *app, const struct lg_target *target,
                         struct lg_err *err) LG_MUST_CHECK;
/* Where a set lies: `named` or the default one, in the project, then in the installation.
 * LG_ERR_READ. */
int lg_target_find_set(struct lg_app *app, const char *named, char **path_out,
                       struct lg_err *err) LG_MUST_CHECK;
/* Reads a set into the app's arena. */
int lg_target_read_set(struct lg_app *app, const char *path, struct lg_sim_set **set_out,
                       struct lg_err *err) LG_MUST_CHECK;

#endif
