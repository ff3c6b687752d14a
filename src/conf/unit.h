/* Units that people write beside numbers: 500ms, -14 LUFS, -1 dBTP, 25 %, 440 Hz. */
#ifndef LG_CONF_UNIT_H
#define LG_CONF_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* What a unit measures; units fit each other when the dimension is the same. */
enum lg_dimension {
    LG_DIM_NONE,
    LG_DIM_TIME,      /* ms s m(in) h; base s */
    LG_DIM_FREQUENCY, /* Hz kHz; base Hz */
    LG_DIM_FRACTION,  /* %; base 1 */
    LG_DIM_LOUDNESS,  /* LUFS LKFS */
    LG_DIM_RELATIVE,  /* dB LU: a difference; fits LOUDNESS, PEAK and TRUE_PEAK as a tolerance */
    LG_DIM_PEAK,      /* dBFS */
    LG_DIM_TRUE_PEAK, /* dBTP */
    LG_DIM__COUNT
};

struct lg_quantity {
    double number;    /* in the unit as written */
    const char *unit; /* canonical spelling, static; NULL: a bare number */
    enum lg_dimension dimension;
    double base; /* number in the dimension's base unit */
};

/* Reads "number [unit]" (a space between is optional); false when the number or the unit is none we
 * know. The number is decimal; a level may also be infinite, as Live shows it: "-inf dB". */
bool lg_quantity_read(struct lg_view text, struct lg_quantity *out);
/* Dimension of a unit's name (case-sensitive); LG_DIM_NONE for NULL or an unknown one. */
enum lg_dimension lg_unit_dimension(const char *unit);
/* May a number in unit `wanted` be compared with one in unit `got`? A bare number fits anything, a
 * unit we don't know only itself. */
bool lg_unit_fits(const char *wanted, const char *got);
/* May `tol` be the tolerance of a value in `unit`? dB and LU fit any level; else the same
 * dimension. */
bool lg_unit_fits_tolerance(const char *tol, const char *unit);
/* A number of one unit in another of the same dimension; as it is for levels and unknown units. */
double lg_unit_convert(double number, const char *from, const char *to);
/* Factor from a unit to its dimension's base unit (ms: 0.001); 1 for levels and unknown units. */
double lg_unit_factor(const char *unit);

/* The spellings of units, NULL beyond the last. */
const char *lg_unit_name(size_t index);

/* The unit that a name ends in ("threshold_db": "dB"), NULL for none; *length_out, which may be
 * NULL, is the length of the name without it. */
const char *lg_unit_of_name(const char *name, size_t *length_out);

#endif
