/* Texts with placeholders: {file}, {id}, {start} and {length}; {{ and }} are braces. */
#ifndef LG_RENDER_FILL_H
#define LG_RENDER_FILL_H

#include "base/arena.h"
#include "base/err.h"

struct lg_fill {
    const char *file;   /* NULL: not known yet, and refused */
    const char *id;     /* NULL: "print" */
    double start_beats; /* {start} */
    double length_s;    /* {length}; 0: not told, and refused */
};

/* Are all placeholders known? LG_ERR_READ, with a suggestion. */
int lg_fill_check(const char *pattern, struct lg_err *err) LG_MUST_CHECK;
/* The text, in `arena`. LG_ERR_READ also for what is not told. */
int lg_fill(const struct lg_fill *fill, const char *pattern, struct lg_arena *arena,
            const char **out, struct lg_err *err) LG_MUST_CHECK;

#endif
