/* The gates that are known by id: files that were named, then those of gates/ in the project, then
 * those of the installation; a folder is read when first asked. */
#ifndef LG_RUN_SHELF_H
#define LG_RUN_SHELF_H

#include "base/paths.h"
#include "run/gate.h"

/* A growing list of borrowed gates; its memory is the arena's. */
struct lg_docs {
    struct lg_gate_doc **items;
    size_t count, capacity;
};

/* A folder gates/. */
struct lg_library {
    const char *shown; /* "gates", or where it is installed; NULL: not read yet, or not there */
    struct lg_docs docs;
};

struct lg_shelf {
    const struct lg_paths *paths;
    const struct lg_verb *const *verbs;
    struct lg_arena *arena;
    struct lg_docs named;      /* the files and folders that a selector names: they win */
    struct lg_library own;     /* of the project: its ids win over those of the installation */
    struct lg_library shipped; /* of the installation */
    const char *nothing;       /* why a sequence asks for none of them; NULL: it does, or was not
                                  asked */
    const char *strays;        /* as of lg_strays_find, once all were asked for */
};

void lg_docs_push(struct lg_arena *arena, struct lg_docs *docs, struct lg_gate_doc *doc);

/* Reads a file that a selector names (once, however often it is named). LG_ERR_READ for a file that
 * can't be read or holds a gate's id that another named file holds. */
int lg_shelf_add_file(struct lg_shelf *shelf, const char *shown, struct lg_gate_doc **out,
                      struct lg_err *err) LG_MUST_CHECK;
/* As lg_shelf_add_file for each *.yaml of a folder, not deeper; adds them to `out`. LG_ERR_EMPTY
 * when it holds none, LG_ERR_READ when one is called *.yml. */
int lg_shelf_add_folder(struct lg_shelf *shelf, const char *shown, struct lg_docs *out,
                        struct lg_err *err) LG_MUST_CHECK;
/* What is run when nothing is named: gates/ of the project, of the installation where the project
 * has none. LG_ERR_EMPTY when there is no such folder or no gate in it. */
int lg_shelf_all(struct lg_shelf *shelf, const struct lg_docs **out,
                 struct lg_err *err) LG_MUST_CHECK;
/* The gate of that id, NULL in `out` when there is none (gates/ missing altogether included). */
int lg_shelf_find(struct lg_shelf *shelf, const char *id, struct lg_gate_doc **out,
                  struct lg_err *err) LG_MUST_CHECK;
/* The ids known so far, sorted by where they stand. */
const char **lg_shelf_ids(const struct lg_shelf *shelf, size_t *count_out);

#endif
