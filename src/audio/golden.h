/* Measures kept to be compared with later ones: what drifts is a failure with old, new and file.
 *
 * A file {"golden": 1, "tolerance": 0.01, "files": [...]}; each file is what lg_measures_value
 * gives. The tolerance, in LU and dB, is the file's own; a person may change it there. */
#ifndef LG_AUDIO_GOLDEN_H
#define LG_AUDIO_GOLDEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/value.h"

/* Of levels, where neither the golden file nor the caller says otherwise. */
#define LG_GOLDEN_TOLERANCE 0.01
/* More than this is no tolerance but a way not to compare. */
#define LG_GOLDEN_TOLERANCE_MAX 1.0

struct lg_golden {
    double tolerance;
    const struct lg_value *files; /* a list of maps, each with a path */
};

/* Above 0 and at most LG_GOLDEN_TOLERANCE_MAX. */
bool lg_golden_is_tolerance(double tolerance);
/* Everything lives in `arena`. LG_ERR_READ: no golden file, of another format, without files, with
 * one that has no measures or comes twice, or with a tolerance that is none. */
int lg_golden_read(const char *path, struct lg_arena *arena, struct lg_golden *out,
                   struct lg_err *err) LG_MUST_CHECK;
/* Atomically; `files` is a list of measures. LG_ERR_WRITE. */
int lg_golden_write(const char *path, const struct lg_value *files, double tolerance,
                    struct lg_err *err) LG_MUST_CHECK;
/* The measures kept of that path; NULL: none. */
const struct lg_value *lg_golden_find(const struct lg_golden *golden, const char *path);

/* A list with a map for each measure that drifted: measure ("lufs_i", "channel_levels.0.dc"), old,
 * new, and for numbers difference and tolerance. Levels, times and ratios have tolerances; counts,
 * words and what is undefined must be the same, and what was saved must be measured again. Measures
 * that only `now` has are left out (lg_golden_unsaved names them), and so is the path. A hash that
 * was saved is compared: that of the samples where both sides have it, as other tags are no drift,
 * else that of the bytes. */
struct lg_value *lg_golden_drifts(const struct lg_value *old, const struct lg_value *now,
                                  double tolerance, struct lg_arena *arena);
/* A list with the names of what `now` has and the golden values do not: deleted, or not asked for
 * when they were saved. */
struct lg_value *lg_golden_unsaved(const struct lg_value *old, const struct lg_value *now,
                                   struct lg_arena *arena);

#endif
