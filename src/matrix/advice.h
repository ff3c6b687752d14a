/* The settings of a point, ready to be used: as commands. */
#ifndef LG_MATRIX_ADVICE_H
#define LG_MATRIX_ADVICE_H

#include "matrix/points.h"

/* One `livegate set …` a line, quoted for a POSIX shell, constants first, each ended by a newline.
 * `options` stand behind each: the target, "--clamp --live"; NULL: none do. Parameters that stay as
 * found are left out. Adds to `out`. */
void lg_advice_commands(const struct lg_matrix_point *point, const char *options,
                        struct lg_str *out);

#endif
