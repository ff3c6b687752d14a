#include "run/goals.h"

#include <math.h>

#include "audio/profiles.h"
#include "base/fs.h"

static const char profiles_path[] = "gates/tables/profiles.yaml";

/* The place of the index-th name. */
static const struct lg_node *place_of(const struct lg_matrix *matrix, size_t index) {
    const struct lg_node *node = lg_node_get(matrix->place, "profile");
    return node->kind == LG_NODE_SEQ ? node->items[index] : node;
}

/* Why no point can be judged by it; NULL: it can. */
static const char *unfit(const struct lg_profile *profile) {
    if (profile->kind == LG_PROFILE_PLAYBACK)
        return "tells how loud a service plays, and judges no file";
    if (profile->basis != LG_BASIS_PROGRAMME || !isnan(profile->ldr_max_lu))
        return "is of dialogue, which a BS.1770 meter can't tell from the rest";
    if (!isnan(profile->duration_max_s))
        return "limits the duration, which no setting changes";
    return NULL;
}

static void add_fit(const struct lg_profiles *profiles, struct lg_str *out) {
    for (size_t i = 0; i < profiles->count; i++)
        if (unfit(&profiles->items[i]) == NULL)
            lg_str_printf(out, " %s", profiles->items[i].name);
}

static int find(const struct lg_paths *paths, const struct lg_node *place, const char *name,
                struct lg_arena *arena, const struct lg_profile **out, struct lg_err *err) {
    const char *folders[] = {paths->project, paths->data};
    const char *near = NULL;
    struct lg_str fit = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(folders); i++) {
        struct lg_profiles profiles;
        const char *path = folders[i] == NULL ? NULL : lg_fs_join(arena, folders[i], profiles_path);
        if (path == NULL || !lg_fs_is_file(path))
            continue;
        if (lg_profiles_read(path, arena, &profiles, err) != 0)
            return -1;
        *out = lg_profiles_find(&profiles, name);
        if (*out != NULL) {
            lg_str_dispose(&fit);
            return 0;
        }
        add_fit(&profiles, &fit);
        near = near == NULL ? lg_profiles_near(&profiles, name) : near;
    }
    if (near == NULL)
        lg_node_err(place, err, "there is no profile '%s' in %s; those that judge a point:%s", name,
                    profiles_path, fit.length == 0 ? " none" : lg_str_text(&fit));
    else
        lg_node_err(place, err, "there is no profile '%s'; did you mean '%s'?", name, near);
    lg_str_dispose(&fit);
    return -1;
}

static int add_ceiling(struct lg_targets *targets, enum lg_metric metric, double ceiling,
                       struct lg_err *err) {
    const struct lg_target_bound bound = {.metric = metric, .op = LG_TARGET_LE, .value = ceiling};
    return isnan(ceiling) ? 0 : lg_targets_add(targets, &bound, err);
}

static int add_profile(struct lg_targets *targets, const struct lg_profile *profile,
                       struct lg_err *err) {
    const struct lg_target_bound loudness = {.metric = LG_METRIC_LUFS_I,
                                             .op = LG_TARGET_NEAR,
                                             .value = profile->lufs_i,
                                             .below = profile->below,
                                             .above = profile->above};
    if (!isnan(profile->lufs_i) && lg_targets_add(targets, &loudness, err) != 0)
        return -1;
    if (add_ceiling(targets, LG_METRIC_LUFS_S_MAX, profile->lufs_s_max, err) != 0 ||
        add_ceiling(targets, LG_METRIC_SAMPLE_PEAK_DBFS, profile->sample_peak_max_dbfs, err) != 0)
        return -1;
    return add_ceiling(targets, LG_METRIC_TRUE_PEAK_DBTP,
                       profile->true_peak_max_dbtp + profile->true_peak_tol_db, err);
}

int lg_goals_add(const struct lg_paths *paths, struct lg_matrix *matrix, struct lg_arena *arena,
                 struct lg_err *err) {
    for (size_t i = 0; i < matrix->profiles.count; i++) {
        const struct lg_node *place = place_of(matrix, i);
        const char *name = matrix->profiles.items[i];
        const struct lg_profile *profile = NULL;
        if (find(paths, place, name, arena, &profile, err) != 0)
            return -1;
        if (unfit(profile) != NULL)
            return lg_node_err(place, err, "profile '%s' %s", name, unfit(profile));
        if (add_profile(&matrix->targets, profile, err) != 0)
            return lg_err_place(err, place->source, place->line, place->column);
    }
    return lg_matrix_check_goal(matrix, err);
}
