/* The command line: option tables, parsed once. */
#ifndef LG_RUNNER_OPTIONS_H
#define LG_RUNNER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum lg_option_kind {
    LG_OPTION_FLAG,
    LG_OPTION_VALUE, /* --x V or --x=V */
    LG_OPTION_MAYBE  /* --x or --x=V; the next word is its value only if `takes` says so */
};

struct lg_option {
    const char *name; /* "--junit" */
    enum lg_option_kind kind;
    const char *value; /* "FILE", for the help */
    const char *help;
    bool (*takes)(const char *word);
};

struct lg_given {
    const char **values; /* NULL entries: given without a value */
    size_t count;
};

struct lg_args {
    const struct lg_option *const *options; /* as many as `given` */
    struct lg_given *given;
    size_t num_options;
    const char **words; /* what is no option */
    size_t num_words;
};

/* Parses what follows the command's name. `options` is a NULL-terminated list. LG_ERR_USAGE with a
 * suggestion for an unknown option; `--` ends the options; a word like -30 is none. Everything
 * lives in `arena` or in argv.
 */
int lg_args_parse(const struct lg_option *const *options, int argc, char **argv,
                  struct lg_arena *arena, struct lg_args *out, struct lg_err *err) LG_MUST_CHECK;

/* The values of options that take one, wherever a wrong line has them: whatever else it holds is
 * passed over. */
void lg_args_scan(const struct lg_option *const *options, int argc, char **argv,
                  struct lg_arena *arena, struct lg_args *out);

bool lg_args_has(const struct lg_args *args, const char *name);
/* The last value given; NULL when none was. */
const char *lg_args_value(const struct lg_args *args, const char *name);
/* The same where a second value would silently undo the first: LG_ERR_USAGE. */
int lg_args_once(const struct lg_args *args, const char *name, const char **out,
                 struct lg_err *err) LG_MUST_CHECK;
/* All values of an option that may be repeated. */
struct lg_given lg_args_all(const struct lg_args *args, const char *name);

/* An option's value as a duration in ns; left alone when the option was not given. LG_ERR_USAGE. */
int lg_args_duration(const struct lg_args *args, const char *name, int64_t *ns,
                     struct lg_err *err) LG_MUST_CHECK;
/* As lg_args_duration for a whole number from 0 up. */
int lg_args_count(const struct lg_args *args, const char *name, int64_t *count,
                  struct lg_err *err) LG_MUST_CHECK;

/* "--sim=" and a value, which is quoted where a shell would read it otherwise. */
const char *lg_word_option(struct lg_arena *arena, const char *beginning, const char *value);

#endif
