/* `analyze --profile`, `--against` and `--save`: what is judged of the measures of each file. */
#ifndef LG_RUNNER_JUDGING_H
#define LG_RUNNER_JUDGING_H

#include <stdbool.h>

#include "audio/golden.h"
#include "audio/profiles.h"
#include "runner/app.h"

struct lg_judging {
    struct lg_app *app;
    const struct lg_profile **profiles;
    const char **tables; /* of each: the file it comes from, NULL: the shipped one */
    size_t num_profiles;
    struct lg_golden golden; /* of `against` */
    const char *against;     /* NULL: not asked for; so below */
    const char *save;
    struct lg_value *saved;
    double tolerance;         /* of golden levels, LU and dB */
    const char *tolerance_by; /* who says so: a golden file or the option */
    int code;                 /* the gravest so far */
};

extern const struct lg_option lg_option_against;
extern const struct lg_option lg_option_profile;
extern const struct lg_option lg_option_save;
extern const struct lg_option lg_option_tolerance;

/* Reads profiles and golden values. Where no files are named but golden values, `args` gets their
 * paths. */
int lg_judging_open(struct lg_judging *judging, struct lg_app *app, struct lg_args *args,
                    struct lg_err *err) LG_MUST_CHECK;
/* Adds what is judged to the measures: "profiles", and "drifts" from the golden values. */
void lg_judging_file(struct lg_judging *judging, const char *path, struct lg_value *measures,
                     struct lg_arena *arena);
/* What was added, for people, on stdout. */
void lg_judging_print(const struct lg_value *measures, const char *path);
/* Saves, unless `code` says that some of the files could not be measured. */
int lg_judging_end(struct lg_judging *judging, int code, struct lg_err *err) LG_MUST_CHECK;

#endif
