/* The settings of a point, ready to be used: as commands and as actions. */
#ifndef LG_MATRIX_ADVICE_H
#define LG_MATRIX_ADVICE_H

#include "matrix/points.h"

/* One `livegate set …` a line, quoted for a POSIX shell, constants first, each ended by a newline.
 * Parameters that stay as found are left out. Adds to `out`. */
void lg_advice_commands(const struct lg_matrix_point *point, struct lg_str *out);

/* A move of one parameter, as live/actions.h has it. */
struct lg_advice_move {
    const char *track, *device, *param; /* borrowed from the matrix */
    double delta;
    const char *unit; /* "dB", or NULL: native */
};

/* `found` has, by param, the value that the chain has now, in the unit of the point's setting (NAN:
 * not known). Settings that are no number in dB or native, or whose found value is not known, can't
 * be actions: they are counted in *left_out. Returns how many moves there are. */
size_t lg_advice_moves(const struct lg_matrix_point *point, const double *found,
                       struct lg_arena *arena, struct lg_advice_move **out, size_t *left_out);

#endif
