#include "report/html_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

static const struct lg_html_metric_row metrics[LG_HTML_METRIC__COUNT] = {
    [LG_HTML_LUFS_I] = {"lufs_i", "Loudness", "LUFS"},
    [LG_HTML_SAMPLE_PEAK] = {"sample_peak_dbfs", "Peak", "dBFS"},
    [LG_HTML_TRUE_PEAK] = {"true_peak_dbtp", "True peak", "dBTP"},
    [LG_HTML_LUFS_S_MAX] = {"lufs_s_max", "Short-term max", "LUFS"},
    [LG_HTML_LRA] = {"lra_lu", "Range", "LU"},
    [LG_HTML_CREST] = {"crest_db", "Crest", "dB"},
};

const struct lg_html_metric_row *lg_html_metric(enum lg_html_metric metric) {
    return (unsigned)metric < LG_HTML_METRIC__COUNT ? &metrics[metric] : NULL;
}

double lg_html_number_of(const struct lg_value *value) {
    double number = NAN;
    if (value != NULL && value->kind == LG_VALUE_STRING)
        return lg_number_read(value->as.string, &number) && isinf(number) ? number : NAN;
    return value == NULL ? NAN : lg_value_number(value);
}

/* "-30 dB": the number and its unit; a word ("4:1", "on") is none. */
static double split_number(const char *text, const char **unit_out) {
    size_t length = strspn(text, "+-.0123456789");
    const char *unit = text + length;
    double number = NAN;
    unit += strspn(unit, " ");
    *unit_out = "";
    if (strchr(":/#", *unit) != NULL && *unit != '\0')
        return NAN;
    if (length == 0 || !lg_number_read((struct lg_view){text, length}, &number))
        return NAN;
    *unit_out = unit;
    return number;
}

static size_t find_param(struct lg_html_points *points, const char *key) {
    for (size_t i = 0; i < points->num_params; i++) {
        if (strcmp(points->params[i].key, key) == 0)
            return i;
    }
    if (points->num_params == LG_HTML_PARAMS_MAX)
        return LG_HTML_PARAMS_MAX;
    points->params[points->num_params] =
        (struct lg_html_param){.key = lg_arena_strdup(&points->arena, key), .is_number = true};
    return points->num_params++;
}

static void note_word(struct lg_html_points *points, struct lg_html_param *param,
                      const char *text) {
    for (size_t i = 0; i < param->num_words; i++) {
        if (strcmp(param->words[i], text) == 0)
            return;
    }
    param->is_varied = param->num_words > 0;
    if (param->num_words == LG_HTML_WORDS_MAX)
        return;
    if (param->words == NULL)
        param->words = lg_arena_array(&points->arena, LG_HTML_WORDS_MAX, sizeof *param->words);
    param->words[param->num_words++] = text;
}

static const char *text_of(const struct lg_value *value, struct lg_arena *arena) {
    struct lg_str text = {0};
    if (value->kind == LG_VALUE_STRING)
        lg_str_add(&text, value->as.string.text);
    else
        lg_value_print(value, &text);
    const char *copy = lg_arena_strdup(arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

/* The settings as they were asked for: a grid's points stand on its lines then. */
static const struct lg_value *settings_of(const struct lg_event_case *point) {
    static const char *const order[] = {"asked", "display", "set"};
    for (size_t i = 0; point->params != NULL && i < LG_ARRAY_LEN(order); i++) {
        const struct lg_value *map = lg_value_get(point->params, order[i]);
        if (map != NULL && map->kind == LG_VALUE_MAP && map->as.map.count > 0)
            return map;
    }
    return NULL;
}

static void read_settings(struct lg_html_points *points, const struct lg_value *map,
                          struct lg_html_point *out) {
    out->settings = lg_arena_array(&points->arena, map->as.map.count, sizeof *out->settings);
    for (const struct lg_pair *pair = map->as.map.first; pair != NULL; pair = pair->next) {
        size_t index = find_param(points, pair->key);
        const char *unit;
        if (index == LG_HTML_PARAMS_MAX)
            return;
        struct lg_html_param *param = &points->params[index];
        struct lg_html_setting *setting = &out->settings[out->num_settings++];
        setting->param = index;
        setting->text = text_of(pair->value, &points->arena);
        setting->number = split_number(setting->text, &unit);
        param->unit = param->unit == NULL ? unit : param->unit;
        if (isnan(setting->number) || strcmp(param->unit, unit) != 0)
            param->is_number = false;
        note_word(points, param, setting->text);
    }
}

static void read_metrics(const struct lg_value *results, struct lg_html_point *out) {
    for (size_t i = 0; i < LG_HTML_METRIC__COUNT; i++)
        out->metrics[i] = lg_html_number_of(lg_value_get(results, metrics[i].key));
    if (isnan(out->metrics[LG_HTML_SAMPLE_PEAK]))
        out->metrics[LG_HTML_SAMPLE_PEAK] = lg_html_number_of(lg_value_get(results, "peak_dbfs"));
}

static struct lg_html_target target_of_check(const struct lg_check *check) {
    double wanted = lg_html_number_of(check->wanted);
    double tol = check->tol == NULL ? 0 : lg_html_number_of(check->tol);
    struct lg_html_target target = {check->subject, check->text, -INFINITY, INFINITY};
    bool is_at_most = strcmp(check->op, "le") == 0 || strcmp(check->op, "lt") == 0;
    bool is_at_least = strcmp(check->op, "ge") == 0 || strcmp(check->op, "gt") == 0;
    bool is_at = strcmp(check->op, "near") == 0 || strcmp(check->op, "eq") == 0;
    if (isnan(wanted) || isnan(tol))
        return target;
    if (is_at_least || is_at)
        target.low = wanted - tol;
    if (is_at_most || is_at)
        target.high = wanted + tol;
    return target;
}

static void read_targets(struct lg_html_points *points, const struct lg_event_step *end) {
    if (points->num_targets > 0 || end->num_checks == 0)
        return;
    points->targets = lg_arena_array(&points->arena, end->num_checks, sizeof *points->targets);
    for (size_t i = 0; i < end->num_checks; i++) {
        struct lg_html_target target = target_of_check(&end->checks[i]);
        if (isinf(target.low) && isinf(target.high))
            continue;
        target.subject = lg_arena_strdup(&points->arena, target.subject);
        target.text = NULL;
        points->targets[points->num_targets++] = target;
    }
}

/* By how much the bounds of all targets are missed. */
static double miss_of(const struct lg_event_step *end) {
    double miss = end->num_checks == 0 ? NAN : 0;
    for (size_t i = 0; i < end->num_checks; i++) {
        struct lg_html_target target = target_of_check(&end->checks[i]);
        double got = lg_html_number_of(end->checks[i].got);
        if (isnan(got) || (isinf(target.low) && isinf(target.high)))
            return NAN;
        miss += fmax(0, fmax(got - target.high, target.low - got));
    }
    return miss;
}

static bool is_hit(const struct lg_html_point *point) {
    return point->verdict != NULL && strcmp(point->verdict, "hit") == 0;
}

/* What hits is better than what misses, however near. */
static bool is_better(const struct lg_html_point *point, const struct lg_html_point *best) {
    if (isnan(point->miss) || best == NULL)
        return !isnan(point->miss);
    if (is_hit(point) != is_hit(best))
        return is_hit(point);
    return point->miss < best->miss;
}

static bool has_curve(const struct lg_value *results) {
    return results != NULL &&
           (lg_value_get(results, "series") != NULL || lg_value_get(results, "bands") != NULL);
}

/* Curves are shown of a few points that did not make it and of the best, which is replaced by the
 * next better one: there may be thousands of them. */
static void keep_results(struct lg_html_points *points, struct lg_html_point *point,
                         const struct lg_value *results) {
    bool has_missed = point->verdict != NULL && strcmp(point->verdict, "miss") == 0;
    if (!has_curve(results))
        return;
    if (has_missed && points->num_curves < LG_HTML_CURVES_MAX) {
        points->num_curves++;
        point->results = lg_value_copy(&points->arena, results);
    } else if (points->best == points->count + 1) {
        if (points->replaceable > 0)
            points->points[points->replaceable - 1].results = NULL;
        lg_arena_dispose(&points->of_best);
        point->results = lg_value_copy(&points->of_best, results);
        points->replaceable = points->best;
    }
}

static void count(struct lg_html_points *points, const struct lg_event_case *point) {
    bool is_judged = point->verdict != NULL;
    points->total++;
    points->verdicts[point->end.outcome]++;
    points->hits += is_judged && strcmp(point->verdict, "hit") == 0;
    points->misses += is_judged && strcmp(point->verdict, "miss") == 0;
}

static struct lg_html_point *grow(struct lg_html_points *points) {
    if (points->count == points->capacity) {
        points->capacity = points->capacity == 0 ? 64 : 2 * points->capacity;
        points->points = lg_xrealloc(points->points, points->capacity * sizeof *points->points);
    }
    struct lg_html_point *point = &points->points[points->count];
    *point = (struct lg_html_point){.miss = NAN};
    for (size_t i = 0; i < LG_HTML_METRIC__COUNT; i++)
        point->metrics[i] = NAN;
    return point;
}

struct lg_html_point *lg_html_points_add(struct lg_html_points *points,
                                         const struct lg_event_case *from) {
    const struct lg_value *settings = settings_of(from);
    count(points, from);
    if (points->count == LG_HTML_POINTS_MAX)
        return NULL;
    struct lg_html_point *point = grow(points);
    point->id = lg_arena_strdup(&points->arena, from->end.id);
    point->verdict = lg_arena_strdup(&points->arena, from->verdict);
    point->outcome = from->end.outcome;
    point->duration_ns = from->end.duration_ns;
    if (settings != NULL)
        read_settings(points, settings, point);
    if (from->end.result != NULL)
        read_metrics(from->end.result, point);
    read_targets(points, &from->end);
    point->miss = from->verdict == NULL ? NAN : miss_of(&from->end);
    if (is_better(point, lg_html_points_best(points)))
        points->best = points->count + 1;
    keep_results(points, point, from->end.result);
    points->count++;
    return point;
}

void lg_html_points_judge(struct lg_html_points *points, const struct lg_value *judged) {
    const struct lg_value *id = lg_value_path(judged, "best.id");
    const struct lg_value *commands = lg_value_path(judged, "best.commands");
    if (id != NULL && id->kind == LG_VALUE_STRING) {
        points->best = 0;
        points->best_id = lg_arena_strdup(&points->arena, id->as.string.text);
    }
    for (size_t i = 0; points->best_id != NULL && i < points->count; i++) {
        if (strcmp(points->best_id, points->points[i].id) == 0)
            points->best = i + 1;
    }
    if (commands != NULL && commands->kind == LG_VALUE_STRING)
        points->commands = lg_arena_strdup(&points->arena, commands->as.string.text);
}

void lg_html_points_dispose(struct lg_html_points *points) {
    free(points->points);
    lg_arena_dispose(&points->arena);
    lg_arena_dispose(&points->of_best);
    *points = (struct lg_html_points){0};
}

const struct lg_html_point *lg_html_points_best(const struct lg_html_points *points) {
    return points->best == 0 ? NULL : &points->points[points->best - 1];
}

const struct lg_html_setting *lg_html_setting_of(const struct lg_html_point *point, size_t param) {
    for (size_t i = 0; i < point->num_settings; i++) {
        if (point->settings[i].param == param)
            return &point->settings[i];
    }
    return NULL;
}

double lg_html_axis_at(const struct lg_html_points *points, const struct lg_html_point *point,
                       size_t index) {
    const struct lg_html_setting *setting = lg_html_setting_of(point, index);
    const struct lg_html_param *param = &points->params[index];
    if (setting == NULL || param->is_number)
        return setting == NULL ? NAN : setting->number;
    for (size_t i = 0; i < param->num_words; i++) {
        if (strcmp(param->words[i], setting->text) == 0)
            return (double)i;
    }
    return NAN;
}

const struct lg_html_target *lg_html_target_of(const struct lg_html_points *points,
                                               const char *subject) {
    for (size_t i = 0; i < points->num_targets; i++) {
        if (strcmp(points->targets[i].subject, subject) == 0)
            return &points->targets[i];
    }
    return NULL;
}
