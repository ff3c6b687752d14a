/* Which gates follow from what: from paths that changed, from a moment of the day. The table is
 * gates/tables/sequence.yaml, which says how it is written; a project's own sequence.yaml extends
 * it. */
#ifndef LG_RUN_SEQUENCE_H
#define LG_RUN_SEQUENCE_H

#include <stdbool.h>

#include "base/paths.h"
#include "conf/field.h"
#include "conf/shape.h"
#include "run/changes.h"

/* The project's own table, and the shipped one. */
enum { LG_SEQUENCE_FILES = 2 };

enum lg_moment {
    LG_MOMENT_NONE,
    LG_MOMENT_SESSION_START,
    LG_MOMENT_PULL,
    LG_MOMENT_COMMIT,
    LG_MOMENT_NIGHTLY,
    LG_MOMENT_MILESTONE,
    LG_MOMENT__COUNT
};

/* "session-start", …; NULL for LG_MOMENT_NONE and out of range. */
const char *lg_moment_name(enum lg_moment moment);

struct lg_sequence_rule {
    const char *id;
    struct lg_texts paths; /* patterns (base/glob.h) */
    struct lg_texts gates;
    const char *source;          /* who asks for it; NULL: not said */
    const struct lg_node *place; /* of `gates` */
};

struct lg_sequence_moment {
    struct lg_texts gates;
    const struct lg_node *place; /* NULL: the table does not know the moment */
};

struct lg_sequence {
    const char *paths[LG_SEQUENCE_FILES]; /* the files it was read from, the project's own first */
    size_t num_paths;
    struct lg_sequence_rule *rules; /* the project's own first */
    size_t num_rules;
    struct lg_sequence_moment moments[LG_MOMENT__COUNT];
    struct lg_texts order, stop_line;
};

/* Reads the table as it holds for a project; everything lives in `arena`. LG_ERR_READ with place.
 */
int lg_sequence_load(const struct lg_paths *paths, struct lg_arena *arena, struct lg_sequence *out,
                     struct lg_err *err) LG_MUST_CHECK;
/* Does the moment ask for what changed? */
bool lg_sequence_wants_changes(const struct lg_sequence *sequence, enum lg_moment moment);

/* Gates that are asked for: by a word that selects them (run/plan.h). */
struct lg_pick {
    const char *word;            /* NULL: all that `run` alone takes */
    const char *why;             /* one line: "scan.py (rule scan); moment pull" */
    const struct lg_node *place; /* where the table names it; NULL: it doesn't */
};

struct lg_picks {
    struct lg_pick *items;
    size_t count;
    const char *nothing; /* why there are none; NULL: there are some */
    const char *strays;  /* paths that git doesn't track and no rule knows, which therefore ask for
                            nothing; NULL: none */
};

/* What `moment` (or LG_MOMENT_NONE) and `changes` (NULL: not asked for) ask for together. A path
 * that no rule knows asks for all gates. LG_ERR_READ for a moment that the table leaves out. */
int lg_sequence_pick(const struct lg_sequence *sequence, const struct lg_paths *paths,
                     enum lg_moment moment, const struct lg_changes *changes,
                     struct lg_arena *arena, struct lg_picks *out,
                     struct lg_err *err) LG_MUST_CHECK;

/* What the table's file looks like. */
extern const struct lg_shape lg_sequence_shape;

#endif
