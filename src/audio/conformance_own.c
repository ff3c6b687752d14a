#include <math.h>
#include <stdio.h>

#include "audio/conformance.h"
#include "audio/meter.h"

static struct lg_heard_level of_level(struct lg_level level) {
    if (level.why != NULL || isnan(level.value))
        return (struct lg_heard_level){LG_HEARD_UNDEFINED, NAN};
    return (struct lg_heard_level){LG_HEARD_NUMBER, level.value};
}

static struct lg_heard_level of_number(double number) {
    return of_level((struct lg_level){.value = number});
}

/* The lowest readings from `from_s` on. */
static void hear_series(const struct lg_measures *m, double from_s, struct lg_heard *out) {
    double momentary = NAN;
    double short_term = NAN;
    for (size_t i = 0; i < m->num_points; i++) {
        /* A point ends a tenth of a second after the one before; the first at 0.1 s. */
        if ((double)(i + 1) / LG_SERIES_HZ < from_s - 1e-9)
            continue;
        momentary = fmin(momentary, m->series[i].lufs_m);
        short_term = fmin(short_term, m->series[i].lufs_s);
    }
    out->at[LG_QUANTITY_M_MIN] = of_number(momentary);
    out->at[LG_QUANTITY_S_MIN] = of_number(short_term);
}

/* An interruption ends the run; whatever else is wrong with the file is what the meter says. */
static int own_measure(void *ctx, const char *wav, const struct lg_vector *vector,
                       struct lg_heard *out, struct lg_err *err) {
    LG_UNUSED(ctx);
    const struct lg_measure_options options = {
        .skip = LG_MEASURE_STATS | LG_MEASURE_HASH | LG_MEASURE_PCM_HASH,
        .series = vector->from_s > 0.0,
    };
    struct lg_measures m;
    struct lg_err own = {0};
    struct lg_heard heard = {0};
    if (lg_measure_file_with(wav, &options, NULL, &m, &own) != 0) {
        if (own.kind != LG_ERR_READ) {
            *err = own;
            return -1;
        }
        heard.refused = true;
        snprintf(heard.why, sizeof heard.why, "%.*s", (int)sizeof heard.why - 1, own.text);
        for (int i = 0; i < LG_QUANTITY__COUNT; i++)
            heard.at[i] = (struct lg_heard_level){LG_HEARD_UNDEFINED, NAN};
        *out = heard;
        return 0;
    }
    heard.at[LG_QUANTITY_I] = of_level(m.lufs_i);
    heard.at[LG_QUANTITY_M_MAX] = of_level(m.lufs_m_max);
    heard.at[LG_QUANTITY_S_MAX] = of_level(m.lufs_s_max);
    heard.at[LG_QUANTITY_LRA] = of_level(m.lra_lu);
    heard.at[LG_QUANTITY_SAMPLE_PEAK] = of_number(m.sample_peak_dbfs);
    heard.at[LG_QUANTITY_TRUE_PEAK] = of_number(m.true_peak_dbtp);
    if (options.series)
        hear_series(&m, vector->from_s, &heard);
    lg_measures_dispose(&m);
    *out = heard;
    return 0;
}

const struct lg_conformance_meter lg_conformance_own = {
    .name = "livegate",
    .exact = {[LG_QUANTITY_I] = 0.01,
              [LG_QUANTITY_M_MAX] = 0.01,
              [LG_QUANTITY_S_MAX] = 0.01,
              [LG_QUANTITY_LRA] = 0.01,
              [LG_QUANTITY_SAMPLE_PEAK] = 0.01},
    .measure = own_measure,
};
