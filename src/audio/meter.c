#include "audio/meter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/pass.h"

/* What sums in double precision leave of a difference that is none. */
#define ROUNDING 1e-12

static double level_db(double mean_square) {
    return 10.0 * log10(mean_square);
}

static struct lg_level crest(double peak, double mean_square) {
    if (mean_square == 0.0)
        return (struct lg_level){NAN, "digital silence"};
    return (struct lg_level){.value = 20.0 * log10(peak) - level_db(mean_square)};
}

static struct lg_channel_measures channel_measures(const struct lg_channel_stats *stats) {
    return (struct lg_channel_measures){
        .rms_dbfs = level_db(stats->mean_square),
        .crest_db = crest(stats->peak, stats->mean_square),
        .dc_offset = stats->mean,
        .clipped_runs = stats->clipped_runs,
        .clipped_samples = stats->clipped,
        .clipped_longest = stats->clipped_longest,
    };
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* Adds a channel to what is said of all of them. */
static void add_channel(struct lg_channel_stats *whole, const struct lg_channel_stats *one,
                        double share) {
    whole->peak = fmax(whole->peak, one->peak);
    whole->mean_square += one->mean_square * share;
    whole->mean = fabs(one->mean) > fabs(whole->mean) ? one->mean : whole->mean;
    whole->clipped_runs += one->clipped_runs;
    whole->clipped += one->clipped;
    whole->clipped_longest = later(whole->clipped_longest, one->clipped_longest);
    bool earlier = one->first_sound >= 0 && one->first_sound < whole->first_sound;
    if (earlier || whole->first_sound < 0)
        whole->first_sound = one->first_sound;
    whole->last_sound = later(whole->last_sound, one->last_sound);
}

static void collect_stats(const struct lg_pass *pass, struct lg_measures *out) {
    struct lg_channel_stats whole = {.first_sound = -1, .last_sound = -1};
    for (size_t c = 0; c < pass->channels; c++) {
        struct lg_channel_stats stats;
        lg_stats_channel(pass->stats, c, &stats);
        out->each[c] = channel_measures(&stats);
        add_channel(&whole, &stats, 1.0 / (double)pass->channels);
    }
    out->whole = channel_measures(&whole);
    int64_t lead = whole.first_sound < 0 ? out->frames : whole.first_sound;
    out->silence_lead_s = (double)lead / out->rate_hz;
    out->silence_tail_s = (double)(out->frames - 1 - whole.last_sound) / out->rate_hz;
}

static void collect_pair(const struct lg_pass *pass, struct lg_measures *out) {
    struct lg_channel_stats left;
    struct lg_channel_stats right;
    const char *why = pass->left < 0 || pass->right < 0 ? "no left and right" : NULL;
    if (why == NULL) {
        lg_stats_channel(pass->stats, (size_t)pass->left, &left);
        lg_stats_channel(pass->stats, (size_t)pass->right, &right);
        if (left.mean_square + right.mean_square == 0.0)
            why = "left and right are silent";
    }
    out->correlation = out->mono_loss_db = (struct lg_level){NAN, why};
    if (why != NULL)
        return;
    double product = lg_stats_mean_product(pass->stats);
    double both = left.mean_square + right.mean_square;
    /* The sum's energy, (l + r)^2, against the 2 (l^2 + r^2) that it has when l and r are alike. */
    double kept = 0.5 + product / both;
    out->mono_loss_db.value = kept < ROUNDING ? INFINITY : fmax(0.0, -level_db(kept));
    if (left.mean_square == 0.0 || right.mean_square == 0.0)
        out->correlation.why = "left or right is silent";
    else
        out->correlation.value =
            fmax(-1.0, fmin(1.0, product / sqrt(left.mean_square * right.mean_square)));
}

static void collect_loudness(const struct lg_pass *pass, struct lg_measures *out) {
    struct lg_level unknown = {NAN, "which speakers its channels feed is not known"};
    struct lg_loudness_levels levels = {unknown, unknown, unknown, unknown};
    if (pass->loudness != NULL)
        lg_loudness_levels(pass->loudness, &levels);
    out->lufs_i = levels.lufs_i;
    out->lufs_m_max = levels.lufs_m_max;
    out->lufs_s_max = levels.lufs_s_max;
    out->lra_lu = levels.lra_lu;
    if (pass->loudness != NULL)
        out->series = lg_loudness_series(pass->loudness, &out->num_points);
}

static void collect_peaks(const struct lg_pass *pass, struct lg_measures *out) {
    out->sample_peak_dbfs = lg_peak_sample_dbfs(pass->peak);
    out->true_peak_dbtp = lg_peak_true_dbtp(pass->peak);
    for (size_t c = 0; c < pass->channels; c++) {
        out->each[c].sample_peak_dbfs = lg_peak_channel_sample_dbfs(pass->peak, c);
        out->each[c].true_peak_dbtp = lg_peak_channel_true_dbtp(pass->peak, c);
    }
}

static void collect_bands(const struct lg_pass *pass, struct lg_measures *out) {
    out->bands = *pass->options->bands;
    for (size_t i = 0; i < out->bands.count; i++) {
        double mean_square = lg_band_meter_mean_square(pass->bands, i, (double)out->frames);
        out->band_dbfs[i] = isnan(mean_square)
                                ? (struct lg_level){NAN, "begins above half the rate"}
                                : (struct lg_level){.value = level_db(mean_square)};
    }
}

static void collect(const struct lg_pass *pass, struct lg_measures *out) {
    const struct lg_audio_info *info = pass->info;
    snprintf(out->format, sizeof out->format, "%s", info->format);
    out->rate_hz = info->rate_hz;
    out->channels = info->channels;
    out->frames = lg_audio_file_frames(pass->file);
    out->duration_s = (double)out->frames / info->rate_hz;
    out->true_peak_by = lg_peak_by(info->rate_hz);
    out->skipped = pass->options->skip;
    out->layout_by = info->layout_by;
    memcpy(out->speakers, info->speakers, sizeof out->speakers);
    snprintf(out->layout_why, sizeof out->layout_why, "%s", info->layout_why);
    out->completeness = info->completeness;
    collect_loudness(pass, out);
    if (pass->stats != NULL) {
        collect_stats(pass, out);
        collect_pair(pass, out);
    }
    if (pass->peak != NULL)
        collect_peaks(pass, out);
    if (pass->bands != NULL)
        collect_bands(pass, out);
}

int lg_measure_file_with(const char *path, const struct lg_measure_options *options,
                         const struct lg_env *env, struct lg_measures *out, struct lg_err *err) {
    struct lg_pass pass = {0};
    struct lg_measures *measures = lg_xcalloc(1, sizeof *measures);
    int result = -1;
    snprintf(measures->path, sizeof measures->path, "%s", path);
    if (lg_pass_open(&pass, path, options, err) < 0 || lg_pass_run(&pass, env, err) < 0 ||
        lg_pass_hashes(&pass, env, measures, err) < 0)
        goto out;
    collect(&pass, measures);
    *out = *measures;
    result = 0;
out:
    lg_pass_dispose(&pass);
    free(measures);
    return result;
}

int lg_measure_file(const char *path, const struct lg_env *env, struct lg_measures *out,
                    struct lg_err *err) {
    return lg_measure_file_with(path, &(struct lg_measure_options){0}, env, out, err);
}

void lg_measures_dispose(struct lg_measures *measures) {
    if (measures == NULL)
        return;
    free(measures->series);
    measures->series = NULL;
    measures->num_points = 0;
}
