#include "audio/meter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "audio/file.h"
#include "audio/peak.h"

enum { PIECE_FRAMES = 4096 };

/* What one reading of a file feeds. */
struct pass {
    struct lg_audio_file *file;
    struct lg_loudness *loudness;
    struct lg_peak *peak;
    float *samples;
};

static int pass_open(struct pass *pass, const char *path, struct lg_err *err) {
    if (lg_audio_file_new(path, &pass->file, err) < 0)
        return -1;
    const struct lg_audio_info *info = lg_audio_file_info(pass->file);
    if (lg_loudness_new(info->rate_hz, info->channels, info->speakers, &pass->loudness, err) < 0)
        return lg_err_wrap(err, "'%s': ", path);
    pass->peak = lg_peak_new(info->rate_hz, info->channels);
    pass->samples = lg_xcalloc((size_t)info->channels, PIECE_FRAMES * sizeof *pass->samples);
    return 0;
}

static void pass_dispose(struct pass *pass) {
    lg_audio_file_free(pass->file);
    lg_loudness_free(pass->loudness);
    lg_peak_free(pass->peak);
    free(pass->samples);
}

static int pass_run(struct pass *pass, const struct lg_env *env, struct lg_err *err) {
    for (;;) {
        size_t frames;
        if (env != NULL && lg_env_check(env, err) < 0)
            return -1;
        if (lg_audio_file_read(pass->file, PIECE_FRAMES, pass->samples, &frames, err) < 0)
            return -1;
        if (frames == 0)
            break;
        lg_peak_add(pass->peak, pass->samples, frames);
        if (lg_loudness_add(pass->loudness, pass->samples, frames, err) < 0)
            return -1;
    }
    lg_peak_flush(pass->peak);
    return 0;
}

static void pass_collect(const struct pass *pass, struct lg_measures *out) {
    const struct lg_audio_info *info = lg_audio_file_info(pass->file);
    struct lg_loudness_levels levels;
    lg_loudness_levels(pass->loudness, &levels);
    snprintf(out->format, sizeof out->format, "%s", info->format);
    out->rate_hz = info->rate_hz;
    out->channels = info->channels;
    out->frames = lg_audio_file_frames(pass->file);
    out->duration_s = (double)out->frames / info->rate_hz;
    out->lufs_i = levels.lufs_i;
    out->lufs_m_max = levels.lufs_m_max;
    out->lufs_s_max = levels.lufs_s_max;
    out->lra_lu = levels.lra_lu;
    out->sample_peak_dbfs = lg_peak_sample_dbfs(pass->peak);
    out->true_peak_dbtp = lg_peak_true_dbtp(pass->peak);
    out->true_peak_by = lg_peak_by(info->rate_hz);
}

int lg_measure_file(const char *path, const struct lg_env *env, struct lg_measures *out,
                    struct lg_err *err) {
    struct pass pass = {0};
    struct lg_measures measures = {0};
    int result = -1;
    snprintf(measures.path, sizeof measures.path, "%s", path);
    if (pass_open(&pass, path, err) < 0)
        goto out;
    /* Before the pass, at whose end a file that was changed meanwhile is refused. */
    if (lg_sha256_file(path, measures.sha256, err) < 0 || pass_run(&pass, env, err) < 0)
        goto out;
    pass_collect(&pass, &measures);
    *out = measures;
    result = 0;
out:
    pass_dispose(&pass);
    return result;
}

static struct lg_value *level_value(struct lg_arena *arena, struct lg_level level,
                                    const char *unit) {
    return level.why != NULL ? lg_value_null(arena, level.why)
                             : lg_value_real(arena, level.value, unit);
}

struct lg_value *lg_measures_value(const struct lg_measures *measures, struct lg_arena *arena) {
    const struct lg_measures *m = measures;
    struct lg_value *rate = lg_value_int(arena, m->rate_hz);
    rate->unit = "Hz";
    const struct {
        const char *key;
        struct lg_value *value;
    } rows[] = {
        {"path", lg_value_text(arena, m->path)},
        {"format", lg_value_text(arena, m->format)},
        {"rate_hz", rate},
        {"channels", lg_value_int(arena, m->channels)},
        {"frames", lg_value_int(arena, m->frames)},
        {"duration_s", lg_value_real(arena, m->duration_s, "s")},
        {"lufs_i", level_value(arena, m->lufs_i, "LUFS")},
        {"lufs_m_max", level_value(arena, m->lufs_m_max, "LUFS")},
        {"lufs_s_max", level_value(arena, m->lufs_s_max, "LUFS")},
        {"lra_lu", level_value(arena, m->lra_lu, "LU")},
        {"sample_peak_dbfs", lg_value_real(arena, m->sample_peak_dbfs, "dBFS")},
        {"peak_dbfs", lg_value_real(arena, m->sample_peak_dbfs, "dBFS")},
        {"true_peak_dbtp", lg_value_real(arena, m->true_peak_dbtp, "dBTP")},
        {"true_peak_by", lg_value_text(arena, m->true_peak_by)},
        {"sha256", lg_value_text(arena, m->sha256)},
    };
    struct lg_value *map = lg_value_map(arena);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        lg_value_put(arena, map, rows[i].key, rows[i].value);
    return map;
}
