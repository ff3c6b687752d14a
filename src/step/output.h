/* What a command's end and output show: reference execution-system, sections A (OBSERVE), C, G and
 * M. An error pattern outranks exit 0; exit 0 without a success pattern is unclear, never a pass.
 */
#ifndef LG_STEP_OUTPUT_H
#define LG_STEP_OUTPUT_H

#include "base/arena.h"
#include "conf/field.h"
#include "event/check.h"
#include "taxonomy/taxonomy.h"

/* What a step says of a command beforehand. */
struct lg_output_wanted {
    struct lg_numbers exit_codes;
    struct lg_texts success; /* patterns, of which one must match; none: the table's signatures */
    struct lg_texts error;   /* patterns, of which none may; none: the table's rules, unless the
                                command was to fail and did */
    bool is_data;            /* stdout was read as data, which is the success of it */
};

struct lg_output_got {
    int exit_code;
    struct lg_view text; /* stdout, then stderr */
    const char *unread;  /* why not all of it is there; NULL: it is */
};

/* Why a verdict was given: a pattern or the id of a rule, and the line in which it stands. */
struct lg_output_match {
    const char *kind; /* "success", "error", "undecided", "sign"; NULL: nothing matched */
    const char *name; /* NULL: none */
    const char *line;
};

/* What there is to be found in an output, whatever it means. */
struct lg_output_found {
    struct lg_output_match match;
    size_t warnings;
    const char *unread; /* as it was got */
};

struct lg_output_sight {
    struct lg_check *checks; /* up to the first that does not hold */
    size_t num_checks;
    struct lg_output_match match;
    size_t warnings;
};

/* Do the patterns compile, and can they fail? */
int lg_output_check(const struct lg_output_wanted *wanted, struct lg_err *err) LG_MUST_CHECK;
/* All in the arena. */
int lg_output_find(const struct lg_output_wanted *wanted, const struct lg_output_got *got,
                   const struct lg_taxonomy *taxonomy, struct lg_arena *arena,
                   struct lg_output_found *out, struct lg_err *err) LG_MUST_CHECK;
struct lg_output_sight lg_output_judge(const struct lg_output_wanted *wanted,
                                       const struct lg_output_got *got,
                                       const struct lg_output_found *found, struct lg_arena *arena);

#endif
