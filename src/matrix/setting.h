/* The value of one parameter at one point, typed as the file has it: Live's range is known at run
 * time only. */
#ifndef LG_MATRIX_SETTING_H
#define LG_MATRIX_SETTING_H

#include <stdbool.h>

#include "conf/node.h"

enum lg_setting_kind {
    LG_SETTING_AS_FOUND, /* the point does not name the parameter: it stays, or goes back */
    LG_SETTING_NUMBER,
    LG_SETTING_TEXT, /* as Live shows it: 4:1, A, on; also "0.25 norm" */
    LG_SETTING__COUNT
};

struct lg_setting {
    enum lg_setting_kind kind;
    double number;    /* finite */
    const char *unit; /* of a number, static; NULL: a bare one, which is native */
    const char *text;
};

/* Reads a scalar; a bare number gets `unit` where the parameter's name ends in one (threshold_db).
 * LG_ERR_READ with place: nothing, no scalar, not finite, a unit that is not that of the name. */
int lg_setting_read(const struct lg_node *node, const char *unit, struct lg_setting *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* Adds what `livegate set` and lg_wish_read take: "-30 dB", "4:1", "0.5"; nothing where it stays as
 * found. */
void lg_setting_write(const struct lg_setting *setting, struct lg_str *out);
/* Adds the number in its dimension's base unit, for ids: "-30dB", "0.01s", "50pct". Two settings
 * are the same when this is. */
void lg_setting_tag(const struct lg_setting *setting, struct lg_str *out);
/* The number in its dimension's base unit; NAN for all but numbers. */
double lg_setting_base(const struct lg_setting *setting);
/* Same kind and, whatever the unit it is written in, same value. */
bool lg_setting_eq(const struct lg_setting *a, const struct lg_setting *b);
/* May both stand on one axis: both texts, or numbers of one dimension? */
bool lg_setting_fits(const struct lg_setting *a, const struct lg_setting *b);

#endif
