/* A file that somebody else writes for an order, from the place where it may lie to the print. */
#ifndef LG_RENDER_HANDOVER_H
#define LG_RENDER_HANDOVER_H

#include "render/render.h"

struct lg_handover {
    const struct lg_print_order *order;
    const char *path; /* where the file is to come, in the order's arena */
    bool is_own;      /* a name of our own in the work folder: gone once it was copied */
    double tempo;     /* 0: not asked for */
    double seconds;   /* 0: not told */
    struct lg_file_time mark;
    struct lg_file_look before;
};

/* Asks Live for the tempo if the length is in beats; fills the placeholders of `pattern` (from the
 * project's folder; NULL: a name of our own in the work folder), checks that a file may be made
 * there, makes its folder, and marks the moment: what lies there already is not the file.
 * LG_ERR_READ, LG_ERR_WRITE. */
int lg_handover_open(struct lg_handover *handover, const struct lg_print_order *order,
                     const char *pattern, struct lg_err *err) LG_MUST_CHECK;
/* Waits for the file until the order's deadline, and makes the print of it. A flaw as render.h has
 * them. */
int lg_handover_take(const struct lg_handover *handover, struct lg_print *out,
                     struct lg_err *err) LG_MUST_CHECK;

#endif
