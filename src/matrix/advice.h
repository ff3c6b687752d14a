/* The settings of a point, ready to be used: as commands. */
#ifndef LG_MATRIX_ADVICE_H
#define LG_MATRIX_ADVICE_H

#include "matrix/points.h"

/* One `livegate set …` a line, quoted for a POSIX shell, constants first, each ended by a newline.
 * `reach` names the target ("--live"); NULL: it is left to the project. Parameters that stay as
 * found are left out. Adds to `out`. */
void lg_advice_commands(const struct lg_matrix_point *point, const char *reach, struct lg_str *out);

#endif
