/* Several files on several threads. */
#ifndef LG_AUDIO_BATCH_H
#define LG_AUDIO_BATCH_H

#include <stddef.h>

#include "audio/meter.h"

struct lg_measure_batch {
    const char *const *paths;
    size_t count;
    /* `threads` is not looked at: what `jobs` leaves over when the files are fewer goes to each. */
    struct lg_measure_options options;
    int jobs; /* threads in all */
    /* Called once a file, in the order of `paths` whichever ends first, by one thread at a time and
     * never together with options.on_progress. `measures` is NULL for a file that could not be
     * measured; what it holds lives until the return. */
    void (*on_result)(void *ctx, size_t index, const struct lg_measures *measures,
                      const struct lg_err *err);
    void *ctx;
};

/* -1 when `env` (may be NULL) is interrupted: files that were not finished then have no result. */
int lg_measure_files(const struct lg_measure_batch *batch, const struct lg_env *env,
                     struct lg_err *err) LG_MUST_CHECK;

#endif
