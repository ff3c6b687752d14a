#include <math.h>
#include <string.h>

#include "audio/profiles.h"
#include "base/json.h"

/* Levels are compared as measured, but a bound is not missed by the rounding of its own decimals.
 */
static const double rounding = 1e-9;

struct judge {
    const struct lg_profile *profile;
    const struct lg_value *measures;
    struct lg_arena *arena;
    struct lg_value *rows;
    enum lg_profile_verdict verdict;
};

/* What is asked of one measure; bounds may be infinite. */
struct ask {
    const char *measure; /* a key of the measures */
    double target;       /* NAN: only bounds */
    double low, high;
};

static enum lg_profile_verdict graver(enum lg_profile_verdict a, enum lg_profile_verdict b) {
    return a > b ? a : b;
}

static void put_bound(struct judge *j, struct lg_value *row, const char *key, double bound,
                      const char *unit) {
    if (isfinite(bound))
        lg_value_put(j->arena, row, key, lg_value_real(j->arena, bound, unit));
}

static double beyond(double value, const struct ask *ask) {
    if (value < ask->low - rounding)
        return value - ask->low;
    if (value > ask->high + rounding)
        return value - ask->high;
    return 0.0;
}

static struct lg_value *add_row(struct judge *j, const char *measure,
                                enum lg_profile_verdict verdict, const char *why) {
    struct lg_value *row = lg_value_map(j->arena);
    lg_value_put(j->arena, row, "measure", lg_value_text(j->arena, measure));
    lg_value_put(j->arena, row, "verdict",
                 lg_value_text(j->arena, lg_profile_verdict_name(verdict)));
    if (why != NULL)
        lg_value_put(j->arena, row, "why", lg_value_text(j->arena, why));
    lg_value_push(j->arena, j->rows, row);
    j->verdict = graver(j->verdict, verdict);
    return row;
}

/* What a null measure says of itself. */
static const char *reason(const struct lg_value *value) {
    if (value == NULL)
        return "it was not measured";
    bool is_null = value->kind == LG_VALUE_NULL && value->as.why != NULL;
    return is_null ? value->as.why : "it is undefined";
}

/* Silence is below every bound: that it "meets" one that is open downwards says nothing. */
static void judge_row(struct judge *j, const struct ask *ask) {
    const struct lg_value *value = lg_value_get(j->measures, ask->measure);
    if (!lg_value_is_number(value) || isnan(lg_value_number(value))) {
        add_row(j, ask->measure, LG_PROFILE_UNJUDGED, reason(value));
        return;
    }
    double number = lg_value_number(value);
    if (number == -INFINITY && strncmp(ask->measure, "lufs_", 5) == 0) {
        add_row(j, ask->measure, LG_PROFILE_UNJUDGED, "nothing passes the gates: it is silent");
        return;
    }
    double distance = beyond(number, ask);
    struct lg_value *row =
        add_row(j, ask->measure, distance == 0.0 ? LG_PROFILE_MET : LG_PROFILE_MISSED, NULL);
    lg_value_put(j->arena, row, "value", lg_value_copy(j->arena, value));
    put_bound(j, row, "target", ask->target, value->unit);
    put_bound(j, row, "low", ask->low, value->unit);
    put_bound(j, row, "high", ask->high, value->unit);
    lg_value_put(j->arena, row, "distance", lg_value_real(j->arena, distance, NULL));
}

/* A ceiling; `by` names what measured it, NULL: nothing to name. */
static void judge_ceiling(struct judge *j, const char *measure, double ceiling) {
    struct ask ask = {measure, NAN, -INFINITY, ceiling};
    if (!isnan(ceiling))
        judge_row(j, &ask);
}

static void judge_true_peak(struct judge *j) {
    const struct lg_profile *p = j->profile;
    const struct lg_value *by = lg_value_get(j->measures, "true_peak_by");
    if (isnan(p->true_peak_max_dbtp))
        return;
    judge_ceiling(j, "true_peak_dbtp", p->true_peak_max_dbtp + p->true_peak_tol_db);
    struct lg_value *row = j->rows->as.list.last->value;
    if (p->true_peak_tol_db > 0.0)
        lg_value_put(j->arena, row, "tolerance",
                     lg_value_real(j->arena, p->true_peak_tol_db, "dB"));
    if (by != NULL)
        lg_value_put(j->arena, row, "by", lg_value_copy(j->arena, by));
}

static void judge_loudness(struct judge *j) {
    const struct lg_profile *p = j->profile;
    struct ask ask = {"lufs_i", p->lufs_i, p->lufs_i - p->below, p->lufs_i + p->above};
    if (isnan(p->lufs_i))
        return;
    if (p->basis == LG_BASIS_DIALOGUE_GATED)
        add_row(j, "lufs_i", LG_PROFILE_UNJUDGED,
                "the target is of dialogue; a BS.1770 meter hears the whole programme");
    else if (p->basis == LG_BASIS_DIALOGUE_ANCHOR)
        add_row(j, "lufs_i", LG_PROFILE_UNJUDGED,
                "the target is of an anchor, mostly dialogue; a BS.1770 meter hears the whole "
                "programme");
    else
        judge_row(j, &ask);
}

/* What the service does to the file, and what becomes of its true peak. */
static void tell_gain(struct judge *j, const struct lg_profile_mode *mode, struct lg_value *gains) {
    const struct lg_profile *p = j->profile;
    double loudness = lg_value_number(lg_value_get(j->measures, "lufs_i"));
    double peak = lg_value_number(lg_value_get(j->measures, "true_peak_dbtp"));
    double gain = mode->lufs_i - loudness;
    if (gain > 0.0 && p->upward == LG_UPWARD_NO)
        gain = 0.0;
    if (gain > 0.0 && p->upward == LG_UPWARD_LIMITED)
        gain = fmax(0.0, fmin(gain, p->true_peak_max_dbtp - peak));
    struct lg_value *row = lg_value_map(j->arena);
    lg_value_put(j->arena, row, "mode", lg_value_text(j->arena, mode->name));
    lg_value_put(j->arena, row, "target", lg_value_real(j->arena, mode->lufs_i, "LUFS"));
    lg_value_put(j->arena, row, "gain_db", lg_value_real(j->arena, gain, "dB"));
    lg_value_put(j->arena, row, "true_peak_after_dbtp",
                 lg_value_real(j->arena, peak + gain, "dBTP"));
    if (!isnan(p->true_peak_max_dbtp)) {
        bool holds = peak + gain <= p->true_peak_max_dbtp + rounding;
        lg_value_put(j->arena, row, "ceiling_dbtp",
                     lg_value_real(j->arena, p->true_peak_max_dbtp, "dBTP"));
        lg_value_put(j->arena, row, "ceiling_holds", lg_value_bool(j->arena, holds));
    }
    lg_value_push(j->arena, gains, row);
}

/* The ceiling that a service asks of the file itself. */
static void tell_own_ceiling(struct judge *j, double loudness) {
    const struct lg_profile *p = j->profile;
    double peak = lg_value_number(lg_value_get(j->measures, "true_peak_dbtp"));
    bool is_louder = loudness > p->lufs_i && !isnan(p->true_peak_max_if_louder_dbtp);
    double ceiling = is_louder ? p->true_peak_max_if_louder_dbtp : p->true_peak_max_dbtp;
    if (isnan(ceiling) || isnan(peak))
        return;
    struct lg_value *row =
        add_row(j, "true_peak_dbtp", LG_PROFILE_TOLD,
                is_louder ? "asked of what is louder than the service's level" : NULL);
    struct ask ask = {NULL, NAN, -INFINITY, ceiling};
    lg_value_put(j->arena, row, "value", lg_value_real(j->arena, peak, "dBTP"));
    lg_value_put(j->arena, row, "high", lg_value_real(j->arena, ceiling, "dBTP"));
    lg_value_put(j->arena, row, "distance", lg_value_real(j->arena, beyond(peak, &ask), NULL));
    const struct lg_value *by = lg_value_get(j->measures, "true_peak_by");
    if (by != NULL)
        lg_value_put(j->arena, row, "by", lg_value_copy(j->arena, by));
}

static void tell_playback(struct judge *j, struct lg_value *out) {
    const struct lg_value *loudness = lg_value_get(j->measures, "lufs_i");
    j->verdict = LG_PROFILE_TOLD;
    if (!lg_value_is_number(loudness) || !isfinite(lg_value_number(loudness))) {
        const char *why = lg_value_is_number(loudness)
                              ? "nothing passes the gates: there is no gain to predict"
                              : reason(loudness);
        add_row(j, "lufs_i", LG_PROFILE_UNJUDGED, why);
        return;
    }
    struct lg_value *gains = lg_value_list(j->arena);
    for (size_t i = 0; i < j->profile->num_modes; i++)
        tell_gain(j, &j->profile->modes[i], gains);
    lg_value_put(j->arena, out, "gains", gains);
    tell_own_ceiling(j, lg_value_number(loudness));
}

static void judge_all(struct judge *j) {
    const struct lg_profile *p = j->profile;
    judge_loudness(j);
    judge_ceiling(j, "lufs_s_max", p->lufs_s_max);
    judge_true_peak(j);
    judge_ceiling(j, "sample_peak_dbfs", p->sample_peak_max_dbfs);
    judge_ceiling(j, "duration_s", p->duration_max_s);
    if (!isnan(p->ldr_max_lu))
        add_row(j, "ldr_lu", LG_PROFILE_UNJUDGED,
                "the loudness-to-dialogue ratio needs a measure of dialogue");
}

enum lg_profile_verdict lg_profile_judge(const struct lg_profile *profile,
                                         const struct lg_value *measures, struct lg_arena *arena,
                                         struct lg_value **out) {
    struct lg_value *map = lg_value_map(arena);
    struct judge judge = {profile, measures, arena, lg_value_list(arena), LG_PROFILE_MET};
    lg_value_put(arena, map, "profile", lg_value_text(arena, profile->name));
    lg_value_put(arena, map, "kind", lg_value_text(arena, lg_profile_kind_name(profile->kind)));
    if (profile->kind == LG_PROFILE_PLAYBACK)
        tell_playback(&judge, map);
    else
        judge_all(&judge);
    lg_value_put(arena, map, "verdict",
                 lg_value_text(arena, lg_profile_verdict_name(judge.verdict)));
    lg_value_put(arena, map, "rows", judge.rows);
    if (profile->note != NULL)
        lg_value_put(arena, map, "note", lg_value_text(arena, profile->note));
    lg_value_put(arena, map, "doc", lg_value_text(arena, profile->doc));
    *out = map;
    return judge.verdict;
}
