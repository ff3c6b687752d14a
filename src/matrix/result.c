#include "matrix/result.h"

#include <math.h>
#include <string.h>

static const char *const names[LG_METRIC__COUNT] = {
    [LG_METRIC_CREST_DB] = "crest_db",
    [LG_METRIC_LRA_LU] = "lra_lu",
    [LG_METRIC_LUFS_I] = "lufs_i",
    [LG_METRIC_LUFS_M_MAX] = "lufs_m_max",
    [LG_METRIC_LUFS_S_MAX] = "lufs_s_max",
    [LG_METRIC_RMS_DBFS] = "rms_dbfs",
    [LG_METRIC_SAMPLE_PEAK_DBFS] = "sample_peak_dbfs",
    [LG_METRIC_TRUE_PEAK_DBTP] = "true_peak_dbtp",
};

static const char *const units[LG_METRIC__COUNT] = {
    [LG_METRIC_CREST_DB] = "dB",           [LG_METRIC_LRA_LU] = "LU",
    [LG_METRIC_LUFS_I] = "LUFS",           [LG_METRIC_LUFS_M_MAX] = "LUFS",
    [LG_METRIC_LUFS_S_MAX] = "LUFS",       [LG_METRIC_RMS_DBFS] = "dBFS",
    [LG_METRIC_SAMPLE_PEAK_DBFS] = "dBFS", [LG_METRIC_TRUE_PEAK_DBTP] = "dBTP",
};

const char *lg_metric_name(enum lg_metric metric) {
    return (unsigned)metric < LG_METRIC__COUNT ? names[metric] : "unknown";
}

const char *lg_metric_unit(enum lg_metric metric) {
    return (unsigned)metric < LG_METRIC__COUNT ? units[metric] : NULL;
}

bool lg_metric_find(const char *name, enum lg_metric *out) {
    const char *wanted = strcmp(name, "peak_dbfs") == 0 ? names[LG_METRIC_SAMPLE_PEAK_DBFS] : name;
    for (size_t i = 0; i < LG_METRIC__COUNT; i++) {
        if (strcmp(names[i], wanted) == 0) {
            *out = (enum lg_metric)i;
            return true;
        }
    }
    return false;
}

const char *const *lg_metric_names(void) {
    return names;
}

/* A non-finite number is text in JSON. */
static double number_of(const struct lg_value *value) {
    if (value != NULL && value->kind == LG_VALUE_STRING && lg_view_eq(value->as.string, "-inf"))
        return -HUGE_VAL;
    return value == NULL ? NAN : lg_value_number(value);
}

static void read_bands(const struct lg_value *bands, struct lg_result *out) {
    if (bands == NULL || bands->kind != LG_VALUE_MAP)
        return;
    for (const struct lg_pair *at = bands->as.map.first;
         at != NULL && out->num_bands < LG_RESULT_BANDS_MAX; at = at->next)
        out->bands[out->num_bands++] = (float)number_of(lg_value_get(at->value, "rms_dbfs"));
}

void lg_result_read(const struct lg_value *measures, struct lg_result *out) {
    struct lg_result result = {.is_measured = true};
    for (size_t i = 0; i < LG_METRIC__COUNT; i++)
        result.metrics[i] = number_of(lg_value_get(measures, names[i]));
    if (isnan(result.metrics[LG_METRIC_SAMPLE_PEAK_DBFS]))
        result.metrics[LG_METRIC_SAMPLE_PEAK_DBFS] = number_of(lg_value_get(measures, "peak_dbfs"));
    read_bands(lg_value_get(measures, "bands"), &result);
    const struct lg_value *pcm = lg_value_get(measures, "pcm_sha256");
    if (pcm != NULL && pcm->kind == LG_VALUE_STRING && pcm->as.string.length == LG_SHA256_HEX - 1)
        memcpy(result.pcm_sha256, pcm->as.string.text, LG_SHA256_HEX - 1);
    *out = result;
}

double lg_result_level(const struct lg_result *result, enum lg_metric metric) {
    double level = result->metrics[metric];
    return level < LG_RESULT_SILENCE ? LG_RESULT_SILENCE : level;
}
