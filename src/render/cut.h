/* From the file that Live made to the print: just as many frames as were ordered, as they are. */
#ifndef LG_RENDER_CUT_H
#define LG_RENDER_CUT_H

#include "render/render.h"

struct lg_cut {
    const char *held;    /* where the file's content is read (base/outside.h); NULL: there itself */
    double seconds;      /* the print's length; 0: all of it, however long */
    double most_seconds; /* the file can't rightly be longer */
};

/* Copies the first seconds of `source` to `path`, a WAV of the same samples, and measures that. A
 * flaw: wrong-length, silent, or stale by `unlike`. LG_ERR_READ, LG_ERR_WRITE. */
int lg_cut_print(const char *source, const struct lg_cut *cut, const struct lg_print_order *order,
                 struct lg_measures *out, struct lg_err *err) LG_MUST_CHECK;

#endif
