/* The three values of a parameter, as types that can't be taken for one another:
 *
 *   native   what AbletonOSC's parameter/value takes and gives, within the parameter's min..max
 *   normal   where that lies between min (0) and max (1)
 *   shown    what Live displays: "-10.0 dB", "1.20 kHz", "4:1", "A"
 *
 * Only some parameters show their native value; which, live/calibrate.h finds out. */
#ifndef LG_LIVE_VALUE_H
#define LG_LIVE_VALUE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/number.h"

struct lg_native {
    float number;
};

struct lg_normal {
    double fraction;
};

struct lg_shown {
    const char *text;
    bool is_number;   /* else the text is all there is */
    double number;    /* as displayed, in `unit`; may be -inf */
    const char *unit; /* "dB", "Hz", "%", ":1" for a ratio, or as displayed; NULL: none */
    double base;      /* the number in the base unit of its dimension (s, Hz, a fraction of 1) */
    double step;      /* what one more in the last displayed digit is, in the base unit */
};

struct lg_range {
    struct lg_native min, max;
};

/* Clear of rounding at the ends. A range without extent has only the fraction 0. */
struct lg_normal lg_native_to_normal(struct lg_native native, const struct lg_range *range);
struct lg_native lg_normal_to_native(struct lg_normal normal, const struct lg_range *range);
/* NaN is in no range. */
bool lg_range_holds(const struct lg_range *range, struct lg_native native);
/* The shortest decimal that is this float32: 0.85, not 0.8500000238418579. */
double lg_native_decimal(struct lg_native native);
void lg_native_write(struct lg_native native, char out[static LG_NUMBER_MAX]);

/* Reads a displayed text; everything lives in `arena`. Never fails: text that is no number is
 * itself. */
struct lg_shown lg_shown_read(const char *text, struct lg_arena *arena);
/* Do both measure the same, so that one can be wanted of the other? */
bool lg_shown_fits(const struct lg_shown *a, const struct lg_shown *b);
/* The same text but for case and spaces, or the same number within the coarser of both displays. */
bool lg_shown_agrees(const struct lg_shown *wanted, const struct lg_shown *got);
/* A base number in the unit of `like`: "-24.0 dB". */
void lg_shown_write(double base, const struct lg_shown *like, struct lg_str *out);

/* What is to be set, as it was asked for. */
enum lg_wish_kind { LG_WISH_NATIVE, LG_WISH_NORMAL, LG_WISH_SHOWN };

struct lg_wish {
    enum lg_wish_kind kind;
    bool is_bare;     /* a number alone, native by that */
    const char *text; /* as written, without the word for its scale */
    union {
        struct lg_native native;
        struct lg_normal normal;
        struct lg_shown shown;
    } as;
};

/* "-30" is native, "0.25 norm" normal, all else shown: "-30 dB", "120 Hz", "4:1", "A". A bare
 * number becomes shown where `unit` is not NULL: that of the parameter's name as it was written
 * (threshold_db). Where either could be meant a word tells: "1 native", "4 shown". LG_ERR_USAGE for
 * no text, a number that is not finite (but for the level "-inf dB"), a fraction outside of 0..1, a
 * unit that is not that of the name. */
int lg_wish_read(const char *text, const char *unit, struct lg_arena *arena, struct lg_wish *out,
                 struct lg_err *err) LG_MUST_CHECK;

#endif
