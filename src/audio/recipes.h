/* How to run somebody else's meter, and where in its words the numbers are
 * (gates/tables/meters.yaml, whose head tells the format). */
#ifndef LG_AUDIO_RECIPES_H
#define LG_AUDIO_RECIPES_H

#include <stdbool.h>
#include <stddef.h>

#include "audio/conformance.h"
#include "base/regex.h"
#include "conf/shape.h"

enum lg_recipe_take { LG_TAKE_LAST, LG_TAKE_FIRST, LG_TAKE_MAX, LG_TAKE_MIN, LG_TAKE__COUNT };

/* Where one quantity is found: a path in JSON, or a pattern tried on each line. */
struct lg_recipe_read {
    const char *json;       /* "lufs_i", "0.input_i"; NULL: the pattern counts */
    struct lg_regex *regex; /* what it matches is the number; \K cuts off what stands before */
    const char *after;      /* only lines after one that holds this text; NULL: all */
    enum lg_recipe_take take;
    double display; /* half of the last decimal shown; 0: exact enough */
};

struct lg_recipe {
    const char *name;
    const char *what;        /* one line for people; NULL: none */
    const char *const *argv; /* with {wav} in one of its words; NULL-terminated */
    const char *file;        /* it writes its words there, from its folder; NULL: to its output */
    bool is_dual_mono;
    double nothing; /* what it says for "nothing passed the gates"; NAN: -inf, or no number */
    const struct lg_recipe_read *reads[LG_QUANTITY__COUNT]; /* NULL: it does not give it */
};

struct lg_recipes {
    const struct lg_recipe *items;
    size_t count;
};

/* All but the patterns live in `arena`. LG_ERR_READ with place. */
int lg_recipes_read(const char *path, struct lg_arena *arena, struct lg_recipes *out,
                    struct lg_err *err) LG_MUST_CHECK;
void lg_recipes_dispose(struct lg_recipes *recipes);
/* NULL: there is none of that name. */
const struct lg_recipe *lg_recipes_find(const struct lg_recipes *recipes, const char *name);

/* A recipe of a command line: argv as lg_command_split makes it, and one read for each of `reads`:
 * "I=json:PATH" or "I=pattern:REGEX". Without any, JSON in livegate's own vocabulary is expected.
 * LG_ERR_USAGE. Its patterns are freed by lg_recipe_dispose. */
int lg_recipe_of_command(const char *command, const char *const *reads, size_t num_reads,
                         struct lg_arena *arena, struct lg_recipe *out,
                         struct lg_err *err) LG_MUST_CHECK;
void lg_recipe_dispose(struct lg_recipe *recipe);

/* Splits a command into words, as a shell would and no more: blanks part words; '…' takes what is
 * in it as it is; in "…" and outside of quotes \ takes the next character as it is. Nothing is
 * expanded. LG_ERR_USAGE: a quote or \ that ends nowhere, or no words. */
int lg_command_split(const char *command, struct lg_arena *arena, const char *const **argv_out,
                     struct lg_err *err) LG_MUST_CHECK;

/* Finds the numbers in what a meter wrote. */
void lg_recipe_hear(const struct lg_recipe *recipe, const char *words, size_t length,
                    struct lg_heard *out);

/* A meter that runs the recipe. Recipe and context must outlive it. */
struct lg_recipe_run {
    const struct lg_recipe *recipe;
    const struct lg_env *env;
    const char *folder; /* fresh folders for its runs are made there */
    int64_t timeout_ms; /* of each run */
};

struct lg_conformance_meter lg_recipe_meter(struct lg_recipe_run *run);

/* What the file looks like. */
extern const struct lg_shape lg_recipes_shape;

#endif
