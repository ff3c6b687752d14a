/* The original's master_sweep.json (reference export-automation): any key under a device is a
 * parameter's name, `_db` and `_ms` being its unit. It ends at the first hit. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/fs.h"
#include "matrix/build.h"

/* The tolerance that the original judges loudness with. */
#define ORIGINAL_TOL_LU 0.5

struct auto_export {
    bool enabled;
    double timeout_s;
};

static const struct lg_field auto_items[] = {
    {.name = "enabled",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct auto_export, enabled),
     .fallback = "false",
     .help = "true: the project's way of rendering; false: by hand"},
    {.name = "timeout_s",
     .type = LG_FIELD_NUMBER,
     .offset = offsetof(struct auto_export, timeout_s),
     .min = 0.001,
     .max = 86400,
     .unit = "s",
     .fallback = "600",
     .help = "the most that a render may take"},
};

/* Keys that are read below; others have no effect here. */
static const char *const known[] = {"target_lufs",     "peak_limit_dbfs", "auto_export",
                                    "master_track_id", "device_names",    "runs",
                                    "on_miss",         "allow_louder"};

static const char *const marks[] = {"device_names", "master_track_id", "target_lufs",
                                    "peak_limit_dbfs", "auto_export"};

bool lg_original_is(const struct lg_node *root) {
    const struct lg_node *runs = lg_node_get(root, "runs");
    if (runs == NULL || lg_node_get(root, "matrix") != NULL)
        return false;
    for (size_t i = 0; i < LG_ARRAY_LEN(marks); i++) {
        if (lg_node_get(root, marks[i]) != NULL)
            return true;
    }
    return false;
}

static int read_number(struct lg_build *build, const char *key, double *out) {
    const struct lg_node *node = lg_node_get(build->matrix->place, key);
    const struct lg_field field = {.name = key, .type = LG_FIELD_NUMBER, .flags = LG_FIELD_MAIN};
    const struct lg_fields fields = {.what = key, .items = &field, .count = 1};
    return node == NULL ? 0 : lg_fields_read(&fields, node, build->arena, out, build->err);
}

static int read_targets(struct lg_build *build) {
    struct lg_targets *targets = &build->matrix->targets;
    double lufs = NAN;
    double peak = NAN;
    if (read_number(build, "target_lufs", &lufs) != 0 ||
        read_number(build, "peak_limit_dbfs", &peak) != 0)
        return -1;
    const struct lg_target_bound near = {.metric = LG_METRIC_LUFS_I,
                                         .op = LG_TARGET_NEAR,
                                         .value = lufs,
                                         .below = ORIGINAL_TOL_LU,
                                         .above = ORIGINAL_TOL_LU};
    const struct lg_target_bound le = {
        .metric = LG_METRIC_SAMPLE_PEAK_DBFS, .op = LG_TARGET_LE, .value = peak};
    if (!isnan(lufs) && lg_targets_add(targets, &near, build->err) != 0)
        return -1;
    return isnan(peak) ? 0 : lg_targets_add(targets, &le, build->err);
}

struct own_keys {
    int on_miss;
    bool allow_louder;
};

/* Two keys of ours that the original ignores. The original sets what it is told, however loud, and
 * so does its file here, unless it says otherwise. */
static int read_own_keys(struct lg_build *build) {
    static const char *const on_miss[] = {"fail", "pass", NULL};
    static const struct lg_field items[] = {
        {.name = "on_miss",
         .type = LG_FIELD_ENUM,
         .offset = offsetof(struct own_keys, on_miss),
         .choices = on_miss,
         .fallback = "fail"},
        {.name = "allow_louder",
         .type = LG_FIELD_BOOL,
         .offset = offsetof(struct own_keys, allow_louder),
         .fallback = "true"},
    };
    struct lg_matrix *matrix = build->matrix;
    struct own_keys keys = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(items); i++) {
        const struct lg_node *node = lg_node_get(matrix->place, items[i].name);
        struct lg_field field = items[i];
        const struct lg_fields fields = {.what = field.name, .items = &field, .count = 1};
        field.flags = LG_FIELD_MAIN;
        if (lg_fields_read(&fields, node, build->arena, &keys, build->err) != 0)
            return -1;
    }
    matrix->may_miss = keys.on_miss != 0;
    matrix->allow_louder = keys.allow_louder;
    return 0;
}

/* -1000 is the master; any other is a track as AbletonOSC counts, from 0. */
static int read_track(struct lg_build *build) {
    enum { MASTER = -1000 };
    const struct lg_node *node = lg_node_get(build->matrix->place, "master_track_id");
    const struct lg_field field = {.name = "master_track_id",
                                   .type = LG_FIELD_INT,
                                   .flags = LG_FIELD_MAIN,
                                   .min = MASTER,
                                   .max = 100000};
    const struct lg_fields fields = {.what = field.name, .items = &field, .count = 1};
    int64_t track = MASTER;
    if (node != NULL && lg_fields_read(&fields, node, build->arena, &track, build->err) != 0)
        return -1;
    if (track != MASTER && track < 0)
        return lg_node_err(node, build->err, "%lld is no track: -1000 (the master) or from 0 on",
                           (long long)track);
    build->matrix->track =
        track == MASTER ? "master" : lg_arena_printf(build->arena, "#%lld", (long long)track);
    return 0;
}

static int read_auto_export(struct lg_build *build) {
    static const char *const keys[] = {"enabled", "timeout_s"};
    struct lg_matrix *matrix = build->matrix;
    const struct lg_node *node = lg_node_get(matrix->place, "auto_export");
    const struct lg_fields fields = {
        .what = "auto_export", .items = auto_items, .count = LG_ARRAY_LEN(auto_items)};
    struct auto_export got = {0};
    struct lg_node *few = lg_arena_alloc(build->arena, sizeof *few);
    if (node != NULL && node->kind != LG_NODE_MAP)
        return lg_node_err(node, build->err, "auto_export is a map, not %s",
                           lg_node_kind_name(node));
    *few = node == NULL ? (struct lg_node){.kind = LG_NODE_MAP} : *node;
    few->entries = lg_arena_array(build->arena, few->count, sizeof *few->entries);
    few->count = 0;
    for (size_t i = 0; node != NULL && i < node->count; i++) {
        const struct lg_entry *entry = &node->entries[i];
        if (strcmp(entry->key->text, keys[0]) == 0 || strcmp(entry->key->text, keys[1]) == 0)
            few->entries[few->count++] = *entry;
        else if (lg_build_ignore_far(build, entry->key, keys, LG_ARRAY_LEN(keys)) != 0)
            return -1;
    }
    if (lg_fields_read(&fields, few, build->arena, &got, build->err) != 0 ||
        lg_matrix_read_export(NULL, build->arena, &matrix->export, build->err) != 0)
        return -1;
    matrix->export.mode = got.enabled ? NULL : "manual";
    matrix->export.timeout_ns = (int64_t)(got.timeout_s * (double)LG_NS_PER_S);
    return 0;
}

static int read_devices(struct lg_build *build) {
    const struct lg_node *names = lg_node_get(build->matrix->place, "device_names");
    if (names != NULL && names->kind != LG_NODE_MAP)
        return lg_node_err(names, build->err, "device_names is a map, not %s",
                           lg_node_kind_name(names));
    for (size_t i = 0; names != NULL && i < names->count; i++) {
        if (lg_build_device(build, names->entries[i].key, names->entries[i].value) != 0)
            return -1;
    }
    return 0;
}

static int name_ignored(struct lg_build *build) {
    const struct lg_node *root = build->matrix->place;
    for (size_t i = 0; i < root->count; i++) {
        const struct lg_node *key = root->entries[i].key;
        bool is_known = false;
        for (size_t k = 0; k < LG_ARRAY_LEN(known); k++)
            is_known |= strcmp(known[k], key->text) == 0;
        if (!is_known && lg_build_ignore_far(build, key, known, LG_ARRAY_LEN(known)) != 0)
            return -1;
    }
    return 0;
}

static void name_idle_devices(struct lg_build *build) {
    const struct lg_matrix *matrix = build->matrix;
    for (size_t i = 0; i < matrix->num_devices; i++) {
        if (!matrix->devices[i].is_used)
            lg_build_ignore(build, matrix->devices[i].place);
    }
}

/* "master_sweep.json" is the matrix master_sweep. */
static const char *id_of_file(struct lg_build *build) {
    char *id = lg_fs_stem(build->arena, build->matrix->source);
    for (char *at = id; *at != '\0'; at++) {
        *at = (char)tolower((unsigned char)*at);
        if (!isdigit((unsigned char)*at) && (*at < 'a' || *at > 'z') && *at != '_')
            *at = '-';
    }
    return lg_build_is_id(id) ? id : lg_arena_printf(build->arena, "matrix%s", id);
}

static void watch_used_devices(struct lg_build *build) {
    struct lg_matrix *matrix = build->matrix;
    struct lg_texts *active = &matrix->preflight.active;
    active->items = lg_arena_array(build->arena, matrix->num_devices, sizeof *active->items);
    for (size_t i = 0; i < matrix->num_devices; i++) {
        if (matrix->devices[i].is_used)
            active->items[active->count++] = matrix->devices[i].alias;
    }
}

int lg_original_read(struct lg_build *build) {
    struct lg_matrix *matrix = build->matrix;
    const struct lg_node *runs = lg_node_get(matrix->place, "runs");
    matrix->id = id_of_file(build);
    matrix->preflight_timeout_ns = 60 * LG_NS_PER_S;
    matrix->set_timeout_ns = 10 * LG_NS_PER_S;
    matrix->measure_timeout_ns = 120 * LG_NS_PER_S;
    if (name_ignored(build) != 0 || read_own_keys(build) != 0 || read_track(build) != 0 ||
        read_devices(build) != 0 || read_targets(build) != 0 || read_auto_export(build) != 0 ||
        lg_build_run_params(build, runs) != 0 || lg_build_constants(build, NULL) != 0 ||
        lg_build_runs(build, runs) != 0 ||
        lg_matrix_read_plan(NULL, build->arena, &matrix->plan, build->err) != 0)
        return -1;
    matrix->stop.rule = matrix->targets.count > 0 ? LG_STOP_FIRST_HIT : LG_STOP_ALL;
    watch_used_devices(build);
    name_idle_devices(build);
    return lg_build_finish(build, NULL);
}
