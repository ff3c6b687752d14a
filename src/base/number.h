/* The one reader and the one writer of numbers, independent of any locale. */
#ifndef LG_BASE_NUMBER_H
#define LG_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Enough for any number that lg_number_write gives, with NUL. */
enum { LG_NUMBER_MAX = 32 };

/* Reads the whole text as a decimal number (also -inf, inf, nan); false when any of it is not one.
 */
bool lg_number_read(struct lg_view text, double *out);
bool lg_number_read_int(struct lg_view text, int64_t *out);
/* Shortest text that reads back as the same double; "-inf", "inf", "nan"; never an exponent below
 * 1e15. */
void lg_number_write(double number, char out[static LG_NUMBER_MAX]);
/* Fixed decimals for tables: -17.67, "-inf". */
void lg_number_fixed(double number, int decimals, char out[static LG_NUMBER_MAX]);

#endif
