#include "matrix/effects.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "matrix/rank.h"
#include "matrix/strategy.h"

/* The measures by which an effect is told; the others follow from the same sound. */
static const enum lg_metric told_by[] = {LG_METRIC_LUFS_I, LG_METRIC_LUFS_S_MAX, LG_METRIC_LRA_LU,
                                         LG_METRIC_SAMPLE_PEAK_DBFS, LG_METRIC_TRUE_PEAK_DBTP};

static double band_of(const struct lg_result *result, size_t band) {
    double level = band < result->num_bands ? (double)result->bands[band] : NAN;
    return level < LG_RESULT_SILENCE ? LG_RESULT_SILENCE : level;
}

/* What two levels differ by; NAN where one is undefined. */
static double floor_of(double a, double b) {
    double apart = fabs(a - b);
    return apart > LG_FLOOR_LEAST ? apart : LG_FLOOR_LEAST;
}

void lg_floor_of(const struct lg_result *once, const struct lg_result *again,
                 struct lg_floor *out) {
    const struct lg_result *other = again == NULL ? once : again;
    for (size_t i = 0; i < LG_METRIC__COUNT; i++)
        out->metrics[i] = floor_of(lg_result_level(once, (enum lg_metric)i),
                                   lg_result_level(other, (enum lg_metric)i));
    for (size_t i = 0; i < LG_RESULT_BANDS_MAX; i++)
        out->bands[i] = floor_of(band_of(once, i), band_of(other, i));
}

void lg_floor_raise(struct lg_floor *floor, const struct lg_floor *other) {
    for (size_t i = 0; i < LG_METRIC__COUNT; i++)
        floor->metrics[i] = fmax(floor->metrics[i], other->metrics[i]);
    for (size_t i = 0; i < LG_RESULT_BANDS_MAX; i++)
        floor->bands[i] = fmax(floor->bands[i], other->bands[i]);
}

/* A hair of rounding is no difference: -16.31 and -16.36 are 0.05 apart. */
static bool is_above(double range, double floor) {
    return range > floor + 1e-9;
}

/* The extent of each measure over some results. */
struct extent {
    double low[LG_METRIC__COUNT], high[LG_METRIC__COUNT];
    double band_low[LG_RESULT_BANDS_MAX], band_high[LG_RESULT_BANDS_MAX];
};

static void extent_init(struct extent *extent) {
    for (size_t i = 0; i < LG_METRIC__COUNT; i++)
        extent->low[i] = extent->high[i] = NAN;
    for (size_t i = 0; i < LG_RESULT_BANDS_MAX; i++)
        extent->band_low[i] = extent->band_high[i] = NAN;
}

/* fmin and fmax pass over NAN. */
static void extent_add(struct extent *extent, const struct lg_result *result) {
    for (size_t i = 0; i < LG_METRIC__COUNT; i++) {
        double level = lg_result_level(result, (enum lg_metric)i);
        extent->low[i] = fmin(extent->low[i], level);
        extent->high[i] = fmax(extent->high[i], level);
    }
    for (size_t i = 0; i < LG_RESULT_BANDS_MAX; i++) {
        extent->band_low[i] = fmin(extent->band_low[i], band_of(result, i));
        extent->band_high[i] = fmax(extent->band_high[i], band_of(result, i));
    }
}

static bool extent_is_heard(const struct extent *extent, const struct lg_floor *floor) {
    for (size_t i = 0; i < LG_ARRAY_LEN(told_by); i++) {
        enum lg_metric metric = told_by[i];
        if (is_above(extent->high[metric] - extent->low[metric], floor->metrics[metric]))
            return true;
    }
    for (size_t i = 0; i < LG_RESULT_BANDS_MAX; i++) {
        if (is_above(extent->band_high[i] - extent->band_low[i], floor->bands[i]))
            return true;
    }
    return false;
}

bool lg_floor_tells(const struct lg_floor *floor, const struct lg_result *a,
                    const struct lg_result *b) {
    struct extent extent;
    extent_init(&extent);
    extent_add(&extent, a);
    extent_add(&extent, b);
    return extent_is_heard(&extent, floor);
}

/* A trial in the order that brings together those which differ in one param alone. */
struct slot {
    uint64_t key;
    size_t trial;
};

static int by_key(const void *a, const void *b) {
    const struct slot *x = a;
    const struct slot *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->trial < y->trial ? -1 : x->trial > y->trial;
}

/* Of all coordinates but one. */
static uint64_t key_of(const struct lg_trials *trials, size_t trial, size_t but) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < trials->matrix->num_params; i++) {
        double number = lg_trials_at(trials, trial, i);
        uint64_t bits = 0;
        if (i == but)
            continue;
        number = isnan(number) ? HUGE_VAL : number + 0.0;
        memcpy(&bits, &number, sizeof bits);
        for (; bits != 0; bits >>= 8)
            hash = (hash ^ (bits & 0xFF)) * UINT64_C(1099511628211);
        hash = (hash ^ 0x100) * UINT64_C(1099511628211);
    }
    return hash;
}

static bool are_equal(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

struct finder {
    const struct lg_trials *trials;
    const struct lg_floor *floor;
    struct slot *slots; /* of the measured trials */
    double *a, *b;      /* room for pairs */
    size_t count;
};

static void judge_group(const struct finder *finder, size_t from, size_t to,
                        struct lg_param_effect *out) {
    const struct lg_trials *trials = finder->trials;
    struct extent extent;
    bool differ = false;
    extent_init(&extent);
    for (size_t i = from; i < to; i++) {
        size_t trial = finder->slots[i].trial;
        extent_add(&extent, &trials->results[trial]);
        differ |= !are_equal(lg_trials_at(trials, trial, out->param),
                             lg_trials_at(trials, finder->slots[from].trial, out->param));
    }
    if (!differ)
        return;
    out->is_judged = true;
    out->is_heard |= extent_is_heard(&extent, finder->floor);
    for (size_t i = 0; i < LG_METRIC__COUNT; i++)
        out->range[i] = fmax(out->range[i], extent.high[i] - extent.low[i]);
}

static void judge_along(const struct finder *finder, struct lg_param_effect *out) {
    for (size_t i = 0; i < finder->count; i++)
        finder->slots[i].key = key_of(finder->trials, finder->slots[i].trial, out->param);
    qsort(finder->slots, finder->count, sizeof *finder->slots, by_key);
    for (size_t from = 0; from < finder->count;) {
        size_t to = from + 1;
        while (to < finder->count && finder->slots[to].key == finder->slots[from].key)
            to++;
        if (to - from > 1)
            judge_group(finder, from, to, out);
        from = to;
    }
}

/* Texts of no axis have numbers, but no order. */
static bool has_order(const struct lg_matrix *matrix, size_t param) {
    if (param < matrix->num_axes)
        return true;
    for (size_t i = 0; i < matrix->num_extras; i++) {
        if (matrix->extras[i].settings[param].kind == LG_SETTING_TEXT)
            return false;
    }
    return true;
}

static double correlation(const struct finder *finder, size_t param, enum lg_metric metric) {
    size_t pairs = 0;
    for (size_t i = 0; i < finder->count; i++) {
        size_t trial = finder->slots[i].trial;
        double at = lg_trials_at(finder->trials, trial, param);
        double level = lg_result_level(&finder->trials->results[trial], metric);
        if (isnan(at) || isnan(level))
            continue;
        finder->a[pairs] = at;
        finder->b[pairs++] = level;
    }
    return lg_rank_correlation(finder->a, finder->b, pairs);
}

static bool is_varied(const struct finder *finder, size_t param) {
    for (size_t i = 1; i < finder->count; i++) {
        if (!are_equal(lg_trials_at(finder->trials, finder->slots[i].trial, param),
                       lg_trials_at(finder->trials, finder->slots[0].trial, param)))
            return true;
    }
    return false;
}

/* Do the two move together, each time and always the same way? */
static bool are_tied(const struct finder *finder, size_t param, size_t other) {
    for (size_t i = 0; i < finder->count; i++) {
        finder->a[i] = lg_trials_at(finder->trials, finder->slots[i].trial, param);
        finder->b[i] = lg_trials_at(finder->trials, finder->slots[i].trial, other);
        if (isnan(finder->a[i]) || isnan(finder->b[i]))
            return false;
    }
    /* Of two points whatever differs does so together. */
    return finder->count < 3 ||
           fabs(lg_rank_correlation(finder->a, finder->b, finder->count)) > 1.0 - 1e-9;
}

static void find_tied(const struct finder *finder, struct lg_effects *out) {
    for (size_t i = 0; i < out->num_params; i++) {
        struct lg_param_effect *effect = &out->params[i];
        for (size_t k = 0; k < out->num_params && !effect->is_tied; k++)
            effect->is_tied = k != i && effect->is_varied && !effect->is_judged &&
                              out->params[k].is_varied && are_tied(finder, i, k);
        out->num_tied += effect->is_tied;
    }
}

static void judge_param(const struct finder *finder, size_t param, struct lg_param_effect *out) {
    bool in_order = has_order(finder->trials->matrix, param);
    *out = (struct lg_param_effect){.param = param, .is_varied = is_varied(finder, param)};
    for (size_t i = 0; i < LG_METRIC__COUNT; i++)
        out->range[i] = out->rank[i] = NAN;
    if (!out->is_varied)
        return;
    judge_along(finder, out);
    for (size_t i = 0; i < LG_METRIC__COUNT && in_order; i++)
        out->rank[i] = correlation(finder, param, (enum lg_metric)i);
}

/* Trials by their PCM, of equal ones the first first. */
static int by_pcm(const void *a, const void *b) {
    const char *x = *(const char *const *)a;
    const char *y = *(const char *const *)b;
    int order = strcmp(x, y);
    return order != 0 ? order : (x > y) - (x < y);
}

/* A search comes upon places where a setting does nothing, a threshold above all that is played,
 * and turns to another: that one is idle there. What it may not come upon is more that does
 * nothing. */
static bool may_be_alike(const struct lg_trials *trials, size_t a, size_t b) {
    size_t most = trials->matrix->plan.strategy->hunt != NULL ? 1 : 0;
    size_t different = 0;
    for (size_t i = 0; i < trials->matrix->num_params; i++)
        different += !are_equal(lg_trials_at(trials, a, i), lg_trials_at(trials, b, i));
    return different <= most;
}

static bool find_twins(const struct finder *finder, size_t out[static 2]) {
    const struct lg_trials *trials = finder->trials;
    const char **pcms = lg_xcalloc(finder->count + 1, sizeof *pcms);
    size_t count = 0;
    bool found = false;
    for (size_t i = 0; i < finder->count; i++) {
        const char *pcm = trials->results[finder->slots[i].trial].pcm_sha256;
        if (pcm[0] != '\0')
            pcms[count++] = pcm;
    }
    qsort(pcms, count, sizeof *pcms, by_pcm);
    for (size_t i = 1, first = 0; i < count && !found; i++) {
        if (strcmp(pcms[i], pcms[first]) != 0) {
            first = i;
            continue;
        }
        /* A pointer into a result tells which one. */
        out[0] = (size_t)(pcms[first] - trials->results[0].pcm_sha256) / sizeof(struct lg_result);
        out[1] = (size_t)(pcms[i] - trials->results[0].pcm_sha256) / sizeof(struct lg_result);
        found = !may_be_alike(trials, out[0], out[1]);
    }
    free(pcms);
    return found;
}

static bool are_all_alike(const struct finder *finder) {
    struct extent extent;
    extent_init(&extent);
    for (size_t i = 0; i < finder->count; i++)
        extent_add(&extent, &finder->trials->results[finder->slots[i].trial]);
    return !extent_is_heard(&extent, finder->floor);
}

static void judge(const struct finder *finder, struct lg_effects *out) {
    size_t varied = 0;
    for (size_t i = 0; i < out->num_params; i++) {
        judge_param(finder, i, &out->params[i]);
        varied += out->params[i].is_varied;
        out->num_idle += out->params[i].is_judged && !out->params[i].is_heard;
    }
    if (varied == 0)
        return;
    find_tied(finder, out);
    if (find_twins(finder, out->twins))
        out->fault = LG_EFFECTS_TWINS;
    else if (out->num_idle == varied || are_all_alike(finder))
        out->fault = LG_EFFECTS_ALIKE;
}

void lg_effects_find(const struct lg_trials *trials, const struct lg_floor *floor,
                     struct lg_arena *arena, struct lg_effects *out) {
    struct finder finder = {.trials = trials, .floor = floor};
    struct lg_effects effects = {.num_params = trials->matrix->num_params};
    finder.slots = lg_xcalloc(trials->count + 1, sizeof *finder.slots);
    finder.a = lg_xcalloc(trials->count + 1, sizeof *finder.a);
    finder.b = lg_xcalloc(trials->count + 1, sizeof *finder.b);
    for (size_t i = 0; i < trials->count; i++) {
        if (trials->results[i].is_measured)
            finder.slots[finder.count++].trial = i;
    }
    effects.params = lg_arena_array(arena, effects.num_params, sizeof *effects.params);
    effects.num_measured = finder.count;
    for (size_t i = 0; i < effects.num_params; i++)
        effects.params[i].param = i;
    if (finder.count > 1)
        judge(&finder, &effects);
    free(finder.slots);
    free(finder.a);
    free(finder.b);
    *out = effects;
}

void lg_effects_print_fault(const struct lg_effects *effects,
                            const char *(*id_of)(void *ctx, size_t trial), void *ctx,
                            struct lg_str *out) {
    static const char head[] = "settings had no audible effect";
    if (effects->fault == LG_EFFECTS_ALIKE)
        lg_str_printf(out, "%s: no measure of %zu points differs by more than the noise", head,
                      effects->num_measured);
    if (effects->fault != LG_EFFECTS_TWINS)
        return;
    lg_str_printf(out, "%s: '%s'", head, id_of(ctx, effects->twins[0]));
    lg_str_printf(out, " and '%s' are the same audio", id_of(ctx, effects->twins[1]));
}

static struct lg_value *real_or_null(struct lg_arena *arena, double number, const char *unit,
                                     const char *why) {
    return isnan(number) ? lg_value_null(arena, why) : lg_value_real(arena, number, unit);
}

static struct lg_value *measures_of(const struct lg_param_effect *effect, struct lg_arena *arena) {
    struct lg_value *measures = lg_value_map(arena);
    for (size_t i = 0; i < LG_METRIC__COUNT; i++) {
        enum lg_metric metric = (enum lg_metric)i;
        struct lg_value *row = lg_value_map(arena);
        lg_value_put(arena, row, "range",
                     real_or_null(arena, effect->range[i], lg_metric_unit(metric),
                                  "no two points differ in this parameter alone"));
        lg_value_put(arena, row, "rank",
                     real_or_null(arena, effect->rank[i], NULL,
                                  "too few points, or nothing to put in order"));
        lg_value_put(arena, measures, lg_metric_name(metric), row);
    }
    return measures;
}

struct lg_value *lg_effects_value(const struct lg_effects *effects, const struct lg_matrix *matrix,
                                  struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < effects->num_params; i++) {
        const struct lg_param_effect *effect = &effects->params[i];
        struct lg_value *row = lg_value_map(arena);
        if (!effect->is_varied)
            continue;
        lg_value_put(arena, row, "param", lg_value_text(arena, matrix->params[i].key));
        lg_value_put(arena, row, "judged", lg_value_bool(arena, effect->is_judged));
        lg_value_put(arena, row, "heard", lg_value_bool(arena, effect->is_heard));
        lg_value_put(arena, row, "measures", measures_of(effect, arena));
        lg_value_push(arena, list, row);
    }
    return list;
}
