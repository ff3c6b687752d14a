/* What a point gave: the measures that targets and the judging of a sweep look at. */
#ifndef LG_MATRIX_RESULT_H
#define LG_MATRIX_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sha256.h"
#include "base/value.h"

enum lg_metric {
    LG_METRIC_CREST_DB,
    LG_METRIC_LRA_LU,
    LG_METRIC_LUFS_I,
    LG_METRIC_LUFS_M_MAX,
    LG_METRIC_LUFS_S_MAX,
    LG_METRIC_RMS_DBFS,
    LG_METRIC_SAMPLE_PEAK_DBFS,
    LG_METRIC_TRUE_PEAK_DBTP,
    LG_METRIC__COUNT
};

/* The project's word for it: "lufs_i". */
const char *lg_metric_name(enum lg_metric metric);
/* "LUFS", "dBFS", …; static. */
const char *lg_metric_unit(enum lg_metric metric);
/* Also by the original's `peak_dbfs`, which is the sample peak. */
bool lg_metric_find(const char *name, enum lg_metric *out);
/* The names, for suggestions; LG_METRIC__COUNT of them. */
const char *const *lg_metric_names(void);

enum { LG_RESULT_BANDS_MAX = 16 };

struct lg_result {
    bool is_measured; /* false: the point failed before; nothing else means anything */
    double metrics[LG_METRIC__COUNT]; /* NAN: undefined; -inf: silence */
    float bands[LG_RESULT_BANDS_MAX]; /* dBFS */
    size_t num_bands;
    char pcm_sha256[LG_SHA256_HEX]; /* "": not known */
};

/* From a map in the project's vocabulary: what lg_measures_value gives, or the `results` of a
 * receipt. What it does not hold as a number is NAN. */
void lg_result_read(const struct lg_value *measures, struct lg_result *out);
/* Silence is this loud wherever differences are taken. */
#define LG_RESULT_SILENCE (-200.0)
/* The metric with silence as a number; NAN where undefined. */
double lg_result_level(const struct lg_result *result, enum lg_metric metric);

#endif
