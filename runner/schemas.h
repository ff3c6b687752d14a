/* The kinds of files that people write, and the schema of each. */
#ifndef LG_RUNNER_SCHEMAS_H
#define LG_RUNNER_SCHEMAS_H

#include "base/str.h"
#include "conf/shape.h"

struct lg_file_kind {
    const char *name;  /* "gate"; its schema's file is gate.schema.json */
    const char *title; /* "A gate" */
    const char *help;  /* where such files lie */
    const struct lg_shape *shape;
};

/* Alphabetical; their names alone, ended by NULL. */
extern const struct lg_file_kind lg_file_kinds[];
extern const char *const lg_file_kind_names[];

/* NULL when there is none of that name. */
const struct lg_file_kind *lg_file_kind_find(const char *name);
/* Adds the kind's JSON Schema as text. */
void lg_file_kind_schema(const struct lg_file_kind *kind, struct lg_str *out);
/* Writes <kind>.schema.json of every kind to a folder, which is made. */
int lg_file_kinds_write(const char *folder, struct lg_err *err) LG_MUST_CHECK;

#endif
