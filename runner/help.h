/* The tables of commands and options as documents: usage, --help, the manual page, completions. */
#ifndef LG_RUNNER_HELP_H
#define LG_RUNNER_HELP_H

#include <stdio.h>

#include "base/str.h"
#include "runner/app.h"

/* What an option's value is, told by how its help spells it: "never|safe", "FILE", "FOLDER". */
enum lg_takes { LG_TAKES_NOTHING, LG_TAKES_CHOICE, LG_TAKES_FILE, LG_TAKES_FOLDER, LG_TAKES_TEXT };
enum lg_takes lg_help_takes(const struct lg_option *option);
/* The words of "never|safe" one after the other: the length of the next one, which *at is moved to;
 * 0 behind the last. Begin with NULL. */
size_t lg_help_choice(const struct lg_option *option, const char **at);

/* All commands, a line each. */
void lg_help_usage(FILE *out);
/* The usage and the options of a command on stdout. */
void lg_help_command(const struct lg_command *command);
/* livegate.1, in mdoc(7). */
void lg_help_manual(struct lg_str *out);

/* A shell that completions are written for. */
struct lg_shell {
    const char *name;
    void (*write)(struct lg_str *out);
};
extern const struct lg_shell lg_shells[];
extern const char *const lg_shell_names[]; /* in the same order, ended by NULL */

#endif
