#include "audio/meter.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/str.h"

/* The values of one file: what is undefined, or was not asked for, is null with its reason. */
struct writer {
    const struct lg_measures *measures;
    struct lg_arena *arena;
    struct lg_value *map;
    const char *why_not; /* set: what follows was not asked for */
};

/* What follows belongs to a part that may have been left out. */
static void begin(struct writer *to, unsigned part) {
    to->why_not = (to->measures->skipped & part) != 0 ? LG_MEASURE_NOT_ASKED : NULL;
}

static void put(const struct writer *to, const char *key, struct lg_value *value) {
    if (to->why_not != NULL)
        value = lg_value_null(to->arena, to->why_not);
    lg_value_put(to->arena, to->map, key, value);
}

static void put_text(const struct writer *to, const char *key, const char *text) {
    put(to, key, lg_value_text(to->arena, text));
}

static void put_int(const struct writer *to, const char *key, int64_t number, const char *unit) {
    struct lg_value *value = lg_value_int(to->arena, number);
    value->unit = unit;
    put(to, key, value);
}

static void put_real(const struct writer *to, const char *key, double number, const char *unit) {
    put(to, key, lg_value_real(to->arena, number, unit));
}

static void put_level(const struct writer *to, const char *key, struct lg_level level,
                      const char *unit) {
    if (level.why != NULL)
        put(to, key, lg_value_null(to->arena, level.why));
    else
        put_real(to, key, level.value, unit);
}

static void put_peaks(struct writer *to, double sample_peak_dbfs, double true_peak_dbtp) {
    begin(to, LG_MEASURE_PEAKS);
    put_real(to, "sample_peak_dbfs", sample_peak_dbfs, "dBFS");
    put_real(to, "peak_dbfs", sample_peak_dbfs, "dBFS");
    put_real(to, "true_peak_dbtp", true_peak_dbtp, "dBTP");
}

static void put_stats(struct writer *to, const struct lg_channel_measures *stats) {
    begin(to, LG_MEASURE_STATS);
    put_real(to, "rms_dbfs", stats->rms_dbfs, "dBFS");
    put_level(to, "crest_db", stats->crest_db, "dB");
    put_real(to, "dc_offset", stats->dc_offset, NULL);
    put_int(to, "clipped_runs", stats->clipped_runs, NULL);
    put_int(to, "clipped_samples", stats->clipped_samples, NULL);
    put_int(to, "clipped_longest", stats->clipped_longest, NULL);
}

static void put_hashes(struct writer *to) {
    begin(to, LG_MEASURE_HASH);
    put_text(to, "sha256", to->measures->sha256);
    begin(to, LG_MEASURE_PCM_HASH);
    put_text(to, "pcm_sha256", to->measures->pcm_sha256);
    begin(to, 0);
}

static void put_layout(const struct writer *to) {
    const struct lg_measures *m = to->measures;
    struct lg_str text = {0};
    lg_layout_write(m->speakers, m->channels, &text);
    if (m->layout_by == LG_LAYOUT_BY_NOBODY)
        put(to, "layout", lg_value_null(to->arena, lg_arena_strdup(to->arena, m->layout_why)));
    else
        put_text(to, "layout", lg_str_text(&text));
    lg_str_dispose(&text);
    put_text(to, "layout_by", lg_layout_by_name(m->layout_by));
    /* Some meters count a mono file twice, as if it came from two speakers: 3.01 LU more. */
    put_text(to, "mono_policy", "one channel, counted once");
}

static void put_channels(const struct writer *whole) {
    const struct lg_measures *m = whole->measures;
    struct lg_value *list = lg_value_list(whole->arena);
    for (int c = 0; c < m->channels; c++) {
        struct writer to = {m, whole->arena, lg_value_map(whole->arena), NULL};
        if (m->layout_by != LG_LAYOUT_BY_NOBODY)
            put_text(&to, "speaker", lg_speaker_name(m->speakers[c]));
        put_peaks(&to, m->each[c].sample_peak_dbfs, m->each[c].true_peak_dbtp);
        put_stats(&to, &m->each[c]);
        lg_value_push(whole->arena, list, to.map);
    }
    put(whole, "per_channel", list);
}

static void put_bands(const struct writer *whole) {
    const struct lg_measures *m = whole->measures;
    struct lg_value *bands = lg_value_map(whole->arena);
    for (size_t i = 0; i < m->bands.count; i++) {
        struct writer to = {m, whole->arena, lg_value_map(whole->arena), NULL};
        put_real(&to, "from_hz", m->bands.items[i].from_hz, "Hz");
        put_real(&to, "to_hz", m->bands.items[i].to_hz, "Hz");
        put_level(&to, "rms_dbfs", m->band_dbfs[i], "dBFS");
        put_real(&to, "tone_loss_db", lg_band_tone_loss_db(&m->bands.items[i]), "dB");
        lg_value_put(whole->arena, bands, m->bands.items[i].name, to.map);
    }
    if (m->bands.count > 0)
        put(whole, "bands", bands);
}

static void put_loudness(struct writer *to) {
    const struct lg_measures *m = to->measures;
    begin(to, LG_MEASURE_LOUDNESS);
    if (m->layout_by == LG_LAYOUT_BY_NOBODY && to->why_not == NULL)
        to->why_not = lg_arena_strdup(to->arena, m->layout_why);
    put_level(to, "lufs_i", m->lufs_i, "LUFS");
    put_level(to, "lufs_m_max", m->lufs_m_max, "LUFS");
    put_level(to, "lufs_s_max", m->lufs_s_max, "LUFS");
    put_level(to, "lra_lu", m->lra_lu, "LU");
}

struct lg_value *lg_measures_value(const struct lg_measures *m, struct lg_arena *arena) {
    struct writer to = {m, arena, lg_value_map(arena), NULL};
    put_text(&to, "path", m->path);
    put_text(&to, "format", m->format);
    put_int(&to, "rate_hz", m->rate_hz, "Hz");
    put_int(&to, "channels", m->channels, NULL);
    put_int(&to, "frames", m->frames, NULL);
    put_real(&to, "duration_s", m->duration_s, "s");
    put_loudness(&to);
    put_peaks(&to, m->sample_peak_dbfs, m->true_peak_dbtp);
    put_text(&to, "true_peak_by", m->true_peak_by);
    put_hashes(&to);
    put_text(&to, "completeness", m->completeness.is_known ? "complete" : "unknown");
    put_text(&to, "completeness_by", m->completeness.how);
    put_layout(&to);
    put_stats(&to, &m->whole);
    put_level(&to, "correlation", m->correlation, NULL);
    put_level(&to, "mono_loss_db", m->mono_loss_db, "dB");
    put_real(&to, "silence_lead_s", m->silence_lead_s, "s");
    put_real(&to, "silence_tail_s", m->silence_tail_s, "s");
    begin(&to, 0);
    put_channels(&to);
    put_bands(&to);
    return to.map;
}

/* --- loudness over time --- */

static double level_at(const struct lg_measures *m, size_t offset, size_t index) {
    double level;
    memcpy(&level, (const char *)&m->series[index] + offset, sizeof level);
    return level;
}

static void push_level(struct lg_arena *arena, struct lg_value *list, double level) {
    lg_value_push(arena, list,
                  isnan(level) ? lg_value_null(arena, NULL)
                               : lg_value_real(arena, round(level * 100) / 100, NULL));
}

/* The lowest and the highest of `count` points from `first`, in the order they came. */
static void push_extremes(const struct writer *to, size_t offset, size_t first, size_t count,
                          struct lg_value *list) {
    double low = NAN;
    double high = NAN;
    bool high_is_last = false;
    for (size_t i = first; i < first + count && i < to->measures->num_points; i++) {
        double level = level_at(to->measures, offset, i);
        if (isnan(low) || level < low) {
            low = level;
            high_is_last = false;
        }
        if (isnan(high) || level > high) {
            high = level;
            high_is_last = true;
        }
    }
    push_level(to->arena, list, high_is_last ? low : high);
    push_level(to->arena, list, high_is_last ? high : low);
}

static struct lg_value *list_of(const struct writer *to, size_t offset, size_t part) {
    struct lg_value *list = lg_value_list(to->arena);
    for (size_t i = 0; i < to->measures->num_points; i += part) {
        if (part == 1)
            push_level(to->arena, list, level_at(to->measures, offset, i));
        else
            push_extremes(to, offset, i, part, list);
    }
    return list;
}

struct lg_value *lg_measures_series(const struct lg_measures *m, struct lg_arena *arena) {
    struct writer to = {m, arena, lg_value_map(arena), NULL};
    size_t parts = LG_SERIES_VALUES_MAX / 2;
    size_t part = m->num_points <= LG_SERIES_VALUES_MAX ? 1 : (m->num_points + parts - 1) / parts;
    if (m->series == NULL)
        return NULL;
    put_real(&to, "hop_s", (double)part / (part == 1 ? 1 : 2) / LG_SERIES_HZ, "s");
    put(&to, "lufs_m", list_of(&to, offsetof(struct lg_loudness_point, lufs_m), part));
    put(&to, "lufs_s", list_of(&to, offsetof(struct lg_loudness_point, lufs_s), part));
    return to.map;
}
