#include "audio/golden.h"

#include <math.h>
#include <string.h>

#include "audio/meter.h"
#include "base/fs.h"
#include "base/json.h"
#include "conf/unit.h"

enum { FORMAT = 1, BYTES_MAX = 64 * 1024 * 1024 };

/* Of times in s, and of numbers without a unit such as a correlation. */
static const double time_tolerance = 0.0005;
static const double ratio_tolerance = 0.001;
/* A difference is not beyond a tolerance by the rounding of its decimals. */
static const double rounding = 1e-9;

/* Of the bytes, and of the samples alone: the second says more, as tags don't change it. */
static const char file_hash[] = "sha256";
static const char pcm_hash[] = "pcm_sha256";

bool lg_golden_is_tolerance(double tolerance) {
    return tolerance > 0.0 && tolerance <= LG_GOLDEN_TOLERANCE_MAX;
}

static bool is_text(const struct lg_value *value) {
    return value != NULL && value->kind == LG_VALUE_STRING;
}

static int not_golden(const char *path, const char *why, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "'%s' is no golden file: %s; `analyze --save` writes them",
                      path, why);
}

/* What a file must be known by; the rest only describes it. */
static bool has_measures(const struct lg_value *file) {
    static const char *const keys[] = {"lufs_i",   "lufs_m_max",       "lufs_s_max",
                                       "lra_lu",   "sample_peak_dbfs", "true_peak_dbtp",
                                       "rms_dbfs", file_hash,          pcm_hash};
    for (size_t i = 0; i < LG_ARRAY_LEN(keys); i++) {
        const struct lg_value *value = lg_value_get(file, keys[i]);
        if (lg_value_is_number(value) || is_text(value))
            return true;
    }
    return false;
}

static bool comes_before(const struct lg_value *files, const struct lg_item *last,
                         const char *name) {
    for (const struct lg_item *item = files->as.list.first; item != last; item = item->next)
        if (strcmp(lg_value_get(item->value, "path")->as.string.text, name) == 0)
            return true;
    return false;
}

static int refuse_file(const char *path, const char *name, const char *why, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "'%s' can't be compared with: %s '%s'", path, why, name);
}

static int check_files(const char *path, const struct lg_value *files, struct lg_err *err) {
    if (files == NULL || files->kind != LG_VALUE_LIST || files->as.list.count == 0)
        return not_golden(path, "it holds no list of files", err);
    for (const struct lg_item *item = files->as.list.first; item != NULL; item = item->next) {
        const struct lg_value *name = lg_value_get(item->value, "path");
        if (!is_text(name))
            return not_golden(path, "one of its files has no path", err);
        if (!has_measures(item->value))
            return refuse_file(path, name->as.string.text, "it holds no measures of", err);
        if (comes_before(files, item, name->as.string.text))
            return refuse_file(path, name->as.string.text, "it holds twice", err);
    }
    return 0;
}

int lg_golden_read(const char *path, struct lg_arena *arena, struct lg_golden *out,
                   struct lg_err *err) {
    struct lg_str text = {0};
    struct lg_value *root;
    if (lg_fs_read(path, BYTES_MAX, &text, err) != 0)
        return -1;
    int result = lg_json_read(lg_str_text(&text), text.length, path, arena, &root, err);
    lg_str_dispose(&text);
    if (result != 0)
        return -1;
    if (lg_value_number(lg_value_get(root, "golden")) != FORMAT)
        return not_golden(path, "it does not say \"golden\": 1", err);
    const struct lg_value *files = lg_value_get(root, "files");
    const struct lg_value *tolerance = lg_value_get(root, "tolerance");
    if (check_files(path, files, err) != 0)
        return -1;
    if (tolerance != NULL && !lg_golden_is_tolerance(lg_value_number(tolerance)))
        return not_golden(path, "its tolerance is not above 0 and at most 1", err);
    out->files = files;
    out->tolerance = tolerance != NULL ? lg_value_number(tolerance) : LG_GOLDEN_TOLERANCE;
    return 0;
}

int lg_golden_write(const char *path, const struct lg_value *files, double tolerance,
                    struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    struct lg_value *root = lg_value_map(&arena);
    lg_value_put(&arena, root, "golden", lg_value_int(&arena, FORMAT));
    lg_value_put(&arena, root, "tolerance", lg_value_real(&arena, tolerance, NULL));
    lg_value_put(&arena, root, "files", lg_value_copy(&arena, files));
    lg_json_write_pretty(root, &text);
    int result = lg_fs_write_atomic(path, lg_str_text(&text), text.length, err);
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
    return result;
}

const struct lg_value *lg_golden_find(const struct lg_golden *golden, const char *path) {
    for (const struct lg_item *item = golden->files->as.list.first; item != NULL;
         item = item->next) {
        const struct lg_value *name = lg_value_get(item->value, "path");
        if (strcmp(name->as.string.text, path) == 0)
            return item->value;
    }
    return NULL;
}

struct comparison {
    double tolerance;
    struct lg_arena *arena;
    struct lg_value *drifts;
};

static double tolerance_of(const struct comparison *c, const struct lg_value *now) {
    enum lg_dimension dimension = lg_unit_dimension(now->unit);
    if (now->kind == LG_VALUE_INT)
        return 0.0;
    if (dimension == LG_DIM_TIME)
        return time_tolerance;
    return dimension == LG_DIM_NONE ? ratio_tolerance : c->tolerance;
}

/* JSON has no infinite numbers: they are words there. */
static double number_of(const struct lg_value *value) {
    double number = lg_value_number(value);
    if (value->kind != LG_VALUE_STRING)
        return number;
    if (lg_view_eq(value->as.string, "-inf"))
        return -INFINITY;
    return lg_view_eq(value->as.string, "inf") ? INFINITY : NAN;
}

static struct lg_value *add_drift(struct comparison *c, const char *measure,
                                  const struct lg_value *old, const struct lg_value *now) {
    struct lg_value *drift = lg_value_map(c->arena);
    lg_value_put(c->arena, drift, "measure", lg_value_text(c->arena, measure));
    lg_value_put(c->arena, drift, "old", lg_value_copy(c->arena, old));
    lg_value_put(c->arena, drift, "new", lg_value_copy(c->arena, now));
    lg_value_push(c->arena, c->drifts, drift);
    return drift;
}

static void compare_numbers(struct comparison *c, const char *measure, const struct lg_value *old,
                            const struct lg_value *now) {
    double before = number_of(old);
    double after = number_of(now);
    double tolerance = tolerance_of(c, now);
    if (before == after || fabs(after - before) <= tolerance + rounding)
        return;
    struct lg_value *drift = add_drift(c, measure, old, now);
    lg_value_put(c->arena, drift, "difference", lg_value_real(c->arena, after - before, now->unit));
    lg_value_put(c->arena, drift, "tolerance", lg_value_real(c->arena, tolerance, NULL));
}

static void compare_all(struct comparison *c, const char *measure, const struct lg_value *old,
                        const struct lg_value *now);

/* Left out by --only when it was saved: null, with that as its reason. */
static bool was_saved(const struct lg_value *old, const char *key) {
    const struct lg_value *value = lg_value_get(old, key);
    struct lg_str reason = {0};
    lg_str_printf(&reason, "%s_why", key);
    const struct lg_value *why = lg_value_get(old, lg_str_text(&reason));
    lg_str_dispose(&reason);
    if (value == NULL || value->kind != LG_VALUE_NULL)
        return value != NULL;
    return !is_text(why) || strcmp(why->as.string.text, LG_MEASURE_NOT_ASKED) != 0;
}

/* Whether `key` is to be compared: nothing that was not saved, no path, no hash that was not saved,
 * and of two hashes the stronger. */
static bool is_compared(const char *key, const struct lg_value *old, const struct lg_value *now) {
    if (strcmp(key, "path") == 0 || !was_saved(old, key))
        return false;
    if (strcmp(key, pcm_hash) == 0)
        return is_text(lg_value_get(old, pcm_hash));
    if (strcmp(key, file_hash) == 0)
        return is_text(lg_value_get(old, file_hash)) &&
               !(is_text(lg_value_get(old, pcm_hash)) && is_text(lg_value_get(now, pcm_hash)));
    return true;
}

/* "<key>_why" beside a null is not a measure but its reason. */
static bool is_reason(const struct lg_value *map, const char *key) {
    const size_t suffix = strlen("_why");
    for (const struct lg_pair *pair = map->as.map.first; pair != NULL; pair = pair->next) {
        size_t length = strlen(pair->key);
        if (pair->value->kind == LG_VALUE_NULL && strlen(key) == length + suffix &&
            strncmp(key, pair->key, length) == 0 && strcmp(key + length, "_why") == 0)
            return true;
    }
    return false;
}

static void compare_maps(struct comparison *c, const char *measure, const struct lg_value *old,
                         const struct lg_value *now) {
    struct lg_value *missing = lg_value_null(c->arena, "not measured");
    for (const struct lg_pair *pair = old->as.map.first; pair != NULL; pair = pair->next) {
        const struct lg_value *after = lg_value_get(now, pair->key);
        const char *name =
            measure[0] == '\0' ? pair->key : lg_arena_printf(c->arena, "%s.%s", measure, pair->key);
        if (is_compared(pair->key, old, now) && !is_reason(old, pair->key))
            compare_all(c, name, pair->value, after != NULL ? after : missing);
    }
}

static void compare_lists(struct comparison *c, const char *measure, const struct lg_value *old,
                          const struct lg_value *now) {
    const struct lg_item *before = old->as.list.first;
    size_t index = 0;
    if (old->as.list.count != now->as.list.count) {
        add_drift(c, measure, old, now);
        return;
    }
    for (const struct lg_item *item = now->as.list.first; item != NULL; item = item->next) {
        compare_all(c, lg_arena_printf(c->arena, "%s.%zu", measure, index++), before->value,
                    item->value);
        before = before->next;
    }
}

static void compare_all(struct comparison *c, const char *measure, const struct lg_value *old,
                        const struct lg_value *now) {
    if (now->kind == LG_VALUE_MAP && old->kind == LG_VALUE_MAP)
        compare_maps(c, measure, old, now);
    else if (now->kind == LG_VALUE_LIST && old->kind == LG_VALUE_LIST)
        compare_lists(c, measure, old, now);
    else if (lg_value_is_number(now) && !isnan(number_of(old)))
        compare_numbers(c, measure, old, now);
    else if (!lg_value_eq(old, now))
        add_drift(c, measure, old, now);
}

struct lg_value *lg_golden_drifts(const struct lg_value *old, const struct lg_value *now,
                                  double tolerance, struct lg_arena *arena) {
    struct comparison comparison = {tolerance, arena, lg_value_list(arena)};
    compare_maps(&comparison, "", old, now);
    return comparison.drifts;
}

struct lg_value *lg_golden_unsaved(const struct lg_value *old, const struct lg_value *now,
                                   struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (const struct lg_pair *pair = now->as.map.first; pair != NULL; pair = pair->next)
        if (pair->value->kind != LG_VALUE_NULL && !was_saved(old, pair->key))
            lg_value_push(arena, list, lg_value_text(arena, pair->key));
    return list;
}
