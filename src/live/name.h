/* Names as people type them, against the names that Live has. */
#ifndef LG_LIVE_NAME_H
#define LG_LIVE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct lg_name_list {
    const char *what;  /* "device" */
    const char *where; /* "PREMASTER"; NULL: nothing to say */
    const char *const *names;
    size_t count;
};

/* The one name that is meant: the same bytes, else the same letters whatever their case, else the
 * same but for spaces and punctuation (`drywet` is "Dry/Wet"), else that without the unit at its
 * end (`threshold_db` is "Threshold"). `#2` is the third. None, or several, is LG_ERR_READ listing
 * what there is. */
int lg_name_find(const struct lg_name_list *list, const char *wanted, size_t *out,
                 struct lg_err *err) LG_MUST_CHECK;
/* As lg_name_find, saying nothing: false for none or several. */
bool lg_name_is_one(const struct lg_name_list *list, const char *wanted, size_t *out);
/* Does any fit, or several? */
bool lg_name_is_any(const struct lg_name_list *list, const char *wanted);
/* Same but for case, spaces and punctuation. */
bool lg_name_eq(const char *a, const char *b);
/* The unit that a name ends in ("threshold_db": "dB"); NULL: none. */
const char *lg_name_unit(const char *name);

#endif
