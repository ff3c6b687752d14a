/* The program around a command: what each of them may use, and how a command is described. */
#ifndef LG_RUNNER_APP_H
#define LG_RUNNER_APP_H

#include <stdio.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/paths.h"
#include "runner/options.h"
#include "runner/settings.h"

struct lg_fixtures;
struct lg_sim;

struct lg_app {
    struct lg_env env;
    struct lg_arena arena;
    struct lg_paths paths;
    struct lg_settings settings;
    struct lg_fixtures *fixtures; /* see runner/fixtures.h; NULL: none yet */
    uint64_t num_opened;          /* conversations with a Live so far */
    struct lg_sim *sim; /* the simulated Live of --sim, the same one however often it is opened;
                           NULL: not yet (runner/target.h) */
    int argc;           /* the whole command line */
    char **argv;
};

/* What the words of a command are, for completions. */
enum lg_words {
    LG_WORDS_NONE,
    LG_WORDS_FILES,
    LG_WORDS_FOLDERS,
    LG_WORDS_GATES, /* their ids, and files */
    LG_WORDS_COMMANDS,
    LG_WORDS_TOPICS, /* what `explain` explains */
    LG_WORDS_CHOICES /* those of the command */
};

struct lg_command {
    const char *name;
    const char *usage;                      /* "run [FILE|DIR|GATE...] [options]" */
    const char *help;                       /* one line */
    const char *more;                       /* further lines, may be NULL */
    const struct lg_option *const *options; /* NULL-terminated, without --help */
    enum lg_words words;
    const char *const *choices; /* of LG_WORDS_CHOICES, NULL-terminated */
    bool is_bare; /* says what the program itself knows: neither project nor settings are read */
    /* Returns the exit code, or -1 with an error. */
    int (*run)(struct lg_app *app, const struct lg_args *args, struct lg_err *err);
    /* What it does where it could not begin: `run`, or what comes before it, gave -1. May be NULL.
     */
    void (*unbegun)(struct lg_app *app, const struct lg_err *why);
};

/* The table, alphabetical, ended by NULL. */
extern const struct lg_command *const lg_commands[];
const struct lg_command *lg_command_find(const char *name);
/* LG_ERR_USAGE, with a suggestion; returns -1. */
int lg_command_unknown(const char *name, struct lg_err *err);

/* One error for a person on stderr: place, text, the source line with a caret. Control bytes can't
 * act on the terminal. */
void lg_say_err(const struct lg_paths *paths, const struct lg_err *err);
/* One line on stderr, prefixed with the program's name. */
void lg_say(const char *format, ...) LG_PRINTF(1, 2);
/* Text from outside (names of a Live set, of files, of gates) as one line that can't act on a
 * terminal, for stdout; it lives until the eighth next call. */
const char *lg_shown(const char *text);

/* The terminal that a bar may be drawn on; NULL: there is none. */
FILE *lg_bar(const struct lg_env *env);

/* SIGINT, SIGTERM, SIGHUP set env->interrupt; the fifth ends the program at once.
 * SIGPIPE and SIGXFSZ are ignored: the write says so. */
int lg_signals_catch(struct lg_env *env, struct lg_err *err) LG_MUST_CHECK;

#endif
