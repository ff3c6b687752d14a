/* A typed plan from gate files: every error with file:line:column before anything runs. */
#ifndef LG_RUN_PLAN_H
#define LG_RUN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/paths.h"
#include "base/sha256.h"
#include "conf/tree.h"
#include "event/end.h"
#include "matrix/matrix.h"
#include "render/render.h"
#include "run/before.h"
#include "run/sequence.h"
#include "step/step.h"

struct lg_plan_step {
    const char *id; /* unique in its gate; the verb's name, then verb-2, … unless given */
    const struct lg_verb *verb;
    const struct lg_node *place;
    const struct lg_node *params; /* may be NULL */
    const struct lg_node *expect; /* the modifier; for the verb expect, its map; may be NULL */
    const struct lg_node *when;   /* an expectation: not held means skipped; may be NULL */
    const char *as;               /* the name its result is captured under; NULL: none */
    int64_t timeout_ms;           /* 0: none */
    unsigned looked_at;           /* bits of what the verb tells that an expectation looks at */
    bool is_expect;               /* the verb expect: judges what was captured, sends nothing */
    /* Of a step that the engine makes by itself (run/matrix_run.h): what its verb finds in the ctx,
     * and what tells its end instead of a step event; may add to it. NULL: none. */
    void *own;
    void (*tell)(void *own, struct lg_event_step *end);
};

struct lg_plan_gate {
    const char *id;
    const char *name;
    const char *source;   /* as the user named it, else relative to the project */
    const char *selector; /* what names it on a command line: its id, or the file that was given */
    const char *sha256;   /* of the bytes that were parsed */
    const struct lg_node *place;
    const char **tags;
    size_t num_tags;
    size_t *needs; /* indices into the plan's gates, which stand before this one */
    size_t num_needs;
    size_t *line; /* indices of gates before this one which must not have gone wrong: a sequence's
                     stop_line */
    size_t num_line;
    const char *mark; /* what its name says besides: "prints from fixture 'old'"; or NULL */
    const char *why;  /* the sequence picked it: one line; NULL: it did not */
    struct lg_plan_step *steps; /* teardown follows in the same array */
    size_t num_steps;
    struct lg_plan_step *teardown;
    size_t num_teardown;
    struct lg_value *vars;   /* a map: defaults, then --var */
    int64_t timeout_ms;      /* 0: none */
    struct lg_before before; /* starts Live where it does not answer; empty: nothing does */
    bool allow_louder;       /* its steps may raise the level above what was found */
    bool is_needed_only;     /* not selected, but needed by one that is */
    size_t
        at; /* of a shard: the place of its first item in the whole plan, from 1; 0: it is whole */
};

struct lg_shard_points;

/* A matrix as a suite among gates. */
struct lg_plan_matrix {
    struct lg_matrix *matrix; /* its targets complete */
    const struct lg_render_mode *mode;
    const void *mode_params;             /* as its fields were read; NULL: none of them told */
    struct lg_plan_gate suite;           /* a gate without steps: the engine makes them */
    const struct lg_shard_points *share; /* of its points (run/shard.h); NULL: all of them */
};

struct lg_plan {
    struct lg_arena arena;
    struct lg_plan_matrix *matrices; /* they run behind all gates, as they were named */
    size_t num_matrices;
    struct lg_plan_gate *gates; /* in the order of running */
    size_t num_gates;
    size_t num_steps;    /* teardown included */
    const char *nothing; /* a sequence asks for no gate: why; NULL: there are gates */
    const char
        *strays; /* gates in folders of gates/ that `run` alone does not take: "gates/a/x.yaml,
                    gates/a/y.yaml"; NULL: none, or not all were asked for */
};

struct lg_plan_options {
    const char *const *selectors; /* files, folders, gate ids; none: gates/ of the project, else of
                                     the installation */
    size_t num_selectors;
    const char *const *tags; /* any of these; none: all */
    size_t num_tags;
    const char *const *vars; /* "K=V" */
    size_t num_vars;
    /* What a sequence asks for: of that, what selectors and tags leave, in the sequence's order.
     * That may be nothing. NULL: no sequence is asked. */
    const struct lg_picks *picks;
    /* Whose order the gates run in, and what stops the line; NULL: as given, and nothing does. */
    const struct lg_sequence *sequence;
    bool keep_going;                    /* nothing stops the line */
    const struct lg_verb *const *verbs; /* NULL-terminated; NULL: lg_verbs */
    const uint64_t *seed;               /* of matrices, whatever they say; NULL: as they say */
    struct lg_texts points;             /* ids: of matrices these points alone; none: all */
};

/* Loads, checks, selects, orders (needs first, then by the sequence, else as given). LG_ERR_READ
 * with place for what is wrong in a file; LG_ERR_EMPTY, with a suggestion, when nothing is
 * selected; LG_ERR_USAGE for a
 * --var that no gate of the plan declares.
 *
 * A selector that is an existing file or ends in .yaml is that file, a gate's or a matrix'; a
 * folder is its *.yaml, not deeper; anything else is a gate's id, sought among the files that were
 * named, then in gates/ of the project, then of the installation. Other files of gates/ are read
 * when an id has to be found there, and each of them must be sound then. What a selected gate needs
 * joins the plan by itself.
 */
int lg_plan_new(const struct lg_paths *paths, const struct lg_plan_options *options,
                struct lg_plan **out, struct lg_err *err) LG_MUST_CHECK;
void lg_plan_free(struct lg_plan *plan);

#endif
